"""One box over units and people, within what the reader may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.selectors import search_units, visible
from jiceng.apps.people import policies
from jiceng.apps.people.selectors import search_people
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import standing_word
from jiceng.faces.workbench.units.words import kind_title

MOST = 50


@require_GET
def search(request: WorkbenchRequest) -> HttpResponse:
    """Units by name, former name or code; people by name or pinyin initials; at most fifty of each."""
    text = request.GET.get("q", "").strip()
    units = search_units(request.actor, text, request.day, MOST + 1) if text else []
    people = search_people(request.actor, text, request.day, MOST + 1) if text else []
    shown_units, shown_people = units[:MOST], people[:MOST]
    wanted = {each.parent_id or 0 for each in shown_units} | {each.unit_id for each in shown_people}
    names = {}
    if shown_units or shown_people:
        rows = visible(request.actor, request.day).filter(unit_id__in=wanted)
        names = dict(rows.values_list("unit_id", "name"))
    context = {
        "text": text,
        "most": MOST,
        "units": [
            {"unit": each, "kind": kind_title(each.kind), "above": names.get(each.parent_id or 0, "")}
            for each in shown_units
        ],
        "people": [
            {
                "person": each.person,
                "standing": standing_word(each.standing),
                "unit": names.get(each.unit_id, ""),
                "joined": each.joined_on,
            }
            for each in shown_people
        ],
        "more_units": len(units) > MOST,
        "more_people": len(people) > MOST,
        "may_read_people": request.actor.has(policies.READ),
    }
    return render(request, "people/search.html", context)
