"""Signing in and out, one's own password, grants."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiceng.apps.access import factors, policies, recovery, selectors, services
from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.organisations.selectors import names_on, unit_by_code
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.roles import role_word
from jiceng.faces.workbench.access.forms import GrantForm, PasswordForm, ResetForm, SignInForm
from jiceng.faces.workbench.access.guards import count_guess, let_in
from jiceng.faces.workbench.access.tables import grants_sheet
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError, NotFound


@login_not_required
@require_GET
def start(request: WorkbenchRequest) -> HttpResponse:
    """The start page: home for whoever has signed in; else what this is, and in a demonstration the accounts
    to try.
    """
    if request.user.is_authenticated:
        return redirect("home")
    made = demonstration()
    accounts = (
        [{**account, "role_word": role_word(account["role"])} for account in made["accounts"]] if made else []
    )
    made_on = date.fromisoformat(made["made_on"]) if made else None
    return render(request, "access/start.html", {"accounts": accounts, "made_on": made_on})


class SignIn(LoginView):
    """Signing in; five wrong tries for one name from one address lock that pair out for a while."""

    template_name = "access/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, with what the session must know."""
        answer = super().form_valid(form)
        let_in(self.request)
        return answer

    def get_initial(self) -> dict[str, Any]:
        """The start page of a demonstration names the account to try."""
        return super().get_initial() | {"username": self.request.GET.get("username", "")}


class SignOut(LogoutView):
    """Signing out; the browser is asked to keep nothing of what was shown (ASVS 5.0, 14.3.1)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, and leave a shared computer clean; records that have not arrived are left on it."""
        unsent = request.COOKIES.get("jiceng_unsent") == "1"
        answer = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache"' if unsent else '"cache", "storage"'
        return answer


@require_http_methods(["GET", "POST"])
def password(request: WorkbenchRequest) -> HttpResponse:
    """Change one's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(
                actor=request.actor, at=request.at, user=request.user, **form.cleaned_data
            )
        except JicengError as error:
            count_guess(request, error)
            add_error(form, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The password is changed. Your other devices are signed out."))
            return redirect("home")
    return render(request, "access/password.html", {"form": form}, status=422 if form.errors else 200)


@exportable
def grants(request: WorkbenchRequest) -> HttpResponse:
    """Who was granted what in the units whose access one manages."""
    if not request.actor.has(policies.MANAGE):
        raise NotFound("page_not_found")
    found = list(selectors.grants(request.actor, request.day))
    names = names_on((grant.unit_id for grant in found), request.day)
    rows = [
        {
            "grant": grant,
            "unit": names.get(grant.unit_id, grant.unit.code),
            "role": role_word(grant.role),
            "open": grant.ends_on is None or grant.ends_on > request.day,
        }
        for grant in found
    ]
    if table_asked(request, "grants"):
        sheet = grants_sheet(rows)
        return hand_out(request, Export("grants", sheet.title, None, lambda _numbers: [sheet]))
    asked = recovery.open_requests(request.actor, request.day)
    return render(request, "access/grants.html", {"rows": rows, "asked": asked})


@require_http_methods(["GET", "POST"])
def new_grant(request: WorkbenchRequest) -> HttpResponse:
    """Grant a role, to a new account if need be."""
    if not request.actor.has(policies.MANAGE):
        raise NotFound("page_not_found")
    form = GrantForm(request.POST or None, request=request, initial={"unit": request.GET.get("unit", "")})
    if request.method == "POST" and form.is_valid():
        try:
            _grant(request, form.cleaned_data)
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The role is granted."))
            return redirect("grants")
    return render(request, "access/new_grant.html", {"form": form}, status=422 if form.errors else 200)


def _grant(request: WorkbenchRequest, wanted: dict[str, Any]) -> None:
    unit = unit_by_code(request.actor, wanted["unit"].unit.code, request.day, policies.MANAGE).unit
    services.grant_to_username(
        actor=request.actor,
        at=request.at,
        username=wanted["username"],
        name=wanted["name"],
        password=wanted["password"],
        role=wanted["role"],
        unit=unit,
        day=request.day,
        ends_on=wanted["ends_on"],
        machine=wanted["machine"],
    )


@require_http_methods(["GET", "POST"])
def reset_password(request: WorkbenchRequest, grant_id: int) -> HttpResponse:
    """A new password for whoever holds a grant and forgot hers."""
    grant = selectors.grant_by_id(request.actor, grant_id)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reset_password(
                actor=request.actor, at=request.at, user=grant.user, password=form.cleaned_data["password"]
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("%(name)s has a new password.") % {"name": grant.user.name})
            return redirect("grants")
    status = 422 if form.errors else 200
    context = {"form": form, "grant": grant, "factors": factors.factors(grant.user_id)}
    return render(request, "access/reset_password.html", context, status=status)


@require_POST
def reset_factors(request: WorkbenchRequest, grant_id: int) -> HttpResponse:
    """Take away the second factors of whoever holds a grant and lost them."""
    grant = selectors.grant_by_id(request.actor, grant_id)
    factors.reset(actor=request.actor, at=request.at, user=grant.user)
    messages.success(request, _("%(name)s signs in with the password alone now.") % {"name": grant.user.name})
    return redirect("grants")


@require_POST
def put_away_recovery(request: WorkbenchRequest, grant_id: int) -> HttpResponse:
    """Put away that whoever holds a grant was said to have forgotten her password."""
    grant = selectors.grant_by_id(request.actor, grant_id)
    recovery.put_away(actor=request.actor, at=request.at, user=grant.user)
    return redirect("grants")


@require_POST
def revoke(request: WorkbenchRequest, grant_id: int) -> HttpResponse:
    """Revoke a grant: it acts on the next request."""
    grant = selectors.grant_by_id(request.actor, grant_id)
    services.revoke_grant(actor=request.actor, at=request.at, grant=grant)
    messages.success(request, _("The role of %(name)s is revoked.") % {"name": grant.user.name})
    return redirect("grants")
