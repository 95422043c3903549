"""The needs of a unit and all below it: boards, what is to be chased, the list."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.needs import boards, policies, selectors
from jiceng.apps.needs.boards import Answering
from jiceng.apps.needs.selectors import NeedsWanted
from jiceng.apps.organisations.selectors import ancestors, children, unit_by_code
from jiceng.apps.people.exports import bounded
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.needs import tables, words
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jiceng.apps.needs.models import Need, OwedToNeed
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import NeedRule

PAGE = 50
CHASED = 200


@exportable
def needs(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The needs of a unit and all below it; where units lie below, boards above the list."""
    version = unit_by_code(request.actor, code, request.day)
    selectors.up_to_date()
    every, wanted = selectors.concerning(request.actor, version, request.day), _wanted(request)
    found = selectors.listed(every, request.day, wanted)
    match table_asked(request, "needs", "needs_by_owner", "needs_by_kind"):
        case "needs":
            return _list_handed_out(request, version, found)
        case "":
            pass
        case table:
            return _board_handed_out(request, version, every, table)
    counts = selectors.flag_counts(every, request.day, wanted)
    pages = Paginator(found, PAGE)
    pages.count = counts[wanted.flag or "open"]  # counted with the others
    page = pages.get_page(request.GET.get("page"))
    context = {
        "unit": version,
        "steps": _steps(request, version),
        "wanted": wanted,
        "narrowed": wanted != NeedsWanted(),
        "marks": _marks(counts, wanted.flag),
        "chosen": _chosen(wanted),
        "page": page,
        "rows": [_row(each, request.day) for each in page.object_list],
        "below": bool(children(request.actor, version, request.day)),
        "may_raise": selectors.may_raise(request.actor, version),
    }
    if context["below"] and not context["narrowed"]:  # a narrowed list stands alone
        context |= _boards(version, every, counts["units"], request.day)
    return render(request, "needs/needs.html", context)


def _wanted(request: WorkbenchRequest) -> NeedsWanted:
    asked = request.GET
    show = asked.get("show", "")
    try:
        since = date.fromisoformat(asked.get("since", ""))
    except ValueError:
        since = None
    return NeedsWanted(
        show if show in words.flag_words() else "",
        asked.get("kind", ""),
        asked.get("owner", ""),
        asked.get("q", "").strip(),
        since,
    )


def _steps(request: WorkbenchRequest, version: "UnitVersion") -> list[dict[str, str]]:
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("needs", args=[each.unit.code])} for each in above]
    return [*steps, {"label": version.name, "url": ""}] if steps else []


def _marks(counts: dict[str, int], flag: str) -> list[dict[str, Any]]:
    """The marks to choose from; those of none are left out, but for the usual ones. What offices owe is an
    office's list, which the board leads to.
    """
    return [
        {"code": code, "label": label, "count": counts[code or "open"], "current": code == flag}
        for code, label in words.flag_words().items()
        if code in ("", flag) or (counts[code or "open"] and code != "owed")
    ]


def _chosen(wanted: NeedsWanted) -> list[tuple[str, str]]:
    """What else narrows the list: parameter, and what it says."""
    found = []
    if wanted.kind:
        found.append(("kind", words.kind_word(wanted.kind)))
    if wanted.owner:
        found.append(("owner", _("of one office")))
    if wanted.since:
        found.append(("since", _("raised lately")))
    return found


def _row(need: "Need", day: date) -> dict[str, Any]:
    what = words.WHAT_OF.get(need.stage)  # type: ignore[call-overload]
    return {
        "need": need,
        "kind": words.kind_word(need.kind),
        "state": words.state_word(need),
        "mark": words.mark(need, day),
        "soon": words.soon(need, day),
        "when": words.when(need, day),
        "next": words.next_words(what, need.keeper_name) if what else "",  # type: ignore[attr-defined]
    }


def _boards(version: "UnitVersion", every: "QuerySet[Need]", units: int, day: date) -> dict[str, Any]:
    """By office, by kind, what recurs, what is overdue. `units`, in how many there is an open need."""
    rule = current_rules().needs.rule_on(day)
    owners, kinds = boards.by_owner(every, day), boards.by_kind(every, rule, day)
    order = [code for code, _name, _found in owners]
    chased = sorted(boards.overdue(every, day, CHASED), key=lambda each: order.index(each.unit.code))
    return {
        "owner_columns": tables.owner_words().values(),
        "owners": [
            {"name": name, "url": f"?{urlencode({'owner': code})}",
             "cells": _cells(found, tables.owner_words())}
            for code, name, found in owners
        ],
        "owners_total": _cells(sum((each[2] for each in owners), Answering()), tables.owner_words()),
        "kind_columns": tables.kind_columns().values(),
        "kinds": [
            {"name": words.kind_word(code), "url": f"?{urlencode({'kind': code})}",
             "cells": _cells(found, tables.kind_columns())}
            for code, found in tables.in_order(kinds)
        ],
        "kinds_total": _cells(tables.all_kinds(kinds, units), tables.kind_columns()),
        **_themes(version, kinds, rule, day),
        "chase": [_late(each, day) for each in chased],
    }  # fmt: skip


def _cells(found: object, columns: dict[str, str]) -> list[tuple[str, int]]:
    return [(key, getattr(found, key)) for key in columns]


def _themes(
    version: "UnitVersion", kinds: dict[str, boards.OfKind], rule: "NeedRule | None", day: date
) -> dict[str, Any]:
    """What recurs, each with the way to its list, and from how many units on."""
    if rule is None:
        return {"themes": []}
    least = boards.least_units(rule, version)
    since = months_after(day, -rule.recurring_months) + timedelta(days=1)
    found = [
        {
            "found": each,
            "kind": words.kind_word(kind),
            "url": "?" + urlencode({"show": "all", "kind": kind, "since": str(since)}),
        }
        for kind, each in boards.themes(kinds, least)
    ]
    return {"themes": found, "rule": rule, "least": least}


def _late(owed: "OwedToNeed", day: date) -> dict[str, Any]:
    return {
        "unit": owed.unit_name,  # type: ignore[attr-defined]
        "of": owed.need_unit_name,  # type: ignore[attr-defined]
        "need": owed.need,
        "what": words.owed_words(owed.what),
        "due_by": owed.due_by,
        "over": words.days_over((day - owed.due_by).days if owed.due_by else 0),
    }


def _list_handed_out(
    request: WorkbenchRequest, version: "UnitVersion", found: "QuerySet[Need]"
) -> HttpResponse:
    title = _("%(unit)s: needs") % {"unit": version.name}
    sheet = tables.needs_sheet(title, version.name, bounded(found), request.day)
    return hand_out(request, Export("needs", title, version, lambda _numbers: [sheet]))


def _board_handed_out(
    request: WorkbenchRequest, version: "UnitVersion", every: "QuerySet[Need]", table: str
) -> HttpResponse:
    if table == "needs_by_owner":
        title = _("%(unit)s: needs by office") % {"unit": version.name}
        owners = boards.by_owner(every, request.day)
        total = sum((each[2] for each in owners), Answering())
        sheet = tables.owners_sheet(title, version.name, owners, total, request.day)
    else:
        title = _("%(unit)s: needs by kind") % {"unit": version.name}
        kinds = boards.by_kind(every, current_rules().needs.rule_on(request.day), request.day)
        units = selectors.flag_counts(every, request.day)["units"]
        sheet = tables.kinds_sheet(title, version.name, kinds, units, request.day)
    return hand_out(request, Export(table, title, version, lambda _numbers: [sheet]))


def home_line(request: WorkbenchRequest, version: "UnitVersion") -> dict[str, int] | None:
    """What a unit owes needs, for one line of its home; None where it is nothing, or the reader may not
    write it. One query.
    """
    if not request.actor.may(policies.RECORD, version.path):
        return None
    owed = selectors.owed_by(version, request.day)
    return owed if any(owed.values()) else None
