"""What was found of an entry, in words, and how each is put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from jiceng.apps.decisions import weighing
from jiceng.engines.procedure.decisions import Fault, Weight
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.procedure_words import FAULTS, KINDS, figures_of, name_of
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.engines.procedure.decisions import Finding, JudgedEvent, State, Step

MENDS: Mapping[Fault, str | Promise] = {
    Fault.NOT_IN_FORCE: _("Check the day: on that day the rules had no such step."),
    Fault.WRONG_KIND: _("Go back to the decision and choose what may be done now."),
    Fault.BODY_MAY_NOT: _("Such a matter is for another body: go back and choose its step."),
    Fault.OUT_OF_ORDER: _("First hold and enter what comes before it: %(names)s."),
    Fault.DONE_BEFORE: _("It is entered already. If that entry is wrong, correct it there."),
    Fault.OBJECTION_OPEN: _("First enter the ruling on the objection."),
    Fault.TOO_EARLY: _("It may be done from %(day)s on. If it was done later, put the day right."),
    Fault.TOO_LATE: _("Its time ended on %(day)s: what it rests on is done again first."),
    Fault.NOT_ANNOUNCED: _(
        "Announce the meeting %(days)s days before; announced today, it may be held from %(earliest)s on. If "
        "it was announced in time, enter the announcement with its own day first."
    ),
    Fault.ANNOUNCED_LATE: _(
        "A meeting is announced %(days)s days before: from that announcement on, it may be held from "
        "%(day)s on."
    ),
    Fault.ANNOUNCED_WITHOUT: _(
        "Announce it again with: %(names)s. If the announcement did say so, correct its entry."
    ),
    Fault.ROLL_MISSING: _("First enter the step that makes the roll: %(names)s."),
    Fault.ROLL_STALE: _(
        "Those entitled are counted as on the day of the meeting: count them again as on that day."
    ),
    Fault.ROLL_CHANGED: _("The roll is the one that was made public: take its figures."),
    Fault.NOT_RECUSED: _(
        "Whoever has to stand aside takes no part in talk and vote (%(names)s): hold the vote again without "
        "them."
    ),
    Fault.NO_PROXIES: _("Only who came is counted: vote again without proxies."),
    Fault.TOO_MANY_PROXIES: _("Nobody may hold more than the rule allows: vote again with fewer."),
    Fault.CANDIDATE_PROXIES: _("No candidate may vote for another: vote again without those proxies."),
    Fault.NOT_SECRET: _("Hold the vote again by secret ballot."),
    Fault.NOT_OPEN: _("Hold the vote again by show of hands."),
    Fault.PAPERS_MISSING: _("Get them first, then tick them: %(names)s."),
    Fault.FIGURES_DISAGREE: _("Count again: these figures cannot all be right (%(names)s)."),
    Fault.BALLOTS_EXCEED: _("Check the figures. If they are right, the vote is void and held again."),
    Fault.OUT_OF_BOUNDS: _("Check the figure. If it is right, the step is done again as the rule has it."),
    Fault.NUMBERS_MISSING: _("Fill in: %(names)s."),
    Fault.POSTED_WITHOUT: _("Post it with: %(names)s. If the notice did say so, tick it."),
    Fault.POSTED_SHORT: _("Post it again, and leave it up until %(day)s."),
    Fault.MAY_NOT_SKIP: _("This step has to be held; no rule lets it be left out in this way."),
    Fault.REASON_MISSING: _("Write down the reason, and which paper shows it."),
    Fault.NO_OBJECTION: _("Choose the objection this ruling is about; it may have been ruled on already."),
    Fault.RULED_LATE: _("It counts; the time for it ended on %(day)s."),
    Fault.LATE: _("It counts; it was to be done by %(day)s."),
}
"""How what was found is put right."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One finding: what is wrong with its figures, by which clause, and how it is put right."""

    fault: str
    figures: str
    clause: str
    pending: bool
    how: str


def mends(state: "State", found: "JudgedEvent", faults: tuple[str, ...]) -> list[Mend]:
    """Why an entry was refused, finding by finding, in the order of checking."""
    step = state.version.steps.get(found.event.step)
    refused = [
        each
        for each in found.findings
        if each.fault in faults and each.weight in (Weight.UNDOES, Weight.VIOLATES)
    ]
    return [mend_of(each, state, step) for each in refused]


def mend_of(finding: "Finding", state: "State", step: "Step | None") -> Mend:
    """One finding in words, with how it is put right."""
    call = step.announcement if step is not None else None
    days = call.days if call is not None else 0
    told: dict[str, Any] = {
        "names": names_of(finding, state),
        "day": write_day(finding.day, with_year=True) if finding.day else "",
        "days": days,
        "earliest": write_day(state.on + timedelta(days=days), with_year=True),
    }
    return Mend(
        fault=str(FAULTS[finding.fault]),
        figures=figures_of(finding, state.procedure),
        clause=in_words(finding.citation.clause),
        pending=finding.citation.pending,
        how=str(MENDS.get(finding.fault, "")) % told,
    )


def names_of(finding: "Finding", state: "State") -> str:
    """Steps, papers, numbers or relations a finding names, in one line."""
    return listed(_named(each, state) for each in finding.names)


def _named(code: str, state: "State") -> str:
    for version in reversed(state.procedure.versions):
        steps = [each for each in version.steps.values() if code in (each.code, each.place)]
        if steps:
            return pgettext("between alternatives", " or ").join(in_words(each.title) for each in steps)
    said = state.procedure.matters.get(code) or settings.PROFILE.relations.get(code)
    return in_words(said) if said else name_of(code, state.procedure)


def listed(words: Any) -> str:
    """Words in one line, as the language separates them."""
    return pgettext("between the words of a list", ", ").join(words)


def lost_lines(state: "State", before: "State", after: "State") -> list[str]:
    """Entries that would no longer count: what, of which day."""
    found = []
    for code in weighing.unsettled(before, after):
        event = after.event(code)
        if event is not None:
            step = state.version.steps.get(event.event.step)
            told = {
                "step": in_words(step.title) if step else "",
                "kind": KINDS[event.event.kind],
                "day": write_day(event.event.day, with_year=True),
            }
            found.append(gettext("%(step)s, %(kind)s %(day)s") % told)
    return found
