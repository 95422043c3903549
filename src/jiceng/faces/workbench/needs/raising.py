"""Writing a need down: by the unit, from one of its meetings, again, or of a letter by its desk."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.feedback.selectors import question_by_id
from jiceng.apps.gatherings.selectors import gathering_by_id
from jiceng.apps.needs import policies, services
from jiceng.apps.needs.selectors import need_by_id
from jiceng.apps.organisations.selectors import names_on, unit_by_code
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.gatherings.sheets import kind_title
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.needs.forms import LetterNeedForm, NeedForm
from jiceng.faces.workbench.units.pages import FormPage, answer
from jiceng.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.needs.models import Need
    from jiceng.apps.organisations.models import UnitVersion


@require_http_methods(["GET", "POST"])
def new_need(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit's need; `?gathering=` and `?again=` prefill it."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    asked = request.POST or request.GET
    gathering = _gathering(request, version, asked.get("gathering", ""))
    former = _former(request, version, asked.get("former", "") or asked.get("again", ""))
    form = NeedForm(request.POST or None, initial=_initial(version, gathering, former))
    back, heading = reverse("needs", args=[code]), _("Write down a need")
    steps = [{"label": _("%(unit)s: needs") % {"unit": version.name}, "url": back}]
    text = _(
        "What is written here gets an owner and an answer by a day; you say in the end whether it is done."
    )
    facts = []
    if gathering is not None:
        named = {"kind": kind_title(gathering), "day": write_day(gathering.day, with_year=True)}
        facts.append((_("Written in"), _("%(kind)s of %(day)s") % named))
    if former is not None:
        facts.append((_("Raised before"), former.title))
    page = FormPage(heading, text, _("Write it down"), back, [*steps, {"label": heading, "url": ""}], facts)

    def act(given: dict[str, Any]) -> str:
        given.pop("gathering"), given.pop("former")
        draft = services.NeedDraft(day=request.day, gathering=gathering, former=former, **given)
        need = services.raise_need(actor=request.actor, at=request.at, unit=version.unit, draft=draft)
        return _told(request, need)

    return answer(request, form, page, act)


def _gathering(request: WorkbenchRequest, version: "UnitVersion", asked: str) -> "Gathering | None":
    """The meeting of this unit it was written in."""
    if not asked.isdecimal():
        return None
    found, _version = gathering_by_id(request.actor, int(asked))
    if found.unit_id != version.unit_id:
        raise NotFound("gathering_not_found")
    return found


def _former(request: WorkbenchRequest, version: "UnitVersion", asked: str) -> "Need | None":
    """The ended need of this unit that it is again."""
    if not asked.isdecimal():
        return None
    found = need_by_id(request.actor, int(asked))
    if found.unit_id != version.unit_id or found.ended_on is None:
        raise NotFound("need_not_found")
    return found


def _initial(version: "UnitVersion", gathering: "Gathering | None", former: "Need | None") -> dict[str, Any]:
    found: dict[str, Any] = {"place": version.name}
    if gathering is not None:
        found["gathering"] = gathering.pk
    if former is not None:
        names = ("title", "kind", "place", "since_year")
        found |= {"former": former.pk} | {name: getattr(former, name) for name in names}
    return found


def _told(request: WorkbenchRequest, need: "Need") -> str:
    name = names_on([need.holder_id], request.day).get(need.holder_id, "")
    if need.due_by is not None:
        text = _("Written down. %(unit)s names who sees to it by %(day)s.")
        messages.success(request, text % {"unit": name, "day": write_day(need.due_by, with_year=False)})
    return reverse("need", args=[need.pk])


@require_http_methods(["GET", "POST"])
def need_of_letter(request: WorkbenchRequest, question_id: int) -> HttpResponse:
    """A letter made a need, in the desk's own words; the letter keeps its duty to be answered."""
    letter = question_by_id(request.actor, question_id)
    if not letter.is_letter:
        raise NotFound("question_not_found")
    if not request.actor.has(policies.ASSIGN):
        raise Refused("not_permitted", permission=policies.ASSIGN)
    names = names_on([letter.about_id] if letter.about_id else [], request.day)
    initial = {"unit": names.get(letter.about_id or 0, "")}
    form = LetterNeedForm(request.POST or None, request=request, initial=initial)
    back, heading = reverse("question", args=[question_id]), _("Make it a need")
    text = _(
        "Say in your own words what is needed, without anything by which the writer could be known: the "
        "unit and who sees to it read this. The letter itself stays with you and is still to be answered."
    )
    steps = [{"label": pgettext("of a desk", "Letter"), "url": back}, {"label": heading, "url": ""}]
    page = FormPage(heading, text, heading, back, steps)

    def act(given: dict[str, Any]) -> str:
        unit = given.pop("unit").unit
        draft = services.NeedDraft(day=request.day, letter=letter, **given)
        need = services.raise_need(actor=request.actor, at=request.at, unit=unit, draft=draft)
        return _told(request, need)

    return answer(request, form, page, act)
