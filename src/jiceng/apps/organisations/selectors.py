"""Reads of the tree, within what the actor may see today."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from jiceng.apps.organisations import policies
from jiceng.apps.organisations.models import Body, Post, Term, Unit, UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound


def within(ranges: Iterable[PathRange], field: str = "path") -> Q:
    """Rows whose path (named `field`) lies in one of the subtrees; none when there is no subtree."""
    query = Q(pk__in=())
    for subtree in ranges:
        query |= Q(**{f"{field}__gte": subtree.start, f"{field}__lt": subtree.end})
    return query


def visible(actor: Actor, day: date, permission: str = policies.READ) -> QuerySet[UnitVersion]:
    """The units the actor has `permission` on, as they are on `day`, in official order."""
    rows = UnitVersion.objects.filter(on(day), within(actor.ranges(permission)))
    return rows.select_related("unit").order_by("order", "unit_id")


def unit_by_code(actor: Actor, code: str, day: date, permission: str = policies.READ) -> UnitVersion:
    """The unit of that code as on `day`; a closed unit, or one not yet founded, in the version nearest
    before or after.

    Raises `NotFound("unit_not_found")` for outsiders and unknown codes alike.
    """
    versions = list(UnitVersion.objects.filter(unit__code=code).select_related("unit").order_by("starts_on"))
    if not versions or not actor.may(policies.READ, versions[-1].path):
        raise NotFound("unit_not_found")
    policies.require(actor, permission, versions[-1].path)
    past = [version for version in versions if version.starts_on <= day]
    return past[-1] if past else versions[0]


def children(actor: Actor, version: UnitVersion, day: date) -> list[UnitVersion]:
    """Units directly below, as on `day`, that the actor may see, in official order."""
    return list(visible(actor, day).filter(parent_id=version.unit_id))


def ancestors(actor: Actor, version: UnitVersion, day: date) -> list[UnitVersion]:
    """Units above, from the top down, that the actor may see: a breadcrumb never names what is not hers to
    see.
    """
    if not actor.may(policies.READ, version.path[:-SEGMENT]):  # who may see any above may see the next above
        return []
    ids = [int(version.path[i : i + SEGMENT]) for i in range(0, len(version.path) - SEGMENT, SEGMENT)]
    found = {above.unit_id: above for above in visible(actor, day).filter(unit_id__in=ids)}
    return [found[id] for id in ids if id in found]


def names_on(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """Names of units as on `day` (or their last name before it), by id. Of units the caller has already
    checked.
    """
    rows = UnitVersion.objects.filter(unit_id__in=set(unit_ids), starts_on__lte=day)
    return dict(rows.order_by("starts_on").values_list("unit_id", "name"))


def name_on(field: str, day: date) -> Subquery:
    """As `names_on`, for a query whose rows have a unit's id in `field`."""
    rows = UnitVersion.objects.filter(unit_id=OuterRef(field), starts_on__lte=day)
    return Subquery(rows.order_by("-starts_on").values("name")[:1])


def body_by_id(actor: Actor, body_id: int, permission: str = policies.READ) -> Body:
    """One body. Raises `NotFound("body_not_found")` to outsiders."""
    body = Body.objects.select_related("unit").filter(pk=body_id).first()
    last = UnitVersion.objects.filter(unit_id=body.unit_id).order_by("-starts_on").first() if body else None
    if body is None or last is None or not actor.may(policies.READ, last.path):
        raise NotFound("body_not_found")
    policies.require(actor, permission, last.path)
    return body


def terms_ending(actor: Actor, day: date, until: date) -> QuerySet[Term]:
    """Running terms, of the units the actor may see, that are due to end by `until` (overdue ones too),
    soonest first.
    """
    units = visible(actor, day).values("unit_id")
    rows = Term.objects.filter(
        body__unit_id__in=units, body__ends_on__isnull=True, ended_on__isnull=True, due_on__lte=until
    )
    return rows.select_related("body", "body__unit").order_by("due_on", "body_id")


def search_units(actor: Actor, text: str, day: date, limit: int) -> list[UnitVersion]:
    """Units whose name (a former one too) or code contains `text`, as they are now, in official order, at
    most `limit`.
    """
    named = UnitVersion.objects.filter(Q(name__icontains=text) | Q(unit__code__startswith=text))
    return list(visible(actor, day).filter(unit_id__in=named.values("unit_id"))[:limit])


def unit_of(version: UnitVersion) -> Unit:
    """The unit itself, for a service's argument."""
    return version.unit


def last_versions(actor: Actor, permission: str = policies.READ) -> QuerySet[UnitVersion]:
    """The last version of every unit the actor has `permission` on, closed units too: the scope of what is
    past.
    """
    later = UnitVersion.objects.filter(unit_id=OuterRef("unit_id"), starts_on__gt=OuterRef("starts_on"))
    return UnitVersion.objects.filter(~Exists(later), within(actor.ranges(permission)))


def tree_order(versions: Iterable[UnitVersion]) -> list[UnitVersion]:
    """Units as a tree is read: each followed by those below it, siblings in official order."""
    found = list(versions)
    rank = {each.path: (each.order, each.unit_id) for each in found}

    def place(version: UnitVersion) -> list[tuple[int, int]]:
        ends = range(SEGMENT, len(version.path) + 1, SEGMENT)
        return [rank.get(version.path[:end], (0, 0)) for end in ends]

    return sorted(found, key=place)


def whole(actor: Actor, version: UnitVersion, day: date, permission: str) -> list[UnitVersion]:
    """A unit and all below it, as on `day`, that the actor has `permission` on, as the tree is read. One
    query.
    """
    policies.require(actor, permission, version.path)
    return tree_order(visible(actor, day, permission).filter(within([PathRange.below(version.path)])))


def subtree(actor: Actor, version: UnitVersion, day: date) -> list[UnitVersion]:
    """Every unit below, at any depth, as on `day`, that the actor may see, in official order. One query."""
    below = Q(path__gt=version.path, path__lt=version.path + "~")
    return list(visible(actor, day).filter(below))


def post_by_id(actor: Actor, post_id: int, permission: str = policies.READ) -> Post:
    """One post. Raises `NotFound("post_not_found")` to outsiders."""
    post = Post.objects.select_related("unit").filter(pk=post_id).first()
    last = UnitVersion.objects.filter(unit_id=post.unit_id).order_by("-starts_on").first() if post else None
    if post is None or last is None or not actor.may(policies.READ, last.path):
        raise NotFound("post_not_found")
    policies.require(actor, permission, last.path)
    return post


def standing(
    actor: Actor, day: date, permission: str = policies.READ, version: UnitVersion | None = None
) -> QuerySet[UnitVersion]:
    """Units as they stood on `day`, of those the actor has `permission` on today.

    Parameters: `version`, the unit (as on `day`) to read with all below it; None for all there are.
    """
    below = within([PathRange.below(version.path)]) if version is not None else Q()
    mine = last_versions(actor, permission).values("unit_id")
    return UnitVersion.objects.filter(on(day), below, unit_id__in=mine).select_related("unit")


def bodies_on(actor: Actor, version: UnitVersion, day: date) -> list[Body]:
    """Bodies of a unit on `day`, in the order they were set up."""
    policies.require(actor, policies.READ, version.path)
    return list(Body.objects.filter(on(day), unit_id=version.unit_id).order_by("pk"))
