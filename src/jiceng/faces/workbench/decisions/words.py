"""Decisions in plain words: what the next thing asks, where a step stands, how a fault is mended."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jiceng.engines.procedure import Keeper
from jiceng.engines.procedure.decisions import Action, Fault, Kind, Result, Secrecy, ShareRule, Standing, Step
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.procedure_words import ACTIONS, KINDS, RESULTS, name_of
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions.mending import mend_of
from jiceng.faces.workbench.rules.words import compared, share_word, strength_word
from jiceng.kernel.comparators import Comparator

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from jiceng.apps.decisions.models import Decision, ExpectedAction
    from jiceng.engines.procedure.decisions import Finding, Procedure, State

SOON = 3
"""Days before its last day from which something closes soon."""
_ORDERLY: "Mapping[Fault, str | Promise]" = {
    Fault.NO_QUORUM: gettext_lazy("Call it again and hold it with enough people."),
    Fault.NOT_CARRIED: gettext_lazy("Talk over the plan; it may be put to the vote anew as a new matter."),
    Fault.NOT_PASSED: gettext_lazy("Mend what the refusal names, then ask anew."),
    Fault.SEATS_OPEN: gettext_lazy("Hold a further round for the open seats."),
    Fault.TIED: gettext_lazy("Vote again on those who are tied."),
}
"""What follows where a body decided nothing, or against the matter: no fault of the entry."""
_STANDINGS: "Mapping[Standing, tuple[str, str | Promise]]" = {
    Standing.DONE: ("done", pgettext_lazy("a step of a decision", "done")),
    Standing.RUNNING: ("due", pgettext_lazy("a step of a decision", "posted, time running")),
    Standing.OPEN: ("due", pgettext_lazy("a step of a decision", "may be done now")),
    Standing.OVERDUE: ("late", pgettext_lazy("a step of a decision", "overdue")),
    Standing.WAITING: ("none", pgettext_lazy("a step of a decision", "not yet time")),
    Standing.BLOCKED: ("none", pgettext_lazy("a step of a decision", "comes later")),
    Standing.LAPSED: ("missed", pgettext_lazy("a step of a decision", "no longer possible")),
    Standing.PASSED_OVER: ("excused", pgettext_lazy("a step of a decision", "not needed")),
    Standing.BARRED: (
        "not_applicable",
        pgettext_lazy("a step of a decision", "may not decide such a matter"),
    ),
}
_COUNTED: "Mapping[str, str | Promise]" = {
    "entitled": pgettext_lazy("in a record", "entitled"),
    "left_out": pgettext_lazy("in a record", "of them not counted"),
    "households": pgettext_lazy("in a record", "households"),
    "votes": pgettext_lazy("in a record", "all votes"),
    "present": pgettext_lazy("in a record", "present"),
    "households_present": pgettext_lazy("in a record", "households present"),
    "proxies": pgettext_lazy("in a record", "proxies"),
    "most_proxies": pgettext_lazy("in a record", "most proxies of one"),
    "candidate_proxies": pgettext_lazy("in a record", "proxies of candidates"),
    "issued": pgettext_lazy("in a record", "ballots given out"),
    "returned": pgettext_lazy("in a record", "ballots returned"),
    "seats": pgettext_lazy("in a record", "seats"),
    "ayes": pgettext_lazy("in a record", "ayes"),
    "nays": pgettext_lazy("in a record", "nays"),
    "abstained": pgettext_lazy("in a record", "abstained"),
    "invalid": pgettext_lazy("in a record", "invalid"),
}
RESULT_MARKS = {
    Result.UNDER_WAY: "due",
    Result.ADOPTED: "done",
    Result.REJECTED: "missed",
    Result.VOID: "missed",
    Result.CARRIED_OUT: "done",
}


def joined(words: Any) -> str:
    """Words as a list: 甲、乙."""
    return pgettext("between the words of a list", ", ").join(str(each) for each in words)


def procedure_word(code: str) -> str:
    """What a procedure is called; its code where the profile no longer has it."""
    found = settings.PROFILE.procedures.get(code)
    return in_words(found.title) if found else code


def matter_word(procedure: str, matter: str) -> str:
    """What kind of matter it is."""
    found = settings.PROFILE.procedures.get(procedure)
    return in_words(found.matters[matter]) if found and matter in found.matters else ""


def step_of(procedure: str, code: str, day: date) -> "Step | None":
    """A step by the rule of a day, else by the latest that has it."""
    found = settings.PROFILE.procedures.get(procedure)
    versions = list(found.versions) if found else []
    versions.sort(key=lambda each: (not each.in_force_on(day), -each.number))
    return next((each.steps[code] for each in versions if code in each.steps), None)


def step_title(procedure: str, code: str, day: date) -> str:
    """What a step is called by the rule of a day."""
    step = step_of(procedure, code, day)
    return in_words(step.title) if step else code


def stored_result(decision: "Decision") -> str:
    """What has become of a decision, in a list."""
    if decision.dropped_on is not None:
        return _("not gone on with since %(day)s") % {"day": write_day(decision.dropped_on)}
    return str(RESULTS[Result(decision.result)])


def stored_mark(decision: "Decision") -> str:
    """Its shape."""
    return "excused" if decision.dropped_on is not None else RESULT_MARKS[Result(decision.result)]


def relation_word(code: str) -> str:
    """What a relation to a matter is called."""
    found = settings.PROFILE.relations.get(code)
    return in_words(found) if found else code


def relations(codes: Any) -> list[str]:
    """Relations in the profile's order."""
    return [each for each in settings.PROFILE.relations if each in codes]


def keeper_word(keeper: str) -> str:
    """Who enters it."""
    return _("the organisation above") if keeper == Keeper.ABOVE else _("the unit")


def mend(finding: "Finding", state: "State", step: "Step | None") -> str:
    """How what was found is put right; empty where nothing is to be."""
    said = _ORDERLY.get(finding.fault)
    return str(said) if said else mend_of(finding, state, step).how


def over(rule: ShareRule) -> str:
    """A share with its comparison: 过半数, 不少于三分之二, 超过三分之一."""
    if rule.comparator is Comparator.MORE_THAN and str(rule.share) == "1/2":
        return pgettext("a share", "more than half")
    return compared(rule.comparator, share_word(rule.share))


def needs(step: Step, matter: str, roll: Mapping[str, int], procedure: "Procedure") -> list[str]:
    """What a step asks, in heads where the roll is known: 应到 41; 需到 28 人以上; 实到人数过半数同意."""
    found = []
    if "entitled" in roll:
        found.append(_("%(entitled)s entitled") % {"entitled": roll["entitled"]})
    quorum = [_present(each, roll, procedure) for each in step.quorum if each.binds(matter)]
    if quorum:
        found.append(alternatives(quorum))
    for rule in (each for each in step.majority if each.binds(matter)):
        found.append(_agreed(rule, roll, procedure))
        break
    if step.election is not None:
        rule = step.election.elected
        data = {"share": over(rule), "whole": name_of(rule.whole, procedure)}
        found.append(_("elected with the votes of %(share)s of %(whole)s") % data)
    if step.secrecy is not Secrecy.ANY:
        found.append(_("by secret ballot") if step.secrecy is Secrecy.SECRET else _("by open vote"))
    if step.papers:
        found.append(
            _("needed: %(papers)s") % {"papers": joined(name_of(each, procedure) for each in step.papers)}
        )
    return found


def _present(rule: ShareRule, roll: Mapping[str, int], procedure: "Procedure") -> str:
    data: dict[str, Any] = {"share": over(rule), "whole": name_of(rule.whole, procedure)}
    if rule.whole in roll:
        data["needed"] = rule.comparator.needed(roll[rule.whole], rule.share)
        if rule.part == "present":
            return _("%(needed)s or more must come") % data
        data["part"] = name_of(rule.part, procedure)
        return _("%(part)s: %(needed)s or more") % data
    if rule.part in ("present", "households_present"):
        return _("%(share)s of %(whole)s must come") % data
    return _("%(part)s: %(share)s of %(whole)s") % (data | {"part": name_of(rule.part, procedure)})


def _agreed(rule: ShareRule, roll: Mapping[str, int], procedure: "Procedure") -> str:
    data: dict[str, Any] = {"share": over(rule), "whole": name_of(rule.whole, procedure)}
    said = _("%(share)s of %(whole)s must agree") % data
    if rule.whole not in roll:
        return said
    needed = rule.comparator.needed(roll[rule.whole], rule.share)
    return said + _(" (%(needed)s votes or more)") % {"needed": needed}


def told(step: Step, action: str, procedure: "Procedure") -> list[str]:
    """What a call or a notice must say, and how long before or for how long."""
    found = []
    call, posting = step.announcement, step.posting
    if action == Action.ANNOUNCE and call is not None:
        strength = strength_word("must" if call.must else "normally")
        found.append(
            _("%(strength)s called %(days)s days before") % {"strength": strength, "days": call.days}
        )
        tells = call.tells
    elif action in (Action.POST, Action.KEEP_POSTED) and posting is not None:
        if posting.days:
            found.append(_("posted for %(days)s days or more") % {"days": posting.days})
        tells = posting.tells
    else:
        return found
    if tells:
        found.append(_("says %(tells)s") % {"tells": joined(name_of(each, procedure) for each in tells)})
    return found


def asked(step: Step, action: str, matter: str, roll: Mapping[str, int], procedure: "Procedure") -> list[str]:
    """What one of the next things asks, in plain words."""
    if action in (Action.HOLD, Action.APPROVE):
        return needs(step, matter, roll, procedure)
    return told(step, action, procedure)


def next_words(step: Step, action: str) -> str:
    """The next thing in a few words: 村民代表会议决议：开会."""
    return _("%(step)s: %(action)s") % {"step": in_words(step.title), "action": ACTIONS[Action(action)]}


def when_words(opens: date | None, due: date | None, day: date) -> str:
    """From when, until when."""
    if opens is not None and opens > day:
        if due is not None:
            return _("from %(first)s until %(last)s") % {"first": write_day(opens), "last": write_day(due)}
        return _("not before %(day)s") % {"day": write_day(opens)}
    if due is None:
        return ""
    words = _("was due by %(day)s") if due < day else _("due by %(day)s")
    return words % {"day": write_day(due)}


def when_mark(opens: date | None, due: date | None, day: date) -> tuple[str, bool]:
    """The shape of when, and whether it closes soon."""
    if due is not None and due < day:
        return "late", False
    if opens is not None and opens > day:
        return "none", False
    return "due", due is not None and (due - day).days <= SOON


def standing_mark(standing: Standing) -> tuple[str, str]:
    """The shape and the word of where a step stands."""
    mark, word = _STANDINGS[standing]
    return mark, str(word)


def expected_words(each: "ExpectedAction", procedure: str, day: date) -> str:
    """The next thing of a decision in a list."""
    title = step_title(procedure, each.step, day)
    return _("%(step)s: %(action)s") % {"step": title, "action": ACTIONS[Action(each.action)]}


def expected_when(each: "ExpectedAction", day: date) -> str:
    """From when, until when the next thing of a decision is, in a list."""
    if each.action == Action.KEEP_POSTED and each.due_by is not None:
        return _("until %(day)s") % {"day": write_day(each.due_by)}
    return when_words(each.opens_on, each.due_by, day) or _("may be done now")


def whole_words(decision: "Decision", state: "State") -> str:
    """The state of the whole in one sentence."""
    if decision.dropped_on is not None and decision.dropped_on <= state.on:
        data = {"day": write_day(decision.dropped_on, with_year=True), "reason": decision.drop_reason}
        return _("Not gone on with since %(day)s: %(reason)s") % data
    word = str(RESULTS[state.result])
    if state.result is Result.CARRIED_OUT:
        return _("Carried out; every step of the procedure is done.")
    if state.result in (Result.UNDER_WAY, Result.ADOPTED) and state.current:
        titles = [
            in_words(each.title) for each in state.version.steps.values() if each.place == state.current
        ]
        return _("%(result)s; next is %(step)s") % {"result": word, "step": alternatives(titles)}
    data = {"result": word}
    if state.progress.annulled:
        day, data["step"] = state.progress.annulled, str(KINDS[Kind.ANNULLED])
        return _("%(result)s: %(step)s, %(day)s") % (data | {"day": write_day(day, with_year=True)})
    last = next((each for each in reversed(state.events) if not each.counts), None)
    if last is None:
        return word
    step = state.version.steps.get(last.event.step)
    data["step"] = in_words(step.title) if step else ""
    return _("%(result)s: %(step)s, %(day)s") % (data | {"day": write_day(last.event.day, with_year=True)})


def alternatives(titles: list[str]) -> str:
    """One or another: 甲或乙."""
    return pgettext("between alternatives", " or ").join(titles)


def figures(numbers: Mapping[str, int], procedure: "Procedure") -> list[str]:
    """The numbers an entry says, in the order of a minutes sheet: 应到 41, 实到 33, 赞成 30."""
    usual = [each for each in _COUNTED if each in numbers]
    known = {each: str(_COUNTED[each]) for each in usual}
    return [
        pgettext("a number by its name", "%(name)s %(number)s")
        % {"name": known.get(each) or name_of(each, procedure), "number": numbers[each]}
        for each in (*usual, *(each for each in numbers if each not in known))
    ]
