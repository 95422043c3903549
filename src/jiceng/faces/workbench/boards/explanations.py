"""One verdict explained, and its postponement."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiceng.apps.duties import policies, services
from jiceng.apps.duties.explanations import Explained, Occasion, explained
from jiceng.apps.duties.freshness import horizon
from jiceng.apps.duties.selectors import postponement_by_id
from jiceng.apps.gatherings import policies as gathering_policies
from jiceng.apps.gatherings.selectors import by_ids
from jiceng.apps.organisations.selectors import ancestors, unit_by_code, unit_of
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.boards.forms import PostponementForm
from jiceng.faces.workbench.boards.words import condition_sentence, excuse_sentence, reason_sentence
from jiceng.faces.workbench.gatherings.words import counts
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rules.words import asks, conditions_of_counting
from jiceng.kernel.errors import JicengError
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

SHOWN = 24
"""Periods in the strip."""


@require_GET
def duty_explained(request: WorkbenchRequest, code: str, duty: str) -> HttpResponse:
    """Why a unit owes a duty in a period or not, and what was made of its gatherings."""
    version = unit_by_code(request.actor, code, request.day)
    found = explained(request.actor, version, duty, request.day, _period(request))
    rules, explanation = found.rules, found.explanation
    judged_by = explanation.version
    may = request.actor.may(policies.POSTPONE, version.path)
    context = {
        "unit": version,
        "found": found,
        "version": judged_by,
        "asks": asks(rules, judged_by) if judged_by else "",
        "counting": conditions_of_counting(rules, judged_by.plan) if judged_by else [],
        "steps": _steps(request, version, found),
        "state": _state(found),
        "beside": _beside(found, request),
        "strip": _strip(found),
        "conditions": [(each.holds, condition_sentence(rules, each)) for each in explanation.conditions],
        "excuses": [(each.holds, excuse_sentence(rules, each)) for each in explanation.excuses],
        "acts": _acts(request, version, found),
        "may_withdraw": may,
        "may_postpone": may and _may_be_postponed_now(found),
        "record_url": _record_url(request, version, found),
    }
    return render(request, "boards/duty_explained.html", context)


def _period(request: HttpRequest) -> Period | None:
    key = request.GET.get("period", "")
    return Period.parse(key) if key else None


def _steps(request: WorkbenchRequest, version: "UnitVersion", found: Explained) -> list[dict[str, Any]]:
    above = ancestors(request.actor, version, request.day)
    return [
        *({"label": each.name, "url": reverse("unit", args=[each.unit.code])} for each in above),
        {"label": version.name, "url": reverse("unit", args=[version.unit.code])},
        {"label": found.duty.title, "url": ""},
    ]


def _state(found: Explained) -> dict[str, Any]:
    """The verdict in words: the state, and since or until when."""
    occasion = found.occasion
    if occasion is None:
        applies = all(each.holds for each in found.explanation.conditions)
        return {"code": "" if applies else "not_applicable", "strength": "", "at_risk": False, "since": ""}
    return {
        "code": occasion.state,
        "strength": occasion.version.strength,
        "at_risk": occasion.at_risk,
        "since": _since(occasion),
    }


def _since(occasion: Occasion) -> str:
    """Since when, or until when, a state holds."""
    outcome = occasion.outcome
    words = {
        "done": lambda: _("on %(day)s") % {"day": _day(outcome.met_on)},
        "due": lambda: _("open until %(day)s") % {"day": _day(outcome.closes_on)},
        "late": lambda: (
            _("closed on %(day)s, may be made up until %(last)s")
            % {"day": _day(outcome.closes_on), "last": _day(outcome.grace_until)}
        ),
        "missed": lambda: (
            _("closed on %(day)s; the time to make it up ended on %(last)s")
            % {"day": _day(outcome.closes_on), "last": _day(outcome.grace_until)}
        ),
        "excused": lambda: (
            _("until %(day)s") % {"day": _day(outcome.excuse_until)}
            if outcome.excuse_until
            else _("for this period")
        ),
    }
    return words[occasion.state]()


def _day(day: Any) -> str:
    return write_day(day, with_year=True)


def _beside(found: Explained, request: WorkbenchRequest) -> dict[str, Period | None]:
    """The period before and the one after, as far as they can be read."""
    if found.period.cadence is None:
        keys = [each.period for each in found.history]
        place = keys.index(found.period) if found.period in keys else len(keys)
        return {
            "before": keys[place - 1] if place else None,
            "after": keys[place + 1] if place + 1 < len(keys) else None,
        }
    before, after = found.period.previous(), found.period.next()
    return {
        "before": before if before.end >= horizon(request.day)[0] else None,
        "after": after if after.start <= request.day else None,
    }


def _strip(found: Explained) -> list[dict[str, Any]]:
    if found.period.cadence is None:
        return []
    return [
        {
            "period": each.period,
            "state": each.state,
            "strength": each.version.strength,
            "at_risk": each.at_risk,
        }
        for each in found.history[-SHOWN:]
    ]


def _acts(request: WorkbenchRequest, version: "UnitVersion", found: Explained) -> list[dict[str, Any]]:
    """Each gathering looked at, with its name and what was made of it."""
    acts = found.explanation.acts
    if not acts:
        return []
    records = by_ids(request.actor, version, {act.id for act in acts})
    kinds = found.rules.gathering_kinds
    return [
        {
            "act": act,
            "record": records[act.id],
            "title": kinds[records[act.id].kind].title,
            "counts": counts(records[act.id]),
            "reason": reason_sentence(found.rules, act.reason, act.data),
        }
        for act in acts
        if act.id in records
    ]


def _may_be_postponed_now(found: Explained) -> bool:
    """Whether a postponement would change anything: the rule knows it, none is in force, it is not done."""
    if not found.may_be_postponed or found.postponed or found.occasion is None:
        return False
    return found.occasion.state not in ("done", "excused")


def _record_url(request: WorkbenchRequest, version: "UnitVersion", found: Explained) -> str:
    """Where the missing meeting is recorded, while it may still count and the actor may record it."""
    occasion = found.occasion
    if occasion is None or not occasion.version.plan.evidence or occasion.state not in ("due", "late"):
        return ""
    if not request.actor.may(gathering_policies.RECORD, version.path):
        return ""
    asked = {"kind": occasion.version.plan.gathering_kinds[0]}
    if occasion.state == "late":
        asked["makes_up"] = found.period.key
    return f"{reverse('record_gathering', args=[version.unit.code])}?{urlencode(asked)}"


def _explanation_url(code: str, duty: str, period: str) -> str:
    return f"{reverse('duty_explained', args=[code, duty])}?{urlencode({'period': period})}"


@require_http_methods(["GET", "POST"])
def postpone(request: WorkbenchRequest, code: str, duty: str) -> HttpResponse:
    """Approve that a unit does a duty of a period later."""
    version = unit_by_code(request.actor, code, request.day, policies.POSTPONE)
    found = explained(request.actor, version, duty, request.day, _period(request))
    form = PostponementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.postpone(
                actor=request.actor,
                at=request.at,
                unit=unit_of(version),
                duty=duty,
                period=found.period,
                **form.cleaned_data,
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The postponement is approved. It can be withdrawn below."))
            return redirect(_explanation_url(code, duty, found.period.key))
    context = {
        "unit": version,
        "found": found,
        "form": form,
        "steps": _steps(request, version, found),
        "back": _explanation_url(code, duty, found.period.key),
    }
    return render(request, "boards/postpone.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_postponement(
    request: WorkbenchRequest, code: str, duty: str, postponement_id: int
) -> HttpResponse:
    """Take an approved postponement back; it stays readable."""
    version = unit_by_code(request.actor, code, request.day)
    found = postponement_by_id(request.actor, version, postponement_id, policies.POSTPONE)
    services.withdraw_postponement(actor=request.actor, at=request.at, postponement=found)
    messages.success(request, _("The postponement is withdrawn."))
    return redirect(_explanation_url(code, found.duty, found.period))
