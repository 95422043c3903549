"""Reading the courses of a profile: stages and steps with their periods, votes, people and clauses."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from jiceng.engines.procedure.courses import (
    Amount,
    AmountRule,
    Course,
    CourseCase,
    CourseEntry,
    CourseRecord,
    CourseVersion,
    Keeper,
    Limit,
    PeopleRule,
    Stage,
    StepRule,
    VoteRule,
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
from jiceng.engines.procedure.words import known
from jiceng.kernel.errors import ProfileError

if TYPE_CHECKING:
    from jiceng.engines.procedure.profile import Citation

WHOLES = ("entitled", "present")
STANDINGS = ("full", "probationary", "any")
GIVEN = ("full", "probationary")
CITED = ("instrument", "article", "confidence", "source")


@dataclass(frozen=True)
class CourseReader:
    """Reads a version's tables with the figures of one day; `citation` reads a table's source.

    Raises `ProfileError` with the key's path.
    """

    figures: Figures
    citation: "Callable[[Table], Citation]"

    def stages(self, table: Table) -> tuple[Stage, ...]:
        """The `stage` tables of a `[[course.CODE.version]]`. Steps may name any step of the version."""
        read = table.tables("stage")
        codes = [step["code"] for each in read for step in each.data.get("step", ()) if "code" in step]
        doubled = {code for code in codes if codes.count(code) > 1}
        if doubled:
            raise ProfileError("code_twice", where=table.path("stage"), value=min(doubled))
        found = tuple(self._stage(each, codes, self.citation(table)) for each in read)
        if not codes:
            raise ProfileError("missing_key", where=table.path("stage"))
        return found

    def _stage(self, table: Table, codes: Collection[str], usual: "Citation") -> Stage:
        code = table.string("code")
        own = [str(each.data.get("code", "")) for each in table.tables("step")]
        steps = tuple(self._step(each, code, codes, own, usual) for each in table.tables("step"))
        found = Stage(code, table.text("title"), steps)
        table.close()
        return found

    def _step(
        self, table: Table, stage: str, codes: Collection[str], own: Collection[str], usual: "Citation"
    ) -> StepRule:
        found = StepRule(
            code=table.string("code"),
            stage=stage,
            title=table.text("title"),
            keeper=choice(table, "keeper", Keeper, Keeper.UNIT),
            citation=self._cited(table, usual),
            required=table.flag("required", True),
            needs=known(table, "needs", table.strings("needs"), own),
            waits=tuple(self._wait(each, codes) for each in table.tables("waits")),
            limits=tuple(self._limit(each, codes) for each in table.tables("limits")),
            every_months=self.figures.whole(table, "every_months", 0),
            people=tuple(self._people(each) for each in table.tables("people")),
            vote=self._vote(table.table("vote")) if table.has("vote") else None,
            measures=tuple(self._measure(each) for each in table.tables("measures")),
            decides=table.flag("decides"),
            note=table.flag("note"),
            least_age=self.figures.whole(table, "least_age", 0),
            standing=self._one_of(table, "gives", GIVEN),
            since=self._one_of(table, "since", codes),
        )
        table.close()
        return found

    def _cited(self, table: Table, usual: "Citation") -> "Citation":
        """A step's own source; what it does not say, it has from its version."""
        own = {key: table.value(key, object) for key in CITED if table.has(key)}
        if not own:
            return usual
        said = {"instrument": usual.instrument, "confidence": usual.confidence} | own
        return self.citation(Table(said, table.where))

    def _one_of(self, table: Table, key: str, codes: Collection[str]) -> str:
        return known(table, key, (table.string(key),), codes)[0] if table.has(key) else ""

    def _wait(self, table: Table, codes: Collection[str]) -> Wait:
        found = Wait(
            step=self._one_of(table, "after", codes),
            months=self.figures.whole(table, "months", 0),
            days=self.figures.whole(table, "days", 0),
            plus=self._one_of(table, "plus", codes),
        )
        table.close()
        return found

    def _limit(self, table: Table, codes: Collection[str]) -> Limit:
        found = Limit(
            step=self._one_of(table, "of", codes),
            months=self.figures.whole(table, "months", 0),
            days=self.figures.whole(table, "days", 0),
            most_months=self.figures.whole(table, "most_months", 0),
            plus=self._one_of(table, "plus", codes),
        )
        table.close()
        return found

    def _people(self, table: Table) -> PeopleRule:
        least = table.whole("least", 1)
        found = PeopleRule(
            role=table.string("role"),
            title=table.text("title"),
            least=least,
            most=table.whole("most", max(least, 1)),
            standing=self._one_of(table, "standing", STANDINGS) or "full",
        )
        table.close()
        return found

    def _vote(self, table: Table) -> VoteRule:
        present, ayes = table.table("present"), table.table("ayes")
        found = VoteRule(
            present=comparator(present),
            present_share=self.figures.share(present, "share"),
            ayes=comparator(ayes),
            ayes_share=self.figures.share(ayes, "share"),
            of=self._one_of(ayes, "of", WHOLES) or "entitled",
            secret=table.flag("secret"),
        )
        for each in (present, ayes, table):
            each.close()
        return found

    def _measure(self, table: Table) -> AmountRule:
        found = AmountRule(
            measure=choice(table, "measure", Amount),
            least=self.figures.whole(table, "least", 0),
            most=self.figures.whole(table, "most", 0),
        )
        table.close()
        return found


def read_course(
    code: str,
    table: Table,
    citation: "Callable[[Table], Citation]",
    parameters: Mapping[str, Parameter],
    values: Sequence[ParameterValue],
) -> Course:
    """Read `[course.CODE]` with its versions and worked cases.

    Parameters: `citation`, reads a table's source; `values`, an office's own figures: a version is cut where
    one of those it names changes. Raises `ProfileError`.
    """
    found: list[CourseVersion] = []
    for each in table.tables("version"):
        first, last = each.day("in_force_from"), each.day_or_none("in_force_to")
        named = tuple(dict.fromkeys(parameter_codes(each.data)))
        for start, end in stretches(first, last, values, set(named)):
            reader = CourseReader(Figures(parameters, tuple(values), start), citation)
            found.append(CourseVersion(len(found) + 1, start, end, reader.stages(each), named))
        each.close()
    if not found:
        raise ProfileError("missing_key", where=table.path("version"))
    for before, after in pairwise(found):
        if before.in_force_to is None or before.in_force_to >= after.in_force_from:
            raise ProfileError("versions_overlap", where=table.where, number=after.number)
    codes = {step for version in found for step in version.steps}
    cases = read_course_cases(table, codes)
    return Course(code, table.string("kind"), table.text("title"), tuple(found), cases)


def read_course_cases(table: Table, codes: Collection[str]) -> tuple[CourseCase, ...]:
    """The worked cases of a `[course.CODE]`; a case may go on from a named `[[course.CODE.history]]`.

    An entry of a case takes the place of the history's first entry of that step, or is added after it.
    """
    histories = {}
    for each in table.tables("history"):
        histories[each.string("code")] = [_entry(entry, codes) for entry in each.tables("entries")]
        each.close()
    return tuple(_case(each, histories, codes) for each in table.tables("case"))


def _case(table: Table, histories: dict[str, list[CourseEntry]], codes: Collection[str]) -> CourseCase:
    (after,) = known(table, "after", (table.string("after", ""),), ("", *histories))
    entries = list(histories.get(after, ()))
    for entry in (_entry(each, codes) for each in table.tables("entries")):
        place = next((n for n, each in enumerate(entries) if each.step == entry.step), len(entries))
        entries[place : place + 1] = [entry]
    entries += [_entry(each, codes) for each in table.tables("more")]
    (step,) = known(table, "step", (table.string("step"),), codes)
    expected = {key: str(table.value(key, object)) for key in table.data if key in EXPECTED}
    if not expected:
        raise ProfileError("missing_key", where=table.path(EXPECTED[0]))
    record = CourseRecord(tuple(entries), table.day_or_none("born"))
    found = CourseCase(table.text("name"), record, table.day("on"), step, expected)
    table.close()
    return found


EXPECTED = ("verdict", "standing", "opens_on", "due_by", "latest", "stage")
"""What a case may say must come out: of the step's last entry, of the step, of the whole."""


def _entry(table: Table, codes: Collection[str]) -> CourseEntry:
    (step,) = known(table, "step", (table.string("step"),), codes)
    found = CourseEntry(
        step=step,
        day=table.day("day"),
        entitled=table.whole("entitled", 0),
        present=table.whole("present", 0),
        ayes=table.whole("ayes", 0),
        measured={each: table.whole(each) for each in Amount if table.has(each)},
        people=dict(table.value("people", dict)) if table.has("people") else {},
        passed=table.flag("passed", True),
    )
    table.close()
    return found
