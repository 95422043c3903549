"""Signing in with name, password and, for whoever has a second factor, its code: all or nothing."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from jiceng.apps.access.factors import match
from jiceng.apps.access.models import User


class SignInBackend(ModelBackend):
    """Django's own, which hashes a password for unknown names too, and the code.

    The code is looked at before the password is, whatever the name, and taken only when both are right.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        code: str = "",
        **kwargs: Any,
    ) -> User | None:
        """The user, or None, without telling which part was wrong."""
        if username is None or password is None:
            return None
        protected, found = match(username, code, timezone.now())
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if not isinstance(user, User) or (protected and not (found and found.use())):
            return None
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Machines never sign in."""
        return super().user_can_authenticate(user) and not user.is_machine
