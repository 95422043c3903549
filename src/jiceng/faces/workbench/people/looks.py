"""Who looked into a person's file, for her: as a paper, and on the page of her own account."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.apps.access import looks
from jiceng.faces.shared.roles import role_word
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import part_word, purpose_word


@require_safe
def looks_paper(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """The looks into her file by office, day and purpose, to be printed and handed to her."""
    person, found = looks.looks_at(request.actor, person_id, request.day)
    steps = [
        {"label": person.name, "url": reverse("person", args=[person_id])},
        {"label": _("Who looked into the file"), "url": ""},
    ]
    context = {"person": person, "rows": in_words(found), "steps": steps}
    return render(request, "people/looks.html", context)


@require_safe
def own_looks(request: WorkbenchRequest) -> HttpResponse:
    """The looks into the reader's own file."""
    found = looks.own_looks(request.actor, request.day)
    steps = [
        {"label": _("Account security"), "url": reverse("security")},
        {"label": _("Who looked into the file"), "url": ""},
    ]
    context = {"person": found[0], "rows": in_words(found[1])} if found else {}
    return render(request, "people/own_looks.html", {**context, "steps": steps})


def in_words(found: list[looks.Look]) -> list[dict[str, Any]]:
    """Looks as their lists show them."""
    return [
        {
            "look": look,
            "office": " ".join(
                part for part in (look.unit, role_word(look.role) if look.role else "") if part
            ),
            "part": part_word(look.part),
            "purpose": purpose_word(look.purpose),
        }
        for look in found
    ]
