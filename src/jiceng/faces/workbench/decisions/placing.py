"""Where a form of a decision stands: the step by the rule of the day chosen, its roll, what is known."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from jiceng.apps.decisions import interests, meetings, selectors
from jiceng.apps.gatherings.policies import READ_ATTENDANCE
from jiceng.apps.people.register import heads_by_unit
from jiceng.apps.people.selectors import away
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.workbench.decisions.asking import Place, step_on
from jiceng.faces.workbench.decisions.forms import CallForm, StepForm
from jiceng.faces.workbench.decisions.holding import HoldForm
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Event
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.gatherings.rolls import RollEntry

MEMBERS = "members"
"""The figure of a step that the register knows."""


def place_of(
    request: WorkbenchRequest,
    story: "selectors.Story",
    code: str,
    form_class: type[StepForm],
    event: "Event | None" = None,
) -> Place:
    """Where a form stands: the step by the rule of the day chosen, the roll of that day."""
    decision, unit = story.decision, story.unit
    met = _met(request, story, code) if form_class is HoldForm and event is None else []
    wanted = request.GET.get("gathering") or _called(story, code)[1]
    rests = next((each for each in met if str(each.pk) == wanted), None)
    if form_class is HoldForm and event is not None and _keeps_its_roll(event):
        rests = event.gathering
    called = None if event is not None else _called(story, code)[0]
    day = rests.day if rests else _day(request, event.day if event else called or request.day)
    step = step_on(story.state.procedure, code, day)
    paper = "paper" in request.GET or not request.actor.may(READ_ATTENDANCE, unit.path)
    kinds: tuple[str, ...] = ()
    roll: Sequence[RollEntry] = ()
    if form_class is HoldForm and not paper and rests is None and event is None and not step.roll_of:
        roll = meetings.roll_of(decision.unit, step, decision.unit_kind, day)
    if form_class in (HoldForm, CallForm) and (
        roll or meetings.body_there(decision.unit, step, decision.unit_kind, day)
    ):
        kinds = meetings.kinds_of(step, decision.unit_kind)
    entitled = roll
    if form_class is HoldForm and step.recusal is not None and not roll:
        entitled = meetings.roll_of(decision.unit, step, decision.unit_kind, day)
    aside = interests.standing_aside(decision, step, entitled)
    return Place(
        decision=decision,
        unit=unit,
        state=story.state,
        step=step,
        day=day,
        today=request.day,
        roll=roll,
        kinds=kinds,
        rests=rests,
        correcting=event,
        paper=paper,
        aside=aside.relations if roll else {},
        conflicts={} if roll else aside.conflicts,
        met=met,
        events=story.events,
    )


def _keeps_its_roll(event: "Event") -> bool:
    """Whether an entry takes its heads from the roll of its minutes, which are corrected themselves."""
    held = event.gathering
    return held is not None and held.state == "held" and held.roll_id is not None


def _met(request: WorkbenchRequest, story: "selectors.Story", code: str) -> "list[Gathering]":
    """Minutes the body of a step has written already."""
    step, decision = step_on(story.state.procedure, code, request.day), story.decision
    return meetings.written_already(decision.unit, step, decision.unit_kind, request.day)


def _called(story: "selectors.Story", code: str) -> tuple[date | None, str]:
    """The day for which the step was called last, if it has come; and the minutes the call has become."""
    replaced = {each.replaces_id for each in story.events}
    calls = [
        event.gathering
        for event in story.events
        if event.step == code and event.kind == Kind.ANNOUNCED and event.pk not in replaced
    ]
    last = next((each for each in reversed(calls) if each is not None), None)
    if last is None or last.day > story.state.on:
        return None, ""
    used = {each.gathering_id for each in story.events if each.kind == Kind.HELD}
    return last.day, str(last.pk) if last.state == "held" and last.pk not in used else ""


def _day(request: WorkbenchRequest, otherwise: date) -> date:
    typed = (request.POST if request.method == "POST" else request.GET).get("day", "")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return otherwise


def known(request: WorkbenchRequest, place: Place) -> dict[str, Any]:
    """What need not be typed: who is away, heads and place as when the body last met."""
    if "day" in request.GET:
        reasons = {name: value for name, value in request.GET.items() if name.startswith("reason-")}
        found: dict[str, Any] = {"absent": request.GET.getlist("absent"), "reasons": reasons}
    else:
        gone = away(request.actor, place.unit, place.day) if place.roll else {}
        found = {"absent": list(gone), "reasons": {f"reason-{id}": "away" for id in gone}}
    met = place.met[0] if place.met else None
    heads = meetings.heads_before(place.decision.unit, place.step, met)
    if met is not None:
        found |= {"place": met.place, "chair": met.chair}
    called = place.state.progress.announced.get(place.step.code)
    if called:
        event = next((each for each in place.events if each.code == called[-1].id), None)
        told = event.details if event is not None else {}
        found |= {name: told[name] for name in ("place", "time") if told.get(name)}
    return found | heads | ({} if place.paper else {"recorder": request.actor.name})


def in_register(request: WorkbenchRequest, place: Place) -> dict[str, int]:
    """How many full members the register has in the unit and below it on the day, where a step's own figure
    asks for members.
    """
    if MEMBERS not in place.asked.own:
        return {}
    heads = heads_by_unit(request.actor, place.unit, place.day).values()
    return {f"figure-{MEMBERS}": sum(each.full for each in heads)}


def written(place: Place) -> "list[Gathering]":
    """Minutes written already on which the step may rest instead."""
    return [] if place.rests else [each for each in place.met if each.day >= place.decision.opened_on]
