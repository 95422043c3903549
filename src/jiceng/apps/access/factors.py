"""Second factors (第二验证方式): adding, removing, checking.

Who has one signs in with name, password and code in one step: a wrong name, password or code is one and the
same refusal, so that nothing tells which of them was right.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.apps.access import audit_types, security_keys, totp
from jiceng.apps.access.models import Factor, RecoveryCode, User
from jiceng.apps.access.services import admit_over, end_sessions, record_user
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused

CODES = 10
TOTP, KEY = "totp", "key"


def protected(user_id: int) -> bool:
    """Whether a user has a second factor."""
    return Factor.objects.filter(user_id=user_id).exists()


def must_have(actor: Actor, roles: frozenset[str]) -> bool:
    """Whether the office asks a second factor of one of the actor's roles."""
    return any(grant.role in roles for grant in actor.grants)


def factors(user_id: int) -> list[Factor]:
    """A user's own factors, without their secrets, the oldest first."""
    return list(Factor.objects.filter(user_id=user_id).defer("secret").order_by("added_at", "pk"))


def codes_left(user_id: int) -> int:
    """How many recovery codes a user has not used."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def _digest(code: str) -> bytes:
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).digest()


class Match:
    """A code that fits; `use` takes it, once."""

    def __init__(self, rows: Any, changes: dict[str, Any]) -> None:
        self._rows, self._changes = rows, changes

    def use(self) -> bool:
        """Whether it was still there to be taken: of two at once one comes too late."""
        return bool(self._rows.update(**self._changes))


def match(username: str, code: str, at: datetime) -> tuple[bool, Match | None]:
    """Whether the name has a second factor, and what of it the code fits. The same questions to the
    database for every name.
    """
    there = Factor.objects.filter(user__username__iexact=username)
    found: Match | None = None
    rows = list(there)
    for factor in rows:
        step = (
            totp.matching_step(totp.unseal(bytes(factor.secret), factor.user_id), code.strip(), at)
            if factor.kind == TOTP
            else None
        )
        if step is not None:
            found = Match(Factor.objects.filter(pk=factor.pk, counter__lt=step), {"counter": step})
    spare = RecoveryCode.objects.filter(user__username__iexact=username, digest=_digest(code), used_at=None)
    if (kept := spare.first()) is not None:
        found = Match(RecoveryCode.objects.filter(pk=kept.pk, used_at=None), {"used_at": at})
    return bool(rows), found


def _own(actor: Actor, user: User, password: str) -> None:
    """Only the user herself, and only with her password at hand: an unlocked computer is not enough."""
    if actor.id != user.pk:
        raise Refused("not_permitted", permission="password.change")
    if not user.check_password(password):
        raise Invalid("password_not_right", field="password")


@transaction.atomic
def add_totp(
    *, actor: Actor, at: datetime, user: User, password: str, secret: str, code: str, name: str
) -> Factor:
    """Add an authenticator app, once it shows the right code.

    Raises `Refused`, `Invalid`: password_not_right, code_wrong.
    """
    _own(actor, user, password)
    step = totp.matching_step(secret, code.strip(), at)
    if step is None:
        raise Invalid("code_wrong", field="code")
    sealed = totp.seal(secret, user.pk)
    return _add(actor, at, Factor(user=user, kind=TOTP, name=name, secret=sealed, counter=step, added_at=at))


@transaction.atomic
def add_key(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    password: str,
    origin: str,
    state: Any,
    answer: Mapping[str, Any],
    name: str,
) -> Factor:
    """Add a security key the browser has just made (`state` as `begin_key` gave it).

    Raises `Refused`, `Invalid`: password_not_right, key_refused; `Conflict("key_there")`.
    """
    _own(actor, user, password)
    id, public, count = security_keys.finish_adding(origin, state, answer)
    if Factor.objects.filter(credential_id=id).exists():
        raise Conflict("key_there")
    factor = Factor(
        user=user, kind=KEY, name=name, secret=public, credential_id=id, counter=count, added_at=at
    )
    return _add(actor, at, factor)


def begin_key(user: User, origin: str) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to make, and what is to be remembered meanwhile."""
    there = Factor.objects.filter(user=user, kind=KEY).values_list("secret", flat=True)
    return security_keys.begin_adding(origin, user.pk, user.username, [bytes(each) for each in there])


def _add(actor: Actor, at: datetime, factor: Factor) -> Factor:
    factor.name = factor.name.strip()[:40] or factor.kind
    factor.save()
    record_user(actor, at, audit_types.FACTOR_ADDED, factor.user, kind=factor.kind)
    return factor


@transaction.atomic
def remove(*, actor: Actor, at: datetime, user: User, password: str, factor_id: int) -> None:
    """Remove one of one's own factors; with the last one the recovery codes go too.

    Raises `Refused`, `Invalid("password_not_right")`, `Conflict("factor_gone")`.
    """
    _own(actor, user, password)
    gone, _kinds = Factor.objects.filter(pk=factor_id, user=user).delete()
    if not gone:
        raise Conflict("factor_gone")
    if not protected(user.pk):
        RecoveryCode.objects.filter(user=user).delete()
    record_user(actor, at, audit_types.FACTOR_REMOVED, user)


@transaction.atomic
def make_codes(*, actor: Actor, at: datetime, user: User, password: str) -> list[str]:
    """Ten new recovery codes of 80 random bits; the old ones are worth nothing from now on.

    Raises `Refused` for another's, `Invalid("password_not_right")`, `Conflict("no_factor")` where there is
    nothing to recover.
    """
    _own(actor, user, password)
    if not protected(user.pk):
        raise Conflict("no_factor")
    codes = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    record_user(actor, at, audit_types.CODES_MADE, user)
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


@transaction.atomic
def reset(*, actor: Actor, at: datetime, user: User) -> None:
    """Take away the factors of someone who lost them, seen in person; her sessions end, and she is told
    until she says that she has seen it.

    Raises what `services.admit_over` does, `Conflict("no_factor")`.
    """
    admit_over(actor, at, user)
    if not protected(user.pk):
        raise Conflict("no_factor")
    Factor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.factors_reset_at = at
    user.save(update_fields=["factors_reset_at"])
    end_sessions(user)
    record_user(actor, at, audit_types.FACTORS_RESET, user)


def user_of_key(*, origin: str, state: Any, answer: Mapping[str, Any]) -> User:
    """Who signs in with a security key. Raises `Invalid("key_refused")`, whatever was wrong.

    A key whose count does not rise has been copied (WebAuthn, 6.1.1); one that does not count says 0 always.
    """
    id = security_keys.credential_id(answer)
    factor = Factor.objects.select_related("user").filter(credential_id=id, kind=KEY).first()
    if factor is None or not factor.user.is_active or factor.user.is_machine:
        raise Invalid("key_refused")
    count = security_keys.finish_sign_in(origin, state, bytes(factor.secret), answer)
    rows = Factor.objects.filter(pk=factor.pk)
    if count and not rows.filter(counter__lt=count).update(counter=count):
        raise Invalid("key_refused")
    if not count and factor.counter:
        raise Invalid("key_refused")
    return factor.user
