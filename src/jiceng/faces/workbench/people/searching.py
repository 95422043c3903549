"""One box over units and people, within what the reader may see."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiceng.apps.organisations.selectors import search_units, visible
from jiceng.apps.people import policies
from jiceng.apps.people.exports import MOST_ROWS
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.selectors import search_people
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, may_leave, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.tables import people_sheet, units_sheet
from jiceng.faces.workbench.people.words import standing_word
from jiceng.faces.workbench.units.words import kind_title

MOST = 50


@exportable
def search(request: WorkbenchRequest) -> HttpResponse:
    """Units by name, former name or code; people by name or pinyin initials; at most fifty of each."""
    text = request.GET.get("q", "").strip()
    table = table_asked(request, "units", "people")
    most = MOST_ROWS if table else MOST
    units = search_units(request.actor, text, request.day, most + 1) if text and table != "people" else []
    people = search_people(request.actor, text, request.day, most + 1) if text and table != "units" else []
    shown_units, shown_people = units[:most], people[:most]
    if shown_people and not table:
        seen = [(row.person_id, row.unit_id) for row in shown_people]
        note_names_seen(actor=request.actor, at=request.at, persons=seen)
    wanted = {each.parent_id or 0 for each in shown_units} | {each.unit_id for each in shown_people}
    names: dict[int, str] = {}
    if wanted:
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
        "may_leave": bool(people) and may_leave(request, None, policies.READ),
    }
    if table:
        return hand_out(request, _export(table, text, context))
    return render(request, "people/search.html", context)


def _export(table: str, text: str, found: dict[str, Any]) -> Export:
    """All that was found, the units or the people."""
    title = _("Found by “%(text)s”") % {"text": text}
    if table == "units":
        sheet = units_sheet(title, found["units"])
        return Export("found_units", title, None, lambda _numbers: [sheet])
    back = f"{reverse('search')}?{urlencode({'q': text})}"
    sheet = people_sheet(title, found["people"])
    return Export(
        "found_people", title, None, lambda _numbers: [sheet], persons=True, reach=policies.READ, back=back
    )
