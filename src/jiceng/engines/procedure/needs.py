"""A need on its way (基层需求): who owes what next and by when, read off its dated entries.

Whoever holds it names an owner, the owner answers and does as promised, whose need it is says whether it is
so. Each entry is judged by the rule in force on its own day; nothing here knows today.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from jiceng.engines.procedure.parameters import Figures, Parameter, ParameterValue, parameter_codes, stretches
from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import in_turn, known, read_words
from jiceng.kernel.errors import Conflict


class Move(StrEnum):
    """What is entered of a need."""

    RAISED = "raised"
    ASSIGNED = "assigned"
    PASSED_UP = "passed_up"
    ANSWERED = "answered"
    DONE = "done"
    UNDONE = "undone"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """How far a need is."""

    UNOWNED = "unowned"
    UNANSWERED = "unanswered"
    IN_HAND = "in_hand"
    TO_CONFIRM = "to_confirm"
    ENDED = "ended"


class What(StrEnum):
    """What somebody owes a need: an owner named, an answer, the deed by the day promised, a word whether it
    is so.
    """

    OWNER = "owner"
    ANSWER = "answer"
    DEED = "deed"
    CONFIRMATION = "confirmation"


_GOES_ON = {Move.ASSIGNED: Stage.UNANSWERED, Move.PASSED_UP: Stage.UNOWNED, Move.WITHDRAWN: Stage.ENDED}
_MOVES: Mapping[Stage | None, Mapping[Move, Stage]] = {
    None: {Move.RAISED: Stage.UNOWNED},
    Stage.UNOWNED: _GOES_ON,
    Stage.UNANSWERED: {**_GOES_ON, Move.ANSWERED: Stage.IN_HAND, Move.DONE: Stage.TO_CONFIRM},
    Stage.IN_HAND: {**_GOES_ON, Move.DONE: Stage.TO_CONFIRM, Move.UNDONE: Stage.IN_HAND},
    Stage.TO_CONFIRM: {
        Move.CONFIRMED: Stage.ENDED,
        Move.DISPUTED: Stage.UNANSWERED,
        Move.CLOSED: Stage.ENDED,
        Move.WITHDRAWN: Stage.ENDED,
    },
    Stage.ENDED: {},
}
"""What may be entered at each stage, and where it leads. An answer or an undone without a day promised says
that it cannot be: that leads to the confirmation.
"""
_MEETS = {
    What.OWNER: {Move.ASSIGNED, Move.PASSED_UP},
    What.ANSWER: {Move.ANSWERED, Move.DONE},
    What.DEED: {Move.DONE},
    What.CONFIRMATION: {Move.CONFIRMED, Move.DISPUTED},
}


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """An entry that counts. `to`, the unit a need is raised or passed up to, or its owner; `by`, the day an
    answer is asked for or a deed promised.
    """

    move: Move
    day: date
    to: int | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class NeedRule:
    """The figures of one dated rule; both days of force inclusive. A theme is what `recurring_units` units
    need within `recurring_months`; for the unit at the top, what `recurring_units_top` need.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    owner_days: int
    answer_days: int
    confirm_days: int
    recurring_units: int
    recurring_units_top: int
    recurring_months: int

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class NeedCase:
    """A worked case: the entries of a need of unit 1, and how it stands on a day."""

    name: Text
    entries: tuple[NeedEntry, ...]
    on: date
    expected: str


@dataclass(frozen=True, slots=True)
class NeedRules:
    """Kinds of need and the dated rules; both empty where a profile knows none."""

    kinds: Mapping[str, Text] = field(default_factory=dict)
    versions: tuple[NeedRule, ...] = ()
    cases: tuple[NeedCase, ...] = ()

    def rule_on(self, day: date) -> NeedRule | None:
        """The rule in force on `day`; None where there is none."""
        return next((each for each in self.versions if each.in_force_on(day)), None)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes since a day, and by which day it is in time (None: no rule says); `until`, when that
    ended, `met` or for another reason.
    """

    what: What
    unit: int
    since: date
    due_by: date | None
    until: date | None = None
    met: bool = False

    def overdue_on(self, day: date) -> bool:
        """Whether it is still owed on `day` and past its day."""
        still = self.until is None or self.until > day
        return still and self.due_by is not None and self.due_by < day


@dataclass(frozen=True, slots=True)
class NeedStanding:
    """How a need stands: `holder`, who names its owner; all that was owed, in order, what is owed now last.

    `result` of an ended one: "solved", "explained" (it cannot be, and those concerned accept why), "closed",
    "withdrawn".
    """

    stage: Stage
    holder: int
    owner: int | None
    owed: tuple[Owed, ...]
    result: str
    last_day: date

    @property
    def open(self) -> Owed | None:
        """What is owed now; None at the end."""
        return None if self.stage is Stage.ENDED else self.owed[-1]

    @property
    def moves(self) -> tuple[Move, ...]:
        """What may be entered next."""
        return tuple(_MOVES[self.stage])


def stand(rules: NeedRules, unit: int, entries: Sequence[NeedEntry]) -> NeedStanding:
    """How a need of `unit` stands after its entries, in their order, the first of which raised it.

    Raises `Conflict("need_out_of_order")` with the entry's number for one that may not follow those before.
    """
    found: NeedStanding | None = None
    for number, entry in enumerate(entries):
        allowed = _MOVES[found.stage if found else None]
        if entry.move not in allowed or (found and entry.day < found.last_day):
            raise Conflict("need_out_of_order", number=number)
        stage = allowed[entry.move]
        if stage is Stage.IN_HAND and entry.by is None:
            stage = Stage.TO_CONFIRM
        found = _after(rules, unit, found, entry, stage)
    if found is None:
        raise Conflict("need_out_of_order", number=0)
    return found


def _after(
    rules: NeedRules, unit: int, before: NeedStanding | None, entry: NeedEntry, stage: Stage
) -> NeedStanding:
    """How it stands after one more entry."""
    holder, owner = (before.holder, before.owner) if before else (0, None)
    if entry.move in (Move.RAISED, Move.PASSED_UP):
        holder, owner = entry.to or holder, None
    elif entry.move is Move.ASSIGNED:
        owner = entry.to
    owed = before.owed if before else ()
    if owed:
        last = owed[-1]
        met = entry.move in _MEETS[last.what]
        owed = (*owed[:-1], Owed(last.what, last.unit, last.since, last.due_by, entry.day, met))
    if stage is not Stage.ENDED:
        what, whose, days = _next(rules.rule_on(entry.day), stage, unit, holder, owner or holder)
        due = entry.day + timedelta(days=days) if days is not None else None
        promised = entry.by if stage in (Stage.IN_HAND, Stage.UNANSWERED) else None
        owed = (*owed, Owed(what, whose, entry.day, promised or due))
    return NeedStanding(stage, holder, owner, owed, _result(before, entry, stage), entry.day)


def _next(
    rule: NeedRule | None, stage: Stage, unit: int, holder: int, owner: int
) -> tuple[What, int, int | None]:
    """What is owed at a stage, by whom, within how many days where a rule says."""
    if stage is Stage.UNOWNED:
        return What.OWNER, holder, rule.owner_days if rule else None
    if stage is Stage.UNANSWERED:
        return What.ANSWER, owner, rule.answer_days if rule else None
    if stage is Stage.IN_HAND:
        return What.DEED, owner, None
    return What.CONFIRMATION, unit, rule.confirm_days if rule else None


def _result(before: NeedStanding | None, entry: NeedEntry, stage: Stage) -> str:
    """Until the end, what a confirmation would make of it."""
    if entry.move in (Move.CLOSED, Move.WITHDRAWN):
        return str(entry.move)
    if stage is Stage.TO_CONFIRM:
        return "solved" if entry.move is Move.DONE else "explained"
    return before.result if before and stage is Stage.ENDED else ""


def check_need(rules: NeedRules, case: NeedCase) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    found = stand(rules, 1, [each for each in case.entries if each.day <= case.on])
    owed = found.open
    if owed is None:
        return case.expected, f"{found.stage} {found.result}"
    late = "overdue" if owed.overdue_on(case.on) else "in time"
    return case.expected, f"{found.stage} {owed.unit} {owed.due_by} {late}"


def read_needs(
    root: Table,
    citation: Callable[[Table], Citation],
    parameters: Mapping[str, Parameter],
    own: tuple[ParameterValue, ...],
) -> NeedRules:
    """Read `[need_kind.X]` and `[needs]`. Raises `ProfileError` as `Table` does, "versions_overlap"."""
    kinds = read_words(root, "need_kind", lambda _code, table: table.text("title"))
    table = root.table_or_none("needs")
    if table is None:
        return NeedRules(kinds)
    versions: list[NeedRule] = []
    for each in table.tables("version"):
        versions += _versions(each, citation, parameters, own)
    in_turn(table, versions)
    cases = tuple(_case(each) for each in table.tables("case"))
    table.close()
    return NeedRules(kinds, tuple(versions), cases)


_FIGURES = (
    *("owner_days", "answer_days", "confirm_days"),
    *("recurring_units", "recurring_units_top", "recurring_months"),
)


def _versions(
    table: Table,
    citation: Callable[[Table], Citation],
    parameters: Mapping[str, Parameter],
    own: tuple[ParameterValue, ...],
) -> Iterable[NeedRule]:
    """One table gives one version, or several where an office's figure changes while it is in force."""
    first, last, cited = table.day("in_force_from"), table.day_or_none("in_force_to"), citation(table)
    found = []
    for start, end in stretches(first, last, own, set(parameter_codes(table.data))):
        figures = Figures(parameters, own, start)
        found.append(NeedRule(start, end, cited, *(figures.whole(table, name) for name in _FIGURES)))
    table.close()
    return found


def _case(table: Table) -> NeedCase:
    entries = tuple(_entry(each) for each in table.tables("entries"))
    found = NeedCase(table.text("name"), entries, table.day("on"), table.string("expect"))
    table.close()
    return found


def _entry(table: Table) -> NeedEntry:
    move = known(table, "move", (table.string("move"),), [str(each) for each in Move])[0]
    to = table.whole("to") if table.has("to") else None
    found = NeedEntry(Move(move), table.day("day"), to, table.day_or_none("by"))
    table.close()
    return found
