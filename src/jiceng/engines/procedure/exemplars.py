"""Kinds of models (典型): of what units or persons, by which checks against the register, with what notice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.quantities import Criterion, Given, given, read_criterion
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import in_turn, known
from jiceng.kernel.errors import ProfileError


class About(StrEnum):
    """Who can be such a model."""

    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class ExemplarCheck:
    """A check before naming: a criterion on the unit (of a person: the one she is a member of)."""

    title: Text
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class ExemplarVersion:
    """What is asked before naming as one dated rule has it; both days of force inclusive. `notice_days`, how
    long the notice must have been posted; `review_months`, when the model is looked at again.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    notice_days: Given
    review_months: Given
    checks: tuple[ExemplarCheck, ...]

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class ExemplarKind:
    """A kind of model. `notice`, the kind of notice that asks for objections; `column`, where its page of
    practice stands; `unit_kinds`, of which units (empty: all).
    """

    code: str
    title: Text
    about: About
    unit_kinds: tuple[str, ...]
    notice: str
    column: str
    versions: tuple[ExemplarVersion, ...]

    def version_on(self, day: date) -> ExemplarVersion | None:
        """The version in force on `day`; None when none was."""
        return next((each for each in self.versions if each.in_force_on(day)), None)


@dataclass(frozen=True, slots=True)
class ExemplarWords:
    """What a kind of model may name, and how its source is read."""

    quantities: Collection[str]
    parameters: Collection[str]
    unit_kinds: Collection[str]
    notices: Collection[str]
    columns: Collection[str]
    citation: Callable[[Table], Citation]


def read_exemplar_kind(code: str, table: Table, words: ExemplarWords) -> ExemplarKind:
    """Read `[exemplar_kind.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared, "versions_overlap".
    """
    versions = tuple(_version(each, words) for each in table.tables("version"))
    if not versions:
        raise ProfileError("missing_key", where=table.path("version"))
    in_turn(table, versions)
    about = known(table, "about", (table.string("about"),), [each.value for each in About])[0]
    return ExemplarKind(
        code=code,
        title=table.text("title"),
        about=About(about),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        notice=known(table, "notice", (table.string("notice"),), words.notices)[0],
        column=known(table, "column", (table.string("column"),), words.columns)[0],
        versions=versions,
    )


def _version(table: Table, words: ExemplarWords) -> ExemplarVersion:
    found = ExemplarVersion(
        table.day("in_force_from"),
        table.day_or_none("in_force_to"),
        words.citation(table),
        given(table, "notice_days", words.parameters),
        given(table, "review_months", words.parameters),
        tuple(_check(each, words) for each in table.tables("check")),
    )
    table.close()
    return found


def _check(table: Table, words: ExemplarWords) -> ExemplarCheck:
    found = ExemplarCheck(table.text("title"), read_criterion(table, words.quantities, words.parameters))
    table.close()
    return found
