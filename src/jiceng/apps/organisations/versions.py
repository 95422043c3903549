"""The dated versions of a unit: the one place that ends one and begins the next."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from jiceng.apps.organisations.models import Post, Unit, UnitVersion, on, profile
from jiceng.apps.organisations.policies import require
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

SEGMENT = 7
"""Characters of one path segment: a unit's id, filled with zeros."""

WITHOUT_FORM = ("", "none")
"""What a unit's form is where there is no organisation: not said, or said."""

HELD = ("parent_id", "name", "kind", "form", "path", "order")


def path_of(unit: Unit, parent_path: str) -> str:
    """Materialised path of a unit under a parent's path."""
    return parent_path + str(unit.pk).zfill(SEGMENT)


def version_on(unit: Unit, day: date) -> UnitVersion:
    """The version in force on `day`. Raises `Conflict("unit_not_active")` when there is none."""
    version = UnitVersion.objects.filter(on(day), unit=unit).select_related("unit").first()
    if version is None:
        raise Conflict("unit_not_active", unit=unit.code, day=day)
    return version


def hold(unit_ids: Iterable[int]) -> None:
    """Let one writer at a time change what hangs on these units, until the transaction ends.

    Always in the same order, so that two writers of the same units wait for each other and never in a circle.
    The key itself is not held: rows that only point to a unit (verdicts, audit entries) are still written.
    """
    held = Unit.objects.select_for_update(no_key=True).filter(pk__in=set(unit_ids)).order_by("pk")
    list(held.values_list("pk"))


def last_version(unit: Unit) -> UnitVersion:
    """The unit as it is now, or was when it closed: by its place permission is decided."""
    return UnitVersion.objects.filter(unit=unit).select_related("unit").latest("starts_on")


def admit(actor: Actor, permission: str, unit: Unit, day: date, *, lasting: bool = False) -> UnitVersion:
    """Let `actor` write what hangs on a unit as of `day`, one writer at a time.

    The right follows today's tree, whatever day is written of: after a move the new place decides.
    Parameters: `lasting`, whether what is written goes on without end, so that the unit must not have closed
    since. Returns the version in force on `day`. Raises what `policies.require` does, and
    `Conflict("unit_not_active")`.
    """
    hold([unit.pk])
    last = last_version(unit)
    require(actor, permission, last.path)
    if lasting and last.ends_on is not None:
        raise Conflict("unit_not_active", unit=unit.code, day=max(day, last.ends_on))
    return version_on(unit, day)


def parent_on(actor: Actor, permission: str, parent: Unit, day: date) -> UnitVersion:
    """The version of a unit under which another is put from `day` on.

    Raises what `admit` does, and `Invalid("before_last_change")` when it has been moved since `day`: what is
    put under it would be left at its old place.
    """
    version, last = admit(actor, permission, parent, day, lasting=True), last_version(parent)
    if version.path != last.path:
        raise Invalid("before_last_change", field="day", last=last.starts_on)
    return version


def open_version(unit: Unit, day: date) -> UnitVersion:
    """The unit's last version, to be changed on `day`, by one writer at a time.

    Raises `Conflict("unit_not_active")` when the unit is closed, `Invalid("before_last_change")` when `day`
    is before its last change.
    """
    hold([unit.pk])
    version = UnitVersion.objects.filter(unit=unit, ends_on__isnull=True).select_related("unit").first()
    if version is None:
        raise Conflict("unit_not_active", unit=unit.code, day=day)
    if day < version.starts_on:
        raise Invalid("before_last_change", field="day", last=version.starts_on)
    return version


def revise(version: UnitVersion, day: date, **changes: Any) -> UnitVersion:
    """End `version` on `day` and begin one with `changes`; a second change on the same day replaces the
    first.
    """
    if version.starts_on == day:
        for name, value in changes.items():
            setattr(version, name, value)
        version.save(update_fields=[*changes])
        return version
    UnitVersion.objects.filter(pk=version.pk).update(ends_on=day)
    held = {name: getattr(version, name) for name in HELD} | changes
    return UnitVersion.objects.create(unit=version.unit, starts_on=day, **held)


def move_subtree(version: UnitVersion, day: date, parent: UnitVersion) -> UnitVersion:
    """Put a unit and all under it below `parent` from `day` on.

    Raises `Invalid("before_last_change")` when a unit under it has changed since `day`.
    """
    new_path = path_of(version.unit, parent.path)
    below = UnitVersion.objects.filter(
        ends_on__isnull=True, path__gt=version.path, path__lt=version.path + "~"
    ).select_related("unit")
    hold(below.values_list("unit_id", flat=True))
    changed = max((child.starts_on for child in below), default=day)
    if day < changed:
        raise Invalid("before_last_change", field="day", last=changed)
    for child in below:
        revise(child, day, path=new_path + child.path[len(version.path) :])
    return revise(version, day, parent_id=parent.unit_id, path=new_path)


def required_posts(kind: str, form: str) -> tuple[str, ...]:
    """Kinds of the posts a unit of a kind must have; none where it has no organisation."""
    return () if form in WITHOUT_FORM else profile().unit_kinds[kind].required_posts


def found_required_posts(version: UnitVersion, day: date) -> None:
    """Give a unit that has a form the posts its kind must have, where they are missing, from `day` on."""
    wanted = required_posts(version.kind, version.form)
    if not wanted:
        return
    there = set(version.unit.posts.filter(ends_on__isnull=True).values_list("kind", flat=True))
    Post.objects.bulk_create(
        Post(unit=version.unit, kind=kind, starts_on=day) for kind in wanted if kind not in there
    )
