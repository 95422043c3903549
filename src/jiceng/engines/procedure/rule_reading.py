"""Reading duties and size rules with what a profile has declared before them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from jiceng.engines.procedure.parameters import (
    Figures,
    Parameter,
    ParameterValue,
    parameter_codes,
    stretches,
)
from jiceng.engines.procedure.profile import Citation, Duty, DutyVersion, SizeRule
from jiceng.engines.procedure.rules import PLAIN_COLUMNS, RuleReader, Vocabulary, comparator
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import (
    Instrument,
    StandingKind,
    known,
)
from jiceng.engines.procedure.worked import read_case
from jiceng.kernel.errors import ProfileError

CONFIDENCES = ("V", "S", "K", "?")
STRENGTHS = ("must", "normally", "may")


@dataclass(frozen=True)
class Rules:
    """Reads duties and size rules with what the profile has declared before them."""

    words: Vocabulary
    instruments: Mapping[str, Instrument]
    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...]
    standings: Mapping[str, StandingKind]

    def reader(self, day: date) -> RuleReader:
        """What reads a rule's plan by the figures in force on a day."""
        return RuleReader(self.words, Figures(self.parameters, self.values, day))

    def duty(self, code: str, table: Table, groups: Mapping[str, Text]) -> Duty:
        """Read `[duty.CODE]`. Raises `ProfileError`: "versions_overlap" and as `Table` does."""
        versions: list[DutyVersion] = []
        for each in table.tables("version"):
            versions += self._versions(each, len(versions))
        if not versions:
            raise ProfileError("missing_key", where=table.path("version"))
        for before, after in pairwise(versions):
            if before.in_force_to is None or before.in_force_to >= after.in_force_from:
                raise ProfileError("versions_overlap", where=table.where, number=after.number)
        group = table.string("group")
        known(table, "group", (group,), groups)
        cases = tuple(read_case(each) for each in table.tables("case"))
        return Duty(code, table.text("title"), group, table.whole("order"), tuple(versions), cases)

    def _versions(self, table: Table, before: int) -> list[DutyVersion]:
        """One table gives one version, or several where an office's figure changes while it is in force."""
        first, last = table.day("in_force_from"), table.day_or_none("in_force_to")
        if last is not None and last < first:
            raise ProfileError("version_ends_before_it_starts", where=table.path("in_force_to"))
        strength = table.string("strength")
        known(table, "strength", (strength,), STRENGTHS)
        citation = self.citation(table)
        named = tuple(dict.fromkeys(parameter_codes(table.data)))
        parts = stretches(first, last, self.values, set(named))
        found = [
            DutyVersion(number, start, end, citation, strength, self.reader(start).plan(table), named)
            for number, (start, end) in enumerate(parts, start=before + 1)
        ]
        table.close()
        return found

    def citation(self, table: Table) -> Citation:
        """Where the rule of a table stands."""
        code = table.string("instrument")
        known(table, "instrument", (code,), self.instruments)
        confidence = table.string("confidence")
        known(table, "confidence", (confidence,), CONFIDENCES)
        instrument = self.instruments[code]
        return Citation(
            instrument=code,
            title=instrument.title,
            short=instrument.short,
            article=table.text("article"),
            confidence=confidence,
            source=table.string("source", instrument.source),
        )

    def size_rule(self, code: str, table: Table) -> SizeRule:
        """Read `[size_rule.CODE]`. Raises `ProfileError`: "one_of" and as `Table` does."""
        strength, column = table.string("strength"), table.string("column")
        known(table, "strength", (strength,), STRENGTHS)
        known(table, "column", (column,), PLAIN_COLUMNS)
        if table.has("form") == table.has("body"):
            raise ProfileError("one_of", where=table.where, keys="form, body")
        return SizeRule(
            code=code,
            title=table.text("title"),
            form=self._named(table, "form", self.words.organisation_forms),
            body=self._named(table, "body", self.words.body_kinds),
            column=column,
            comparator=comparator(table),
            value=table.whole("value"),
            strength=strength,
            citation=self.citation(table),
        )

    def _named(self, table: Table, key: str, codes: Mapping[str, object]) -> str | None:
        """The code under a key, or None when the key is absent."""
        return known(table, key, (table.string(key),), codes)[0] if table.has(key) else None
