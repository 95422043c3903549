"""One unit's page: what it is, who leads it, what it owes, what is below it, and how it came about."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiceng.apps.commendations.selectors import of_unit
from jiceng.apps.duties import policies as duty_policies
from jiceng.apps.duties.selectors import UnitVerdict, unit_verdicts
from jiceng.apps.gatherings import policies as gathering_policies
from jiceng.apps.gatherings.selectors import gatherings
from jiceng.apps.organisations import policies
from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.organisations.selectors import subtree
from jiceng.apps.people import policies as people_policies
from jiceng.apps.people.leaders import PostOn, bodies_of, posts_of
from jiceng.apps.people.register import Heads, heads_by_unit
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.navigation import rooms_of
from jiceng.faces.workbench.units import words
from jiceng.faces.workbench.units.duties import strips
from jiceng.faces.workbench.units.pages import breadcrumb
from jiceng.faces.workbench.units.tables import below_sheet, duties_sheet

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

RECENT = 5
"""Gatherings shown on a unit's page; the others are one link away."""
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "": lambda row: 0,
    "members": lambda row: -row["heads"].all,
    "probationary": lambda row: -row["heads"].probationary,
    "away": lambda row: -row["heads"].away,
    "units": lambda row: -row["units"],
    "since": lambda row: _led_since(row["leader"]),
}
"""How the units below may be sorted: in official order, by figures, by who has led longest."""


@exportable
def unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit today, or with `?on=` as it was on a day."""
    asked = request.GET.get("on", "")
    on, readable = _day(asked, request.day)
    file = unit_file(request.actor, code, on)
    past = on != request.day
    below = subtree(request.actor, file.then, on) if file.exists_on(on) else []
    children = [version for version in below if version.parent_id == file.then.unit_id]
    posts = posts_of([file.then.unit_id, *(child.unit_id for child in children)], on)
    rank = {kind: number for number, kind in enumerate(settings.PROFILE.post_kinds)}
    held = sorted(
        posts.get(file.then.unit_id, []), key=lambda post: (rank.get(post.kind, len(rank)), post.id)
    )
    own = [_post(post, file.then, on) for post in held]
    bodies = _bodies(request, file, on, [post.person_id for post in held])
    beneath = _below(request, file, below, children, posts, on)
    if table := table_asked(request, "below", "duties"):
        return hand_out(request, _export(request, table, file, beneath, on))
    context = {
        "file": file,
        "unit": file.then,
        "on": on,
        "past": past,
        "asked": asked,
        "unreadable": not readable,
        "exists": file.exists_on(on),
        "steps": breadcrumb(file.above, {"label": file.then.name}),
        "kind": words.kind_title(file.then.kind),
        "form": words.form_title(file.then.form),
        "has_members": file.then.form not in ("", "none"),
        "posts": own,
        "bodies": bodies,
        "history": [(event, words.event_words(event)) for event in file.events],
        **beneath,
        **_rights(request, file, past),
    }
    if not past and file.exists_on(on):
        context |= _running(request, file)
        context["rooms"] = rooms_of(request, file.current)
        context["honours"] = of_unit(request.actor, file.current)[:RECENT]
        context["attention"] = _attention(own, bodies, context.get("late", []))
    return render(request, "units/unit.html", context)


def _export(
    request: WorkbenchRequest, table: str, file: UnitFile, beneath: dict[str, Any], on: date
) -> Export:
    """One of the page's tables: the units below as on the day shown, or what is owed this year."""
    unit = file.then
    if table == "below":
        title = _("%(unit)s: units directly below") % {"unit": unit.name}
        sheet = below_sheet(title, unit.name, beneath, on)
    else:
        title = _("%(unit)s: duties of %(year)s") % {"unit": unit.name, "year": request.day.year}
        sheet = duties_sheet(title, unit.name, _verdicts(request, file), request.day)
    return Export(table, title, file.current, lambda _numbers: [sheet])


def _day(text: str, today: date) -> tuple[date, bool]:
    """The day asked for, and whether it could be read; today when none is."""
    try:
        return (date.fromisoformat(text), True) if text else (today, True)
    except ValueError:
        return today, False


def _bodies(
    request: WorkbenchRequest, file: UnitFile, on: date, holders: list[int | None]
) -> list[dict[str, Any]]:
    """Bodies with their terms, and who sits in them: holders of posts first, in the order of the posts."""
    if not file.exists_on(on):
        return []
    return [
        {
            "body": body,
            "seats": sorted(
                body.seats,
                key=lambda seat: holders.index(seat.person_id) if seat.person_id in holders else len(holders),
            ),
            "kind": words.body_title(body.kind),
            "elected": settings.PROFILE.body_kinds[body.kind].elected,
            "overdue": body.overdue(on),
            "ends_soon": body.ends_soon(on),
        }
        for body in bodies_of(request.actor, file.current, on)
        if body.kind in settings.PROFILE.body_kinds
    ]


def _post(post: PostOn, unit: "UnitVersion", on: date) -> dict[str, Any]:
    kind = settings.PROFILE.unit_kinds.get(unit.kind)
    wanted = kind is not None and post.kind in kind.required_posts
    vacant = wanted and post.vacant_since is not None
    return {
        "post": post,
        "title": words.post_title(post.kind),
        "days": post.vacant_days(on),
        "missing": vacant,
    }


def _attention(
    posts: list[dict[str, Any]], bodies: list[dict[str, Any]], late: list[Any]
) -> dict[str, list[dict[str, Any]]] | None:
    """Vacant posts that must be held, terms over or ending within a year; None when nothing, late duties
    included, waits.
    """
    vacant = [row for row in posts if row["missing"]]
    terms = [row for row in bodies if row["overdue"] or row["ends_soon"]]
    return {"vacant": vacant, "terms": terms} if vacant or terms or late else None


def _below(
    request: WorkbenchRequest,
    file: UnitFile,
    below: "list[UnitVersion]",
    children: "list[UnitVersion]",
    posts: dict[int, list[PostOn]],
    on: date,
) -> dict[str, Any]:
    """Heads of the unit, and a row for each unit directly below with heads of all under it."""
    heads = heads_by_unit(request.actor, file.then, on) if file.exists_on(on) else {}
    under: dict[str, Heads] = {}
    counted: dict[str, int] = {}
    length = len(children[0].path) if children else 0
    for version in below:
        branch = version.path[:length]
        under[branch] = under.get(branch, Heads()) + heads.get(version.unit_id, Heads())
        counted[branch] = counted.get(branch, -1) + 1
    rows = [
        {
            "unit": child,
            "kind": words.kind_title(child.kind),
            "form": words.form_title(child.form),
            "units": counted.get(child.path, 0),
            "heads": under.get(child.path, Heads()),
            "leader": _leader(child, posts),
        }
        for child in children
    ]
    total = sum(under.values(), Heads())
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ""
    own = heads.get(file.then.unit_id, Heads())
    return {
        "rows": sorted(rows, key=SORTS[sort]),
        "sort": sort,
        "heads": own,
        "heads_below": total,
        "heads_all": own + total,
        "units_below": len(below),
        "deep": any(row["units"] for row in rows),
    }


def _led_since(leader: PostOn | None) -> date:
    """Vacant posts first, the longest vacant at the top, then who has led longest; unknown ones last."""
    if leader is None or (leader.since is None and leader.vacant_since is None):
        return date.max
    if leader.vacant_since:
        return date.min + (leader.vacant_since - date(1900, 1, 1))
    return leader.since or date.max


def _leader(child: "UnitVersion", posts: dict[int, list[PostOn]]) -> PostOn | None:
    """The post its kind must have: who leads it."""
    kind = settings.PROFILE.unit_kinds.get(child.kind)
    wanted = kind.required_posts if kind else ()
    return next((post for post in posts.get(child.unit_id, []) if post.kind in wanted), None)


def _rights(request: WorkbenchRequest, file: UnitFile, past: bool) -> dict[str, bool]:
    """What the reader may do here by today's tree; no changes on a past day's page or to a closed unit."""
    path, active = file.current.path, not past and file.current.ends_on is None
    may = request.actor.may
    return {
        "may_manage": active and may(policies.MANAGE, path),
        "may_read_members": may(people_policies.READ, path),
        "may_record": active and may(gathering_policies.RECORD, path),
        "may_read_duties": may(duty_policies.READ, path),
    }


def _running(request: WorkbenchRequest, file: UnitFile) -> dict[str, Any]:
    """What concerns the unit now: its duties this year and its latest gatherings."""
    path = file.current.path
    found: dict[str, Any] = {}
    if file.then.form in ("", "none"):
        return found
    if request.actor.may(duty_policies.READ, path):
        found |= strips(_verdicts(request, file))
    if request.actor.may(gathering_policies.READ, path):
        recent = gatherings(request.actor, file.current)[:RECENT]
        found["recent"] = [(each, words.gathering_title(each.kind)) for each in recent]
    return found


def _verdicts(request: WorkbenchRequest, file: UnitFile) -> list[UnitVerdict]:
    """What the unit owes this year."""
    year = request.day.year
    return unit_verdicts(request.actor, file.current, request.day, date(year, 1, 1), date(year, 12, 31))
