"""Papers of a decision in the official layout, and the notices by which it is disclosed."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiceng.apps.decisions import disclosures, papers, printing, selectors
from jiceng.apps.decisions.services import permission_of
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.policies import WRITE
from jiceng.apps.editorial.revisions import ENDED
from jiceng.apps.gatherings.policies import READ as READ_GATHERING
from jiceng.apps.organisations.policies import require
from jiceng.engines.documents import Paper, body, is_installed, word
from jiceng.engines.procedure.decisions import Action, Kind
from jiceng.faces.shared.file_notes import file_note
from jiceng.faces.shared.handing_out import WORD, hand_out_made
from jiceng.faces.workbench.decisions import articles, drafting
from jiceng.faces.workbench.decisions.phrases import Phrases
from jiceng.faces.workbench.decisions.words import step_title
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import Conflict, NotFound

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Event
    from jiceng.apps.decisions.selectors import Story
    from jiceng.apps.editorial.models import Article

FORMS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": (WORD, word),
    "pdf": ("application/pdf", printing.pdf),
}
"""By the ending of its name: a file's media type, and what writes it."""


@require_GET
def decision_paper(request: WorkbenchRequest, decision_id: int, paper: str, form: str) -> HttpResponse:
    """A paper on the screen ("page"), as a Word file ("docx") or as PDF ("pdf")."""
    story = selectors.story(request.actor, decision_id, request.day)
    found = _paper(request, story, paper)
    if form == "page":
        return _page(request, story, paper, found)
    if form not in FORMS:
        raise NotFound("page_not_found")
    media_type, write = FORMS[form]
    made = papers.take_out(
        actor=request.actor,
        at=request.at,
        story=story,
        paper=paper,
        form=form,
        make=lambda mark: write(replace(found, note=file_note(request.actor.name, request.at, mark))),
    )
    return hand_out_made(f"{found.title}.{form}", media_type, made)


def _paper(request: WorkbenchRequest, story: "Story", code: str) -> Paper:
    """A paper by its code: "resolution", "notice-STEP", "announcement-eN", "minutes-eN"."""
    kind, _dash, rest = code.partition("-")
    if code == "resolution":
        return drafting.resolution_of(story)
    if kind == "notice":
        return _notice(request, story, rest)
    event = next((each for each in story.events if each.code == rest), None)
    if event is None or kind not in ("announcement", "minutes"):
        raise NotFound("page_not_found")
    if kind == "announcement":
        return drafting.call_of(story, event)
    require(request.actor, READ_GATHERING, story.unit.path)
    return drafting.minutes_of(story, event)


def _notice(request: WorkbenchRequest, story: "Story", code: str) -> Paper:
    """A notice as it was posted, or is being written; before that, as the record says it."""
    step = story.state.version.steps.get(code)
    if step is None or step.posting is None:
        raise NotFound("page_not_found")
    written = _last(story, code)
    if written is not None and (written.posted_at or request.actor.may(WRITE, story.unit.path)):
        return articles.paper_of(written.title, written.html)
    return drafting.notice_of(story, step)


def _last(story: "Story", step: str) -> "Article | None":
    """The last notice written for a step."""
    found = [each.article for each in story.disclosures if each.step == step]
    return found[-1] if found else None


def _page(request: WorkbenchRequest, story: "Story", code: str, paper: Paper, **more: Any) -> HttpResponse:
    faces = printing.typefaces().values()
    context = {
        "story": story,
        "unit": story.unit,
        "steps": _steps(story, paper.title),
        "paper": paper,
        "body": mark_safe(body(paper)),  # noqa: S308 (escaped there)
        "docx": reverse("decision_paper", args=[story.decision.pk, code, "docx"]),
        "pdf": reverse("decision_paper", args=[story.decision.pk, code, "pdf"]) if is_installed() else "",
        "stand_ins": dict.fromkeys((each.named, each.family) for each in faces if each.stands_in),
        **more,
    }
    return render(request, "decisions/paper.html", context)


def _steps(story: "Story", here: str) -> list[dict[str, str]]:
    return [
        {"label": story.unit.name, "url": reverse("decisions", args=[story.unit.unit.code])},
        {"label": story.decision.title, "url": reverse("decision", args=[story.decision.pk])},
        {"label": here, "url": ""},
    ]


@require_http_methods(["GET", "POST"])
def disclose_step(request: WorkbenchRequest, decision_id: int, step: str) -> HttpResponse:
    """The notice of a step, written from the record: shown, then drafted as an article."""
    story = selectors.story(request.actor, decision_id, request.day)
    decision, rules = story.decision, current_rules()
    _may_disclose(request, story, step)
    found = disclosures.to_be_posted(rules, decision, step, request.at)
    name = drafting.record_name()
    paper = drafting.notice_of(story, found, name)
    if request.method == "GET":
        return _page(request, story, f"notice-{step}", paper, drafting=step)
    article = disclosures.draft(
        actor=request.actor,
        at=request.at,
        decision=decision,
        step=step,
        notice=disclosures.Notice(paper.title, body(paper), name),
    )
    messages.success(
        request, _("The notice is drafted. Read it, change what is to be changed, send it for review.")
    )
    return redirect("article", article.pk)


def _may_disclose(request: WorkbenchRequest, story: "Story", step: str) -> None:
    """Who enters a step and writes for the public discloses it."""
    permission = permission_of(current_rules(), story.decision, step, Kind.POSTED)
    require(request.actor, permission, story.unit.path)
    require(request.actor, WRITE, story.unit.path)


@require_POST
def renew_disclosure(request: WorkbenchRequest, decision_id: int, step: str) -> HttpResponse:
    """Put the record as it is now with a notice that is not posted yet."""
    story = selectors.story(request.actor, decision_id, request.day)
    _may_disclose(request, story, step)
    found = [each for each in story.disclosures if each.step == step and each.article.posted_at is None]
    if not found:
        raise Conflict("nothing_to_disclose")
    disclosures.renew(actor=request.actor, at=request.at, disclosure=found[-1])
    messages.success(request, _("The record of today is with the notice. Compare the text with it."))
    return redirect("article", found[-1].article.pk)


def listed(request: WorkbenchRequest, story: "Story") -> list[dict[str, str]]:
    """The papers there are of a decision, for its page: {"label", "url"}."""
    read = request.actor.may(READ_GATHERING, story.unit.path)
    found = [
        _line(story, f"{_KINDS[each.kind]}-{each.code}", _label(story, each))
        for each in story.events
        if each.kind in _KINDS
        and story.state.event(each.code) is not None
        and (read or each.kind != Kind.HELD)
    ]
    if Phrases(story).held():
        found.append(_line(story, "resolution", _("Resolution with its votes")))
    for step in dict.fromkeys(each.step for each in story.disclosures):
        title = step_title(story.decision.procedure, step, story.state.on)
        found.append(_line(story, f"notice-{step}", _("Notice: %(step)s") % {"step": title}))
    return found


_KINDS = {str(Kind.ANNOUNCED): "announcement", str(Kind.HELD): "minutes"}


def _label(story: "Story", event: "Event") -> str:
    title = step_title(story.decision.procedure, event.step, event.day)
    words = _("Minutes: %(step)s") if event.kind == Kind.HELD else _("Call: %(step)s")
    return words % {"step": title}


def _line(story: "Story", code: str, label: str) -> dict[str, str]:
    return {"label": label, "url": reverse("decision_paper", args=[story.decision.pk, code, "page"])}


def noticed(request: WorkbenchRequest, story: "Story") -> list[dict[str, Any]]:
    """What may be done about notices, by step: drafted now (`draft`, an address), its record put in anew
    (`renew`).
    """
    decision, rules = story.decision, current_rules()
    if decision.dropped_on is not None or not request.actor.may(WRITE, story.unit.path):
        return []
    record = selectors.public_record(story)
    found: list[dict[str, Any]] = []
    for each in story.state.next:
        step = each.step
        if each.action is not Action.POST or not step.notice:
            continue
        live = [one for one in story.disclosures if one.step == step.code and one.article.state not in ENDED]
        may = request.actor.may(permission_of(rules, decision, step.code, Kind.POSTED), story.unit.path)
        if not live and may and (each.from_ is None or each.from_ <= request.day):
            draft = reverse("disclose_step", args=[decision.pk, step.code])
            found.append({"step": step, "draft": draft})
        elif live and disclosures.is_outdated(live[-1], record):
            renew = reverse("renew_disclosure", args=[decision.pk, step.code])
            found.append({"step": step, "renew": renew, "article": live[-1].article})
    return found
