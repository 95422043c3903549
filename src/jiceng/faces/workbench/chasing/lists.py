"""What may be chased: each list reads its own room's records and says what, since when, by which rule. Nobody
is named: a line is about a unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.apps.admissions import selectors as admissions
from jiceng.apps.decisions import selectors as decisions
from jiceng.apps.duties import policies as duty_policies
from jiceng.apps.duties import selectors as duties
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.publicity import by_posting
from jiceng.apps.feedback import selectors as feedback
from jiceng.apps.transfers.deadlines import due
from jiceng.engines.procedure.decisions import Action
from jiceng.engines.procedure.plan import Clock
from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.shared.procedure_words import ACTIONS
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.admissions.recording import room_title
from jiceng.faces.workbench.decisions.words import matter_word, procedure_word, step_of
from jiceng.faces.workbench.rules.words import figure_word
from jiceng.faces.workbench.transfers.words import due_words
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import Profile


SOON = timedelta(days=7)
"""What ends within these days is recalled before it is late."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a unit is reminded of: what, since or until when, and by which rule ("" where none has a
    figure).
    """

    unit_id: int
    what: str
    when: str
    rule: str


def by_when(day: date, last: date) -> str:
    """How long something is past its last day, or how long there is until then."""
    days = (day - last).days
    if days > 0:
        said = ngettext("was due by %(day)s, %(n)s day ago", "was due by %(day)s, %(n)s days ago", days)
    elif days == 0:
        return _("due today")
    else:
        said = ngettext("due by %(day)s, %(n)s day left", "due by %(day)s, %(n)s days left", -days)
    return said % {"day": write_day(last), "n": abs(days)}


def _verdicts(actor: Actor, version: "UnitVersion", day: date) -> "list[UnitVerdict]":
    """What may still be done and presses: near its last day, inside its grace, or a term or vacancy past its
    end.
    """
    if not actor.may(duty_policies.READ, version.path):
        return []
    return duties.pressing_below(actor, version, day, day + SOON)


def _by_calendar(each: "UnitVerdict") -> bool:
    return each.version.plan.clock is Clock.CALENDAR


def _of_duty(each: "UnitVerdict", day: date) -> Line:
    row = each.verdict
    what, when = in_words(each.duty.title), by_when(day, row.closes_on)
    if _by_calendar(each):
        what = _("%(duty)s (%(period)s)") % {"duty": what, "period": write_period(each.period, short=True)}
    if each.state == "late" and row.grace_until:
        last = {"when": when, "last": write_day(row.grace_until)}
        when = _("%(when)s; may be made up until %(last)s") % last
    return Line(row.unit_id, what, when, in_words(each.version.citation.clause))


def _of_decisions(actor: Actor, version: "UnitVersion", day: date) -> Iterable[Line]:
    for each in decisions.late_actions(actor, version, day):
        decision, step = each.decision, step_of(each.decision.procedure, each.step, day)
        if step is None or each.due_by is None:
            continue
        said = {
            "procedure": procedure_word(decision.procedure),
            "matter": matter_word(decision.procedure, decision.matter) or _("matter"),
            "begun": write_day(decision.opened_on),
            "step": in_words(step.title),
            "action": ACTIONS[Action(each.action)],
        }
        what = _("%(procedure)s, %(matter)s begun on %(begun)s: %(step)s, %(action)s") % said
        yield Line(decision.unit_id, what, by_when(day, each.due_by), in_words(step.citation.clause))


def _of_admissions(actor: Actor, version: "UnitVersion", day: date) -> Iterable[Line]:
    for each, rule in admissions.overdue(actor, version, day):
        if each.due_by is not None:
            clause = in_words(rule.citation.clause)
            yield Line(each.admission.unit_id, in_words(rule.title), by_when(day, each.due_by), clause)


_FIGURES = {
    **dict.fromkeys(("answer", "expired", "ending"), "transfer_letter_months"),
    **dict.fromkeys(("renew", "visitor"), "mobile_contact_months"),
}
"""The figure behind what is due about persons in motion."""


def _of_motion(actor: Actor, version: "UnitVersion", day: date) -> Iterable[Line]:
    rules = current_rules()
    for each in due(actor, day, version.path):
        if each.day is not None and each.day <= day + SOON:
            code = _FIGURES.get(each.kind, "")
            yield Line(each.unit_id, due_words(each.kind), by_when(day, each.day), _figure(rules, code, day))


def _figure(rules: "Profile", code: str, day: date) -> str:
    known = rules.parameters.get(code)
    return f"{in_words(known.title)} {figure_word(known, rules.figure(code, day))}" if known else ""


def _of_questions(actor: Actor, at: datetime, day: date) -> Iterable[Line]:
    """What waits too long for an answer at an office, a line each: neither who asked, nor of whom, nor since
    which day, by which one could tell who it was.
    """
    found = feedback.waiting(actor, at, day)
    if found is None:
        return
    when = ngettext("for more than %(n)s day", "for more than %(n)s days", found.days) % {"n": found.days}
    rule = _figure(current_rules(), feedback.ANSWER_DAYS, day)
    for each in found.units:
        yield from [Line(each.unit_id, _("A question without an answer"), when, rule)] * each.number


def lists(actor: Actor, version: "UnitVersion", day: date, at: datetime) -> dict[str, list[Line]]:
    """Every list by its code, in the order of the page."""
    verdicts, rules = _verdicts(actor, version, day), current_rules()
    calendar = [each for each in verdicts if _by_calendar(each)]
    posted = [each for each in calendar if by_posting(rules, each.version)]
    return {
        "duties": [_of_duty(each, day) for each in calendar if each not in posted],
        "openness": [_of_duty(each, day) for each in posted],
        "terms": [_of_duty(each, day) for each in verdicts if not _by_calendar(each)],
        "decisions": list(_of_decisions(actor, version, day)),
        "admissions": list(_of_admissions(actor, version, day)),
        "motion": list(_of_motion(actor, version, day)),
        "questions": list(_of_questions(actor, at, day)),
    }


def list_title(code: str) -> str:
    """What a list is called."""
    titles = {
        "duties": pgettext("chasing list", "Duties"),
        "openness": _("To be published"),
        "terms": _("Terms and vacancies"),
        "decisions": pgettext("room", "Decisions"),
        "admissions": room_title() if settings.PROFILE.courses_of("admission") else "",
        "motion": _("People in motion"),
        "questions": _("Questions to answer"),
    }
    return titles[code]
