"""Who is acting, and which grants there are."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jiceng.apps.access import models, policies
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import READ
from jiceng.apps.organisations.selectors import last_versions, visible
from jiceng.kernel.actors import NOBODY, Actor, Grant
from jiceng.kernel.errors import NotFound


def actor_for(user: models.User | None, day: date) -> Actor:
    """The actor a user is on `day`: her grants in force, bound to the paths the units have today. Reads them
    afresh: one query.

    A user who is closed, or nobody, may nothing.
    """
    return acting(user, day)[0]


def acting(user: models.User | None, day: date) -> tuple[Actor, list[tuple[str, UnitVersion]]]:
    """The actor a user is on `day` as `actor_for` says, and her units as `home_units` says. One query."""
    if user is None or not user.is_active or user.pk is None:
        return NOBODY, []
    found = _held(user, day)
    grants = tuple(_grant(v.role, v.unit_id, v.path, v.granted_from, v.granted_until) for v in found)
    actor = Actor(user.pk, user.name, grants)
    return actor, _widest_first([(v.role, v) for v in found if actor.may(READ, v.path)])


def actor_by_id(user_id: int, day: date) -> Actor:
    """The actor a user is on `day`, by her id: for work done on her behalf after her request is answered."""
    return actor_for(models.User.objects.filter(pk=user_id).first(), day)


def _grant(role: str, unit_id: int, path: str, starts_on: date, ends_on: date | None) -> Grant:
    """A grant with what its role may do, apart what holds in the unit itself only."""
    may = policies.ROLES.get(role, frozenset())
    return Grant(role, may - policies.OWN, unit_id, path, starts_on, ends_on, may & policies.OWN)


def _held(user: models.User, day: date) -> list[Any]:
    """Units as on `day`, each with a grant in force there; a unit of two grants twice."""
    rows = UnitVersion.objects.filter(
        on(day),
        Q(unit__grants__ends_on__isnull=True) | Q(unit__grants__ends_on__gt=day),
        unit__grants__starts_on__lte=day,
        unit__grants__user=user,
    )
    rows = rows.annotate(
        role=F("unit__grants__role"),
        granted_from=F("unit__grants__starts_on"),
        granted_until=F("unit__grants__ends_on"),
    )
    return list(rows.select_related("unit").order_by("unit__grants__pk"))


def home_units(actor: Actor, day: date) -> list[tuple[str, UnitVersion]]:
    """The units the actor holds roles in, with the role, widest first: where she lands after signing in."""
    units = {v.unit_id: v for v in visible(actor, day).filter(unit_id__in=[g.unit_id for g in actor.grants])}
    pairs = [(grant.role, units[grant.unit_id]) for grant in actor.grants if grant.unit_id in units]
    return _widest_first(pairs)


def _widest_first(pairs: list[tuple[str, UnitVersion]]) -> list[tuple[str, UnitVersion]]:
    return sorted(pairs, key=lambda pair: (len(pair[1].path), pair[1].order, pair[1].unit_id))


def grants(actor: Actor, day: date) -> QuerySet[models.Grant]:
    """Grants in the units whose access the actor manages, those in force first."""
    units = visible(actor, day, policies.MANAGE).values("unit_id")
    rows = models.Grant.objects.filter(unit_id__in=units).select_related("user", "unit")
    return rows.order_by("ends_on", "user__name", "pk")


def grants_ever(actor: Actor) -> QuerySet[models.Grant]:
    """Grants in force and ended, in the units whose access the actor manages, closed ones too."""
    units = last_versions(actor, policies.MANAGE).values("unit_id")
    return models.Grant.objects.filter(unit_id__in=units).select_related("user", "unit")


def grant_by_id(actor: Actor, grant_id: int) -> models.Grant:
    """One grant. Raises `NotFound("grant_not_found")` outside the units whose access the actor manages."""
    grant = grants_ever(actor).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound("grant_not_found")
    return grant


def user_by_username(username: str) -> models.User:
    """The user of a sign-in name, for the command line and grants. Raises `NotFound("user_not_found")`."""
    user = models.User.objects.filter(username__iexact=username).first()
    if user is None:
        raise NotFound("user_not_found")
    return user
