"""Columns back to records, so that the naive evaluator can be run on what was made in columns."""

from datetime import date
from typing import Any

from jiceng.engines.procedure import (
    OPEN,
    AbsenceRecord,
    ActRecord,
    BodyRecord,
    Facts,
    MembershipRecord,
    PostponementRecord,
    Profile,
    SpanRecord,
    TermRecord,
    UnitRecord,
    VacancyRecord,
)
from jiceng.kernel.periods import Cadence, Period
from tests.engines.procedure.naive import World

CADENCES = {1: Cadence.MONTH, 2: Cadence.QUARTER, 3: Cadence.HALF_YEAR, 4: Cadence.YEAR}


def day_of(ordinal: Any) -> date | None:
    """A day, or None for `OPEN`."""
    return None if ordinal == OPEN else date.fromordinal(int(ordinal))


def columns_of(table: Any) -> list[dict[str, Any]]:
    """A table's rows as dictionaries."""
    names = list(vars(table))
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*(getattr(table, n).tolist() for n in names), strict=True)
    ]


def world_of(profile: Profile, facts: Facts) -> World:
    """The same facts in records."""
    kinds, forms = [*profile.unit_kinds], [*profile.organisation_forms, ""]
    bodies, posts = [*profile.body_kinds], [*profile.post_kinds]
    spans: dict[int, list[SpanRecord]] = {unit: [] for unit in range(facts.size)}
    for row in columns_of(facts.unit_spans):
        start, end = date.fromordinal(row["start"]), day_of(row["end"])
        spans[row["unit"]].append(SpanRecord(kinds[row["kind"]], forms[row["form"]], start, end))
    units = [
        UnitRecord(unit, date.fromordinal(row["founded"]), tuple(spans[unit]), day_of(row["closed"]))
        for unit, row in enumerate(columns_of(facts.units))
    ]

    def dated(row: dict[str, Any]) -> tuple[date, date | None]:
        return date.fromordinal(row["start"]), day_of(row["end"])

    return World(
        units,
        [MembershipRecord(r["unit"], *dated(r), r["voting"]) for r in columns_of(facts.memberships)],
        [AbsenceRecord(r["unit"], *dated(r)) for r in columns_of(facts.absences)],
        [BodyRecord(r["unit"], r["body"], bodies[r["kind"]], *dated(r)) for r in columns_of(facts.bodies)],
        [_term(r, bodies) for r in columns_of(facts.terms)],
        [_act(r, profile) for r in columns_of(facts.acts)],
        [VacancyRecord(r["unit"], posts[r["post"]], *dated(r)) for r in columns_of(facts.vacancies)],
        [_postponement(r, profile) for r in columns_of(facts.postponements)],
    )


def _term(row: dict[str, Any], bodies: list[str]) -> TermRecord:
    start, ends_on = date.fromordinal(row["start"]), date.fromordinal(row["ends_on"])
    ended, successor = day_of(row["ended"]), day_of(row["successor_start"])
    return TermRecord(row["unit"], row["body"], bodies[row["body_kind"]], start, ends_on, ended, successor)


def _act(row: dict[str, Any], profile: Profile) -> ActRecord:
    makes_up = None
    if row["makes_up_start"]:
        makes_up = Period.containing(
            CADENCES[row["makes_up_cadence"]], date.fromordinal(row["makes_up_start"])
        )
    return ActRecord(
        id=row["id"],
        unit=row["unit"],
        kind=[*profile.gathering_kinds][row["kind"]],
        day=date.fromordinal(row["day"]),
        entitled=row["entitled"],
        present=row["present"],
        items=tuple(item for bit, item in enumerate(profile.items) if row["items"] >> bit & 1),
        body=row["body"],
        makes_up=makes_up,
        measured=None if row["measured"] == OPEN else row["measured"],
    )


def _postponement(row: dict[str, Any], profile: Profile) -> PostponementRecord:
    duty = profile.duties[[*profile.duties][row["duty"]]]
    start, end = date.fromordinal(row["start"]), date.fromordinal(row["end"])
    cadence = duty.versions[0].plan.cadence
    period = Period(start, end) if cadence is None else Period.containing(cadence, start)
    until = date.fromordinal(row["until"])
    return PostponementRecord(row["unit"], duty.code, period, until)
