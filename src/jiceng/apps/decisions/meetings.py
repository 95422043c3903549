"""A meeting a step rests on is a record of its unit like any other: written once, counted for duties too."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.rolls import RollEntry, entitled_on
from jiceng.apps.organisations.models import Body, Unit, on, profile
from jiceng.apps.organisations.versions import last_version
from jiceng.engines.procedure.decisions import Kind, Step
from jiceng.engines.procedure.decisions.judgement import nearest
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid


def kinds_of(step: Step, unit_kind: str) -> tuple[str, ...]:
    """Kinds of gathering in which the body of a step decides; none where no register knows it."""
    return tuple(
        code
        for code, kind in profile().gathering_kinds.items()
        if step.body
        and kind.body == step.body
        and kind.voting
        and (not kind.unit_kinds or unit_kind in kind.unit_kinds)
    )


def roll_of(unit: Unit, step: Step, unit_kind: str, day: date) -> list[RollEntry]:
    """Who is entitled in a step on a day; nobody is listed where heads are counted."""
    kind = next(iter(kinds_of(step, unit_kind)), None)
    if kind is None:
        return []
    body = _body(unit, kind, day)
    if body is None and profile().body_kinds[step.body].roll == "appointed":
        return []
    return entitled_on(unit, body, kind, day)


def written_already(unit: Unit, step: Step, unit_kind: str, last: date) -> list[Gathering]:
    """Minutes the unit has written already in which the step may have been decided, latest first."""
    rows = Gathering.objects.filter(
        unit=unit, kind__in=kinds_of(step, unit_kind), state=Gathering.State.HELD, day__lte=last
    )
    return list(rows.order_by("-day", "-pk")[:5])


def kept(
    actor: Actor, at: datetime, decision: Decision, entry: Entry
) -> tuple[Gathering | None, dict[str, Any]]:
    """The meeting an entry rests on or calls, written now or before, and what the entry says, with the roll
    of that meeting.

    Raises `Invalid("meeting_of_another_day")`, `Invalid("meeting_of_another_unit")`,
    `Invalid("meeting_of_another_body")`, and what the services of gatherings do.
    """
    said = dict(entry.said)
    if entry.kind is Kind.ANNOUNCED:
        return _called(actor, at, decision, entry) or entry.gathering, _listed(decision, entry) | said
    gathering = (
        entry.gathering if entry.minutes is None else _written(actor, at, decision, entry, entry.minutes)
    )
    if gathering is None or entry.kind is not Kind.HELD:
        return gathering, said
    if gathering.unit_id != decision.unit_id:
        raise Invalid("meeting_of_another_unit", field="gathering")
    if gathering.kind not in _kinds(decision, entry):
        raise Invalid("meeting_of_another_body", field="gathering")
    if gathering.day != entry.day or gathering.state != Gathering.State.HELD:
        raise Invalid("meeting_of_another_day", field="day", day=gathering.day)
    by_roll = gathering.roll_id is not None
    if by_roll or (gathering.entitled and "present" not in said):
        roll = {"on": gathering.day.isoformat(), **said.get("roll", {}), "entitled": gathering.entitled}
        # Whoever stood aside came to the meeting and not to this vote.
        said |= {"roll": roll, "present": min(said.get("present", gathering.present), gathering.present)}
    return gathering, said


def correct(actor: Actor, at: datetime, event: Event, entry: Entry, reason: str) -> None:
    """Let what an entry rests on follow its correction: the minutes, where new ones are given; the call,
    where the meeting is called anew.
    """
    if entry.announcement is not None:
        call_off(actor, at, event, reason)
    gathering, minutes = event.gathering, entry.minutes
    if minutes is None or gathering is None or gathering.state != Gathering.State.HELD:
        return
    gatherings.correct_gathering(
        actor=actor,
        at=at,
        gathering=gathering,
        minutes=replace(
            minutes,
            kind=gathering.kind,
            items=tuple(filter(None, gathering.items.split(","))),
            makes_up=gathering.makes_up,
        ),
        reason=reason,
        revision=gathering.revision,
    )
    gathering.refresh_from_db()


def standing(event: Event) -> Gathering | None:
    """The meeting an entry rests on or called, unless it was taken back since."""
    held = event.gathering
    return held if held is not None and held.state != Gathering.State.CANCELLED else None


def call_off(actor: Actor, at: datetime, event: Event, reason: str) -> None:
    """The meeting an entry called is not held, or not so."""
    called = event.gathering
    if event.kind == Kind.ANNOUNCED and called is not None and called.state == Gathering.State.ANNOUNCED:
        gatherings.cancel_gathering(actor=actor, at=at, gathering=called, reason=reason)
        called.refresh_from_db()


def calls(decision: Decision) -> list[Event]:
    """The calls to meetings still to be held, as they stand."""
    rows = decision.events.filter(
        kind=Kind.ANNOUNCED, gathering__state=Gathering.State.ANNOUNCED, replaced_by=None
    )
    return list(rows.select_related("gathering__unit").order_by("number"))


def _kinds(decision: Decision, entry: Entry) -> tuple[str, ...]:
    """Kinds of gathering in which the body of an entry's step decides, by the rule of its day."""
    rule = nearest(current_rules().procedure(decision.procedure), entry.day).steps.get(entry.step)
    return kinds_of(rule, last_version(decision.unit).kind) if rule else ()


def _listed(decision: Decision, entry: Entry) -> dict[str, Any]:
    """The roll as it is when a meeting is called, so that a change until it is held shows."""
    rule = nearest(current_rules().procedure(decision.procedure), entry.day).steps.get(entry.step)
    roll = roll_of(decision.unit, rule, last_version(decision.unit).kind, entry.day) if rule else []
    voting = sum(each.votes for each in roll)
    return {"roll": {"on": entry.day.isoformat(), "entitled": voting}} if voting else {}


def _called(actor: Actor, at: datetime, decision: Decision, entry: Entry) -> Gathering | None:
    """The call to a meeting still to be held, which then shows on the unit's home and calendar."""
    call = entry.announcement
    if call is None or call.day < timezone.localdate(at):
        return None
    body = _body(decision.unit, call.kind, call.day)
    return gatherings.announce(actor=actor, at=at, unit=decision.unit, body=body, announcement=call)


def _written(
    actor: Actor, at: datetime, decision: Decision, entry: Entry, minutes: gatherings.Minutes
) -> Gathering:
    """Minutes kept as a meeting of the unit; where it was called in this decision, the call becomes them."""
    calls = decision.events.filter(step=entry.step, gathering__state=Gathering.State.ANNOUNCED)
    called = calls.order_by("-number").select_related("gathering").first()
    return gatherings.record_gathering(
        actor=actor,
        at=at,
        unit=decision.unit,
        body=_body(decision.unit, minutes.kind, minutes.day),
        minutes=minutes,
        announced=called.gathering if called is not None else None,
        by_count=minutes.entitled > 0,
    )


def _body(unit: Unit, gathering_kind: str, day: date) -> Body | None:
    kind = profile().gathering_kinds.get(gathering_kind)
    meets = kind.body if kind is not None else ""
    return Body.objects.filter(on(day), unit=unit, kind=meets).order_by("pk").first() if meets else None


def heads_before(unit: Unit, step: Step, met: Gathering | None) -> dict[str, int]:
    """The heads the body of a step had when it last met, as a first guess where they are counted by hand;
    `met`, its last meeting.
    """
    events = Event.objects.filter(decision__unit=unit, kind=Kind.HELD, step=step.code, replaced_by=None)
    last = events.order_by("-day", "-pk").values_list("said", flat=True).first() or {}
    heads = {name: number for name, number in last.get("roll", {}).items() if name != "on"}
    if not heads and met is not None and met.roll_id is None and met.entitled:
        heads = {"entitled": met.entitled}
    return heads


def body_there(unit: Unit, step: Step, unit_kind: str, day: date) -> bool:
    """Whether minutes of the body of a step can be kept as a meeting of the unit on a day."""
    kind = next(iter(kinds_of(step, unit_kind)), None)
    if kind is None:
        return False
    return profile().body_kinds[step.body].roll != "appointed" or _body(unit, kind, day) is not None
