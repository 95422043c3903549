"""Changes to bodies and posts of a unit, and to who sits and who leads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations import bodies, policies
from jiceng.apps.organisations.history import UnitFile
from jiceng.apps.organisations.selectors import body_by_id, names_on, post_by_id
from jiceng.apps.people import closures, posts
from jiceng.apps.people.leaders import holding_by_id, seat_by_id
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.policies import READ
from jiceng.apps.people.register import candidates
from jiceng.apps.people.selectors import person_in_scope
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.forms import BodyForm, ChooseForm, DayForm, PostForm, TermForm
from jiceng.faces.workbench.units.management import GET_OR_POST, managed
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, done, unit_url
from jiceng.faces.workbench.units.words import body_title, post_title

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import Body
    from jiceng.apps.people.models import Person

MOST_CHOICES = 200
"""People in one list; a search narrows a longer one."""


def _page(file: UnitFile, heading: str, explanation: str, button: str, place: str, **more: Any) -> FormPage:
    """A form's page under the unit; it comes back to the part of the page it changes."""
    url = unit_url(file.then)
    steps = breadcrumb(file.above, {"label": file.then.name, "url": url}, {"label": heading, "url": ""})
    return FormPage(heading, explanation, button, f"{url}#{place}", steps, **more)


@require_http_methods(GET_OR_POST)
def found_body(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Set up a body."""
    file = managed(request, code)
    form = BodyForm(request.POST or None, request=request)
    explanation = _(
        "A committee or a group of %(unit)s from the day given. Duties that bind such bodies count from "
        "the first period that begins after; who sits in it is said next."
    )
    page = _page(file, _("Set up a body"), explanation % {"unit": file.then.name}, _("Set it up"), "bodies")

    def act(wanted: dict[str, Any]) -> str:
        wanted["name"] = wanted["name"].strip() or body_title(wanted["kind"])
        bodies.found_body(actor=request.actor, at=request.at, unit=file.current.unit, **wanted)
        return done(request, page, _("%(name)s is set up.") % {"name": wanted["name"]})

    return answer(request, form, page, act)


def _body(request: WorkbenchRequest, body_id: int) -> "tuple[Body, UnitFile]":
    body = body_by_id(request.actor, body_id, policies.MANAGE)
    return body, managed(request, body.unit.code)


@require_http_methods(GET_OR_POST)
def close_body(request: WorkbenchRequest, body_id: int) -> HttpResponse:
    """End a body."""
    body, file = _body(request, body_id)
    form = DayForm(request.POST or None, request=request)
    explanation = _("From the day given there is no such body in %(unit)s. Records of its meetings stay.")
    heading = _("End %(body)s") % {"body": body.name}
    text = explanation % {"unit": file.then.name}
    page = _page(file, heading, text, _("End this body"), "bodies", danger=True)

    def act(wanted: dict[str, Any]) -> str:
        closures.close_body(actor=request.actor, at=request.at, body=body, **wanted)
        return done(request, page, _("%(name)s has ended.") % {"name": body.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def start_term(request: WorkbenchRequest, body_id: int) -> HttpResponse:
    """Begin a new term."""
    body, file = _body(request, body_id)
    years = current_rules().term_years(file.then.kind, request.day)
    form = TermForm(request.POST or None, request=request, years=years)
    explanation = _(
        "Records an election: the running term of %(body)s ends on the day given and the new one begins. "
        "Seats and posts are changed on their own where others were elected."
    )
    heading = _("New term of %(body)s") % {"body": body.name}
    page = _page(file, heading, explanation % {"body": body.name}, _("Begin the term"), "bodies")

    def act(wanted: dict[str, Any]) -> str:
        bodies.start_term(actor=request.actor, at=request.at, body=body, **wanted)
        due = write_day(wanted["due_on"], with_year=True)
        return done(request, page, _("The new term runs until %(day)s.") % {"day": due})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def found_post(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Set up a post."""
    file = managed(request, code)
    form = PostForm(request.POST or None, request=request)
    explanation = _(
        "A post to hold in %(unit)s from the day given. It shows as vacant until someone holds it."
    )
    page = _page(file, _("Set up a post"), explanation % {"unit": file.then.name}, _("Set it up"), "posts")

    def act(wanted: dict[str, Any]) -> str:
        bodies.found_post(actor=request.actor, at=request.at, unit=file.current.unit, **wanted)
        return done(request, page, _("%(name)s is set up.") % {"name": post_title(wanted["kind"])})

    return answer(request, form, page, act)


def _choose(
    request: WorkbenchRequest, file: UnitFile, page: FormPage, act: "Callable[[Person, dict[str, Any]], str]"
) -> HttpResponse:
    """A form that asks who: the unit's members, or those a search in and below the unit finds."""
    found = candidates(request.actor, file.then, request.day, page.search or "", MOST_CHOICES)
    seen = [(row.person_id, row.unit_id) for row in found]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    names = names_on((row.unit_id for row in found), request.day)
    form = ChooseForm(request.POST or None, request=request, found=found, names=names, unit=file.then)
    form.empty = not found  # type: ignore[attr-defined]

    def choose(wanted: dict[str, Any]) -> str:
        person, _unit = person_in_scope(request.actor, wanted["person"], request.day, READ)
        return act(person, {"day": wanted["day"]})

    return answer(request, form, page, choose)


@require_http_methods(GET_OR_POST)
def take_post(request: WorkbenchRequest, post_id: int) -> HttpResponse:
    """Put someone in a post."""
    post = post_by_id(request.actor, post_id, policies.MANAGE)
    file = managed(request, post.unit.code)
    title = post_title(post.kind)
    explanation = _("Says who holds the post of %(post)s in %(unit)s, and since when.")
    page = _page(
        file,
        _("Fill the post of %(post)s") % {"post": title},
        explanation % {"post": title, "unit": file.then.name},
        _("Put in the post"),
        "posts",
        search=request.GET.get("q", "").strip(),
    )

    def act(person: "Person", wanted: dict[str, Any]) -> str:
        posts.take_post(actor=request.actor, at=request.at, post=post, person=person, **wanted)
        return done(request, page, _("%(name)s now holds the post.") % {"name": person.name})

    return _choose(request, file, page, act)


@require_http_methods(GET_OR_POST)
def leave_post(request: WorkbenchRequest, holding_id: int) -> HttpResponse:
    """End someone's time in a post."""
    holding = holding_by_id(request.actor, holding_id)
    file = managed(request, holding.post.unit.code)
    title, name = post_title(holding.post.kind), holding.person.name
    explanation = _(
        "%(name)s leaves the post of %(post)s; from the day given it is vacant until someone holds it."
    )
    page = _page(
        file,
        _("%(name)s leaves the post of %(post)s") % {"name": name, "post": title},
        explanation % {"name": name, "post": title},
        _("Record the leaving"),
        "posts",
        facts=[(_("In the post since"), holding.starts_on)],
    )
    form = DayForm(request.POST or None, request=request)

    def act(wanted: dict[str, Any]) -> str:
        posts.leave_post(actor=request.actor, at=request.at, holding=holding, **wanted)
        return done(request, page, _("%(name)s has left the post.") % {"name": name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def take_seat(request: WorkbenchRequest, body_id: int) -> HttpResponse:
    """Seat someone in a body."""
    body, file = _body(request, body_id)
    page = _page(
        file,
        _("A seat in %(body)s") % {"body": body.name},
        _("Says who sits in %(body)s, and since when; its rolls follow from it.") % {"body": body.name},
        _("Give the seat"),
        "bodies",
        search=request.GET.get("q", "").strip(),
    )

    def act(person: "Person", wanted: dict[str, Any]) -> str:
        posts.take_seat(actor=request.actor, at=request.at, body=body, person=person, **wanted)
        return done(request, page, _("%(name)s now has a seat.") % {"name": person.name})

    return _choose(request, file, page, act)


@require_http_methods(GET_OR_POST)
def leave_seat(request: WorkbenchRequest, seat_id: int) -> HttpResponse:
    """End someone's seat."""
    seat = seat_by_id(request.actor, seat_id)
    file = managed(request, seat.body.unit.code)
    name, body = seat.person.name, seat.body.name
    page = _page(
        file,
        _("%(name)s leaves %(body)s") % {"name": name, "body": body},
        _("From the day given %(name)s no longer sits in %(body)s; earlier rolls stay as they were.")
        % {"name": name, "body": body},
        _("Record the leaving"),
        "bodies",
        facts=[(_("In the seat since"), seat.starts_on)],
    )
    form = DayForm(request.POST or None, request=request)

    def act(wanted: dict[str, Any]) -> str:
        posts.leave_seat(actor=request.actor, at=request.at, seat=seat, **wanted)
        return done(request, page, _("%(name)s has left the seat.") % {"name": name})

    return answer(request, form, page, act)
