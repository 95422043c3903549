"""Who is acting, and which grants there are."""

from datetime import date

from django.db.models import Q, QuerySet

from jiceng.apps.access import models, policies
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.selectors import visible
from jiceng.kernel.actors import NOBODY, Actor, Grant
from jiceng.kernel.errors import NotFound


def actor_for(user: models.User | None, day: date) -> Actor:
    """The actor a user is on `day`: her grants in force, bound to the paths the units have today. Reads them
    afresh: one query.

    A user who is closed, or nobody, may nothing.
    """
    if user is None or not user.is_active or user.pk is None:
        return NOBODY
    grants = tuple(
        _grant(role, unit_id, path, starts_on, ends_on)
        for role, unit_id, path, starts_on, ends_on in _paths(user, day)
    )
    return Actor(user.pk, user.name, grants)


def actor_by_id(user_id: int, day: date) -> Actor:
    """The actor a user is on `day`, by her id: for work done on her behalf after her request is answered."""
    return actor_for(models.User.objects.filter(pk=user_id).first(), day)


def _grant(role: str, unit_id: int, path: str, starts_on: date, ends_on: date | None) -> Grant:
    """A grant with what its role may do, apart what holds in the unit itself only."""
    may = policies.ROLES.get(role, frozenset())
    return Grant(role, may - policies.OWN, unit_id, path, starts_on, ends_on, may & policies.OWN)


def _paths(user: models.User, day: date) -> list[tuple[str, int, str, date, date | None]]:
    rows = models.Grant.objects.filter(on(day), user=user).filter(
        Q(unit__versions__ends_on__isnull=True) | Q(unit__versions__ends_on__gt=day),
        unit__versions__starts_on__lte=day,
    )
    return list(rows.values_list("role", "unit_id", "unit__versions__path", "starts_on", "ends_on"))


def home_units(actor: Actor, day: date) -> list[tuple[str, UnitVersion]]:
    """The units the actor holds roles in, with the role, widest first: where she lands after signing in."""
    units = {v.unit_id: v for v in visible(actor, day).filter(unit_id__in=[g.unit_id for g in actor.grants])}
    pairs = [(grant.role, units[grant.unit_id]) for grant in actor.grants if grant.unit_id in units]
    return sorted(pairs, key=lambda pair: (len(pair[1].path), pair[1].order, pair[1].unit_id))


def grants(actor: Actor, day: date) -> QuerySet[models.Grant]:
    """Grants in the units whose access the actor manages, those in force first."""
    units = visible(actor, day, policies.MANAGE).values("unit_id")
    rows = models.Grant.objects.filter(unit_id__in=units).select_related("user", "unit")
    return rows.order_by("ends_on", "user__name", "pk")


def grant_by_id(actor: Actor, grant_id: int, day: date) -> models.Grant:
    """One grant. Raises `NotFound("grant_not_found")` outside the units whose access the actor manages."""
    grant = grants(actor, day).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound("grant_not_found")
    return grant


def user_by_username(username: str) -> models.User:
    """The user of a sign-in name, for the command line and grants. Raises `NotFound("user_not_found")`."""
    user = models.User.objects.filter(username__iexact=username).first()
    if user is None:
        raise NotFound("user_not_found")
    return user
