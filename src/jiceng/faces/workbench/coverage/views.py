"""The board of coverage, the lists behind its figures, one establishment."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.coverage import policies, selectors
from jiceng.apps.coverage.selectors import Item, Stock
from jiceng.apps.organisations.selectors import ancestors, names_on, unit_by_code, visible
from jiceng.engines.procedure import GROUPS, WAYS
from jiceng.faces.workbench.coverage import words
from jiceng.faces.workbench.coverage.tables import board_sheet, establishments_sheet
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50
PLAIN = ("listed", "excluded", "counted", "sole", "joint")
"""Figures of a board before its rates."""
LAST = ("only_work", "uncovered", "idle")
"""Figures after them."""
SHOWN = ("counted", "organised", "only_work", "uncovered", "idle", "eligible", "excluded", "listed")
"""What a list may be narrowed to, in its order."""


def stock_of(
    request: WorkbenchRequest, code: str, permission: str = "unit.read"
) -> "tuple[UnitVersion, Stock]":
    """The unit, and its establishments of the kind asked for. Raises `NotFound("page_not_found")` where the
    profile counts none.
    """
    version = unit_by_code(request.actor, code, request.day, permission)
    kinds = settings.PROFILE.coverage.kinds
    if not kinds:
        raise NotFound("page_not_found")
    asked = request.GET.get("kind", "")
    kind = asked if asked in kinds else next(iter(kinds))
    return version, selectors.stock(request.actor, version, request.day, kind)


@exportable
def coverage(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The board: units below with what is listed, left out, counted, covered."""
    version, found = stock_of(request, code)
    rows, total = selectors.board(request.actor, version, request.day, found)
    rates = settings.PROFILE.coverage.rates
    if table_asked(request, "coverage"):
        title = _("%(unit)s: coverage, %(kind)s") % {
            "unit": version.name,
            "kind": words.kind_word(found.kind),
        }
        sheet = board_sheet(title, version, (PLAIN, LAST), rows, total, found.roster)
        return hand_out(request, Export("coverage", title, version, lambda _numbers: [sheet]))
    context = _about(request, version, found) | {
        "lines": [_line(row, version, found.kind, _address(row, version)) for row in rows],
        "total": _line(total, version, found.kind, (version.unit.code, False)),
        "headings": [words.group_word(group) for group in (*PLAIN, *rates, *LAST)],
        "rates": [_rate(code, total.figures, found.kind, version) for code in rates],
        "rules": _rules(request),
        "known": len(_known(request, version, found)),
        "joint": len(selectors.joint_suggestions(found, request.day)),
    }
    return render(request, "coverage/board.html", context)


def _known(request: WorkbenchRequest, version: "UnitVersion", found: Stock) -> list[Any]:
    may = request.actor.may(policies.RECORD, version.path)
    return selectors.known_by_register(request.actor, request.day, found) if may else []


def _about(request: WorkbenchRequest, version: "UnitVersion", found: Stock) -> dict[str, Any]:
    """What every page of a stock shows: unit, kinds to choose, the list it rests on."""
    return {
        "unit": version,
        "steps": steps(request, version),
        "stock": found,
        "roster": found.roster,
        "kind": found.kind,
        "kind_word": words.kind_word(found.kind),
        "kinds": [(code, words.kind_word(code)) for code in settings.PROFILE.coverage.kinds],
    }


def steps(request: WorkbenchRequest, version: "UnitVersion", *more: dict[str, str]) -> list[dict[str, str]]:
    """The way down to a unit's coverage, and on."""
    above = ancestors(request.actor, version, request.day)
    way = [{"label": each.name, "url": reverse("coverage", args=[each.unit.code])} for each in above]
    own = {"label": version.name, "url": reverse("coverage", args=[version.unit.code]) if more else ""}
    return [*way, own, *more] if way or more else []


def list_url(code: str, kind: str, show: str, *, own: bool = False) -> str:
    """Where the list behind a figure is."""
    asked = {"kind": kind, "show": show} | ({"own": "1"} if own else {})
    return f"{reverse('coverage_list', args=[code])}?{urlencode(asked)}"


def _address(row: selectors.BoardRow, version: "UnitVersion") -> tuple[str, bool]:
    there = row.version or version
    return there.unit.code, there.unit_id == version.unit_id


def _line(
    row: selectors.BoardRow, version: "UnitVersion", kind: str, address: tuple[str, bool]
) -> dict[str, Any]:
    """A row as the table shows it: each figure with its list; a share with its parts."""
    code, own = address
    rates, figures = settings.PROFILE.coverage.rates, row.figures
    return {
        "row": row,
        "own": own,
        "url": "" if row.version is None or own else f"{reverse('coverage', args=[code])}?kind={kind}",
        "cells": [
            {
                "value": figures[group],
                "of": figures[rates[group].base] if group in rates else None,
                "url": list_url(code, kind, group, own=own and row.version is not None),
                "label": words.group_word(group),
            }
            for group in (*PLAIN, *rates, *LAST)
        ],
    }


def _rate(code: str, figures: Any, kind: str, version: "UnitVersion") -> dict[str, Any]:
    rate = settings.PROFILE.coverage.rates[code]
    return {
        "title": rate.title,
        "part": figures[code],
        "base": figures[rate.base],
        "url": list_url(version.unit.code, kind, code),
        "clause": words.clause(rate.citation),
    }


def _rules(request: WorkbenchRequest) -> list[dict[str, Any]]:
    """By which rules ones are left out, and when an organisation stands on paper only."""
    rules = settings.PROFILE.coverage
    found = [
        {"title": each.title, "clause": words.clause(version.citation)}
        for each in rules.exclusions.values()
        if (version := each.version_on(request.day)) is not None
    ]
    idle = rules.idle_on(request.day)
    if idle is not None:
        clause = words.clause(idle.citation, words.months_words(idle.months))
        found.append({"title": words.group_word("idle"), "clause": clause})
    return found


@exportable
def coverage_list(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The establishments behind a figure; narrowed, searched, taken along."""
    version, found = stock_of(request, code)
    if request.GET.get("own"):
        found = selectors.at_itself(request.actor, version, request.day, found)
    asked = request.GET.get("show", "counted")
    show = asked if asked in GROUPS or asked in settings.PROFILE.coverage.rates else "counted"
    text = request.GET.get("q", "").strip()
    items = found.of(show, text)
    if table_asked(request, "establishments"):
        title = _("%(unit)s: %(kind)s, %(figure)s") % {
            "unit": version.name,
            "kind": words.kind_word(found.kind),
            "figure": words.group_word(show),
        }
        rows = _rows(request, items)
        sheet = establishments_sheet(title, version, rows, found.roster)
        return hand_out(request, Export("establishments", title, version, lambda _numbers: [sheet]))
    page = Paginator(items, PAGE).get_page(request.GET.get("page"))
    shows = list(SHOWN) if show in SHOWN else [show, *SHOWN]
    context = _about(request, version, found) | {
        "page": page,
        "rows": _rows(request, list(page.object_list)),
        "show": show,
        "figure": words.group_word(show),
        "shows": [(each, words.group_word(each), len(found.of(each, text))) for each in shows],
        "text": text,
    }
    context["steps"] = steps(request, version, {"label": context["figure"], "url": ""})
    return render(request, "coverage/list.html", context)


def _rows(request: WorkbenchRequest, items: list[Item]) -> list[dict[str, Any]]:
    names, places = names_for(request, items)
    return [words.row_of(each, names, places) for each in items]


def names_for(request: WorkbenchRequest, items: list[Item]) -> tuple[dict[int, str], dict[int, str]]:
    """Names of the organisations that cover some, as far as the reader may know them; names of places."""
    ids = {link.unit_id for item in items for link in item.links if link.unit_id}
    units = visible(request.actor, request.day).filter(unit_id__in=ids).values_list("unit_id", "name")
    return dict(units), names_on({item.entry.place_id for item in items}, request.day)


@require_GET
def establishment(request: WorkbenchRequest, establishment_id: int) -> HttpResponse:
    """One establishment: how it stands, what covers it, what each list said."""
    file = selectors.file(request.actor, establishment_id, request.day)
    about = file.about
    entry, path = about.entries[0], about.place.path
    ids = {link.unit_id for link in file.links if link.unit_id}
    units = {each.unit_id: each for each in visible(request.actor, request.day).filter(unit_id__in=ids)}
    held = {link.pk for link in file.item.links} if file.item else set()
    rules = settings.PROFILE.coverage.exclusions
    versions = [rules[code].version_on(request.day) for code in (file.item.rules if file.item else ())]
    context = {
        "about": about,
        "entry": entry,
        "item": file.item,
        "mark": words.mark(file.item) if file.item else None,
        "kind_word": words.kind_word(about.establishment.kind),
        "steps": steps(request, about.place, {"label": entry.name, "url": ""}),
        "rules": words.rule_words(file.item.rules) if file.item else "",
        "clauses": [words.clause(each.citation) for each in versions if each is not None],
        "links": [_link(link, units, link.pk in held) for link in file.links],
        "overrulings": [(each, words.last_day(each.ends_on)) for each in file.overrulings],
        "entries": [(each, words.state_word(each.state)) for each in about.entries],
        "ways": [(how, words.way_word(how)) for how in _open_ways(file)],
        "may_record": request.actor.may(policies.RECORD, path),
        "may_approve": request.actor.may(policies.APPROVE, path),
    }
    return render(request, "coverage/establishment.html", context)


def _link(link: Any, units: "dict[int, UnitVersion]", held: bool) -> dict[str, Any]:
    return {
        "link": link,
        "how": words.way_word(link.how),
        "unit": units.get(link.unit_id),
        "open": link.ends_on is None,
        "held": held,
        "void": link.ends_on == link.starts_on,
        "last": words.last_day(link.ends_on),
    }


def _open_ways(file: selectors.File) -> list[str]:
    """Ways that may still be entered: one organisation of each kind, one body of each."""
    taken = {link.how for link in file.links if link.ends_on is None} - {"instructor", "liaison"}
    return [how for how in WAYS if how not in taken]
