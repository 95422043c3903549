"""Words for what the procedure engine finds: verdicts, figures, results, what may be done."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jiceng.engines.procedure.decisions import (
    Action,
    Fault,
    Figure,
    Finding,
    Kind,
    Procedure,
    Reach,
    Result,
    ShareRule,
    State,
)
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.words import in_words
from jiceng.kernel.comparators import Comparator

RESULTS: Mapping[Result, str | Promise] = {
    Result.UNDER_WAY: pgettext_lazy("decision", "under way"),
    Result.ADOPTED: pgettext_lazy("decision", "adopted"),
    Result.REJECTED: pgettext_lazy("decision", "rejected"),
    Result.VOID: pgettext_lazy("decision", "void"),
    Result.CARRIED_OUT: pgettext_lazy("decision", "carried out"),
}
KINDS: Mapping[Kind, str | Promise] = {
    Kind.ANNOUNCED: pgettext_lazy("event", "announced"),
    Kind.POSTED: pgettext_lazy("event", "posted"),
    Kind.OBJECTED: pgettext_lazy("event", "objection"),
    Kind.RULED: pgettext_lazy("event", "ruling"),
    Kind.HELD: pgettext_lazy("event", "held"),
    Kind.REPORTED: pgettext_lazy("event", "reported"),
    Kind.SKIPPED: pgettext_lazy("event", "left out"),
    Kind.MERGED: pgettext_lazy("event", "merged"),
    Kind.ANNULLED: pgettext_lazy("event", "annulled"),
    Kind.WITHDRAWN: pgettext_lazy("event", "entry withdrawn"),
}
ACTIONS: Mapping[Action, str | Promise] = {
    Action.ANNOUNCE: pgettext_lazy("to do", "call the meeting"),
    Action.HOLD: pgettext_lazy("to do", "hold the meeting"),
    Action.POST: pgettext_lazy("to do", "post the notice"),
    Action.KEEP_POSTED: pgettext_lazy("to do", "keep it posted"),
    Action.APPROVE: pgettext_lazy("to do", "approve or refuse"),
    Action.REPORT: pgettext_lazy("to do", "do it and record it"),
    Action.RULE: pgettext_lazy("to do", "rule on the objection"),
}
FAULTS: Mapping[Fault, str | Promise] = {
    Fault.NOT_IN_FORCE: _("on that day no rule for this step was in force"),
    Fault.WRONG_KIND: _("this step is not done in this way"),
    Fault.BODY_MAY_NOT: _("this body may not decide such a matter"),
    Fault.OUT_OF_ORDER: _("out of order: an earlier step is missing"),
    Fault.DONE_BEFORE: _("this step had been done already"),
    Fault.OBJECTION_OPEN: _("an objection had not been ruled on"),
    Fault.TOO_EARLY: _("before it was allowed"),
    Fault.TOO_LATE: _("after the last day allowed: void"),
    Fault.NOT_ANNOUNCED: _("the meeting was not called beforehand"),
    Fault.ANNOUNCED_LATE: _("the meeting was called too late"),
    Fault.ANNOUNCED_WITHOUT: _("the call did not say all it must"),
    Fault.ROLL_MISSING: _("there is no roll"),
    Fault.ROLL_STALE: _("the roll was not formed on the day"),
    Fault.ROLL_CHANGED: _("the roll is not the one given before"),
    Fault.NOT_RECUSED: _("somebody who had to stand aside did not"),
    Fault.NO_PROXIES: _("nobody may vote here for another"),
    Fault.TOO_MANY_PROXIES: _("one person held too many proxies"),
    Fault.CANDIDATE_PROXIES: _("a candidate held proxies"),
    Fault.NOT_SECRET: _("the vote was not secret"),
    Fault.NOT_OPEN: _("the vote was not open"),
    Fault.PAPERS_MISSING: _("papers are missing"),
    Fault.FIGURES_DISAGREE: _("the figures disagree with each other"),
    Fault.BALLOTS_EXCEED: _("more ballots came back than were given out: void"),
    Fault.OUT_OF_BOUNDS: _("a number is outside what is allowed"),
    Fault.NUMBERS_MISSING: _("figures are missing"),
    Fault.NO_QUORUM: _("too few took part: nothing was decided"),
    Fault.NOT_CARRIED: _("not carried"),
    Fault.NOT_PASSED: pgettext_lazy("approval", "refused"),
    Fault.SEATS_OPEN: _("seats are still open: a further round is needed"),
    Fault.TIED: _("a tie for the last seat"),
    Fault.POSTED_WITHOUT: _("the notice did not say all it must"),
    Fault.POSTED_SHORT: _("the notice was taken down too early"),
    Fault.MAY_NOT_SKIP: _("this step may not be left out"),
    Fault.REASON_MISSING: _("the written reason is missing"),
    Fault.NO_OBJECTION: _("there is no such open objection"),
    Fault.OBJECTED_LATE: _("the objection came after its time"),
    Fault.RULED_LATE: _("the ruling came after its time"),
    Fault.LATE: _("after its day; it counts"),
    Fault.MET: _("enough"),
}
NUMBERS: Mapping[str, str | Promise] = {
    "entitled": _("those entitled"),
    "countable": _("those entitled who are counted"),
    "households": _("households"),
    "households_present": _("households that came"),
    "present": _("those present"),
    "cast": _("votes cast"),
    "votes": _("all votes"),
    "ayes": _("ayes"),
    "count": _("votes for the candidate"),
    "nays": _("nays"),
    "abstained": _("abstentions"),
    "invalid": _("invalid votes"),
    "seats": _("seats to fill"),
    "candidates": _("candidates"),
    "surplus": _("candidates beyond the seats"),
    "issued": _("ballots given out"),
    "returned": _("ballots returned"),
    "left_out": _("those not counted in"),
    "conflicts": _("those who had to stand aside"),
    "recused": _("those who stood aside"),
    "added_votes": _("additional votes"),
    "proxies": _("proxies"),
    "most_proxies": _("most proxies in one hand"),
    "candidate_proxies": _("proxies held by candidates"),
    "passed": _("approved or refused"),
}


def say_verdict(verdict: str) -> str:
    """The one word for an event."""
    return gettext("in order") if verdict == "ok" else str(FAULTS[Fault(verdict)])


def name_of(code: str, procedure: Procedure | None = None) -> str:
    """What a number, a paper or something told is called: by the program, else by the profile."""
    said = NUMBERS.get(code) or (procedure.named.get(code) if procedure else None)
    return in_words(said) if said else code


def say_rule(rule: ShareRule, procedure: Procedure | None = None) -> str:
    """A rule in words: those present ≥ 2/3 of those entitled."""
    mark = "≥" if rule.comparator is Comparator.AT_LEAST else ">"
    part, whole = name_of(rule.part, procedure), name_of(rule.whole, procedure)
    names = {"part": part, "mark": mark, "share": str(rule.share), "whole": whole}
    return gettext("%(part)s %(mark)s %(share)s of %(whole)s") % names


def say(finding: Finding, state: State) -> str:
    """A finding with its figures, names, day and clause."""
    parts = [str(FAULTS[finding.fault])]
    if figures := figures_of(finding, state.procedure):
        parts.append(figures)
    if finding.names:
        parts.append(
            pgettext("between the words of a list", ", ").join(_name(each, state) for each in finding.names)
        )
    if finding.day is not None:
        parts.append(write_day(finding.day, with_year=True))
    return " · ".join(parts) + f"  〔{in_words(finding.citation.clause)}〕"


def figures_of(finding: Finding, procedure: Procedure) -> str:
    """The figures that show a finding, with the rule they were held against."""
    figure = _figure(finding.figure, procedure) if finding.figure is not None else ""
    reach = _reach(finding.reach, procedure) if finding.reach is not None else ""
    return figure or reach


def _name(code: str, state: State) -> str:
    step = state.version.steps.get(code)
    return in_words(step.title) if step else name_of(code, state.procedure)


def _figure(figure: Figure, procedure: Procedure) -> str:
    data = {"count": figure.count, "base": figure.base, "needed": figure.needed}
    said = gettext("%(count)s of %(base)s, needed %(needed)s") % data
    return f"{said} ({say_rule(figure.rule, procedure)})"


def _reach(reach: Reach, procedure: Procedure) -> str:
    least = "" if reach.least is None else f"≥ {reach.least}"
    most = "" if reach.most is None else f"≤ {reach.most}"
    return f"{name_of(reach.bound.part, procedure)} {reach.count} ({' '.join(filter(None, (least, most)))})"
