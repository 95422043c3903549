"""Worked cases (算例) told in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jiceng.faces.shared.dates import write_day, write_period, write_span
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.rules.words import joined, listed

if TYPE_CHECKING:
    from datetime import date

    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.worked import Case, CaseAct


def case_facts(rules: "Profile", case: "Case") -> list[str]:
    """What the case supposes: the unit, its members and bodies, what happened."""
    found = [_unit(rules, case), *_bodies(rules, case)]
    for away in case.unit.away:
        told = {"n": away.count, "span": write_span(away.start, away.end)}
        found.append(_("%(n)s members away (%(span)s)") % told)
    for term in case.unit.terms:
        told = {"body": in_words(rules.body_kinds[term.body].title), "day": _day(term.ends_on)}
        found.append(_("%(body)s: the term ends on %(day)s") % told)
        if term.successor:
            found.append(_("the next term begins on %(day)s") % {"day": _day(term.successor)})
    for vacancy in case.unit.vacancies:
        told = {"post": in_words(rules.post_kinds[vacancy.post].title), "day": _day(vacancy.start)}
        found.append(_("%(post)s: vacant from %(day)s") % told)
        if vacancy.end:
            found.append(_("a new holder from %(day)s") % {"day": _day(vacancy.end)})
    found += [_act(rules, act) for act in case.acts] or _nothing(case)
    if case.postponed_until:
        found.append(_("postponed with approval until %(day)s") % {"day": _day(case.postponed_until)})
    return found


def case_question(case: "Case") -> str:
    """For which period and on which day the case is asked."""
    return _("%(period)s, asked on %(day)s") % {"period": write_period(case.period), "day": _day(case.on)}


def _unit(rules: "Profile", case: "Case") -> str:
    unit = case.unit
    kind, form = rules.unit_kinds.get(unit.kind), rules.organisation_forms.get(unit.form)
    words = [each.title for each in (kind, form) if each and each.code != "none"]
    found = [listed(words)]
    if unit.members:
        told = {"members": unit.members, "voting": unit.voting}
        text = _("%(members)s members, %(voting)s with a vote")
        if unit.members == unit.voting:
            text = _("%(members)s members")
        found.append(text % told)
    if unit.founded.year > 2000:
        found.append(_("set up on %(day)s") % {"day": _day(unit.founded)})
    elif unit.since != unit.founded:
        found.append(_("with this form since %(day)s") % {"day": _day(unit.since)})
    if unit.closed:
        found.append(_("unit closed on %(day)s") % {"day": _day(unit.closed)})
    return joined(found)


def _bodies(rules: "Profile", case: "Case") -> list[str]:
    found = []
    for body in case.unit.bodies:
        told = [in_words(rules.body_kinds[body.kind].title)]
        if body.start > case.unit.founded:
            told.append(_("set up on %(day)s") % {"day": _day(body.start)})
        found.append(joined(told))
    return found


def _act(rules: "Profile", act: "CaseAct") -> str:
    kind = in_words(rules.gathering_kinds[act.kind].title)
    found = [_("%(day)s: %(kind)s") % {"day": _day(act.day), "kind": kind}]
    if act.entitled:
        told = {"entitled": act.entitled, "present": act.present}
        found.append(_("%(entitled)s with a vote, %(present)s present") % told)
    if act.items:
        found.append(_("items: %(items)s") % {"items": listed(rules.items[code].title for code in act.items)})
    measure = rules.gathering_kinds[act.kind].measure
    if measure and act.measured is not None:
        found.append(_("%(measure)s: %(n)s") % {"measure": in_words(measure.title), "n": act.measured})
    elif rules.gathering_kinds[act.kind].posted:
        found.append(_("still posted"))
    if act.makes_up:
        found.append(_("makes up %(period)s") % {"period": write_period(act.makes_up)})
    return joined(found)


def _nothing(case: "Case") -> list[str]:
    return [] if case.unit.terms or case.unit.vacancies else [_("no meeting recorded")]


def _day(day: "date") -> str:
    return write_day(day, with_year=True)
