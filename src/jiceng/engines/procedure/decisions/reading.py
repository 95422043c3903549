"""Reading the procedures of a profile: steps with their calls, quorums, majorities, postings and clauses."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jiceng.engines.procedure.courses import Keeper
from jiceng.engines.procedure.decisions.cases import read_cases
from jiceng.engines.procedure.decisions.rules import (
    Act,
    Announcement,
    Bound,
    ElectionRule,
    Leave,
    Limit,
    Posting,
    Procedure,
    ProcedureVersion,
    Proxies,
    Recusal,
    Secrecy,
    ShareRule,
    Step,
    Wait,
)
from jiceng.engines.procedure.parameters import (
    Figures,
    Parameter,
    ParameterValue,
    parameter_codes,
    stretches,
)
from jiceng.engines.procedure.rules import choice, comparator
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import BodyKind, known
from jiceng.kernel.errors import ProfileError

if TYPE_CHECKING:
    from jiceng.engines.procedure.profile import Citation

CITED = ("instrument", "article", "confidence", "source")
STRENGTHS = ("must", "normally")


@dataclass(frozen=True)
class ProcedureWords:
    """What a profile has declared before its procedures; `citation` reads a table's source."""

    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...]
    bodies: Mapping[str, BodyKind]
    unit_kinds: Collection[str]
    relations: Mapping[str, Text]
    citation: "Callable[[Table], Citation]"
    named: Mapping[str, Text] = field(default_factory=dict)
    notices: Collection[str] = ()


def read_procedure(code: str, table: Table, words: ProcedureWords) -> Procedure:
    """Read `[procedure.CODE]` with its versions and worked cases; a version is cut where an office's figure
    changes. A version that says `like = N` has the steps of the N-th, with what it says of them itself laid
    over.
    Raises `ProfileError`.
    """
    matters = {each: inner.text("title") for each, inner in table.named("matter")}
    found: list[ProcedureVersion] = []
    written: list[list[dict[str, Any]]] = []
    for each in table.tables("version"):
        written.append(_laid_over(each, written))
        found += _versions(each, written[-1], words, matters, len(found))
    if not found:
        raise ProfileError("missing_key", where=table.path("version"))
    for before, after in pairwise(found):
        if before.in_force_to is None or before.in_force_to >= after.in_force_from:
            raise ProfileError("versions_overlap", where=table.where, number=after.number)
    bare = Procedure(
        code=code,
        kind=table.string("kind"),
        title=table.text("title"),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        matters=matters,
        versions=tuple(found),
        offered=table.flag("offered", default=True),
        named=words.named,
        cases=(),
    )
    return Procedure(**{**_fields(bare), "cases": read_cases(table, bare)})


def _fields(procedure: Procedure) -> dict[str, Any]:
    names = ("code", "kind", "title", "unit_kinds", "matters", "versions", "offered", "named")
    return {name: getattr(procedure, name) for name in names}


def _laid_over(version: Table, written: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The raw steps of a version."""
    own = [dict(each.data) for each in version.tables("step")]
    if not version.has("like"):
        return own
    like = version.whole("like")
    if not 1 <= like <= len(written):
        raise ProfileError("unknown_code", where=version.path("like"), value=like)
    over = {str(each.get("code")): each for each in own}
    found = [{**each, **over.pop(str(each.get("code")), {})} for each in written[like - 1]]
    return [*found, *over.values()]


def _versions(
    table: Table,
    raw: list[dict[str, Any]],
    words: ProcedureWords,
    matters: Collection[str],
    before: int,
) -> list[ProcedureVersion]:
    first, last = table.day("in_force_from"), table.day_or_none("in_force_to")
    if last is not None and last < first:
        raise ProfileError("version_ends_before_it_starts", where=table.path("in_force_to"))
    named = tuple(dict.fromkeys(parameter_codes(raw)))
    usual = words.citation(table)
    found = []
    for number, (start, end) in enumerate(stretches(first, last, words.values, set(named)), before + 1):
        figures = Figures(words.parameters, words.values, start)
        codes, places = ([str(each[key]) for each in raw if key in each] for key in ("code", "place"))
        reader = StepReader(figures, words, matters, usual, codes, places)
        found.append(ProcedureVersion(number, start, end, reader.steps(table, raw), named))
    table.close()
    return found


@dataclass(frozen=True)
class StepReader:
    """Reads a version's steps with the figures of one day. Raises `ProfileError` with the key's path."""

    figures: Figures
    words: ProcedureWords
    matters: Collection[str]
    usual: "Citation"
    codes: Sequence[str] = field(default=())
    places: Sequence[str] = field(default=())

    def steps(self, version: Table, raw: Sequence[Mapping[str, Any]]) -> dict[str, Step]:
        """The steps in order, none twice, the last that decides among them, none of those to be skipped."""
        where = version.path("step")
        found: dict[str, Step] = {}
        for number, each in enumerate(raw, start=1):
            step = self._step(Table(each, f"{where}[{number}]"))
            if step.code in found:
                raise ProfileError("code_twice", where=where, value=step.code)
            found[step.code] = step
        deciding = [step for step in found.values() if step.decides]
        if not deciding or any(step.skip or step.merge for step in deciding):
            raise ProfileError("missing_key", where=f"{where}.decides")
        return found

    def _step(self, table: Table) -> Step:
        code = table.string("code")
        (body,) = known(table, "body", (table.string("body", ""),), ("", *self.words.bodies))
        found = Step(
            code=code,
            place=table.string("place", code),
            title=table.text("title"),
            who=table.text("who") if table.has("who") or not body else self.words.bodies[body].title,
            body=body,
            keeper=choice(table, "keeper", Keeper, Keeper.UNIT),
            act=choice(table, "act", Act, Act.MEETING),
            citation=self._cited(table),
            required=table.flag("required", True),
            decides=table.flag("decides"),
            roll_of=self._step_code(table, "roll_of"),
            secrecy=choice(table, "secrecy", Secrecy, Secrecy.ANY),
            papers=table.strings("papers"),
            notice=known(table, "notice", (table.string("notice", ""),), ("", *self.words.notices))[0],
            may_not=frozenset(known(table, "may_not", table.strings("may_not"), self.matters)),
            only=frozenset(known(table, "only", table.strings("only"), self.matters)),
            **self._counted(table),
            **self._dated(table),
        )
        table.close()
        return found

    def _counted(self, table: Table) -> dict[str, Any]:
        """Who must come and agree."""
        elected = table.table_or_none("elected")
        runoff = table.table_or_none("runoff")
        election = (
            ElectionRule(
                elected=self._share(elected, "count"), runoff=self._share(runoff, "count") if runoff else None
            )
            if elected
            else None
        )
        return {
            "quorum": tuple(self._share(each, "present") for each in table.tables("quorum")),
            "majority": tuple(self._share(each, "ayes") for each in table.tables("majority")),
            "bounds": tuple(self._bound(each) for each in table.tables("bounds")),
            "election": election,
            "proxies": self._proxies(table.table_or_none("proxies")),
            "recusal": self._recusal(table.table_or_none("recusal")),
        }

    def _dated(self, table: Table) -> dict[str, Any]:
        """When, and what may be left out."""
        return {
            "announcement": self._announcement(table.table_or_none("announcement")),
            "posting": self._posting(table.table_or_none("posting")),
            "waits": tuple(self._wait(each) for each in table.tables("waits")),
            "limits": tuple(self._limit(each) for each in table.tables("limits")),
            "skip": self._leave(table.table_or_none("skip")),
            "merge": self._leave(table.table_or_none("merge")),
        }

    def _cited(self, table: Table) -> "Citation":
        """A step's own source; what it does not say, it has from its version."""
        own = {key: table.value(key, object) for key in CITED if table.has(key)}
        if not own:
            return self.usual
        usual = {
            "instrument": self.usual.instrument,
            "confidence": self.usual.confidence,
            "article": {"zh": self.usual.article.zh, "en": self.usual.article.en},
        }
        said = usual | own
        return self.words.citation(Table(said, table.where))

    def _step_code(self, table: Table, key: str) -> str:
        return known(table, key, (table.string(key),), self.codes)[0] if table.has(key) else ""

    def _matters(self, table: Table) -> frozenset[str]:
        return frozenset(known(table, "matters", table.strings("matters"), self.matters))

    def _must(self, table: Table) -> bool:
        strength = table.string("strength", "must")
        return known(table, "strength", (strength,), STRENGTHS) == ("must",)

    def _share(self, table: Table, part: str) -> ShareRule:
        found = ShareRule(
            part=table.string("part", part),
            whole=table.string("of"),
            comparator=comparator(table),
            share=self.figures.share(table, "share"),
            matters=self._matters(table),
        )
        table.close()
        return found

    def _bound(self, table: Table) -> Bound:
        whole = table.string("of", "")
        found = Bound(
            part=table.string("part"),
            whole=whole,
            least=self._edge(table, "least", share=bool(whole)),
            most=self._edge(table, "most", share=bool(whole)),
            must=self._must(table),
            matters=self._matters(table),
        )
        if found.least is None and found.most is None:
            raise ProfileError("missing_key", where=table.path("least"))
        table.close()
        return found

    def _edge(self, table: Table, key: str, *, share: bool) -> int | Fraction | None:
        if not table.has(key):
            return None
        return self.figures.share(table, key) if share else self.figures.whole(table, key)

    def _announcement(self, table: Table | None) -> Announcement | None:
        if table is None:
            return None
        days = self.figures.whole(table, "days", 0)
        found = Announcement(days, table.strings("tells"), self._must(table), table.flag("urgent"))
        table.close()
        return found

    def _posting(self, table: Table | None) -> Posting | None:
        if table is None:
            return None
        found = Posting(
            days=self.figures.whole(table, "days", 0),
            tells=table.strings("tells"),
            objection_days=self.figures.whole(table, "objection_days", 0),
            ruling_days=self.figures.whole(table, "ruling_days", 0),
            holds=table.flag("holds", True),
        )
        table.close()
        return found

    def _proxies(self, table: Table | None) -> Proxies | None:
        if table is None:
            return None
        found = Proxies(self.figures.whole(table, "most"), table.flag("candidates", True))
        table.close()
        return found

    def _recusal(self, table: Table | None) -> Recusal | None:
        if table is None:
            return None
        relations = known(table, "relations", table.strings("relations"), self.words.relations)
        found = Recusal(frozenset(relations), table.flag("shrinks"))
        table.close()
        return found

    def _wait(self, table: Table) -> Wait:
        months, days = self.figures.whole(table, "months", 0), self.figures.whole(table, "days", 0)
        found = Wait(self._step_code(table, "after"), months, days)
        table.close()
        return found

    def _limit(self, table: Table) -> Limit:
        found = Limit(
            of=known(table, "of", (table.string("of"),), (*self.codes, *self.places))[0],
            months=self.figures.whole(table, "months", 0),
            days=self.figures.whole(table, "days", 0),
            latest_months=self.figures.whole(table, "latest_months", 0),
            must=self._must(table),
        )
        table.close()
        return found

    def _leave(self, table: Table | None) -> Leave | None:
        if table is None:
            return None
        found = Leave(table.text("condition"), self._step_code(table, "into"))
        table.close()
        return found
