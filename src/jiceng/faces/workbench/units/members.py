"""The register of a unit's members."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.people import policies, services
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.register import MemberFilter, places, register
from jiceng.apps.transfers.policies import CONFIRM
from jiceng.engines.sheets.writing import WrittenSheet
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    Numbers,
    exportable,
    hand_out,
    may_leave,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people import words
from jiceng.faces.workbench.people.forms import RegisterForm
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, unit_url
from jiceng.faces.workbench.units.tables import members_sheet
from jiceng.faces.workbench.units.words import post_title

PAGE = 100
STANDINGS = ("full", "probationary")


@exportable
def members(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Who belongs to a unit: sorted, filtered, searched, a hundred a page; ID numbers are not on it."""
    file = unit_file(request.actor, code, request.day, policies.READ)
    wanted = _wanted(request)
    found = register(request.actor, file.current, request.day, wanted)
    if table_asked(request, "members"):
        return hand_out(request, _export(request, file, found.rows))
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    seen = [(row.person_id, row.unit_id) for row in page.object_list]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    context = {
        "unit": file.current,
        "steps": breadcrumb(
            file.above,
            {"label": file.current.name, "url": unit_url(file.current)},
            {"label": _("Register of members"), "url": ""},
        ),
        "heads": found.heads,
        "wanted": wanted,
        "narrowed": bool(wanted.standing or wanted.away or wanted.text),
        "page": page,
        "rows": _rows(request, file, list(page.object_list)),
        "may_manage": request.actor.may(policies.MANAGE, file.current.path) and file.current.ends_on is None,
        "may_confirm": request.actor.may(CONFIRM, file.current.path) and file.current.ends_on is None,
        "may_leave": may_leave(request, file.current),
    }
    return render(request, "units/members.html", context)


def _export(request: WorkbenchRequest, file: UnitFile, memberships: Iterable[Any]) -> Export:
    """The members shown, all pages of them."""
    name, url = file.current.name, reverse("members", args=[file.current.unit.code])
    title = _("%(unit)s: members") % {"unit": name}

    def build(_numbers: Numbers) -> list[WrittenSheet]:
        return [members_sheet(title, name, _rows(request, file, list(memberships)), request.day)]

    return Export("members", title, file.current, build, persons=True, back=url)


def _wanted(request: WorkbenchRequest) -> MemberFilter:
    standing = request.GET.get("standing", "")
    return MemberFilter(
        standing=standing if standing in STANDINGS else "",
        away=request.GET.get("away") == "1",
        text=request.GET.get("q", "").strip(),
        sort=request.GET.get("sort", "joined"),
    )


def _rows(request: WorkbenchRequest, file: UnitFile, memberships: list[Any]) -> list[dict[str, Any]]:
    at = places(request.actor, file.current, [row.person_id for row in memberships], request.day)
    return [
        {
            "membership": row,
            "person": row.person,
            "sex": words.sex_word(row.person.sex),
            "age": words.age(row.person.birth_date, request.day),
            "standing": words.standing_word(row.standing),
            "places": [
                *(post_title(kind) for kind in at.posts.get(row.person_id, [])),
                *at.bodies.get(row.person_id, []),
            ],
        }
        for row in memberships
    ]


@require_http_methods(["GET", "POST"])
def register_person(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Register a person with her membership in the unit."""
    file = unit_file(request.actor, code, request.day, policies.MANAGE)
    form = RegisterForm(request.POST or None)
    back = reverse("members", args=[code])
    heading = _("Register a member")
    steps = breadcrumb(
        file.above,
        {"label": file.current.name, "url": unit_url(file.current)},
        {"label": _("Register of members"), "url": back},
        {"label": heading, "url": ""},
    )
    explanation = _(
        "A person who is in no register yet becomes a member of %(unit)s. Someone registered elsewhere is "
        "transferred from her own file instead."
    )
    page = FormPage(
        heading, explanation % {"unit": file.current.name}, _("Enter in the register"), back, steps
    )

    def act(wanted: dict[str, Any]) -> str:
        services.register_person(
            actor=request.actor,
            at=request.at,
            unit=file.current.unit,
            draft=services.PersonDraft(**form.draft()),
            standing=wanted["standing"],
            joined_on=wanted["joined_on"],
            day=wanted["day"] or request.day,
        )
        messages.success(request, _("%(name)s is registered.") % {"name": wanted["name"]})
        return back

    return answer(request, form, page, act)
