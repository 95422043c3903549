"""Who leads in a unit and below: since when, until when, training against the year; and who could follow."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.organisations.selectors import names_on, post_by_id
from jiceng.apps.people import leadership, policies
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.register import candidates
from jiceng.apps.people.selectors import person_in_scope
from jiceng.apps.people.tree_register import Leading, leading_of_tree, post_count
from jiceng.apps.transfers.mobile import figure
from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    exportable,
    hand_out,
    may_leave,
    sides,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.forms import DayForm, SuccessorForm
from jiceng.faces.workbench.units.leading import MOST_CHOICES
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, unit_url
from jiceng.faces.workbench.units.words import post_title

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import Post

PAGE = 100
SOON = 365
Row = dict[str, Any]
SORTS: dict[str, Callable[[Row], Any]] = {
    "unit": lambda row: 0,
    "name": lambda row: row["leading"].name or "～",
    "since": lambda row: row["leading"].since or date.max,
    "term": lambda row: row["leading"].term_due or date.max,
    "hours": lambda row: row["hours"],
}


@exportable
def leaders(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Leaders of a unit and all below it: filtered, searched, sorted, a hundred a page.

    Not counted as reading persons: who holds a post stands on every unit's page.
    """
    file = unit_file(request.actor, code, request.day, policies.READ)
    norm = figure("leader_training_hours", request.day)
    show = request.GET.get("show", "")
    manages = request.actor.may(policies.MANAGE, file.current.path)
    shows = _shows(norm, manages)
    show = show if show in shows else ""
    every = _rows(request, file, norm, settings.PROFILE.post_kinds if show == "all" else chief_posts())
    text, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "unit")
    sort = sort if sort in SORTS else "unit"
    rows = sorted((row for row in every if _fits(row, show, text)), key=SORTS[sort])
    if table_asked(request, "leaders"):
        return hand_out(request, _export(request, file, rows, manages))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": file.current,
        "steps": _steps(file, _("Leaders")),
        "norm": norm,
        "norm_pending": "leader_training_hours" in settings.PROFILE.parameters
        and settings.PROFILE.parameters["leader_training_hours"].pending,
        "year": request.day.year,
        "show": show,
        "shows": [(key, label, _number(request, file, key, text, every)) for key, label in shows.items()],
        "text": text,
        "sort": sort,
        "page": page,
        "manages": manages,
        "may_leave": may_leave(request, file.current),
    }
    return render(request, "units/leaders.html", context)


def _shows(norm: int | None, manages: bool) -> dict[str, str]:
    """What the list is filtered by: nobody is short of hours where the rules ask for none; who is named to
    follow is for those who manage.
    """
    return {
        "": _("Leaders"),
        "vacant": _("Vacant"),
        "ending": _("Term ends within a year"),
        **({"short": _("Short of hours")} if norm is not None else {}),
        **({"unnamed": _("Nobody named to follow")} if manages else {}),
        "all": _("All posts"),
    }


def _number(request: WorkbenchRequest, file: UnitFile, show: str, text: str, rows: list[Row]) -> int:
    """How many posts a filter shows of those searched for."""
    if show == "all":
        return post_count(request.actor, file.current, request.day, text)
    return sum(_fits(row, show, text) for row in rows)


def chief_posts() -> set[str]:
    """Kinds of the posts every unit of some kind must have."""
    return {post for kind in settings.PROFILE.unit_kinds.values() for post in kind.required_posts}


def _rows(request: WorkbenchRequest, file: UnitFile, norm: int | None, kinds: Collection[str]) -> list[Row]:
    """A row a post, with hours of the year and, for those who manage, how many are named to follow."""
    found = leading_of_tree(request.actor, file.current, request.day, kinds=kinds)
    titles = {kind: post_title(kind) for kind in {row.post for row in found}}
    people = {row.person_id for row in found if row.person_id is not None}
    hours = leadership.training_hours(people, request.day.year)
    named = leadership.successor_counts(
        request.actor, {row.post_id for row in found if row.post_id is not None}, request.day
    )
    chief = chief_posts()
    return [
        {
            "leading": row,
            "post": titles[row.post],
            "chief": row.post in chief,
            "hours": hours.get(row.person_id or 0, Decimal(0)).normalize(),
            "short": bool(row.name) and norm is not None and hours.get(row.person_id or 0, 0) < norm,
            "ending": _ending(row, request.day),
            "over": row.term_due is not None and row.term_due < request.day,
            "successors": named.get(row.post_id or 0, 0),
        }
        for row in found
    ]


def _ending(row: Leading, day: date) -> bool:
    return row.term_due is not None and (row.term_due - day).days <= SOON


def _fits(row: Row, show: str, text: str) -> bool:
    leading = row["leading"]
    if text and text not in leading.name and text not in leading.unit.name:
        return False
    if show == "all":
        return True
    wanted = {"": True, "vacant": not leading.name, "unnamed": not row["successors"]}
    return row["chief"] and (row[show] if show in ("ending", "short") else wanted[show])


def _export(request: WorkbenchRequest, file: UnitFile, rows: list[Row], manages: bool) -> Export:
    """The rows shown, all pages of them; who is named to follow never leaves, only how many."""
    name = file.current.name
    title = _("%(unit)s: leaders") % {"unit": name}
    headings = [
        *(_("Unit"), _("Post"), pgettext("of a person", "Name"), _("In office since")),
        *(_("Vacant since"), _("Term ends")),
        _("Hours in %(year)s") % {"year": request.day.year},
        *([_("Named to follow")] if manages else []),
    ]
    lines: list[list[Value]] = [
        [
            *(row["leading"].unit.name, row["post"], row["leading"].name, row["leading"].since),
            row["leading"].vacant_since,
            *(row["leading"].term_due, float(row["hours"]) if row["leading"].name else None),
            *([row["successors"]] if manages else []),
        ]
        for row in rows
    ]
    sheet = WrittenSheet(
        _("Leaders"), [Column(each) for each in headings], lines, title, sides(name, request.day)
    )
    back = reverse("leaders", args=[file.current.unit.code])
    return Export("leaders", title, file.current, lambda _numbers: [sheet], persons=True, back=back)


def _steps(file: UnitFile, *last: str) -> list[dict[str, str]]:
    """The way down; the first of `last` is the page of leaders."""
    urls = [reverse("leaders", args=[file.current.unit.code])] if len(last) > 1 else []
    steps = [{"label": label, "url": url} for label, url in zip(last, [*urls, ""], strict=False)]
    return breadcrumb(file.above, {"label": file.then.name, "url": unit_url(file.then)}, *steps)


def _post(request: WorkbenchRequest, post_id: int) -> "tuple[Post, UnitFile]":
    """A post and its unit, for those who manage the people there."""
    post = post_by_id(request.actor, post_id, policies.MANAGE)
    return post, unit_file(request.actor, post.unit.code, request.day, policies.MANAGE)


@require_GET
def successors(request: WorkbenchRequest, post_id: int) -> HttpResponse:
    """Who the office names as able to follow in a post, by name, with the reason; for officers alone."""
    post, file = _post(request, post_id)
    rows = leadership.successors_of(request.actor, file.current, post, request.day)
    units = names_on({row.unit_id for row in rows if row.unit_id}, request.day)  # type: ignore[attr-defined]
    context = {
        "unit": file.current,
        "post": post,
        "title": post_title(post.kind),
        "steps": _steps(file, _("Leaders"), _("Who could follow")),
        "rows": [(row, units.get(row.unit_id, "")) for row in rows],  # type: ignore[attr-defined]
    }
    return render(request, "units/successors.html", context)


@require_http_methods(["GET", "POST"])
def name_successor(request: WorkbenchRequest, post_id: int) -> HttpResponse:
    """Name someone who could follow in a post."""
    post, file = _post(request, post_id)
    text = request.GET.get("q", "").strip()
    found = candidates(request.actor, file.then, request.day, text, MOST_CHOICES)
    seen = [(row.person_id, row.unit_id) for row in found]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    names = names_on((row.unit_id for row in found), request.day)
    form = SuccessorForm(request.POST or None, request=request, found=found, names=names, unit=file.then)
    form.empty = not found  # type: ignore[attr-defined]
    explanation = _(
        "Those named stand by name, in no order and without a score. Officers alone see them; a naming ends "
        "on its day, or when you end it."
    )
    heading = _("Name someone who could follow")
    facts: list[tuple[str, Any]] = [(_("Post"), post_title(post.kind)), (_("Unit"), file.then.name)]
    back, steps = reverse("successors", args=[post_id]), _steps(file, _("Leaders"), heading)
    page = FormPage(heading, explanation, _("Name her"), back, steps, facts, search=text)

    def act(wanted: dict[str, Any]) -> str:
        person, _unit = person_in_scope(request.actor, wanted.pop("person"), request.day, policies.READ)
        leadership.name_successor(actor=request.actor, at=request.at, post=post, person=person, **wanted)
        messages.success(request, _("It is noted."))
        return back

    return answer(request, form, page, act)


@require_http_methods(["GET", "POST"])
def end_successor(request: WorkbenchRequest, successor_id: int) -> HttpResponse:
    """Name someone no longer."""
    row = leadership.successor_by_id(request.actor, successor_id)
    post, file = _post(request, row.post_id)
    heading, back = _("Name her no longer"), reverse("successors", args=[post.pk])
    facts: list[tuple[str, Any]] = [
        (_("Person"), row.person.name),
        (_("Post"), post_title(post.kind)),
        (_("Named on"), row.starts_on),
    ]
    text = _("From the day given she is no longer named for this post.")
    page = FormPage(heading, text, _("Record it"), back, _steps(file, _("Leaders"), heading), facts)

    def act(wanted: dict[str, Any]) -> str:
        leadership.end_successor(actor=request.actor, at=request.at, successor=row, **wanted)
        messages.success(request, _("It is noted."))
        return back

    return answer(request, DayForm(request.POST or None, request=request), page, act)
