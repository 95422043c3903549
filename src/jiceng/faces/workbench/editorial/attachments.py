"""Files with an article: added, taken away, and opened by whoever may read the article."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiceng.apps.editorial import files, policies, selectors
from jiceng.apps.organisations.policies import require
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.handing_out import hand_out_file
from jiceng.faces.workbench.editorial.forms import FileForm
from jiceng.faces.workbench.editorial.views import article_page
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError


@require_POST
def attach(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Add a file."""
    found, version = selectors.article(request.actor, article_id)
    require(request.actor, policies.WRITE, version.path)
    form = FileForm(request.POST, request.FILES, posted=bool(found.posted_at))
    if form.is_valid():
        file = form.cleaned_data["file"]
        reason = form.cleaned_data.get("reason", "")
        try:
            files.attach(
                actor=request.actor,
                at=request.at,
                article=found,
                name=file.name,
                data=file.read(),
                reason=reason,
            )
        except JicengError as error:
            add_error(form, error)
        else:
            return redirect("article", found.pk)
    return article_page(request, found, version, form)


@require_POST
def remove(request: WorkbenchRequest, article_id: int, token: str) -> HttpResponse:
    """Take a file away; what is posted keeps it until the change is approved."""
    found, _version = selectors.article(request.actor, article_id)
    file = selectors.file(found, token)
    reason = _("without the attachment %(name)s") % {"name": file.name}
    files.remove(actor=request.actor, at=request.at, article=found, token=token, reason=reason[:200])
    return redirect("article", found.pk)


@require_GET
def file(request: WorkbenchRequest, article_id: int, token: str) -> HttpResponse:
    """A file as the public will get it, never read as a page."""
    found, _version = selectors.article(request.actor, article_id)
    there = selectors.file(found, token)
    return hand_out_file(there.name, there.media_type, bytes(there.data))
