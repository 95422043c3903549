"""Reads of imports: one's own, and everyone's for whoever may import in the whole tree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from jiceng.apps.intake.kinds import KINDS, may_import
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.organisations.models import Body, Post, UnitVersion
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


def imports(actor: Actor) -> QuerySet[Import]:
    """Imports the actor may see, newest first: her own of kinds she may import, and everyone's of those she
    may import at the top of the tree.
    """
    kinds = may_import(actor)
    own = Q(by_id=actor.id, by_id__isnull=False, kind__in=("", *kinds)) if kinds else Q(pk__in=())
    rows = Import.objects.filter(own | Q(kind__in=_of_the_top(actor)))
    return rows.defer("content", "report").order_by("-at", "-pk")


def _of_the_top(actor: Actor) -> list[str]:
    """The kinds the actor may import in the whole tree."""
    if actor.system:
        return ["", *KINDS]
    tops = list(UnitVersion.objects.filter(parent=None, ends_on=None).values_list("path", flat=True))
    return [code for code, kind in KINDS.items() if any(actor.may(kind.permission, path) for path in tops)]


def import_by_id(actor: Actor, import_id: int) -> Import:
    """One import. Raises `NotFound("import_not_found")` to outsiders."""
    found = imports(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound("import_not_found")
    return found


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field an import filled or changed: its name as in the register, before and after."""

    field: str
    before: Any
    after: Any


def changed_fields(change: Change) -> list[FieldChange]:
    """What a change did, field by field; of a record it made, every field that says something."""
    before = change.before or {}
    return [
        FieldChange(name, before.get(name), value)
        for name, value in change.after.items()
        if before.get(name) != value and (change.before is not None or value not in ("", None))
    ]


def changes(actor: Actor, import_id: int) -> QuerySet[Change]:
    """What an import changed in units that are within the actor's reach now, in the order it was written.
    Raises `NotFound("import_not_found")`.
    """
    taken = import_by_id(actor, import_id)
    units = last_versions(actor, KINDS[taken.kind].permission).values("unit_id")
    return Change.objects.filter(of=taken, unit_id__in=units).order_by("pk")


def undoable(taken: Import) -> tuple[int, int]:
    """How many records an undo would remove, and how many it would give their earlier values. Of an import
    the caller was given.
    """
    rows = Change.objects.filter(of=taken, undone=False)
    new = Q(before__isnull=True)
    counted = rows.aggregate(made=Count("pk", filter=new), changed=Count("pk", filter=~new))
    return counted["made"], counted["changed"]


def left(actor: Actor, import_id: int) -> QuerySet[Change]:
    """What the undo of an import left, and why, as `changes` shows it."""
    return changes(actor, import_id).exclude(left_because="")


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in records stand for, by id: units, posts by their kind, bodies and persons by name."""

    units: dict[int, str]
    posts: dict[int, str]
    bodies: dict[int, str]
    persons: dict[int, str]


def names_in(actor: Actor, rows: Sequence[Change]) -> Names:
    """Names of what the fields of some changes point to; of units, those the actor may see. Of changes the
    caller was given.
    """
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for values in (row.before or {}, row.after):
            for name, value in values.items():
                if name in _POINTING and value is not None:
                    ids[_POINTING[name]].add(value)
    units = last_versions(actor).filter(unit_id__in=ids["unit"])
    return Names(
        units=dict(units.values_list("unit_id", "name")) if ids["unit"] else {},
        posts=_named(Post, ids["post"], "kind"),
        bodies=_named(Body, ids["body"], "name"),
        persons=_named(Person, ids["person"], "name"),
    )


_POINTING = {
    "unit_id": "unit",
    "place_id": "unit",
    "post_id": "post",
    "body_id": "body",
    "person_id": "person",
}


def _named(model: type[Model], ids: set[int], name: str) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", name)) if ids else {}
