"""What is written of an admission: one small form each."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.admissions import policies, selectors, services
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.admissions.forms import (
    ApplicantForm,
    CloseForm,
    CorrectionForm,
    ReasonForm,
    StepForm,
    recorded,
)
from jiceng.faces.workbench.admissions.words import asked_lines, state_text
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, Step, answer, unit_url
from jiceng.kernel.errors import Conflict, NotFound

if TYPE_CHECKING:
    from jiceng.apps.admissions.models import Admission
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import StepRule

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def open_admission(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Open a case: someone has applied."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    courses = selectors.courses()
    if not courses:
        raise NotFound("page_not_found")
    form = ApplicantForm(request.POST or None, courses=courses, day=request.day)
    back = reverse("admissions", args=[code])
    heading = _("Someone applies")
    explanation = _(
        "Opens a case in %(unit)s. The applicant is no member yet; only what the procedure needs is kept of "
        "her. The birth date is needed unless the ID number is given."
    )
    steps = [*steps_to(version), {"label": heading, "url": ""}]
    page = FormPage(heading, explanation % {"unit": version.name}, _("Open the case"), back, steps)

    def act(wanted: dict[str, Any]) -> str:
        case = services.open_admission(
            actor=request.actor,
            at=request.at,
            unit=version.unit,
            course=wanted.get("course") or form.only,
            person=form.person(),
            step=services.StepDraft(wanted["day"]),
        )
        messages.success(request, _("The case is open."))
        return reverse("admission", args=[case.pk])

    return answer(request, form, page, act)


def steps_to(version: "UnitVersion") -> list[Step]:
    """The way down to a unit's cases."""
    return [
        {"label": version.name, "url": unit_url(version)},
        {"label": room_title(), "url": reverse("admissions", args=[version.unit.code])},
    ]


def room_title() -> str:
    """What admissions are called here: the profile's word."""
    found = selectors.courses()
    return in_words(found[0].title) if found else _("Admissions")


def _page(
    admission: "Admission", version: "UnitVersion", heading: str, text: str, button: str, **more: Any
) -> FormPage:
    back = reverse("admission", args=[admission.pk])
    steps = [*steps_to(version), {"label": admission.person.name, "url": back}, {"label": heading, "url": ""}]
    return FormPage(heading, text, button, back, steps, **more)


def _facts(admission: "Admission", version: "UnitVersion", rule: "StepRule") -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("Person"), admission.person.name), (_("Unit"), version.name)]
    facts += [(_("The rule asks"), line) for line in asked_lines(rule)]
    return [*facts, (_("Clause"), in_words(rule.citation.clause))]


@require_http_methods(GET_OR_POST)
def record_step(request: WorkbenchRequest, admission_id: int, step: str) -> HttpResponse:
    """Record one step of a case."""
    admission, version, judged = selectors.case_state(request.actor, admission_id, request.day)
    state = judged.state.step(step)
    if state is None:
        raise NotFound("page_not_found")
    require(request.actor, services.permission_of(state.rule), version.path)
    if admission.closed_on is not None:
        raise Conflict("admission_closed")
    members = selectors.nameable(request.actor, version, request.day)
    form = StepForm(request.POST or None, rule=state.rule, members=members, day=request.day)
    facts = _facts(admission, version, state.rule)
    if when := state_text(state):
        facts.append((_("When"), when))
    explanation = _("What is out of order is not saved; the answer says what is missing and by which clause.")
    page = _page(admission, version, in_words(state.rule.title), explanation, _("Record it"), facts=facts)

    def act(_wanted: dict[str, Any]) -> str:
        services.record_step(
            actor=request.actor, at=request.at, admission=admission, step=step, draft=form.draft()
        )
        messages.success(request, _("Recorded: %(step)s.") % {"step": page.heading})
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def correct_step(request: WorkbenchRequest, entry_id: int) -> HttpResponse:
    """Correct an entry by a new one."""
    entry, version, rule = selectors.entry_in_scope(request.actor, entry_id)
    members = selectors.nameable(request.actor, version, entry.day)
    form = CorrectionForm(
        request.POST or None, rule=rule, members=members, day=entry.day, initial=recorded(rule, entry)
    )
    heading = _("Correct: %(step)s") % {"step": in_words(rule.title)}
    explanation = _("The old entry stays readable beside the new one, with the reason.")
    facts = _facts(entry.admission, version, rule)
    page = _page(entry.admission, version, heading, explanation, _("Correct"), facts=facts)

    def act(wanted: dict[str, Any]) -> str:
        services.correct_step(
            actor=request.actor, at=request.at, entry=entry, draft=form.draft(), reason=wanted["reason"]
        )
        messages.success(request, _("The entry is corrected."))
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def strike_step(request: WorkbenchRequest, entry_id: int) -> HttpResponse:
    """Say that a recorded step did not take place."""
    entry, version, rule = selectors.entry_in_scope(request.actor, entry_id)
    form = ReasonForm(request.POST or None)
    heading = _("It did not take place: %(step)s") % {"step": in_words(rule.title)}
    explanation = _("For what was entered by mistake. The entry stays readable, struck out, with the reason.")
    facts: list[tuple[str, Any]] = [
        (_("Person"), entry.admission.person.name),
        (_("Recorded day"), entry.day),
    ]
    page = _page(entry.admission, version, heading, explanation, _("Strike it out"), facts=facts, danger=True)

    def act(wanted: dict[str, Any]) -> str:
        services.correct_step(actor=request.actor, at=request.at, entry=entry, draft=None, **wanted)
        messages.success(request, _("The entry is struck out."))
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def close_admission(request: WorkbenchRequest, admission_id: int) -> HttpResponse:
    """Close a case before its end."""
    admission, version = selectors.admission_in_scope(request.actor, admission_id, policies.RECORD)
    form = CloseForm(request.POST or None, day=request.day)
    explanation = _("The case ends here; what was recorded stays. Closed by mistake, it can be reopened.")
    facts: list[tuple[str, Any]] = [(_("Person"), admission.person.name), (_("Unit"), version.name)]
    page = _page(
        admission, version, _("Close the case"), explanation, _("Close the case"), facts=facts, danger=True
    )

    def act(wanted: dict[str, Any]) -> str:
        services.close_admission(actor=request.actor, at=request.at, admission=admission, **wanted)
        messages.success(request, _("The case is closed."))
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def reopen_admission(request: WorkbenchRequest, admission_id: int) -> HttpResponse:
    """Take back a closing."""
    admission, version = selectors.admission_in_scope(request.actor, admission_id, policies.RECORD)
    form = ReasonForm(request.POST or None)
    explanation = _("The case goes on where it stood.")
    page = _page(admission, version, _("Reopen the case"), explanation, _("Reopen the case"))

    def act(wanted: dict[str, Any]) -> str:
        services.reopen_admission(actor=request.actor, at=request.at, admission=admission, **wanted)
        messages.success(request, _("The case is open again."))
        return page.back_url

    return answer(request, form, page, act)
