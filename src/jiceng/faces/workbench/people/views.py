"""One person's file. The look is written in the reading log before the page is shown."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.dues.selectors import on_file
from jiceng.apps.journal.policies import READ as READ_JOURNAL
from jiceng.apps.people import policies, selectors
from jiceng.apps.people.leadership import trainings_of
from jiceng.apps.people.readings import readings_of
from jiceng.apps.people.selectors import PersonFile
from jiceng.apps.transfers.departures import removable_from, suspension_of
from jiceng.apps.transfers.selectors import open_letter
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people import words
from jiceng.faces.workbench.people.forms import PurposeForm
from jiceng.faces.workbench.units.words import post_title
from jiceng.kernel.errors import Invalid

SHOWN = 10
"""Looks into a file listed on its page; the reading log has them all."""


@require_GET
def person(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """A person's file: data, memberships, spells away, seats, posts, and who read it."""
    file = selectors.read_file(actor=request.actor, at=request.at, person_id=person_id, day=request.day)
    may, path = request.actor.may, file.unit.path
    open_membership = next((each for each in file.memberships if each.ends_on is None), None)
    context = {
        "file": file,
        "person": file.person,
        "unit": file.unit,
        "steps": [
            {"label": file.unit.name, "url": reverse("unit", args=[file.unit.unit.code])},
            {"label": _("Register of members"), "url": reverse("members", args=[file.unit.unit.code])},
            {"label": file.person.name, "url": ""},
        ],
        "sex": words.sex_word(file.person.sex),
        "age": words.age(file.person.birth_date, request.day),
        "membership": open_membership,
        "standing": words.standing_word(open_membership.standing) if open_membership else "",
        "absence": next((each for each in file.absences if each.ends_on is None), None),
        "memberships": [_membership(each) for each in file.memberships],
        "absences": [(each, each.unit_name) for each in file.absences],
        "seats": [(each, each.unit_name) for each in file.seats],
        "posts": [(each, post_title(each.post.kind), each.unit_name) for each in file.holdings],
        "may_manage": may(policies.MANAGE, path) and bool(file.memberships),
        "may_unmask": may(policies.READ_ID_NUMBER, path) and bool(file.person.id_number_masked),
        **_motion(request, file, open_membership),
        **_standing(request, file),
        "readings": _readings(request, file) if may(READ_JOURNAL, path) else None,
    }
    return render(request, "people/person.html", context)


def _motion(request: WorkbenchRequest, file: PersonFile, membership: Any) -> dict[str, Any]:
    """What is under way with a person: a letter, a suspension; and a leader's training."""
    suspension = None if membership else suspension_of(file.person.pk)
    trainings = trainings_of(file.person.pk)
    return {
        "letter": open_letter(file.person.pk),
        "suspension": suspension,
        "removable_from": removable_from(suspension) if suspension else None,
        "trainings": trainings,
        "hours": sum(each.hours for each in trainings if each.day.year == request.day.year),
        "leads": bool(trainings) or any(each.ends_on is None for each in file.holdings),
        "year": request.day.year,
    }


def _standing(request: WorkbenchRequest, file: PersonFile) -> dict[str, Any]:
    """Her honours, and for which months of the year her dues are recorded."""
    honours, months = on_file(file.person.pk, request.day.year)
    return {"honours": honours, "dues_until": months[-1] if months else None, "dues_months": len(months)}


def _membership(each: Any) -> dict[str, Any]:
    return {
        "row": each,
        "unit": each.unit_name or each.unit.code,
        "standing": words.standing_word(each.standing),
        "ended": words.end_word(each.end_reason) if each.ends_on else "",
    }


def _readings(request: WorkbenchRequest, file: PersonFile) -> list[dict[str, Any]]:
    return [
        {
            "reading": each,
            "part": words.part_word(each.part),
            "purpose": words.purpose_word(each.purpose),
        }
        for each in readings_of(request.actor, file.person.pk, file.unit, SHOWN)
    ]


@require_http_methods(["GET", "POST"])
def read_id_number(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Ask for a purpose; then show the ID number once, on the answer itself, which nothing keeps."""
    person, unit = selectors.person_in_scope(request.actor, person_id, request.day, policies.READ_ID_NUMBER)
    form = PurposeForm(request.POST or None)
    context = {
        "person": person,
        "form": form,
        "steps": [
            {"label": unit.name, "url": reverse("unit", args=[unit.unit.code])},
            {"label": person.name, "url": reverse("person", args=[person_id])},
            {"label": _("Full ID number"), "url": ""},
        ],
    }
    if request.method == "POST" and form.is_valid():
        actor = request.actor.with_purpose(form.cleaned_data["purpose"])
        try:
            number = selectors.read_id_number(
                actor=actor, at=request.at, person_id=person_id, day=request.day
            )
        except Invalid as error:
            add_error(form, error)
        else:
            context |= {"number": number, "purpose": form.cleaned_data["purpose"]}
    response = render(request, "people/id_number.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
