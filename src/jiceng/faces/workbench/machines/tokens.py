"""Tokens of the API: listed, made, revoked. A key is shown on the answer that made it, and never again."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiceng.apps.access import policies
from jiceng.apps.access import tokens as service
from jiceng.apps.organisations.selectors import names_on
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.machines.forms import TokenForm
from jiceng.faces.workbench.machines.words import permission_word
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError, NotFound

if TYPE_CHECKING:
    from jiceng.apps.access.models import Token, User


@require_GET
def tokens(request: WorkbenchRequest) -> HttpResponse:
    """Tokens in the units whose access one manages, those in force first."""
    _require_manager(request)
    found = list(service.tokens(request.actor))
    names = names_on((token.unit_id for token in found), request.day)
    rows = [_row(request, token, names) for token in found]
    rows.sort(key=lambda row: not row["open"])
    return render(request, "machines/tokens.html", {"rows": rows})


def _require_manager(request: WorkbenchRequest) -> None:
    if not request.actor.has(policies.MANAGE):
        raise NotFound("page_not_found")


def _row(request: WorkbenchRequest, token: "Token", names: dict[int, str]) -> dict[str, Any]:
    may = [permission_word(code) for code in token.permissions.split(",")]
    return {
        "token": token,
        "unit": names.get(token.unit_id, token.unit.code),
        "may": pgettext("between the words of a list", ", ").join(may),
        "open": token.revoked_at is None and token.ends_on > request.day and token.user.is_active,
    }


@require_http_methods(["GET", "POST"])
def new_token(request: WorkbenchRequest) -> HttpResponse:
    """Make a token; the answer shows its key, once."""
    _require_manager(request)
    owners = service.possible_owners(request.actor, request.day)
    form = TokenForm(request.POST or None, request=request, owners=owners)
    if request.method == "POST" and form.is_valid():
        try:
            token, key = _issue(request, form.cleaned_data, owners)
        except JicengError as error:
            add_error(form, error)
        else:
            return render(request, "machines/token_made.html", {"token": token, "key": key})
    return render(request, "machines/new_token.html", {"form": form}, status=422 if form.errors else 200)


def _issue(request: WorkbenchRequest, wanted: dict[str, Any], owners: "list[User]") -> "tuple[Token, str]":
    user = next(each for each in owners if each.username == wanted["username"])
    draft = service.TokenDraft(wanted["name"], wanted["permissions"], wanted["unit"].unit, wanted["ends_on"])
    return service.issue_token(actor=request.actor, at=request.at, user=user, draft=draft)


@require_POST
def revoke(request: WorkbenchRequest, token_id: int) -> HttpResponse:
    """Revoke a token: its next request is refused."""
    token = service.token_by_id(request.actor, token_id)
    service.revoke_token(actor=request.actor, at=request.at, token=token)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("tokens")
