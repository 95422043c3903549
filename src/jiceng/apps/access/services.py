"""Writes to users and grants."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiceng.apps.access import audit_types, policies
from jiceng.apps.access.models import CalendarFeed, Grant, User
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.versions import admit, hold, last_version
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused


@transaction.atomic
def create_user(*, actor: Actor, at: datetime, username: str, name: str, password: str) -> User:
    """Create someone who can sign in and, as yet, may nothing. A password that an officer chose is changed
    at the first sign-in.

    Raises `Invalid` for a name in use or a password that is too easy, `Refused` without the right to manage
    access anywhere.
    """
    user = _new_user(actor, username, name)
    user.must_change_password = not actor.system
    _set_password(user, password)
    user.save()
    record_user(actor, at, audit_types.USER_CREATED, user, username=user.username)
    return user


@transaction.atomic
def create_machine(*, actor: Actor, at: datetime, username: str, name: str) -> User:
    """Create an account for another program (机器账户): it has no password and never signs in; it acts with
    tokens alone. Raises what `create_user` does.
    """
    user = _new_user(actor, username, name)
    user.is_machine = True
    user.set_unusable_password()
    user.save()
    record_user(actor, at, audit_types.USER_CREATED, user, username=user.username, machine=True)
    return user


def _new_user(actor: Actor, username: str, name: str) -> User:
    if not actor.has(policies.MANAGE):
        raise Refused("not_permitted", permission=policies.MANAGE)
    username = username.strip()
    if not username:
        raise Invalid("username_missing", field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid("username_in_use", field="username")
    return User(username=username, name=name.strip() or username)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password_too_easy", field="password", reasons=" ".join(error.messages)) from None
    user.set_password(password)


@transaction.atomic
def change_password(*, actor: Actor, at: datetime, user: User, old: str, new: str) -> None:
    """A user changes her own password; every other session of hers ends.

    Raises `Invalid`: password_wrong, password_too_easy, password_unchanged.
    """
    if actor.id != user.pk:
        raise Refused("not_permitted", permission="password.change")
    if not user.check_password(old):
        raise Invalid("password_wrong", field="old")
    if old == new:
        raise Invalid("password_unchanged", field="new")
    _set_password(user, new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record_user(actor, at, audit_types.PASSWORD_SET, user)


@transaction.atomic
def grant_role(
    *, actor: Actor, at: datetime, user: User, role: str, unit: Unit, day: date, ends_on: date | None
) -> Grant:
    """Grant a role in a unit's subtree from `day` on, until `ends_on` (exclusive) or without end.

    Nobody grants herself a role: what an officer may is another's decision. Raises `Refused("own_access")`
    for that, `Invalid("unknown_role")`, `Invalid("role_of_the_whole")` for a role that acts on the whole
    office and is granted below its top, `Invalid("grant_ends_before_it_starts")`, `Conflict("grant_exists")`
    for the same one twice.
    """
    version = admit(actor, policies.MANAGE, unit, day, lasting=True)
    if actor.id == user.pk:
        raise Refused("own_access", field="username")
    if role not in policies.ROLES:
        raise Invalid("unknown_role", field="role", value=role)
    if policies.ROLES[role] & policies.WHOLE and version.parent_id is not None:
        raise Invalid("role_of_the_whole", field="role")
    if ends_on is not None and ends_on <= day:
        raise Invalid("grant_ends_before_it_starts", field="ends_on")
    if Grant.objects.filter(user=user, role=role, unit=unit, ends_on__isnull=True).exists():
        raise Conflict("grant_exists")
    grant = Grant.objects.create(
        user=user, role=role, unit=unit, starts_on=day, ends_on=ends_on, granted_by=actor.name
    )
    _record(actor, at, grant, revoked=False)
    return grant


@transaction.atomic
def revoke_grant(*, actor: Actor, at: datetime, grant: Grant) -> None:
    """Revoke a grant: it is gone at the user's next request. Raises `Conflict("grant_ended")` when it has
    ended already.
    """
    day = timezone.localdate(at)
    hold([grant.unit_id])
    require(actor, policies.MANAGE, last_version(grant.unit).path)
    grant.refresh_from_db()
    if grant.revoked_at is not None or (grant.ends_on is not None and grant.ends_on <= day):
        raise Conflict("grant_ended")
    grant.ends_on, grant.revoked_at = day, at
    grant.save(update_fields=["ends_on", "revoked_at"])
    _record(actor, at, grant, revoked=True)


@transaction.atomic
def reset_password(*, actor: Actor, at: datetime, user: User, password: str) -> None:
    """Give someone who forgot her password one for once (重置密码), handed over in person: she changes it when
    she signs in. Her sessions and her calendar's address end, what she asked for is settled.

    Raises what `admit_over` does, and `Invalid("password_too_easy")`.
    """
    admit_over(actor, at, user)
    _set_password(user, password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    user.recoveries.filter(settled_at=None).update(settled_at=at)
    record_user(actor, at, audit_types.PASSWORD_SET, user, reset=True)
    _end_calendar(actor, at, user)


def admit_over(actor: Actor, at: datetime, user: User) -> None:
    """Let pass who manages access in every unit the user holds a role in; nobody passes over herself.

    Raises `Refused("not_permitted")`, `Conflict`: user_closed, machine_never_signs_in.
    """
    if not actor.has(policies.MANAGE) or actor.id == user.pk:
        raise Refused("not_permitted", permission=policies.MANAGE)
    if user.is_machine:
        raise Conflict("machine_never_signs_in")
    if not user.is_active:
        raise Conflict("user_closed")
    for grant in user.grants.filter(revoked_at=None).exclude(ends_on__lte=timezone.localdate(at)):
        require(actor, policies.MANAGE, last_version(grant.unit).path)


@transaction.atomic
def sign_out_elsewhere(*, actor: Actor, at: datetime, user: User) -> None:
    """End all of one's own sessions and the calendar's address; the caller keeps the session that asks.
    Raises `Refused("not_permitted")`.
    """
    if actor.id != user.pk:
        raise Refused("not_permitted", permission="password.change")
    end_sessions(user)
    record_user(actor, at, audit_types.SESSIONS_ENDED, user)
    _end_calendar(actor, at, user)


def end_sessions(user: User) -> None:
    """End every session of a user, counted by the database: of two at once neither is lost."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def see_reset(*, actor: Actor, at: datetime, user: User) -> None:
    """She says that she has seen that an officer took her second factors away: she is told no more.

    Raises `Refused` for another, `Conflict("seen_already")`.
    """
    if actor.id != user.pk:
        raise Refused("not_permitted", permission="password.change")
    told = User.objects.filter(pk=user.pk, factors_reset_at__isnull=False)
    if not told.update(factors_reset_at=None):
        raise Conflict("seen_already")
    record_user(actor, at, audit_types.FACTORS_RESET_SEEN, user)


@transaction.atomic
def close_user(*, actor: Actor, at: datetime, user: User) -> None:
    """Close an account (停用): its grants and its calendar's address end, it cannot sign in, what it did stays
    in the journal.

    Only who manages access in every unit the user holds a role in may do it. Raises `Conflict("user_closed")`
    when it is closed.
    """
    if not actor.has(policies.MANAGE):
        raise Refused("not_permitted", permission=policies.MANAGE)
    if not user.is_active:
        raise Conflict("user_closed")
    day = timezone.localdate(at)
    for grant in user.grants.filter(revoked_at=None).exclude(ends_on__lte=day).select_related("unit"):
        revoke_grant(actor=actor, at=at, grant=grant)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record_user(actor, at, audit_types.USER_CLOSED, user)
    _end_calendar(actor, at, user)


def _end_calendar(actor: Actor, at: datetime, user: User) -> None:
    """Whoever has the address of her calendar needs no session to read it."""
    deleted, _rows = CalendarFeed.objects.filter(user=user).delete()
    if deleted:
        record_user(actor, at, audit_types.FEED_ENDED, user)


def record_user(actor: Actor, at: datetime, type: AuditType, user: User, **content: object) -> None:
    """An entry about an account."""
    content = {"user": user.pk, **content}
    record(actor=actor, at=at, type=type, subject=f"user:{user.pk}", unit_ids=[], content=content)


def _record(actor: Actor, at: datetime, grant: Grant, *, revoked: bool) -> None:
    record(
        actor=actor,
        at=at,
        type=audit_types.GRANT_REVOKED if revoked else audit_types.GRANT_GIVEN,
        subject=f"user:{grant.user_id}",
        unit_ids=[grant.unit_id],
        content={"user": grant.user_id, "role": grant.role, "unit": grant.unit.code},
    )


@transaction.atomic
def grant_to_username(
    *,
    actor: Actor,
    at: datetime,
    username: str,
    name: str,
    password: str,
    role: str,
    unit: Unit,
    day: date,
    ends_on: date | None,
    machine: bool = False,
) -> Grant:
    """Grant a role to whoever has that sign-in name, creating the account with its first password when there
    is none, or, with `machine`, one for another program, without any.

    Raises what `create_user` and `grant_role` raise; nothing is created when the grant is refused.
    """
    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is None and machine:
        user = create_machine(actor=actor, at=at, username=username, name=name)
    elif user is None:
        user = create_user(actor=actor, at=at, username=username, name=name, password=password)
    return grant_role(actor=actor, at=at, user=user, role=role, unit=unit, day=day, ends_on=ends_on)
