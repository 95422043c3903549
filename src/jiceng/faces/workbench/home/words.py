"""What a verdict says on the list of what is due: until when, since when, on what evidence, by what rule."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure import Count
from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.workbench.gatherings.words import attended, posted
from jiceng.kernel.periods import Cadence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.engines.procedure import DutyVersion


def state_text(item: "UnitVerdict", evidence: "Sequence[Gathering]", day: "date", meets: bool) -> str:
    """A state in one line, with its days.

    Parameters: `evidence`, the gatherings that count, oldest first; `meets`, whether the duty is a
    meeting (开) or an act (办).
    """
    if not item.version.plan.evidence:
        return _event(item, day)
    if evidence and (full := item.verdict.met_on) and full > day:
        data = {"posted": write_day(evidence[-1].day), "day": write_day(full)}
        return _("posted on %(posted)s; done when it has been up long enough, on %(day)s") % data
    match item.state:
        case "done":
            return _done(evidence, meets)
        case "excused":
            return _excuse(item)
        case "due":
            return _due(item, meets)
    period = write_period(item.period, short=True)
    return _("%(period)s is not on record; it can be made up until %(day)s") % {
        "period": period,
        "day": write_day(item.verdict.grace_until),
    }


def _done(evidence: "Sequence[Gathering]", meets: bool) -> str:
    if not evidence:
        return _("done")
    last = evidence[-1]
    data = {
        "day": write_day(last.day),
        "entitled": last.entitled,
        "present": last.present,
        "n": len(evidence),
    }
    if posted(last):
        return _("posted on %(day)s") % data
    if len(evidence) > 1:
        return _("done %(n)s times, last on %(day)s") % data
    if not attended(last):
        return _("done on %(day)s") % data
    if meets:
        return _("held on %(day)s, %(present)s of %(entitled)s present") % data
    return _("done on %(day)s, %(present)s of %(entitled)s present") % data


def _due(item: "UnitVerdict", meets: bool) -> str:
    data = {"day": write_day(item.verdict.closes_on)}
    verb = {
        Cadence.MONTH: (_("to be held this month, until %(day)s"), _("to be done this month, until %(day)s")),
        Cadence.QUARTER: (
            _("to be held this quarter, until %(day)s"),
            _("to be done this quarter, until %(day)s"),
        ),
        Cadence.HALF_YEAR: (
            _("to be held this half-year, until %(day)s"),
            _("to be done this half-year, until %(day)s"),
        ),
        Cadence.YEAR: (_("to be held this year, until %(day)s"), _("to be done this year, until %(day)s")),
    }
    cadence = item.version.plan.cadence or Cadence.YEAR
    return verb[cadence][0 if meets else 1] % data


def progress(item: "UnitVerdict") -> str:
    """How far a duty that asks for several has come; nothing for those that ask for one."""
    verdict = item.verdict
    if not item.version.plan.evidence or verdict.required < 2 or item.state == "done":
        return ""
    words = {
        Count.ITEMS: _("%(counted)s of %(required)s parts so far"),
        Count.BODIES: _("%(counted)s of %(required)s bodies so far"),
        Count.MEASURED: _("%(counted)s of %(required)s hours so far"),
    }
    so_far = words.get(item.version.plan.requirement.count, _("%(counted)s of %(required)s so far"))
    return so_far % {"counted": verdict.counted, "required": verdict.required}


def _event(item: "UnitVerdict", day: "date") -> str:
    """A term's end or a vacancy: nothing to record, something to settle."""
    verdict, closes = item.verdict, write_day(item.verdict.closes_on)
    if item.version.plan.post_kind:
        data = {"since": write_day(verdict.opens_on), "until": closes, "n": (day - verdict.opens_on).days}
        if item.state == "done":
            return _("filled on %(day)s") % {"day": write_day(verdict.met_on or day)}
        if item.state == "due":
            return _("vacant since %(since)s, to be filled by %(until)s") % data
        return _("vacant since %(since)s, %(n)s days; it was to be filled by %(until)s") % data
    if item.state == "done":
        return _("new term since %(day)s") % {"day": write_day(verdict.met_on or day)}
    if item.state == "excused":
        return _excuse(item)
    if item.state == "due":
        return _("the term ends on %(day)s; the election is due before that") % {"day": closes}
    return _("the term ended on %(day)s; the election is overdue") % {"day": closes}


def _excuse(item: "UnitVerdict") -> str:
    verdict = item.verdict
    until = write_day(verdict.excuse_until) if verdict.excuse_until else ""
    words = {
        "founded_within_period": _(
            "not owed: the unit was founded within this period and owes from the next"
        ),
        "closed_within_period": _("not owed: the unit was closed within this period"),
        "postponed": _("postponed with approval until %(day)s") % {"day": until},
        "members_away": _("not owed: too many members are away"),
    }
    return words.get(verdict.excuse, _("not owed"))


def frequency(version: "DutyVersion") -> str:
    """What a rule asks in a few words, with its strength: 一般每季度 1 次. Nothing for terms and vacancies."""
    plan = version.plan
    if plan.cadence is None:
        return ""
    often = {
        Cadence.MONTH: pgettext("how often", "each month"),
        Cadence.QUARTER: pgettext("how often", "each quarter"),
        Cadence.HALF_YEAR: pgettext("how often", "each half-year"),
        Cadence.YEAR: pgettext("how often", "each year"),
    }[plan.cadence]
    requirement = plan.requirement
    if requirement.column:
        times = _("once for each body")
    else:
        fewest = requirement.comparator.fewest(requirement.value)
        times = ngettext("%(n)s time", "%(n)s times", fewest) % {"n": fewest}
        if requirement.count is Count.MEASURED:
            times = ngettext("%(n)s hour", "%(n)s hours", fewest) % {"n": fewest}
    strength = {
        "normally": pgettext("strength of a rule", "normally"),
        "must": pgettext("strength of a rule", "must"),
    }.get(version.strength, "")
    return _("%(strength)s %(often)s %(times)s") % {"strength": strength, "often": often, "times": times}
