"""What stands between signing in and working: leaving a desk, a password somebody else knows, a second factor
that the office asks for.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from jiceng.apps.access import factors
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError

SEEN, PROVEN = "seen", "second_factor"
"""What a session keeps: when something was last asked in it, and that its owner has a second factor."""
EVERY = 60
"""Seconds within which being there is not written down again."""
WRONG_PASSWORDS = {"password_wrong", "password_not_right"}
LEAVING = {"sign_out", "set_language", "password", "see_reset"}
SETTING_UP = LEAVING | {"security", "add_totp", "add_key", "recovery_codes"}


def let_in(request: HttpRequest) -> None:
    """Right after signing in: what is known of the second factor."""
    user: Any = request.user
    request.session[PROVEN] = factors.protected(user.pk)


def count_guess(request: WorkbenchRequest, error: JicengError) -> None:
    """Count a wrong password in an open session as one at the door: the fifth ends the session."""
    if error.code not in WRONG_PASSWORDS:
        return
    credentials = {"username": request.user.username}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    if getattr(request, "axes_locked_out", False):
        logout(request)


class Guards:
    """Middleware, after the user, the actor and messages are there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        return self.get_response(request)

    def process_view(
        self, request: WorkbenchRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Where to go first; None when nothing stands between."""
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if _left_alone(request):
            logout(request)
            messages.info(
                request, _("You were signed out because nothing was done for a while. Sign in again.")
            )
            return _to(
                request, "sign_in", {"next": request.get_full_path()} if request.method == "GET" else {}
            )
        if request.user.must_change_password and name not in LEAVING:
            return _to(request, "password")
        if name not in SETTING_UP and _lacks_factor(request):
            return _to(request, "security")
        return None


def _to(request: HttpRequest, name: str, query: dict[str, str] | None = None) -> HttpResponse:
    address = resolve_url(name) + (f"?{urlencode(query)}" if query else "")
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def _left_alone(request: WorkbenchRequest) -> bool:
    """Whether an officer left her desk longer ago than the office allows. A recorder writes minutes on her
    own phone at a meeting that takes two hours: she stays for the day.
    """
    if all(grant.role == "secretary" for grant in request.actor.grants):
        return False
    now, seen = int(request.at.timestamp()), request.session.get(SEEN)
    if seen is not None and now - seen > settings.IDLE_MINUTES * 60:
        return True
    if seen is None or now - seen >= EVERY:
        request.session[SEEN] = now
    return False


def _lacks_factor(request: WorkbenchRequest) -> bool:
    if not settings.SECOND_FACTOR_ROLES or request.session.get(PROVEN):
        return False
    asked = factors.must_have(request.actor, settings.SECOND_FACTOR_ROLES)
    return asked and not factors.protected(request.user.pk)
