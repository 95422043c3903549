"""The story of a decision for its page: the line of steps, what is needed next, each step and its entries."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.decisions import meetings, policies
from jiceng.apps.organisations.policies import MANAGE
from jiceng.engines.procedure import Keeper
from jiceng.engines.procedure.decisions import Action, Fault, Kind, Result, Standing, Weight
from jiceng.faces.shared.procedure_words import KINDS, name_of, say, say_verdict
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions import words
from jiceng.faces.workbench.decisions.drafting import minutes_text
from jiceng.faces.workbench.rules.words import confidence_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiceng.apps.decisions.models import Decision, Disclosure, Event
    from jiceng.apps.decisions.selectors import Story
    from jiceng.engines.procedure import Citation
    from jiceng.engines.procedure.decisions import Event as Told
    from jiceng.engines.procedure.decisions import Finding, Next, Procedure, State, Step, StepState
    from jiceng.faces.workbench.middleware import WorkbenchRequest

WEIGHTS = {Weight.UNDOES: "missed", Weight.VIOLATES: "late", Weight.BELOW: "short", Weight.NOTE: "done"}
BUTTONS = {
    Action.ANNOUNCE: lambda: pgettext("button of a decision", "Call the meeting"),
    Action.HOLD: lambda: pgettext("button of a decision", "Record the meeting"),
    Action.POST: lambda: pgettext("button of a decision", "Post the notice"),
    Action.APPROVE: lambda: pgettext("button of a decision", "Record the reply"),
    Action.REPORT: lambda: pgettext("button of a decision", "Record that it is done"),
    Action.RULE: lambda: pgettext("button of a decision", "Record the ruling"),
}

REGISTER = {
    "branch": "found_unit",
    "joint_branch": "found_unit",
    "general_branch": "revise_unit",
    "committee": "revise_unit",
    "merging": "merge_unit",
    "closing": "close_unit",
}
"""By the matter of a decision about a unit itself: the page of the register that carries it out."""


class Teller:
    """Tells one decision as at `story.state.on` to whoever asks; `drafts`, where notices that may be written
    now are, by step; `live`, whether that day is today and something may be entered.
    """

    def __init__(self, request: "WorkbenchRequest", story: "Story", drafts: "Mapping[str, str]") -> None:
        self.story, self.state, self.decision = story, story.state, story.decision
        self.drafts = drafts
        self.events = [each for each in story.events if each.day <= story.state.on]
        dropped = story.decision.dropped_on is not None
        self.live = story.state.on == request.day and not dropped
        may, path = request.actor.may, story.unit.path
        self.may = {
            Keeper.UNIT: self.live and may(policies.RECORD, path),
            Keeper.ABOVE: self.live and may(policies.APPROVE, path),
        }
        self.manages = self.live and may(MANAGE, path)
        self.told = {each.id: each for each in story.state.record.events}
        self.day = request.day

    def line(self) -> list[dict[str, str]]:
        """Every place of the procedure that must be filled, and those that were: done, now, to come."""
        return place_line(self.state)

    def nexts(self) -> list[dict[str, Any]]:
        """What is needed next, in plain words; the first that may be done has the one primary button."""
        if self.decision.dropped_on is not None and self.decision.dropped_on <= self.state.on:
            return []
        found = [self._next(each) for each in self.state.next]
        first = next((each for each in found if each["url"] and each["ready"]), None)
        return [{**each, "first": each is first} for each in found]

    def _next(self, each: "Next") -> dict[str, Any]:
        step, day = each.step, self.state.on
        roll = self.roll(step) if each.action is Action.HOLD else {}
        mark, soon = words.when_mark(each.from_, each.until, day)
        waits = each.action is Action.KEEP_POSTED
        may = self.may[each.keeper] and not waits
        url = reverse("enter_step", args=[self.decision.pk, step.code, each.action]) if may else ""
        draft = self.drafts.get(step.code, "") if url and each.action is Action.POST else ""
        return {
            "title": words.next_words(step, each.action),
            "who": in_words(each.who),
            "by": words.keeper_word(each.keeper),
            "asked": words.asked(step, each.action, self.state.record.matter, roll, self.state.procedure),
            "mark": mark,
            "soon": soon,
            "when": self._kept(each) if waits else words.when_words(each.from_, each.until, day),
            "ready": each.from_ is None or each.from_ <= day,
            "url": draft or (f"{url}?answers={each.answers}" if url and each.answers else url),
            "button": "" if waits else _("Draft the notice") if draft else BUTTONS[each.action](),
            "by_hand": url if draft else "",
            "objection": self._text_of(each.answers),
            "register": self._register() if each.action is Action.REPORT else "",
            "clause": clause(step.citation),
        }

    def _register(self) -> str:
        """Where what was decided about a unit itself is done, for whoever may; "" of other matters."""
        unit, page = self.story.unit, REGISTER.get(self.state.record.matter, "")
        about_a_unit = self.state.procedure.kind == "unit_change" and self.state.result is Result.ADOPTED
        there = unit.ends_on is None and (unit.parent_id is not None or page in ("found_unit", "revise_unit"))
        if page and about_a_unit and there and self.manages:
            return reverse(page, args=[unit.unit.code])
        return ""

    def _kept(self, each: "Next") -> str:
        return _("until %(day)s") % {"day": words.write_day(each.until)} if each.until else ""

    def _text_of(self, code: str) -> str:
        return next((each.text for each in self.story.events if code and each.code == code), "")

    def roll(self, step: "Step") -> "Mapping[str, int]":
        """Who is entitled in a step, in heads: by the list an earlier step gave, the register of the day, or
        what was last said of this step.
        """
        if step.roll_of and step.roll_of in self.state.progress.rolls:
            return self.state.progress.rolls[step.roll_of]
        roll = meetings.roll_of(self.decision.unit, step, self.story.unit.kind, self.state.on)
        if roll:
            return {"entitled": sum(each.votes for each in roll)}
        said = [each.event.numbers for each in self.state.events if each.event.step == step.code]
        return {key: said[-1][key] for key in ("entitled", "households") if said and key in said[-1]}

    def steps(self) -> list[dict[str, Any]]:
        """Each step with what was entered of it; alternatives nobody took or may take are left out."""
        found = [self._step(each) for each in self.state.steps]
        return [each for each in found if each["entries"] or not each["idle"]]

    def _step(self, state: "StepState") -> dict[str, Any]:
        step = state.step
        mark, word = words.standing_mark(state.standing)
        entries = [self._entry(each) for each in self.events if self._of(each) == step.code]
        able = not self.state.progress.annulled
        free = able and state.standing in (Standing.OPEN, Standing.OVERDUE)
        leaving = (step.skip or step.merge) if free else None
        return {
            "step": step,
            "mark": mark,
            "word": word,
            "when": self._when(state),
            "entries": entries,
            "notices": [_notice(each) for each in self.story.disclosures if each.step == step.code],
            "idle": state.standing in (Standing.PASSED_OVER, Standing.BARRED)
            or (not step.required and state.standing is not Standing.DONE),
            "now": step.place == self.state.current,
            "missing": words.joined(self._places(state.missing)),
            "clause": clause(step.citation),
            "asked": [
                *words.told(step, Action.ANNOUNCE, self.state.procedure),
                *words.told(step, Action.POST, self.state.procedure),
                *words.needs(step, self.state.record.matter, {}, self.state.procedure),
            ],
            "may_object": able and self._open_to_objections(state) and self.may[Keeper.UNIT],
            "leaving": leaving.condition if leaving and self.may[step.keeper] else None,
        }

    def _open_to_objections(self, state: "StepState") -> bool:
        posting = state.step.posting
        if (
            posting is None
            or state.standing not in (Standing.DONE, Standing.RUNNING)
            or state.done_on is None
        ):
            return False
        last = state.done_on + timedelta(days=posting.objection_days)
        return not posting.objection_days or self.state.on <= last

    def _of(self, event: "Event") -> str:
        """The step an entry is about; a withdrawal, that of what it withdraws."""
        before = event
        while not before.step and before.replaces is not None:
            before = before.replaces
        return before.step

    def _places(self, codes: tuple[str, ...]) -> list[str]:
        return [place_title(self.state, each) for each in codes]

    def _when(self, state: "StepState") -> str:
        if state.standing is Standing.RUNNING:
            return _("until %(day)s") % {"day": words.write_day(state.due_by)} if state.due_by else ""
        if state.standing is Standing.DONE:
            return words.write_day(state.done_on, with_year=True) if state.done_on else ""
        return words.when_words(state.opens_on, state.due_by or state.latest, self.state.on)

    def loose(self) -> list[dict[str, Any]]:
        """Entries of no step: what was annulled."""
        return [self._entry(each) for each in self.events if not self._of(each)]

    def _entry(self, event: "Event") -> dict[str, Any]:
        told, judged = self.told[event.code], self.state.event(event.code)
        struck = event.code in self.state.corrected or event.kind == Kind.WITHDRAWN
        place = getattr(event.entry, "leaf", None) if event.entry else None
        correctable = self.live and not struck and self.may[self._keeper(event)]
        return {
            "event": event,
            "kind": KINDS[Kind(event.kind)],
            "struck": struck,
            "replaces": event.replaces.code if event.replaces else "",
            "lines": self._lines(told),
            "plain": event.kind == Kind.ANNOUNCED and judged is not None and not judged.findings,
            "verdict": say_verdict(judged.verdict) if judged else "",
            "mark": _verdict_mark(judged.findings) if judged else "none",
            "figures": _figures(judged.findings, self.state.procedure) if judged else [],
            "findings": [self._finding(each, event.step) for each in judged.findings] if judged else [],
            "minutes": minutes_text(event) if event.kind == Kind.HELD else "",
            "place": place.index + 1 if place else None,
            "may_correct": correctable,
            "details": _details(event),
            "told_openly": event.kind in (Kind.OBJECTED, Kind.RULED, Kind.ANNULLED),
        }

    def _keeper(self, event: "Event") -> Keeper:
        step = self.state.version.steps.get(event.step)
        if event.kind == Kind.ANNULLED:
            return Keeper.ABOVE
        return step.keeper if step and event.kind != Kind.OBJECTED else Keeper.UNIT

    def _lines(self, told: "Told") -> list[str]:
        """What an entry said beside its day."""
        procedure = self.state.procedure
        found = words.figures(told.numbers, procedure)
        found += [f"{name} {votes}" for name, votes in told.votes.items()]
        if told.recused:
            found.append(_("%(number)s stood aside") % {"number": sum(told.recused.values())})
        if told.secret is not None:
            found.append(_("by secret ballot") if told.secret else _("by open vote"))
        if told.passed is not None:
            found.append(pgettext("approval", "agreed") if told.passed else pgettext("approval", "refused"))
        if told.urgent:
            found.append(_("as a special case"))
        for text, codes in ((_("says %(tells)s"), told.tells), (_("at hand: %(tells)s"), told.papers)):
            if codes:
                found.append(
                    text % {"tells": words.joined(name_of(each, procedure) for each in sorted(codes))}
                )
        if told.until is not None:
            found.append(_("posted until %(day)s") % {"day": words.write_day(told.until, with_year=True)})
        if told.reason:
            found.append(_("reason: %(reason)s") % {"reason": told.reason})
        return found

    def _finding(self, each: "Finding", code: str) -> dict[str, Any]:
        step = self.state.version.steps.get(code)
        mended = each.weight in (Weight.UNDOES, Weight.VIOLATES)
        return {
            "text": say(each, self.state),
            "met": each.fault is Fault.MET,
            "mend": words.mend(each, self.state, step) if mended else "",
        }


def place_title(state: "State", place: str) -> str:
    """What a place is called: the step by which it was filled, else its alternatives that may fill it."""
    own = [each for each in state.steps if each.step.place == place]
    done = [each for each in own if each.standing in (Standing.DONE, Standing.RUNNING)]
    able = [each for each in own if each.standing is not Standing.BARRED]
    return words.alternatives([in_words(each.step.title) for each in (done or able or own)])


def place_line(state: "State") -> list[dict[str, str]]:
    """The places of a procedure as a line of steps: done, now, to come."""
    filled = state.progress.filled
    found = []
    for place in (each for each in state.version.places if each in state.version.required or each in filled):
        done = place in filled and place != state.current
        now = "now" if place == state.current else ""
        found.append({"label": place_title(state, place), "state": "done" if done else now})
    return found


def stored_line(decision: "Decision") -> list[dict[str, str]]:
    """The same from what is kept of a decision, for a list: what lies before the current place is done."""
    procedure = words.settings.PROFILE.procedures.get(decision.procedure)
    if procedure is None:
        return []
    version = procedure.in_force_on(decision.last_day) or procedure.versions[-1]
    places, found = list(version.required), []
    now = places.index(decision.current) if decision.current in places else len(places)
    for number, place in enumerate(places):
        titles = [in_words(each.title) for each in version.steps.values() if each.place == place]
        state = "done" if number < now else "now" if number == now else ""
        found.append({"label": words.alternatives(titles), "state": state})
    return found


def clause(citation: "Citation") -> dict[str, Any]:
    """A clause, and how sure it is."""
    return {
        "text": citation.clause,
        "pending": citation.pending,
        "confidence": "" if citation.confidence == "V" else confidence_word(citation.confidence),
    }


def _verdict_mark(findings: "tuple[Finding, ...]") -> str:
    weights = {each.weight for each in findings}
    return next((WEIGHTS[each] for each in (Weight.UNDOES, Weight.VIOLATES) if each in weights), "done")


def _figures(findings: "tuple[Finding, ...]", procedure: "Procedure") -> list[str]:
    """The rules that were counted, in brief: 实到人数 33/41, 须 28."""
    return [
        _("%(name)s %(count)s/%(base)s, needed %(needed)s")
        % {
            "name": name_of(each.figure.rule.part, procedure),
            "count": each.figure.count,
            "base": each.figure.base,
            "needed": each.figure.needed,
        }
        for each in findings
        if each.figure is not None
    ]


def _details(event: "Event") -> list[str]:
    """When and where a meeting was called to, as the office keeps it."""
    return [str(event.details[each]) for each in ("day", "time", "place") if event.details.get(each)]


def _notice(each: "Disclosure") -> dict[str, Any]:
    article = each.article
    return {"article": article, "number": article.number, "until": article.posted_until or article.until}
