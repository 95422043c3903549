"""Pages of questions and complaints."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.feedback import letters, policies, selectors, services
from jiceng.apps.needs.policies import ASSIGN
from jiceng.apps.needs.selectors import of_letter
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.people.exports import bounded
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.feedback.forms import AnswerForm, AskForm, ForwardForm, ReceiptForm
from jiceng.faces.workbench.feedback.tables import counts_sheet, questions_sheet, total_of
from jiceng.faces.workbench.feedback.words import desk_word, kind_word, place_word, state_word
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiceng.apps.feedback.models import Question

PAGE = 50


@require_http_methods(["GET", "POST"])
def ask(request: WorkbenchRequest) -> HttpResponse:
    """Ask or complain, about the page one comes from."""
    form = AskForm(request.POST or None, request=request, initial={"page": request.GET.get("page", "")})
    if request.method == "POST" and form.is_valid():
        try:
            question, number = services.ask(
                actor=request.actor, at=request.at, draft=_draft(form.cleaned_data)
            )
        except JicengError as error:
            add_error(form, error)
        else:
            text = _("Sent. Receipt %(number)s: with it the answer can be read without signing in.")
            messages.success(request, text % {"number": number})
            return redirect("question", question.pk)
    return render(request, "feedback/ask.html", {"form": form}, status=422 if form.errors else 200)


def _draft(given: dict[str, Any]) -> services.QuestionDraft:
    """What the form says; a page that is none of ours is left out, and so is what was looked for on it."""
    page = given["page"].split("?")[0].split("#")[0]
    try:
        place = resolve(page).url_name or ""
    except Resolver404:
        page = place = ""
    desk, _colon, to = given["to"].partition(":")
    return services.QuestionDraft(
        given["kind"], given["text"], to, desk, given["about"], page=page, place=place
    )


@require_GET
def questions(request: WorkbenchRequest) -> HttpResponse:
    """What one asked, with the answers."""
    page = Paginator(selectors.mine(request.actor), PAGE).get_page(request.GET.get("page"))
    names = names_on((each.to_id for each in page), request.day)
    rows = [
        {"question": each, "kind": kind_word(each.kind), "state": state_word(each), "to": _desk(each, names)}
        for each in page
    ]
    context = {"rows": rows, "page": page, "answers": policies.answers(request.actor)}
    return render(request, "feedback/questions.html", context)


def _desk(question: "Question", names: dict[int, str]) -> str:
    return desk_word(names.get(question.to_id, question.to.code), question.desk)


def _asker(question: "Question", names: dict[int, str]) -> str:
    """Who asks, and for which unit; of a complaint nobody is told (safety rule 6), nor here of a letter."""
    if question.asked_by is None:
        return _("From the public")
    if question.kind == policies.COMPLAINT:
        return _("sender not shown")
    unit = names.get(question.unit_id or 0, "")
    return " · ".join(part for part in (question.asked_by.name, unit) if part)


@exportable
def inbox(request: WorkbenchRequest) -> HttpResponse:
    """What reached the desks one sits at: open first, or what was answered; and what is asked where."""
    if not policies.answers(request.actor):
        raise NotFound("page_not_found")
    state = request.GET.get("state", "")
    found = selectors.in_state(selectors.inbox(request.actor), state).select_related("asked_by", "owner")
    table = table_asked(request, "questions", "question_counts")
    if table == "questions":
        sheet = questions_sheet(_rows(request, bounded(found)))
        return hand_out(request, _export("questions", sheet))
    kinds, counts = _counts(request)
    if table == "question_counts":
        return hand_out(request, _export("question_counts", counts_sheet(kinds, counts)))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": _rows(request, page),
        "page": page,
        "state": state,
        "kinds": kinds,
        "counts": counts,
        "total": total_of(counts),
    }
    return render(request, "feedback/inbox.html", context)


def _export(table: str, sheet: Any) -> Export:
    return Export(table, sheet.title, None, lambda _numbers: [sheet], reach=policies.ANSWER)


def _rows(request: WorkbenchRequest, found: "Iterable[Question]") -> list[dict[str, Any]]:
    shown = list(found)
    names = names_on((each.unit_id for each in shown if each.unit_id), request.day)
    return [
        {
            "question": each,
            "kind": kind_word(each.kind),
            "state": state_word(each),
            "asker": _asker(each, names),
            "words": f"{each.subject} · {each.text}" if each.subject else each.text,
            "days": (request.day - timezone.localdate(each.asked_at)).days,
            "place": place_word(each.place),
            "owner": each.owner.name if each.owner else "",
        }
        for each in shown
    ]


def _counts(request: WorkbenchRequest) -> tuple[list[str], list[dict[str, Any]]]:
    """Kinds, and for each room of the program how often each was asked there, the most first."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(policies.ALL_KINDS, 0))
    for place, kind, number in selectors.counts(request.actor):
        found[place_word(place)][kind] += number
    rows = [
        {"place": place, "numbers": list(numbers.values()), "all": sum(numbers.values())}
        for place, numbers in found.items()
    ]
    return [kind_word(kind) for kind in policies.ALL_KINDS], sorted(
        rows, key=lambda row: (-row["all"], row["place"])
    )


@require_http_methods(["GET", "POST"])
def question(request: WorkbenchRequest, question_id: int) -> HttpResponse:
    """One question: to who asked with its answer, to who answers with the means to."""
    found = selectors.question_by_id(request.actor, question_id)
    sent = request.POST if request.method == "POST" else {}
    form = AnswerForm(sent if "answer" in sent else None)
    forward = ForwardForm(sent if "to" in sent else None, found=services.desks_for(found, request.at))
    bound = form if form.is_bound else forward
    sender = None
    if request.method == "POST" and (not bound.is_bound or bound.is_valid()):
        try:
            sender = _done(request, found, form, forward)
        except JicengError as error:
            if not bound.is_bound:
                raise
            add_error(bound, error)
        else:
            if sender is None:
                return _after(request, found)
    return _question(request, found, form, forward, sender)


def _done(
    request: WorkbenchRequest, found: "Question", form: AnswerForm, forward: ForwardForm
) -> dict[str, str] | None:
    """Do what was asked for with a question; who wrote it, where that was asked."""
    given: dict[str, Any] = {"actor": request.actor, "at": request.at, "question": found}
    if form.is_bound:
        services.answer(**given, text=form.cleaned_data["answer"])
    elif forward.is_bound:
        desk, _colon, to = forward.cleaned_data["to"].partition(":")
        services.forward(**given, to=to, desk=desk)
    elif "sender" in request.POST:
        return letters.read_sender(**given)
    else:
        moves = {"put_away": services.put_away, "take_up": services.take_up}
        next((move for name, move in moves.items() if name in request.POST), services.take)(**given)
    return None


def _after(request: WorkbenchRequest, found: "Question") -> HttpResponse:
    """Back to the question; to the list once it lies at another's desk."""
    if selectors.inbox(request.actor).filter(pk=found.pk).exists():
        return redirect("question", found.pk)
    messages.success(request, _("Sent on. It lies at another desk now."))
    return redirect("inbox")


def _question(
    request: WorkbenchRequest,
    found: "Question",
    form: AnswerForm,
    forward: ForwardForm,
    sender: dict[str, str] | None,
) -> HttpResponse:
    own = found.asked_by_id is not None and found.asked_by_id == request.actor.id
    names = names_on([each for each in (found.to_id, found.unit_id, found.about_id) if each], request.day)
    context = {
        "question": found,
        "kind": kind_word(found.kind),
        "state": state_word(found),
        "to": _desk(found, names),
        "about": names.get(found.about_id or 0, ""),
        "publication": selectors.publication_title(found, request.at),
        "asker": _asker(found, names),
        "place": place_word(found.place) if found.place else "",
        "own": own,
        "sender": sender,
        "sender_there": bool(found.sender) and not own,
        "sender_shown": bool(found.sender) and letters.sender_is_shown(found),
        "form": None if own or found.answered_at else form,
        "forward": forward,
        "needs": of_letter(request.actor, found),
        "may_make_need": not own and found.is_letter and request.actor.has(ASSIGN),
    }
    wrong = form.errors or forward.errors
    return render(request, "feedback/question.html", context, status=422 if wrong else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def receipt(request: WorkbenchRequest) -> HttpResponse:
    """The answer to a question, by its receipt's number alone; the number is in no address."""
    form, found = ReceiptForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = selectors.by_receipt(form.cleaned_data["receipt"])
        if found is None:
            form.add_error("receipt", _("No question has this number. Compare it with what you noted down."))
    context = {"form": form, "question": found, "state": state_word(found) if found else ""}
    return render(request, "feedback/receipt.html", context, status=422 if form.errors else 200)
