"""One need: how it stands, what may be entered now, all that was entered."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.needs import policies, selectors, services
from jiceng.apps.needs.policies import may_enter
from jiceng.apps.organisations.selectors import names_on
from jiceng.engines.procedure import Move, NeedStage
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.needs import words
from jiceng.faces.workbench.needs.forms import CorrectionForm, EntryForm
from jiceng.faces.workbench.units.pages import FormPage, Step, answer
from jiceng.kernel.errors import Conflict, JicengError, Refused

if TYPE_CHECKING:
    from jiceng.apps.needs.models import NeedEntry
    from jiceng.apps.needs.selectors import NeedStory

_FIRST = {
    NeedStage.UNOWNED: Move.ASSIGNED,
    NeedStage.UNANSWERED: Move.ANSWERED,
    NeedStage.IN_HAND: Move.DONE,
    NeedStage.TO_CONFIRM: Move.CONFIRMED,
}
"""What comes next at each stage; other moves lie folded below it."""


@require_http_methods(["GET", "POST"])
def need(request: WorkbenchRequest, need_id: int) -> HttpResponse:
    """One need; sent a form, the entry is made."""
    story = selectors.story(request.actor, need_id)
    sent, bound = request.POST.get("move", ""), None
    if sent in list(Move):
        move = Move(sent)
        bound = _form(request, story, move, request.POST)
        if bound.is_valid():
            try:
                services.enter(actor=request.actor, at=request.at, need=story.need, draft=bound.draft(move))
            except Refused:
                raise
            except JicengError as error:
                add_error(bound, error)
            else:
                messages.success(request, _("Entered. What comes next stands below."))
                return redirect("need", need_id)
    return _shown(request, story, bound)


def _form(request: WorkbenchRequest, story: "NeedStory", move: Move, data: Any = None) -> EntryForm:
    """The form of a move; a confirmation and its contrary share one."""
    shown = Move.CONFIRMED if move is Move.DISPUTED else move
    if shown not in words_known():
        raise Conflict("need_out_of_order", number=0)
    holder = story.need.holder
    initial = {"to": _name(story, holder.pk, request)} if shown is Move.ASSIGNED else {}
    return EntryForm(data, move=shown, request=request, prefix=shown, initial=initial)


def words_known() -> set[Move]:
    """Moves that have a form of their own."""
    return set(Move) - {Move.RAISED, Move.DISPUTED}


def _name(story: "NeedStory", unit_id: int, request: WorkbenchRequest) -> str:
    return names_on([unit_id], request.day).get(unit_id, "")


def _shown(request: WorkbenchRequest, story: "NeedStory", bound: EntryForm | None) -> HttpResponse:
    need, day = story.need, request.day
    ids = {each.to_id for each in story.entries if each.to_id}
    ids |= {each for each in (need.unit_id, need.owner_id, need.holder_id, need.keeper_id) if each}
    names = names_on(ids, day)
    owed = story.standing.open
    may_raise = request.actor.may(policies.RECORD, story.places.unit)
    context = {
        "need": need,
        "kind": words.kind_word(need.kind),
        "unit_name": names[need.unit_id],
        "unit_seen": request.actor.may("unit.read", story.places.unit),
        "owner_name": names.get(need.owner_id or 0, ""),
        "steps": _steps(request, story, names),
        "state": words.state_word(need),
        "mark": words.mark(need, day),
        "soon": words.soon(need, day),
        "when": words.when(need, day),
        "next": words.next_words(owed.what, names[owed.unit]) if owed else "",
        "forms": _forms(request, story, bound),
        "wrong": bound,
        "told": [_told(request, story, each, names) for each in story.entries],
        "story": story,
        "may_raise_again": may_raise and need.ended_on is not None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "needs/need.html", context, status=status)


def _steps(request: WorkbenchRequest, story: "NeedStory", names: dict[int, str]) -> list[Step]:
    """The way back to the list of the unit the reader looks from."""
    need = story.need
    found: list[Step] = []
    seen = {need.unit_id: need.unit, need.owner_id: need.owner}
    paths = {need.unit_id: story.places.unit, need.owner_id: story.places.owner}
    for unit_id, unit in seen.items():
        if unit is not None and not found and request.actor.may("unit.read", paths[unit_id]):
            label = _("%(unit)s: needs") % {"unit": names[unit.pk]}
            found.append({"label": label, "url": reverse("needs", args=[unit.code])})
    return [*found, {"label": need.title, "url": ""}]


def _forms(request: WorkbenchRequest, story: "NeedStory", bound: EntryForm | None) -> list[dict[str, Any]]:
    """The forms of what the reader may enter now, what comes next first and open."""
    moves = [each for each in story.moves if each is not Move.DISPUTED]
    first = _FIRST.get(story.standing.stage)
    found = []
    for move in sorted(moves, key=lambda each: each is not first):
        if move is Move.CLOSED and not _closable(request, story):
            continue
        if move is Move.PASSED_UP and story.need.holder_id == _top(story):
            continue
        title, button = words.move_titles(move, owned=story.need.owner_id is not None)
        form = bound if bound is not None and bound.move is move else _form(request, story, move)
        found.append({"move": move, "title": title, "button": button, "form": form, "first": move is first})
    return found


def _closable(request: WorkbenchRequest, story: "NeedStory") -> bool:
    due = story.need.due_by
    return due is None or due < request.day


def _top(story: "NeedStory") -> int:
    return int(story.places.holder[:7])


def _told(
    request: WorkbenchRequest, story: "NeedStory", entry: "NeedEntry", names: dict[int, str]
) -> dict[str, Any]:
    """An entry for the story, and whether the reader may correct it."""
    struck = any(each.replaces_id == entry.pk for each in story.entries)
    may = entry.moved is not None and entry.moved is not Move.RAISED and not struck
    return {
        "entry": entry,
        "text": words.entry_words(entry, names.get(entry.to_id or 0, "")),
        "struck": struck,
        "may_correct": may and may_enter(request.actor, story.places, Move(entry.move)),
    }


@require_http_methods(["GET", "POST"])
def correct(request: WorkbenchRequest, entry_id: int) -> HttpResponse:
    """Put an entry right, or take it back."""
    entry = selectors.entry_by_id(request.actor, entry_id)
    move = entry.moved
    if move is None or move is Move.RAISED:
        raise Conflict("need_entry_stays")
    if not may_enter(request.actor, services.places_of(entry.need), move):
        raise Refused("not_permitted", permission=policies.RECORD)
    shown = Move.CONFIRMED if move is Move.DISPUTED else move
    form = CorrectionForm(request.POST or None, move=shown, request=request, initial=_before(entry, request))
    back, heading = reverse("need", args=[entry.need_id]), _("Correct an entry")
    text = _("A new entry takes the place of this one; both stay readable.")
    steps = [{"label": entry.need.title, "url": back}, {"label": heading, "url": ""}]
    page = FormPage(heading, text, _("Correct"), back, steps, [(_("Entry"), _line(entry, request))])

    def act(given: dict[str, Any]) -> str:
        draft = None if given["strike"] else form.draft(move)
        services.correct(actor=request.actor, at=request.at, entry=entry, draft=draft, reason=given["reason"])
        messages.success(request, _("Corrected."))
        return back

    return answer(request, form, page, act)


def _line(entry: "NeedEntry", request: WorkbenchRequest) -> str:
    names = names_on([entry.to_id] if entry.to_id else [], request.day)
    return words.entry_words(entry, names.get(entry.to_id or 0, ""))


def _before(entry: "NeedEntry", request: WorkbenchRequest) -> dict[str, Any]:
    found: dict[str, Any] = {"text": entry.text, "day": entry.day, "by": entry.by}
    if entry.to_id:
        found["to"] = names_on([entry.to_id], request.day).get(entry.to_id, "")
    return found | {"can": "yes" if entry.by else "no"}
