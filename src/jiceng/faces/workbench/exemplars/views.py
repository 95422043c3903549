"""Models of a unit and those below it, and the page of one."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.exemplars import policies, selectors
from jiceng.apps.exemplars.checks import checks
from jiceng.apps.exemplars.progress import Standing, living, notice_days
from jiceng.apps.exemplars.services import PERMISSIONS
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.people import policies as people
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.rectification.selectors import adopted_above
from jiceng.engines.sheets.writing import Column, Line, TotalRow, WrittenSheet
from jiceng.faces.workbench.exemplars import forms, words
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    exportable,
    hand_out,
    may_leave,
    sides,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.exemplars.models import Exemplar
    from jiceng.apps.exemplars.selectors import ExemplarNow
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50


@exportable
def board(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Models with their state and what is due, in official order of units."""
    version = unit_by_code(request.actor, code, request.day)
    show = request.GET.get("show", "")
    found = selectors.exemplars(request.actor, version, request.day, ended=show == "ended")
    groups = _groups(found, show)
    shown = groups.get(show, [])
    kind = request.GET.get("kind", "")
    if kind:
        shown = [each for each in shown if each.exemplar.kind == kind]
    if table_asked(request, "exemplars"):
        return _handed_out(request, version, [_row(each, request.day) for each in shown])
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    seen = [(each.exemplar.person_id, each.unit.unit_id) for each in page.object_list]
    note_names_seen(
        actor=request.actor, at=request.at, persons=[(person, unit) for person, unit in seen if person]
    )
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("exemplars", args=[each.unit.code])} for each in above]
    context = {
        "unit": version,
        "steps": [*steps, {"label": version.name, "url": ""}] if steps else [],
        "show": show,
        "shows": _shows(groups, show),
        "kind": kind,
        "kinds": _kinds(groups.get(show, []), kind),
        "page": page,
        "rows": [_row(each, request.day) for each in page.object_list],
        "may_nominate": request.actor.may(policies.RECORD, version.path),
        "may_leave": may_leave(request, version) or not any(person for person, _unit in seen),
    }
    return render(request, "exemplars/board.html", context)


def _groups(found: "list[ExemplarNow]", show: str) -> "dict[str, list[ExemplarNow]]":
    if show == "ended":
        return {"ended": found}
    return {
        "": [each for each in found if each.standing.named is None],
        "named": [each for each in found if each.standing.named is not None],
        "due": [each for each in found if each.standing.stage in ("review", "practice")],
    }


def _shows(groups: "dict[str, list[ExemplarNow]]", chosen: str) -> list[dict[str, Any]]:
    labels = {
        "": pgettext("models", "Nominated"),
        "named": pgettext("models", "Named"),
        "due": _("Something is due"),
        "ended": _("Retired or not named"),
    }
    return [
        {"code": code, "label": label, "count": len(groups[code]) if code in groups else "",
         "current": code == chosen}
        for code, label in labels.items()
    ]  # fmt: skip


def _kinds(found: "list[ExemplarNow]", chosen: str) -> list[dict[str, Any]]:
    counted: dict[str, int] = {}
    for each in found:
        counted[each.exemplar.kind] = counted.get(each.exemplar.kind, 0) + 1
    return [
        {
            "code": code,
            "label": words.exemplar_kind_word(code),
            "count": counted[code],
            "current": code == chosen,
        }
        for code in current_rules().exemplar_kinds
        if code in counted
    ]


def _row(now: "ExemplarNow", day: date) -> dict[str, Any]:
    return {
        "exemplar": now.exemplar,
        "unit": now.unit,
        "name": words.name_of(now.exemplar, now.unit.name),
        "kind": words.exemplar_kind_word(now.exemplar.kind),
        "stage": words.stage_words()[now.standing.stage],
        "mark": words.mark_of(now.standing, day),
        "next": words.next_words(now.standing.stage),
        "due": now.standing.due,
    }


def _handed_out(
    request: WorkbenchRequest, version: "UnitVersion", rows: list[dict[str, Any]]
) -> HttpResponse:
    """The models as a sheet; with a purpose where persons are among them."""
    title = _("%(unit)s: models") % {"unit": version.name}
    headings = (
        *(_("Unit"), _("Person"), pgettext("of a model", "Kind"), _("What others can learn")),
        *(_("Stage"), _("Nominated on"), pgettext("of a model", "Named on"), _("Due by")),
    )
    lines: list[Line] = [
        [
            *(row["unit"].name, row["exemplar"].person.name if row["exemplar"].person else "", row["kind"]),
            *(row["exemplar"].what, row["stage"], row["exemplar"].nominated_on),
            *(row["exemplar"].named_on, row["due"]),
        ]
        for row in rows
    ]
    lines.append(TotalRow([pgettext("row of a table", "Total"), len(rows), *[None] * (len(headings) - 2)]))
    sheet = WrittenSheet(
        _("Models"), [Column(each) for each in headings], lines, title, sides(version.name, request.day)
    )
    persons = any(row["exemplar"].person_id for row in rows)
    back = reverse("exemplars", args=[version.unit.code])
    return hand_out(
        request, Export("exemplars", title, version, lambda _numbers: [sheet], persons=persons, back=back)
    )


@require_GET
def exemplar(request: WorkbenchRequest, exemplar_id: int) -> HttpResponse:
    """One model: how it stands, its next step with the form in place, the checks, what was entered."""
    found, version = selectors.exemplar_in_scope(request.actor, exemplar_id)
    if found.person_id is not None:
        seen = [(found.person_id, found.unit_id)]
        note_names_seen(actor=request.actor, at=request.at, persons=seen)
    now = selectors.standing_of(found, request.day)
    right = {kind: request.actor.may(PERMISSIONS[kind], version.path) for kind in PERMISSIONS}
    mine = [kind for kind in open_kinds(now) if right[kind]]
    first = mine[0] if mine and now.stage in ("objections", "naming", "review") else ""
    decisions = adopted_above(version, request.day) if first == "named" else []
    name = words.name_of(found, version.name)
    context = {
        "exemplar": found,
        "unit": version,
        "name": name,
        "steps": way(version, name),
        "now": now,
        "stage": words.stage_words()[now.stage],
        "mark": words.mark_of(now, request.day),
        "next": words.next_words(now.stage),
        "days": notice_days(current_rules(), found, request.day),
        "form": forms.form_of(first, request.day, now, decisions) if first else None,
        "kind": first,
        "kind_title": words.exemplar_kind_word(found.kind),
        "others": [
            (kind, _("Add: %(what)s") % {"what": words.kind_words()[kind]}) for kind in mine if kind != first
        ],
        "checks": _checks(found, version, now, request.day),
        "citation": _citation(found),
        "may_write": request.actor.may(policies.RECORD, version.path),
        "may_open_file": found.person_id is not None and request.actor.may(people.READ, version.path),
        "story": _story(found, right),
    }
    return render(request, "exemplars/exemplar.html", context)


def way(version: "UnitVersion", *last: str) -> list[dict[str, str]]:
    """The way to a model's pages."""
    label = _("%(unit)s: models") % {"unit": version.name}
    first = {"label": label, "url": reverse("exemplars", args=[version.unit.code])}
    return [first, *({"label": each, "url": ""} for each in last)]


def open_kinds(now: Standing) -> list[str]:
    """What may be entered now, what is next first."""
    if now.ended is not None:
        return []
    if now.named is not None:
        return ["reviewed", "retired"]
    settled = ["settled"] if now.open_objections else []
    naming = ["named"] if now.stage == "naming" else []
    objection = ["objection"] if now.posted_on else []
    return [*settled, *naming, *objection, "dropped"]


def _checks(found: "Exemplar", version: "UnitVersion", now: Standing, day: date) -> list[dict[str, Any]]:
    kept = now.nominated.said["checks"] if now.nominated else []
    kind = current_rules().exemplar_kinds.get(found.kind)
    fresh = checks(kind, version, found.person, day) if kind and now.named is None and kept else []
    return words.check_lines(found, kept, {each.code: each for each in fresh}, version.unit.code)


def _citation(found: "Exemplar") -> Any:
    kind = current_rules().exemplar_kinds.get(found.kind)
    version = kind.version_on(found.nominated_on) if kind else None
    return version.citation if version else None


def _story(found: "Exemplar", right: dict[str, bool]) -> list[dict[str, Any]]:
    """Everything entered, the latest first."""
    rows = sorted(found.entries.all(), key=lambda each: -each.number)
    counting = {each.pk for each in living(rows)}
    return [
        {
            "entry": each,
            "kind": words.kind_words()[each.kind],
            "counts": each.pk in counting,
            "struck": bool(each.said.get("struck")),
            "line": _line(each),
            "may": right.get(each.kind, False) and each.pk in counting,
        }
        for each in rows
    ]


def _line(entry: Any) -> str:
    """What an entry says, besides its words."""
    said = entry.said
    if said.get("struck"):
        return ""
    match entry.kind:
        case "named":
            return str(said["paper"]) or _("By a decision")
        case "settled":
            return _("Borne out") if said["upheld"] else _("Not borne out")
        case "reviewed":
            return _("Still a model") if said["keeps"] else _("No longer a model")
    return ""
