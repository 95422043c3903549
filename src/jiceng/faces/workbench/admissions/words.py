"""Words about admissions in the reader's language; stages and steps are the profile's own."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure import Amount, Keeper, Standing, Verdict
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.rules.words import compared, share_word

if TYPE_CHECKING:
    from jiceng.apps.admissions.models import AdmissionEntry
    from jiceng.engines.procedure import StepRule, StepState
    from jiceng.engines.procedure.courses import VoteRule

SOON = 14
"""Days before a step is due in which it is shown as closing soon."""


def outcome_word(outcome: str) -> str:
    """How a case ended."""
    words = {
        "completed": pgettext("outcome of an admission", "Completed"),
        "withdrawn": pgettext("outcome of an admission", "Withdrawn by the applicant"),
        "not_accepted": pgettext("outcome of an admission", "Not accepted"),
        "moved": pgettext("outcome of an admission", "Moved away"),
        "died": pgettext("outcome of an admission", "Died"),
    }
    return words.get(outcome, outcome)


def keeper_word(keeper: str) -> str:
    """Whose step it is."""
    return _("the organisation above") if keeper == Keeper.ABOVE else _("the unit itself")


def measure_word(measure: str) -> str:
    """What is measured."""
    words = {
        Amount.DAYS: pgettext("measured of a step", "Days"),
        Amount.HOURS: pgettext("measured of a step", "Hours"),
        Amount.MONTHS: pgettext("measured of a step", "Months"),
    }
    return words[Amount(measure)]


def measured_word(measure: str, number: int) -> str:
    """A number of days, hours, months."""
    words = {
        Amount.DAYS: ngettext("%(number)s day", "%(number)s days", number),
        Amount.HOURS: ngettext("%(number)s hour", "%(number)s hours", number),
        Amount.MONTHS: ngettext("%(number)s month", "%(number)s months", number),
    }
    return words[Amount(measure)] % {"number": number}


def verdict_word(verdict: str) -> str:
    """What a recorded step is worth, where it is not simply done."""
    words = {
        Verdict.OK: "",
        Verdict.LATE: _("after its time; it counts"),
        Verdict.NOT_PASSED: _("not passed"),
        Verdict.NO_QUORUM: _("too few present: the vote is not valid"),
        Verdict.NOT_CARRIED: _("not carried"),
    }
    return words.get(Verdict(verdict), _("no longer in order by the rules of its day"))


def state_mark(standing: str, due_by: date | None, day: date) -> tuple[str, bool]:
    """Code of the shape and whether it closes soon."""
    if standing == Standing.DONE:
        return "done", False
    if standing in (Standing.OVERDUE, Standing.LAPSED):
        return "late", False
    if standing == Standing.OPEN:
        return "due", due_by is not None and (due_by - day).days <= SOON
    return "none", False


def state_text(state: "StepState") -> str:
    """Where a step that is not done stands, in words."""
    match state.standing:
        case Standing.OVERDUE:
            return _("was due by %(day)s") % {"day": _day(state.due_by)}
        case Standing.LAPSED:
            return _("no longer possible since %(day)s: the vote it rests on is held again") % {
                "day": _day(state.latest)
            }
        case Standing.WAITING:
            return _("not before %(day)s") % {"day": _day(state.opens_on)}
        case Standing.OPEN if state.due_by is not None:
            return _("due by %(day)s") % {"day": _day(state.due_by)}
        case Standing.OPEN:
            return _("may be done now")
        case Standing.SKIPPED:
            return _("was not done, and need not be")
        case _:
            return ""


def expected_text(opens_on: date | None, due_by: date | None, day: date, *, lapsed: bool) -> str:
    """The same of a step in a list, which has only its days."""
    if lapsed:
        return _("time is over: the vote is held again")
    if opens_on is not None and opens_on > day:
        return _("not before %(day)s") % {"day": _day(opens_on)}
    if due_by is None:
        return _("may be done now")
    words = _("was due by %(day)s") if due_by < day else _("due by %(day)s")
    return words % {"day": _day(due_by)}


def _day(day: date | None) -> str:
    return "" if day is None else write_day(day)


def entry_lines(rule: "StepRule", entry: "AdmissionEntry", names: dict[int, str]) -> list[str]:
    """What was recorded of a step beside its day."""
    lines = []
    for role in rule.people:
        named = [names.get(each.person_id, "") for each in entry.people.all() if each.role == role.role]
        if named:
            text = pgettext("a role and who has it", "%(role)s: %(names)s")
            joined = pgettext("between the words of a list", ", ").join(named)
            lines.append(text % {"role": in_words(role.title), "names": joined})
    lines += [measured_word(measure, number) for measure, number in entry.measured.items()]
    if rule.vote:
        text = _("entitled %(entitled)s, present %(present)s, ayes %(ayes)s")
        lines.append(text % {"entitled": entry.entitled, "present": entry.present, "ayes": entry.ayes})
    if entry.note:
        lines.append(entry.note)
    return lines


def asked_lines(rule: "StepRule") -> list[str]:
    """What the rule asks of a step itself: people, measures, the vote, the age."""
    lines = []
    for role in rule.people:
        told = {"role": in_words(role.title), "least": role.least, "most": role.most}
        if role.least == role.most:
            lines.append(pgettext("people in a role", "%(role)s: %(least)s") % told)
        else:
            lines.append(pgettext("people in a role", "%(role)s: %(least)s to %(most)s") % told)
    if rule.measures:
        each = [_measure(one.measure, one.least, one.most) for one in rule.measures]
        lines.append(pgettext("between alternatives", " or ").join(each))
    if rule.least_age:
        lines.append(_("at least %(age)s years old") % {"age": rule.least_age})
    if rule.vote:
        lines += _vote_lines(rule.vote)
    return lines


def _measure(measure: str, least: int, most: int) -> str:
    if most:
        return _("%(least)s to %(most)s") % {"least": least, "most": measured_word(measure, most)}
    return _("at least %(value)s") % {"value": measured_word(measure, least)}


def _vote_lines(vote: "VoteRule") -> list[str]:
    present: dict[str, Any] = {"share": compared(vote.present, share_word(vote.present_share))}
    ayes: dict[str, Any] = {"share": compared(vote.ayes, share_word(vote.ayes_share))}
    lines = [_("present: %(share)s of those entitled") % present]
    if vote.of == "entitled":
        lines.append(_("ayes: %(share)s of those entitled") % ayes)
    else:
        lines.append(_("ayes: %(share)s of those present") % ayes)
    if vote.secret:
        lines.append(_("by secret ballot"))
    return lines
