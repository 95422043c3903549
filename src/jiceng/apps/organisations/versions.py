"""The dated versions of a unit: the one place that ends one and begins the next."""

from datetime import date
from typing import Any

from jiceng.apps.organisations.models import Post, Unit, UnitVersion, on, profile
from jiceng.kernel.errors import Conflict, Invalid

SEGMENT = 7
"""Characters of one path segment: a unit's id, filled with zeros."""

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


def open_version(unit: Unit, day: date) -> UnitVersion:
    """The unit's last version, to be changed on `day`.

    Raises `Conflict("unit_not_active")` when the unit is closed, `Invalid("before_last_change")` when `day`
    is before its last change.
    """
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
    """Put a unit and all under it below `parent` from `day` on."""
    new_path = path_of(version.unit, parent.path)
    below = UnitVersion.objects.filter(
        ends_on__isnull=True, path__gt=version.path, path__lt=version.path + "~"
    ).select_related("unit")
    for child in below:
        revise(child, day, path=new_path + child.path[len(version.path) :])
    return revise(version, day, parent_id=parent.unit_id, path=new_path)


def found_required_posts(version: UnitVersion, day: date) -> None:
    """Give a unit that has a form the posts its kind must have, where they are missing, from `day` on."""
    if not version.form:
        return
    wanted = profile().unit_kinds[version.kind].required_posts
    there = set(version.unit.posts.filter(ends_on__isnull=True).values_list("kind", flat=True))
    Post.objects.bulk_create(
        Post(unit=version.unit, kind=kind, starts_on=day) for kind in wanted if kind not in there
    )
