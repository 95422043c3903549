"""Tokens (接口令牌): the keys with which other programs use the API, each for one account, a part of what that
account may, one subtree, and at most a year.

A token adds no right: who it acts for is looked at afresh at each request, and so are her grants.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiceng.apps.access import audit_types, policies
from jiceng.apps.access.models import Grant, Token, User
from jiceng.apps.access.secrets import digest, new_secret
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.organisations.versions import admit, hold, last_version
from jiceng.kernel.actors import Actor
from jiceng.kernel.actors import Grant as HeldGrant
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused

KEY_BEGINS = "jc_"
"""By which a scanner of source code tells that someone has published one."""
SHOWN = 9
"""First letters of a key that a list shows: six of its forty-three random ones."""
LONGEST_DAYS = 366
"""A forgotten token ends within a year."""


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """What a token is to open: `name` says what for, `permissions` of those tokens can have, in `unit` and
    all under it, until `ends_on` (exclusive).
    """

    name: str
    permissions: Collection[str]
    unit: Unit
    ends_on: date


@transaction.atomic
def issue_token(*, actor: Actor, at: datetime, user: User, draft: TokenDraft) -> tuple[Token, str]:
    """Make a token for the actor herself or for a machine. Returns it and its key, which is kept nowhere.

    Raises `Refused("token_of_another")` for another person, `Conflict("user_closed")`, `Invalid`:
    name_missing, permissions_missing, unknown_permission, token_ends_on (with `last`, the last day possible).
    """
    day = timezone.localdate(at)
    admit(actor, policies.MANAGE, draft.unit, day, lasting=True)
    _require_owner(actor, user, day)
    _check(draft, day)
    key = KEY_BEGINS + new_secret()
    token = Token.objects.create(
        user=user,
        name=draft.name.strip(),
        prefix=key[:SHOWN],
        digest=digest(key),
        permissions=",".join(each for each in policies.OF_TOKENS if each in draft.permissions),
        unit=draft.unit,
        starts_on=day,
        ends_on=draft.ends_on,
        issued_by=actor.name,
        issued_at=at,
    )
    _record(actor, at, audit_types.TOKEN_ISSUED, token)
    return token, key


def _require_owner(actor: Actor, user: User, day: date) -> None:
    """A token acts in its owner's name: nobody makes one in another person's."""
    if not user.is_active:
        raise Conflict("user_closed")
    if actor.system or actor.id == user.pk:
        return
    if not user.is_machine:
        raise Refused("token_of_another", field="username")
    for grant in Grant.objects.filter(on(day), user=user).select_related("unit"):
        require(actor, policies.MANAGE, last_version(grant.unit).path)


def _check(draft: TokenDraft, day: date) -> None:
    if not draft.name.strip():
        raise Invalid("name_missing", field="name")
    if not draft.permissions:
        raise Invalid("permissions_missing", field="permissions")
    if unknown := set(draft.permissions) - set(policies.OF_TOKENS):
        raise Invalid("unknown_permission", field="permissions", value=min(unknown))
    last = day + timedelta(days=LONGEST_DAYS)
    if not day < draft.ends_on <= last:
        raise Invalid("token_ends_on", field="ends_on", last=last)


@transaction.atomic
def revoke_token(*, actor: Actor, at: datetime, token: Token) -> None:
    """Revoke a token: the next request with it is refused. Raises `Conflict("token_ended")` the second
    time.
    """
    hold([token.unit_id])
    require(actor, policies.MANAGE, last_version(token.unit).path)
    token.refresh_from_db()
    if token.revoked_at is not None:
        raise Conflict("token_ended")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    _record(actor, at, audit_types.TOKEN_REVOKED, token)


def _record(actor: Actor, at: datetime, type: AuditType, token: Token) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"token:{token.pk}",
        unit_ids=[token.unit_id],
        content={
            "user": token.user_id,
            "name": token.name,
            "unit": token.unit.code,
            "permissions": token.permissions,
            "ends_on": str(token.ends_on),
        },
    )


def tokens(actor: Actor) -> QuerySet[Token]:
    """Tokens in the units whose access the actor manages, those that end last first."""
    units = last_versions(actor, policies.MANAGE).values("unit_id")
    rows = Token.objects.filter(unit_id__in=units).select_related("user", "unit")
    return rows.order_by("-ends_on", "-pk")


def token_by_id(actor: Actor, token_id: int) -> Token:
    """One token. Raises `NotFound("token_not_found")` outside the units whose access the actor manages."""
    token = tokens(actor).filter(pk=token_id).first()
    if token is None:
        raise NotFound("token_not_found")
    return token


def possible_owners(actor: Actor, day: date) -> list[User]:
    """For whom the actor may make a token: herself, and the machines that have a role where she manages
    access, by name.
    """
    units = last_versions(actor, policies.MANAGE).values("unit_id")
    granted = Grant.objects.filter(on(day), unit_id__in=units, user__is_machine=True, user__is_active=True)
    machines = User.objects.filter(pk__in=granted.values("user_id")).order_by("name", "pk")
    own = User.objects.filter(pk=actor.id) if actor.id is not None else User.objects.none()
    return [*own, *machines]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks with a token: `actor` is what the token's owner may today, cut down to the token."""

    token_id: int
    actor: Actor


def bearer(key: str, at: datetime) -> Bearer | None:
    """Who the holder of a key is at a moment; None for a key unknown, revoked or ended, or of a closed
    account.

    Four queries at most; the day of its last use is noted once a day.
    """
    day = timezone.localdate(at)
    token = Token.objects.filter(digest=digest(key)).select_related("user").first()
    ended = token is None or token.revoked_at is not None or not token.starts_on <= day < token.ends_on
    if token is None or ended or not token.user.is_active:
        return None
    if token.last_used_on != day:
        Token.objects.filter(pk=token.pk).update(last_used_on=day)
    version = UnitVersion.objects.filter(on(day), unit_id=token.unit_id).first()
    path = version.path if version is not None else None
    return Bearer(token.pk, _cut_down(actor_for(token.user, day), token, path))


def _cut_down(owner: Actor, token: Token, path: str | None) -> Actor:
    """The owner's grants as far as the token reaches; none where its unit has closed.

    The purpose of what is read is what the token is for; reading very many still asks its owner for one.
    """
    allowed = frozenset(token.permissions.split(","))
    grants = [_part(grant, allowed, token.unit_id, path) for grant in owner.grants] if path else []
    name = f"{owner.name}·{token.name}"[:80]
    held = tuple(grant for grant in grants if grant is not None)
    return Actor(owner.id, name, held, token.name, token=token.pk)


def _part(grant: HeldGrant, allowed: frozenset[str], unit_id: int, path: str) -> HeldGrant | None:
    """What a grant and a token have in common: the narrower of two subtrees, the permissions in both."""
    if path.startswith(grant.path):
        place = (unit_id, path)
    elif grant.path.startswith(path):
        place = (grant.unit_id, grant.path)
    else:
        return None
    return HeldGrant(grant.role, grant.permissions & allowed, *place, grant.starts_on, grant.ends_on)
