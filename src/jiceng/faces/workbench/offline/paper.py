"""The way on paper: a sheet for each village with what it owes, and a screen to type them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.duties.selectors import open_below
from jiceng.apps.gatherings import policies
from jiceng.apps.gatherings.selectors import occasions
from jiceng.apps.gatherings.submissions import submit_gathering
from jiceng.apps.organisations.selectors import unit_by_code, whole
from jiceng.apps.people.leaders import posts_of
from jiceng.apps.people.names import initials
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.home.duty_list import DutyRow, duty_rows
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.offline.forms import LIKE_ABOVE, TYPED, PaperRow, key
from jiceng.kernel.errors import Invalid, JicengError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.organisations.models import UnitVersion

ROWS = 12
LINES = 12
"""Lines of a sheet: what is owed first, then empty ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line of a sheet asks for besides day and subject: heads, hours or days, parts."""

    heads: bool
    measured: bool
    parts: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One village's sheet."""

    unit: "UnitVersion"
    rows: "list[tuple[DutyRow, Asked]]"
    empty: range
    parts: list[tuple[str, list[str]]]


@require_GET
def sheets(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Sheets to be printed: of a village, or of all villages of a town at once, each on a page of its own."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    units = {each.unit_id: each for each in whole(request.actor, version, request.day, policies.RECORD)}
    owed = open_below(request.actor, version, request.day)
    made = [_sheet(request, unit, owed[id]) for id, unit in units.items() if id in owed]
    if not made:
        made = [_sheet(request, version, [])]
    context = {"unit": version, "sheets": made, "today": request.day}
    return render(request, "offline/sheets.html", context)


def _sheet(request: WorkbenchRequest, unit: "UnitVersion", verdicts: Any) -> Sheet:
    rows = duty_rows(verdicts, {}, (), request.day)
    waiting = [row for row in rows if row.open and row.item.version.plan.evidence][: LINES - 2]
    lines = [(row, _asked(row.item.version.plan.gathering_kinds)) for row in waiting]
    return Sheet(unit, lines, range(LINES - len(waiting)), _parts({unit.kind}))


def _asked(codes: "Sequence[str]") -> Asked:
    """What is asked for where one of these kinds of gathering does the duty."""
    kinds = [settings.PROFILE.gathering_kinds[code] for code in codes]
    return Asked(
        heads=any(kind.attended for kind in kinds),
        measured=any(kind.measure is not None for kind in kinds),
        parts=any(kind.items for kind in kinds),
    )


def _parts(unit_kinds: set[str]) -> list[tuple[str, list[str]]]:
    """The parts of each kind of meeting such units hold, where it has some, in the order of their numbers."""
    profile = settings.PROFILE
    kinds = [
        kind
        for kind in profile.gathering_kinds.values()
        if kind.items and (not kind.unit_kinds or unit_kinds.intersection(kind.unit_kinds))
    ]
    return [
        (in_words(kind.title), [in_words(profile.items[code].title) for code in kind.items]) for kind in kinds
    ]


@require_http_methods(["GET", "POST"])
def enter(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Type in several villages' sheets: what is right is stored, what is not stays with its reason."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    units = whole(request.actor, version, request.day, policies.RECORD)
    stored: list[tuple[UnitVersion, Gathering]] = []
    left: list[PaperRow] = []
    if request.method == "POST":
        for row in _typed(request.POST, units):
            done = _store(request, row) if row.is_valid() else None
            stored += [(row.cleaned_data["unit"], done)] if done else []
            left += [] if done else [row]
        if stored and not left:
            said = ngettext("%(n)s sheet is stored.", "%(n)s sheets are stored.", len(stored))
            messages.success(request, said % {"n": len(stored)})
            return redirect("enter_paper", code)
    taken = {row.prefix for row in left}
    free = [prefix for number in range(2 * ROWS) if (prefix := f"n{number}") not in taken]
    blank = [
        PaperRow(prefix=prefix, units=units, initial={"entry_key": key()})
        for prefix in free[: max(0, ROWS - len(left))]
    ]
    context = {
        "unit": version,
        "rows": [*left, *blank],
        "faults": len(left),
        "stored": stored,
        "units": [(each.name, initials(each.name)) for each in units],
        "parts": _parts({each.kind for each in units}),
    }
    return render(request, "offline/enter.html", context, status=422 if left else 200)


def _typed(said: Mapping[str, Any], units: "Sequence[UnitVersion]") -> list[PaperRow]:
    """The rows in which something was typed; what is the same as above is taken from there."""
    prefixes = list(dict.fromkeys(name.partition("-")[0] for name in said if name.endswith("-entry_key")))
    above: dict[str, str] = {}
    found = []
    for prefix in prefixes[: ROWS * 4]:
        row = {name: str(said.get(f"{prefix}-{name}", "")).strip() for name in TYPED}
        if not any(row.values()):
            continue
        row |= {name: row[name] or above.get(name, "") for name in LIKE_ABOVE}
        above = row
        kept = {name: said.get(f"{prefix}-{name}", "") for name in ("beside", "entry_key")}
        data = {f"{prefix}-{name}": value for name, value in {**row, **kept}.items() if value}
        found.append(PaperRow(data, prefix=prefix, units=units))
    return found


def _store(request: WorkbenchRequest, row: PaperRow) -> "Gathering | None":
    """The record of a row, or None with the refusal in the row."""
    given, unit = row.cleaned_data, row.cleaned_data["unit"]
    try:
        fitting = [
            each for each in occasions(request.actor, unit, given["day"]) if each.kind.code == given["kind"]
        ]
        if len(fitting) != 1:
            raise Invalid("body_missing", field="kind")
        remark = _("Entered by %(name)s from the signed sheet.") % {"name": request.actor.name}
        return submit_gathering(
            actor=request.actor,
            at=request.at,
            unit=unit.unit,
            body=fitting[0].body,
            minutes=row.minutes(_leader(request, unit), remark),
            announced=None,
            entry_key=given["entry_key"],
            beside=given["beside"],
            by_count=True,
        ).gathering
    except JicengError as error:
        add_error(row, error)
        if error.code == "entry_taken_back":  # stored once more, it is another record
            row.data = {**row.data, row.add_prefix("entry_key"): key()}
        return None


def _leader(request: WorkbenchRequest, unit: "UnitVersion") -> str:
    """Whose signature the sheet bears: the holder of the first post the unit's kind must have."""
    wanted = settings.PROFILE.unit_kinds[unit.kind].required_posts[:1]
    held = posts_of([unit.unit_id], request.day).get(unit.unit_id, [])
    return next((post.name for post in held if post.kind in wanted and post.name), "")
