"""What becomes of an article: sent for review, reviewed, made a draft again, taken back."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.apps.editorial import policies, selectors, services
from jiceng.apps.editorial.revisions import ENDED, files_of
from jiceng.apps.organisations.policies import require
from jiceng.faces.shared.dates import write_moment
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.sentences import sentence
from jiceng.faces.workbench.editorial import words
from jiceng.faces.workbench.editorial.forms import ApproveForm, GiveBackForm, WithdrawForm
from jiceng.faces.workbench.editorial.views import changes, steps_to
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, answer
from jiceng.kernel.errors import Conflict, Invalid, JicengError, Refused

if TYPE_CHECKING:
    from jiceng.apps.editorial.models import Article

GET_OR_POST = ["GET", "POST"]


@require_POST
def submit(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Send a draft for review."""
    found, _version = selectors.article(request.actor, article_id)
    try:
        services.submit(actor=request.actor, at=request.at, article=found)
    except Invalid as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Sent for review. Another person decides whether it is posted."))
    return redirect("article", found.pk)


@require_POST
def recall(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Make it a draft again before anything is posted."""
    found, _version = selectors.article(request.actor, article_id)
    services.recall(actor=request.actor, at=request.at, article=found)
    messages.success(request, _("It is a draft again."))
    return redirect("article", found.pk)


@require_http_methods(GET_OR_POST)
def review(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """What is new in an article, how it will be read, and the decision."""
    found, version = selectors.article(request.actor, article_id)
    require(request.actor, policies.REVIEW, version.path)
    if found.state != "in_review":
        raise Conflict("not_in_review")
    if not selectors.may_review(request.actor, found, version):
        raise Refused("own_article")
    initial = {"revision": found.revision, "post_at": request.day}
    back = "note" in request.POST
    approve = ApproveForm(request.POST if request.POST and not back else None, initial=initial)
    give_back = GiveBackForm(request.POST if back else None, initial=initial)
    sent: forms.Form = give_back if back else approve
    if request.method == "POST" and sent.is_valid():
        try:
            return _decided(request, found, sent)
        except JicengError as error:
            add_error(sent, error)
    latest = selectors.revision(found, found.revision)
    base, compared = _base(found)
    context = {
        "article": found,
        "unit": version,
        "written": latest,
        "steps": steps_to(version, (found.title, reverse("article", args=[found.pk])), (_("Review"), "")),
        "column": words.columns().get(found.column, found.column),
        "compared": compared,
        **changes(found, base, latest.content),
        **words.preview(found, {**latest.content, "until": found.until}, files_of(found)),
        "approve": approve,
        "give_back": give_back,
        "form": sent,
    }
    return render(request, "editorial/review.html", context, status=422 if sent.errors else 200)


def _decided(request: WorkbenchRequest, found: "Article", sent: forms.Form) -> HttpResponse:
    given: dict[str, Any] = {"actor": request.actor, "at": request.at, "article": found}
    given["revision"] = sent.cleaned_data["revision"]
    if isinstance(sent, ApproveForm):
        moment = sent.moment()
        services.approve(**given, post_at=moment)
        said = _("Approved. It is being posted.")
        if moment:
            said = _("Approved. It is posted %(moment)s.") % {"moment": write_moment(moment)}
    else:
        services.give_back(**given, note=sent.cleaned_data["note"])
        said = _("Given back to its author.")
    messages.success(request, said)
    return redirect("article", found.pk)


def _base(found: "Article") -> tuple[dict[str, Any] | None, str]:
    """What the latest revision is held against: what is posted, else what was reviewed before."""
    if found.posted_revision:
        return selectors.revision(found, found.posted_revision).content, _("against what is posted")
    said = [each for each in selectors.reviews(found) if each.revision < found.revision]
    if said:
        return selectors.revision(found, said[0].revision).content, _("against what was reviewed before")
    return None, ""


@require_http_methods(GET_OR_POST)
def discard(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Delete a draft nobody wants; asked about first."""
    found, version = selectors.article(request.actor, article_id)
    require(request.actor, policies.WRITE, version.path)
    if found.state != "draft" or found.posted_at:
        raise Conflict("not_a_draft")
    there = reverse("article", args=[found.pk])
    page = FormPage(
        _("Delete the draft"),
        _("It was never posted. Its text, its versions and files are deleted and cannot be brought back."),
        _("Delete the draft"),
        there,
        steps_to(version, (found.title, there), (_("Delete the draft"), "")),
        [(_("Title"), found.title)],
        danger=True,
    )

    def act(_given: dict[str, Any]) -> str:
        services.discard(actor=request.actor, at=request.at, article=found)
        messages.success(request, _("The draft is deleted."))
        return reverse("articles", args=[version.unit.code])

    return answer(request, forms.Form(request.POST if request.method == "POST" else None), page, act)


@require_http_methods(GET_OR_POST)
def withdraw(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Take an article back: its address says when and why."""
    found, version = selectors.article(request.actor, article_id)
    require(request.actor, policies.REVIEW, version.path)
    if found.posted_at is None or found.state in ENDED:
        raise Conflict("not_posted")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    there = reverse("article", args=[found.pk])
    page = FormPage(
        _("Withdraw"),
        _(
            "The public can no longer read it, nor its attachments; its address tells that it was withdrawn, "
            "when and why. This is not undone: write it anew if it is to be posted again."
        ),
        _("Withdraw"),
        there,
        steps_to(version, (found.title, there), (_("Withdraw"), "")),
        [(_("Title"), found.title), (_("Posted on"), found.posted_at)],
        danger=True,
    )

    def act(given: dict[str, Any]) -> str:
        services.withdraw(actor=request.actor, at=request.at, article=found, reason=given["reason"])
        messages.success(request, _("Withdrawn."))
        return there

    return answer(request, form, page, act)
