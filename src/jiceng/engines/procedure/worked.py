"""Worked cases (算例) of a duty, as the profile tells them beside the rule."""

from dataclasses import dataclass
from datetime import date

from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.kernel.errors import Invalid, ProfileError
from jiceng.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Away:
    """How many members were away, from `start` up to and not including `end`."""

    count: int
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class CaseBody:
    """A body of the case's unit; `end` exclusive."""

    name: str
    kind: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class CaseTerm:
    """A term of a body, by its name: due to end on `ends_on`; its successor began on `successor`."""

    body: str
    start: date
    ends_on: date
    successor: date | None


@dataclass(frozen=True, slots=True)
class CaseVacancy:
    """A post empty from `start` until a holder came on `end`."""

    post: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class CaseAct:
    """A gathering of the case; `body` is a body's name; `makes_up` a period's key; `measured` as in
    `ActRecord`.
    """

    kind: str
    day: date
    entitled: int
    present: int
    body: str
    items: tuple[str, ...]
    makes_up: Period | None
    measured: int | None


@dataclass(frozen=True, slots=True)
class CaseUnit:
    """The case's unit: `since` is the day from which it has had its form; `members` of whom `voting` vote."""

    kind: str
    form: str
    founded: date
    since: date
    closed: date | None
    members: int
    voting: int
    away: tuple[Away, ...]
    bodies: tuple[CaseBody, ...]
    terms: tuple[CaseTerm, ...]
    vacancies: tuple[CaseVacancy, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Facts, a period, the day asked, and what must come out; `excuse`, `reason`, `counted` are checked where
    given.
    """

    name: Text
    unit: CaseUnit
    acts: tuple[CaseAct, ...]
    postponed_until: date | None
    period: Period
    on: date
    state: str
    excuse: str
    reason: str
    counted: int | None


def read_case(table: Table) -> Case:
    """Read a `[[duty.CODE.case]]` table. Raises `ProfileError` as `Table` does."""
    found = Case(
        name=table.text("name"),
        unit=_unit(table.table("unit")),
        acts=tuple(_act(each) for each in table.tables("acts")),
        postponed_until=table.day_or_none("postponed_until"),
        period=_period(table, "period"),
        on=table.day("on"),
        state=table.string("state"),
        excuse=table.string("excuse", ""),
        reason=table.string("reason", ""),
        counted=table.whole("counted") if table.has("counted") else None,
    )
    table.close()
    return found


def _unit(table: Table) -> CaseUnit:
    founded = table.day_or_none("founded") or date(2000, 1, 1)
    members = table.whole("members", 0)
    found = CaseUnit(
        kind=table.string("kind"),
        form=table.string("form"),
        founded=founded,
        since=table.day_or_none("since") or founded,
        closed=table.day_or_none("closed"),
        members=members,
        voting=table.whole("voting", members),
        away=tuple(_away(each) for each in table.tables("away")),
        bodies=tuple(_body(each, founded) for each in table.tables("bodies")),
        terms=tuple(_term(each) for each in table.tables("terms")),
        vacancies=tuple(_vacancy(each) for each in table.tables("vacancies")),
    )
    table.close()
    return found


def _away(table: Table) -> Away:
    found = Away(table.whole("count"), table.day("start"), table.day_or_none("end"))
    table.close()
    return found


def _body(table: Table, founded: date) -> CaseBody:
    kind = table.string("kind")
    start = table.day_or_none("start") or founded
    found = CaseBody(table.string("name", kind), kind, start, table.day_or_none("end"))
    table.close()
    return found


def _term(table: Table) -> CaseTerm:
    found = CaseTerm(
        table.string("body"), table.day("start"), table.day("ends_on"), table.day_or_none("successor")
    )
    table.close()
    return found


def _vacancy(table: Table) -> CaseVacancy:
    found = CaseVacancy(table.string("post"), table.day("start"), table.day_or_none("end"))
    table.close()
    return found


def _act(table: Table) -> CaseAct:
    found = CaseAct(
        kind=table.string("kind"),
        day=table.day("day"),
        entitled=table.whole("entitled", 0),
        present=table.whole("present", 0),
        body=table.string("body", ""),
        items=table.strings("items"),
        makes_up=_period(table, "makes_up") if table.has("makes_up") else None,
        measured=table.whole("measured") if table.has("measured") else None,
    )
    table.close()
    return found


def _period(table: Table, key: str) -> Period:
    try:
        return Period.parse(table.string(key))
    except Invalid as error:
        raise ProfileError(error.code, where=table.path(key), value=table.string(key)) from None
