"""Account security: second factors, recovery codes, other devices; and what one does who cannot sign in."""

import json
from typing import Any

import segno
from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiceng.apps.access import factors, recovery, security_keys, services, sign_ins, totp
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.access.forms import FactorForm, ForgottenForm, KeyForm, TotpForm
from jiceng.faces.workbench.access.guards import PROVEN, count_guess, let_in
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import Invalid, JicengError

BACKEND = "jiceng.apps.access.backends.SignInBackend"
ASKED, SECRET = "key_asked", "totp_secret"
KEY_SECONDS = 180
"""Within which a key asked to sign must have done so."""


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_GET
def security(request: WorkbenchRequest) -> HttpResponse:
    """One's password, second factors and other devices."""
    context = {
        "factors": factors.factors(request.user.pk),
        "codes_left": factors.codes_left(request.user.pk),
        "asked_for": factors.must_have(request.actor, settings.SECOND_FACTOR_ROLES),
    }
    return render(request, "access/security.html", context)


def _added(request: WorkbenchRequest, password: str) -> HttpResponse:
    """A factor is there: recovery codes with the first one, shown this once."""
    request.session[PROVEN] = True
    if factors.codes_left(request.user.pk):
        messages.success(request, _("The second step is set up."))
        return redirect("security")
    return _codes(request, password)


def _codes(request: WorkbenchRequest, password: str) -> HttpResponse:
    codes = factors.make_codes(actor=request.actor, at=request.at, user=request.user, password=password)
    return render(request, "access/codes.html", {"codes": codes})


@require_http_methods(["GET", "POST"])
def add_totp(request: WorkbenchRequest) -> HttpResponse:
    """Add an authenticator app: its secret is kept sealed in the session until a code shows that it was
    read.
    """
    user = request.user
    kept = request.session.get(SECRET)
    secret = totp.unseal(bytes.fromhex(kept), user.pk) if kept else totp.new_secret()
    request.session[SECRET] = kept or totp.seal(secret, user.pk).hex()
    form = TotpForm(request.POST or None, initial={"name": _("My phone")})
    if request.method == "POST" and form.is_valid():
        try:
            factors.add_totp(
                actor=request.actor, at=request.at, user=user, secret=secret, **form.cleaned_data
            )
        except JicengError as error:
            count_guess(request, error)
            add_error(form, error)
        else:
            request.session.pop(SECRET, None)
            return _added(request, form.cleaned_data["password"])
    picture = segno.make(totp.address(secret, user.username, _("Jiceng")), error="m")
    svg = picture.svg_inline(scale=5, border=4, dark="#000", light="#fff")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    context = {"form": form, "picture": mark_safe(svg), "secret": spaced}  # noqa: S308 - drawn by segno
    return render(request, "access/add_totp.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_key(request: WorkbenchRequest) -> HttpResponse:
    """Add a security key or passkey."""
    form, user = KeyForm(request.POST or None), request.user
    state = request.session.pop(ASKED, None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            factors.add_key(
                actor=request.actor,
                at=request.at,
                user=user,
                password=given["password"],
                origin=_origin(request),
                state=state or {},
                answer=_answer(given["credential"]),
                name=given["name"],
            )
        except JicengError as error:
            count_guess(request, error)
            add_error(form, error)
        else:
            return _added(request, given["password"])
    options, request.session[ASKED] = factors.begin_key(user, _origin(request))
    context = {"form": form, "options": json.dumps(options)}
    return render(request, "access/add_key.html", context, status=422 if form.errors else 200)


def _answer(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Invalid("key_refused") from None


@require_http_methods(["GET", "POST"])
def remove_factor(request: WorkbenchRequest) -> HttpResponse:
    """Remove one of one's own second factors."""
    asked = request.GET.get("factor", "")
    found = next((each for each in factors.factors(request.user.pk) if str(each.pk) == asked), None)
    if found is None:
        return redirect("security")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.remove(
                actor=request.actor, at=request.at, user=request.user, factor_id=found.pk, **form.cleaned_data
            )
        except JicengError as error:
            count_guess(request, error)
            add_error(form, error)
        else:
            request.session[PROVEN] = factors.protected(request.user.pk)
            messages.success(request, _("Removed."))
            return redirect("security")
    context = {"form": form, "factor": found}
    return render(request, "access/remove_factor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def recovery_codes(request: WorkbenchRequest) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _codes(request, form.cleaned_data["password"])
        except JicengError as error:
            count_guess(request, error)
            add_error(form, error)
    return render(request, "access/new_codes.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def see_reset(request: WorkbenchRequest) -> HttpResponse:
    """One has seen that an officer took one's second step away."""
    services.see_reset(actor=request.actor, at=request.at, user=request.user)
    return redirect("security")


@require_POST
def sign_out_elsewhere(request: WorkbenchRequest) -> HttpResponse:
    """End every session of one's own but this."""
    services.sign_out_elsewhere(actor=request.actor, at=request.at, user=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your other devices are signed out; your calendar's address has ended."))
    return redirect("security")


@require_GET
def alive(request: WorkbenchRequest) -> HttpResponse:
    """Somebody is typing: that is not idle."""
    return HttpResponse()


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_key(request: WorkbenchRequest) -> HttpResponse:
    """Sign in with a security key, which names nobody: what to sign (JSON), then the signature.

    What was asked lies signed in the browser for some minutes: strangers who ask leave nothing here.
    """
    if request.method == "GET":
        return _ask_key(request)
    try:
        given = _answer(request.POST.get("credential", ""))
        user = factors.user_of_key(origin=_origin(request), state=_asked_key(request), answer=given)
    except Invalid:
        sign_ins.refused(request=request)
        messages.error(request, _("The security key was not accepted. Sign in with name, password and code."))
        answer = redirect("sign_in")
    else:
        login(request, user, backend=BACKEND)
        let_in(request)
        onward, here = request.POST.get("next", ""), {request.get_host()}
        ours = url_has_allowed_host_and_scheme(onward, here, require_https=request.is_secure())
        answer = redirect(onward if ours else "home")
    answer.delete_cookie(ASKED, path=request.path, samesite="Strict")
    return answer


def _ask_key(request: HttpRequest) -> HttpResponse:
    options, state = security_keys.begin_sign_in(_origin(request))
    answer = JsonResponse(options)
    answer.set_signed_cookie(
        ASKED,
        json.dumps(state),
        max_age=KEY_SECONDS,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _asked_key(request: HttpRequest) -> Any:
    return json.loads(request.get_signed_cookie(ASKED, "", max_age=KEY_SECONDS) or "{}")


@login_not_required
@require_http_methods(["GET", "POST"])
def forgotten(request: WorkbenchRequest) -> HttpResponse:
    """Say that a password is forgotten. The answer is the same for every name."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = recovery.ask(
                form.cleaned_data["username"], str(get_client_ip_address(request)), request.at
            )
        except ValueError as error:  # a name no database takes, such as one with a zero byte
            raise BadRequest from error
        return render(request, "access/asked.html", {"sent": sent}, status=200 if sent else 429)
    return render(request, "access/forgotten.html", {"form": form}, status=422 if form.errors else 200)
