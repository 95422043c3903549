"""Random units with everything that may happen to them, crowded around the edges of periods."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from jiceng.engines.procedure import (
    AbsenceRecord,
    ActRecord,
    BodyRecord,
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

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
EDGES = [
    Period.containing(Cadence.MONTH, date(2025 + month // 12, month % 12 + 1, 1)).start + timedelta(shift)
    for month in range(19)
    for shift in (-1, 0, 1, 4, 9, 14)
]

anytime = st.integers(0, 700).map(lambda number: date(2024, 10, 1) + timedelta(number))
a_day = st.one_of(st.sampled_from(EDGES), anytime)
early = st.one_of(st.just(date(2020, 1, 1)), a_day)
periods = st.builds(Period.containing, st.sampled_from(Cadence), a_day)


@st.composite
def spells(draw: Callable[..., Any], start: date) -> tuple[date, date | None]:
    """A first day and a day after it, or none."""
    first = draw(st.one_of(st.just(start), early.filter(lambda day: day >= start)))
    length = draw(st.one_of(st.none(), st.integers(1, 500)))
    return first, None if length is None else first + timedelta(length)


@st.composite
def a_unit(draw: Callable[..., Any], profile: Profile, key: int) -> UnitRecord:
    """A unit of up to four versions, perhaps closed, perhaps without a version for some days."""
    founded = draw(early)
    closing = st.one_of(
        st.sampled_from(EDGES), st.integers(1, 600).map(lambda days: founded + timedelta(days))
    )
    closed = draw(st.one_of(st.none(), st.none(), closing.filter(lambda day: day > founded)))
    inner = st.one_of(st.sampled_from(EDGES), anytime).filter(lambda day: day > founded)
    cuts = sorted(set(draw(st.lists(inner, max_size=3))))
    cuts = [day for day in cuts if closed is None or day < closed]
    kinds, forms = st.sampled_from([*profile.unit_kinds]), st.sampled_from([*profile.organisation_forms, ""])
    spans = [
        SpanRecord(draw(kinds), draw(forms), start, end)
        for start, end in zip([founded, *cuts], [*cuts, closed], strict=True)
    ]
    if len(spans) > 1 and draw(st.booleans()):
        spans.pop(draw(st.integers(0, len(spans) - 1)))
    return UnitRecord(key, founded, tuple(spans), closed)


@st.composite
def worlds(draw: Callable[..., Any], profile: Profile, most_units: int = 3) -> World:
    """Up to `most_units` units with memberships, absences, bodies, terms, acts, vacancies, postponements."""
    units = [draw(a_unit(profile, key)) for key in range(draw(st.integers(1, most_units)))]
    unit = st.sampled_from(units)
    world = World(units)
    for owner in draw(st.lists(unit, max_size=8)):
        start, end = draw(spells(owner.founded))
        world.memberships.append(MembershipRecord(owner.key, start, end, draw(st.booleans())))
    for owner in draw(st.lists(unit, max_size=4)):
        world.absences.append(AbsenceRecord(owner.key, *draw(spells(owner.founded))))
    for number, owner in enumerate(draw(st.lists(unit, max_size=5)), start=1):
        kind = draw(st.sampled_from([*profile.body_kinds]))
        body = BodyRecord(owner.key, number, kind, *draw(spells(owner.founded)))
        world.bodies.append(body)
        if draw(st.booleans()):
            world.terms.append(draw(a_term(body)))
    for owner in draw(st.lists(unit, max_size=3)):
        post = draw(st.sampled_from([*profile.post_kinds]))
        world.vacancies.append(VacancyRecord(owner.key, post, *draw(spells(owner.founded))))
    busy = draw(a_day)
    for number in range(draw(st.integers(0, 14))):
        world.acts.append(draw(an_act(profile, world, number, busy)))
    for owner in draw(st.lists(unit, max_size=5)):
        world.postponements.append(draw(a_postponement(profile, world, owner, busy)))
    return world


@st.composite
def a_term(draw: Callable[..., Any], body: BodyRecord) -> TermRecord:
    """A term of a body that ends about the time looked at; perhaps ended early, perhaps followed."""
    ends_on = draw(a_day)
    followed = draw(st.one_of(st.none(), a_day))
    ended = followed or draw(st.one_of(st.none(), a_day))
    return TermRecord(body.unit, body.body, body.kind, date(2021, 1, 1), ends_on, ended, followed)


@st.composite
def an_act(draw: Callable[..., Any], profile: Profile, world: World, number: int, busy: date) -> ActRecord:
    """A gathering near a quorum of one half, often about a busy day, perhaps making up a period before."""
    owner = draw(st.sampled_from(world.units))
    day = draw(st.one_of(a_day, st.integers(-12, 12).map(lambda shift: busy + timedelta(shift))))
    cadence = draw(st.sampled_from(Cadence))
    makes_up = draw(st.sampled_from([None, None, Period.containing(cadence, day).previous()]))
    entitled = draw(st.integers(0, 6))
    bodies = [body.body for body in world.bodies if body.unit == owner.key]
    return ActRecord(
        id=1000 - number,
        unit=owner.key,
        kind=draw(st.sampled_from([*profile.gathering_kinds])),
        day=day,
        entitled=entitled,
        present=min(max(entitled // 2 + draw(st.integers(-1, 1)), 0), entitled),
        items=tuple(draw(st.lists(st.sampled_from([*profile.items]), max_size=12))),
        body=draw(st.sampled_from([-1, *bodies])),
        makes_up=draw(st.one_of(st.just(makes_up), periods)),
        measured=draw(st.one_of(st.none(), st.integers(0, 12))),
    )


@st.composite
def a_postponement(
    draw: Callable[..., Any], profile: Profile, world: World, owner: UnitRecord, busy: date
) -> PostponementRecord:
    """A postponement of a duty's calendar period, or of the unit's first vacancy or term."""
    duty = draw(st.sampled_from([*profile.duties.values()]))
    plan = draw(st.sampled_from(duty.versions)).plan
    cadence = plan.cadence or draw(st.sampled_from(Cadence))
    period = Period.containing(cadence, draw(st.one_of(st.just(busy), a_day)))
    terms = [term for term in world.terms if term.unit == owner.key]
    if plan.body_kinds and terms:
        period = Period(terms[0].ends_on - timedelta(plan.lead_days), terms[0].ends_on)
    until = period.end + timedelta(draw(st.integers(-5, 90)))
    return PostponementRecord(owner.key, duty.code, period, until)
