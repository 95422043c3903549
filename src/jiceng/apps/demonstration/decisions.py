"""Decisions of the last year in an invented office: they rest on the meetings that were held anyway, and
stand at every step; most were done in order, some were not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from jiceng.apps.decisions.judging import expected_of, judged, note
from jiceng.apps.decisions.meetings import kinds_of
from jiceng.apps.decisions.models import Decision, Event, ExpectedAction
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.words import recorder
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.engines.procedure import Keeper
from jiceng.engines.procedure.decisions import Act, Fault, Kind, Procedure, Result, Secrecy, Step

_DAYS_BACK = 330
_STEPS = {"stuck": 0.02, "lost": 0.01, "late": 0.06, "uncalled": 0.02, "disordered": 0.01, "new": 0.25}
"""How often: nothing more is done; a vote is lost; a notice comes late; the call to a meeting was
forgotten; a step was left out; a decision has only just begun.
"""
_QUIET, _LEFT = 45, 0.1
"""After so many days without an entry one under way is seldom still waiting: how often it is."""


@dataclass(slots=True)
class Course:
    """One decision on its way: what has been entered, and the day reached."""

    unit: UnitVersion
    procedure: Procedure
    decision: Decision
    random: Random
    day: date
    events: list[Event] = field(default_factory=list)

    def happens(self, what: str) -> bool:
        """Whether something out of the ordinary happens now."""
        return self.random.random() < _STEPS[what]

    def enter(self, step: str, kind: Kind, day: date, said: dict[str, Any], **more: Any) -> None:
        """Add an entry; the day is reached."""
        moment = timezone.make_aware(datetime.combine(day, time(18, 30)))
        rule = self.procedure.version_on(day).steps.get(step)
        number = len(self.events) + 1
        self.events.append(
            Event(
                decision=self.decision,
                number=number,
                step=step,
                kind=kind,
                day=day,
                said=said,
                recorded_at=moment,
                recorded_by=recorder(profile(), rule.keeper if rule else Keeper.UNIT),
                **more,
            )
        )
        self.day = day


def write_decisions(today: date, seed: int) -> dict[str, int]:
    """Write a year of decisions by the procedures the profile has. Returns rows by table."""
    random, rules = Random(f"decisions {seed}"), current_rules()
    courses: list[Course] = []
    for each in read_data("decisions")["decision"]:
        procedure = rules.procedures.get(each["procedure"])
        if procedure is not None:
            courses += _courses(random, procedure, each, today)
    meetings = _Meetings(courses, today)
    for course in courses:
        _begin(course, meetings, today)
        _go(course, meetings, today)
    begun, expected = [], []
    for each in courses:
        state = judged(rules, each.decision, each.events, today)
        quiet = state.result is Result.UNDER_WAY and each.day < today - timedelta(days=_QUIET)
        if not each.events or (quiet and random.random() > _LEFT):
            continue
        begun.append(each)
        note(rules, each.decision, state)
        expected += expected_of(each.decision, state)
    Decision.objects.bulk_create([each.decision for each in begun], batch_size=1_000)
    Event.objects.bulk_create([event for each in begun for event in each.events], batch_size=1_000)
    ExpectedAction.objects.bulk_create(expected, batch_size=1_000)
    models = (Decision, Event, ExpectedAction)
    return {model._meta.db_table: model.objects.count() for model in models}


def _courses(
    random: Random, procedure: Procedure, described: dict[str, Any], today: date
) -> Iterator[Course]:
    """Which units take up what, and when."""
    units = UnitVersion.objects.filter(on(today), kind__in=procedure.unit_kinds).select_related("unit")
    for unit in units.order_by("path"):
        for share in (described["share"], described["share"] * 0.4):
            if random.random() >= share:
                continue
            matter, title, text = random.choice(described["topics"])
            decision = Decision(
                unit=unit.unit,
                unit_kind=unit.kind,
                procedure=procedure.code,
                matter=matter,
                title=title,
                proposal=text,
                judged_on=today,
                opened_by=recorder(profile(), Keeper.UNIT),
            )
            yield Course(unit, procedure, decision, random, today)


def _begin(course: Course, meetings: "_Meetings", today: date) -> None:
    """Some weeks before a meeting that could decide it; some only lately, and wait for theirs."""
    random, decision = course.random, course.decision
    steps = course.procedure.version_on(today).steps.values()
    days = [day for each in steps if each.decides for _key, day, *_ in meetings.of(course, each)]
    if days and not course.happens("new"):
        day = random.choice(days) - timedelta(days=random.randint(25, 50))
    else:
        day = today - timedelta(days=random.randint(3, 35))
    day = max(day, today - timedelta(days=_DAYS_BACK), course.unit.starts_on + timedelta(days=1))
    course.day = decision.opened_on = decision.last_day = day
    decision.carry_out_by = day + timedelta(days=random.choice((150, 180, 210, 270, 330)))
    decision.opened_at = timezone.make_aware(datetime.combine(day, time(10, random.randint(0, 59))))


Held = tuple[int, date, int, int, bool]
"""A meeting's key, day, those entitled, those present, and whether it has a roll."""


class _Meetings:
    """The meetings units held anyway, by unit and kind, in order of days."""

    def __init__(self, courses: Sequence[Course], today: date) -> None:
        self.found: dict[tuple[int, str], list[Held]] = {}
        units = {each.decision.unit_id for each in courses}
        kinds = {
            kind
            for each in courses
            for version in each.procedure.versions
            for step in version.steps.values()
            for kind in kinds_of(step, each.unit.kind)
        }
        rows = Gathering.objects.filter(
            kind__in=kinds, state=Gathering.State.HELD, day__gte=today - timedelta(days=_DAYS_BACK)
        ).order_by("day", "pk")
        names = ("unit_id", "kind", "pk", "day", "entitled", "present", "roll_id")
        for unit, kind, key, day, entitled, present, roll in rows.values_list(*names).iterator():
            if unit in units:
                held = (key, day, entitled, present, roll is not None)
                self.found.setdefault((unit, kind), []).append(held)

    def of(self, course: Course, step: Step) -> list[Held]:
        """Those of the first kind a step decides in."""
        kind = next(iter(kinds_of(step, course.unit.kind)), "")
        return self.found.get((course.decision.unit_id, kind), [])

    def after(self, course: Course, step: Step, day: date) -> Held | None:
        """The first of the kinds a step decides in, from a day on."""
        return next((each for each in self.of(course, step) if each[1] >= day), None)


def _go(course: Course, meetings: _Meetings, today: date) -> None:
    """Enter step after step until nothing more was held, or someone let it lie."""
    steps = course.procedure.version_on(course.day).steps.values()
    for place in dict.fromkeys(each.place for each in steps):
        ways = [each for each in steps if each.place == place and _may(each, course)]
        known = [each for each in ways if kinds_of(each, course.unit.kind)]
        if not ways or not ways[0].required or course.happens("stuck"):
            return
        if course.events and course.happens("disordered"):
            continue
        if not any(_done(course, each, meetings, today) for each in known or ways[:1]):
            return


def _may(step: Step, course: Course) -> bool:
    matter = course.decision.matter
    return matter not in step.may_not and (not step.only or matter in step.only)


def _done(course: Course, step: Step, meetings: _Meetings, today: date) -> bool:
    """Enter one step; where too few came, they met again. Whether it was done."""
    for _ in range(3):
        if not _step(course, step, meetings, today):
            return False
        last = judged(current_rules(), course.decision, course.events, today).events[-1]
        if last.counts:
            return True
        if last.verdict != Fault.NO_QUORUM:
            return False
        course.day += timedelta(days=1)
    return False


def _step(course: Course, step: Step, meetings: _Meetings, today: date) -> bool:
    """Enter one step; whether it was done."""
    if step.act is Act.MEETING:
        return _meeting(course, step, meetings, today)
    random = course.random
    if step.act is Act.POSTING and step.posting is not None:
        late = course.happens("late")
        day = course.day + timedelta(days=random.randint(20, 40) if late else random.randint(0, 3))
        said: dict[str, Any] = {"tells": list(step.posting.tells)}
        kind = Kind.POSTED
    elif step.act is Act.APPROVAL:
        day, said, kind = course.day + timedelta(days=random.randint(3, 15)), {"passed": True}, Kind.RULED
    elif step.act is Act.ACT:
        usual = (2, 6) if not course.events else (20, 110)
        day, said, kind = course.day + timedelta(days=random.randint(*usual)), {}, Kind.REPORTED
        said = {"papers": list(step.papers)} if step.papers else {}
    else:
        return False
    if day > today:
        return False
    course.enter(step.code, kind, day, said)
    return True


def _meeting(course: Course, step: Step, meetings: _Meetings, today: date) -> bool:
    ahead = step.announcement.days + 1 if step.announcement is not None else 0
    called = course.day + timedelta(days=course.random.randint(0, 2))
    if kinds_of(step, course.unit.kind):
        held = meetings.after(course, step, max(course.day, called + timedelta(days=ahead)))
    else:
        size = 5 + course.unit.unit_id % 5
        came = size - course.random.choice((0, 0, 1, 1, 2))
        held = (0, called + timedelta(days=ahead + course.random.randint(1, 4)), size, came, False)
    if held is None or held[1] > today or not held[2]:
        return False
    if step.announcement is not None and not course.happens("uncalled"):
        day = held[1] - timedelta(days=ahead)
        course.enter(
            step.code, Kind.ANNOUNCED, max(day, course.day), {"tells": list(step.announcement.tells)}
        )
    course.enter(step.code, Kind.HELD, held[1], _voted(course, step, held), gathering_id=held[0] or None)
    return True


def _voted(course: Course, step: Step, held: Held) -> dict[str, Any]:
    """How the vote went: carried, but for a few."""
    _key, day, entitled, present, _roll = held
    lost = course.happens("lost")
    against = course.random.choice((0, 0, 0, 1, 1, 2))
    nays = present - present // 3 if lost else min(against, (present - 1) // 3)
    if not lost and any(rule.whole == "entitled" for rule in step.majority):
        nays = 0
    said: dict[str, Any] = {
        "roll": {"on": day.isoformat(), "entitled": entitled},
        "present": present,
        "ayes": present - nays,
        "nays": nays,
    }
    if step.papers:
        said["papers"] = list(step.papers)
    if step.secrecy is Secrecy.SECRET:
        said |= {"secret": True, "ballots": {"issued": present, "returned": present}}
    return said
