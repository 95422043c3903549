"""Writes to the tree: found, revise, move, close, split, merge. Each one transaction with its audit entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations import audit_types, policies
from jiceng.apps.organisations.models import OPEN, Succession, Unit, UnitVersion, profile
from jiceng.apps.organisations.versions import (
    admit,
    found_required_posts,
    hold,
    move_subtree,
    open_version,
    parent_on,
    path_of,
    revise,
)
from jiceng.kernel.actors import Actor
from jiceng.kernel.codes import DivisionCode
from jiceng.kernel.errors import Conflict, Invalid, Refused

UNIT_CODE = re.compile(r"\w[\w.-]{0,39}")
"""A unit's code is part of addresses: letters, digits, "-", "." and "_", never a slash or a space."""


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What a new unit is: its `kind` and `form` are words of the profile; `division_code` may be empty."""

    code: str
    name: str
    kind: str
    form: str = ""
    division_code: str = ""
    order: int = 0


@transaction.atomic
def found_unit(*, actor: Actor, at: datetime, parent: Unit | None, draft: UnitDraft, day: date) -> Unit:
    """Found a unit (设立) below `parent` on `day`; only the program itself founds the root.

    Raises `Invalid` for a code in use, an unknown kind or form, or a bad division code.
    """
    parent_path = ""
    if parent is not None:
        parent_path = parent_on(actor, policies.MANAGE, parent, day).path
    elif not actor.system:
        raise Invalid("unit_needs_parent", field="parent")
    unit = _create(draft, parent, parent_path, day)
    _record(actor, at, audit_types.UNIT_FOUNDED, [unit], name=draft.name, day=str(day), form=draft.form)
    return unit


def _create(draft: UnitDraft, parent: Unit | None, parent_path: str, day: date) -> Unit:
    _check_words(draft.kind, draft.form)
    if not draft.name.strip():
        raise Invalid("name_missing", field="name")
    if not UNIT_CODE.fullmatch(draft.code):
        raise Invalid("bad_unit_code", field="code", value=draft.code)
    if Unit.objects.filter(code=draft.code).exists():
        raise Invalid("code_in_use", field="code", value=draft.code)
    division = str(DivisionCode.parse(draft.division_code)) if draft.division_code else ""
    unit = Unit.objects.create(code=draft.code, division_code=division)
    version = UnitVersion.objects.create(
        unit=unit,
        parent=parent,
        name=draft.name.strip(),
        kind=draft.kind,
        form=draft.form,
        order=draft.order,
        path=path_of(unit, parent_path),
        starts_on=day,
    )
    found_required_posts(version, day)
    return unit


def _check_words(kind: str, form: str) -> None:
    words = profile()
    if kind not in words.unit_kinds:
        raise Invalid("unknown_unit_kind", field="kind", value=kind)
    if form and form not in words.organisation_forms:
        raise Invalid("unknown_form", field="form", value=form)


@transaction.atomic
def revise_unit(
    *, actor: Actor, at: datetime, unit: Unit, day: date, name: str, kind: str, form: str
) -> bool:
    """Rename a unit (更名) or change its kind or form (改设) from `day` on. Returns whether anything differed;
    else nothing is written.
    """
    version = open_version(unit, day)
    policies.require(actor, policies.MANAGE, version.path)
    _check_words(kind, form)
    if not name.strip():
        raise Invalid("name_missing", field="name")
    changes = {"name": name.strip(), "kind": kind, "form": form}
    before = {field: getattr(version, field) for field in changes}
    if before == changes:
        return False
    found_required_posts(revise(version, day, **changes), day)
    _record(actor, at, audit_types.UNIT_REVISED, [unit], day=str(day), before=before, after=changes)
    return True


@transaction.atomic
def move_unit(*, actor: Actor, at: datetime, unit: Unit, day: date, parent: Unit) -> None:
    """Put a unit, with all under it, below another one (调整隶属) from `day` on.

    Raises `Invalid("parent_is_below")` when the new parent is the unit itself or lies under it,
    `Invalid("moved_in_the_future")` for a coming day: permission follows the last place, and would move
    before the unit does.
    """
    if day > timezone.localdate(at):
        raise Invalid("moved_in_the_future", field="day")
    hold([unit.pk, parent.pk])
    version = open_version(unit, day)
    policies.require(actor, policies.MANAGE, version.path)
    new = parent_on(actor, policies.MANAGE, parent, day)
    if new.path.startswith(version.path):
        raise Invalid("parent_is_below", field="parent")
    if version.parent_id == parent.pk:
        return
    before = {"parent": Unit.objects.get(pk=version.parent_id).code if version.parent_id else ""}
    move_subtree(version, day, new)
    _record(
        actor,
        at,
        audit_types.UNIT_REVISED,
        [unit],
        day=str(day),
        before=before,
        after={"parent": parent.code},
    )


@transaction.atomic
def close_unit(*, actor: Actor, at: datetime, unit: Unit, day: date, reason: str) -> None:
    """Close a unit (撤销): `day` is the first day it is no more. Its records stay.

    Raises `Conflict("unit_has_units")` while units under it are open, `Conflict("unit_has_members")` while it
    has members, `Conflict("unit_has_holders")` while its seats or posts are held (`people.closures` ends them
    in the same step).
    """
    version = open_version(unit, day)
    policies.require(actor, policies.MANAGE, version.path)
    _close(version, day)
    _record(actor, at, audit_types.UNIT_CLOSED, [unit], day=str(day), reason=reason)


def _close(version: UnitVersion, day: date) -> None:
    if day <= version.starts_on:
        raise Invalid("before_last_change", field="day", last=version.starts_on)
    if UnitVersion.objects.filter(OPEN, parent_id=version.unit_id).exists():
        raise Conflict("unit_has_units", unit=version.unit.code)
    if version.unit.memberships.filter(OPEN).exists():
        raise Conflict("unit_has_members", unit=version.unit.code)
    held = version.unit.posts.filter(holdings__isnull=False, holdings__ends_on__isnull=True)
    seated = version.unit.bodies.filter(seats__isnull=False, seats__ends_on__isnull=True)
    if held.exists() or seated.exists():
        raise Conflict("unit_has_holders", unit=version.unit.code)
    UnitVersion.objects.filter(pk=version.pk).update(ends_on=day)
    for dated in (version.unit.bodies, version.unit.posts):
        dated.filter(OPEN).update(ends_on=day)


@transaction.atomic
def split_unit(
    *, actor: Actor, at: datetime, unit: Unit, day: date, drafts: Sequence[UnitDraft]
) -> tuple[Unit, ...]:
    """Found units out of one (分设) beside it on `day`; the unit itself goes on, with what is not handed to the
    new ones.

    Returns the new units. The succession is kept, so each one's history leads back to where it came from.
    """
    version = open_version(unit, day)
    policies.require(actor, policies.MANAGE, version.path)
    if not drafts or version.parent_id is None:
        raise Invalid("split_needs_units", field="drafts")
    parent = Unit.objects.get(pk=version.parent_id)
    parent_path = version.path[: -len(path_of(unit, ""))]
    if not actor.may(policies.MANAGE, parent_path):  # what is founded beside a unit stands under its parent
        raise Refused("not_permitted", permission=policies.MANAGE)
    created = tuple(_create(draft, parent, parent_path, day) for draft in drafts)
    _succeed([unit], created, "split", day)
    _record(
        actor, at, audit_types.UNIT_SPLIT, [unit, *created], day=str(day), into=[new.code for new in created]
    )
    return created


@transaction.atomic
def merge_units(*, actor: Actor, at: datetime, units: Sequence[Unit], into: Unit, day: date) -> None:
    """Merge units (合并) into one that goes on; the others are closed on `day` and point to it.

    Raises what `close_unit` does for each of them.
    """
    hold(unit.pk for unit in (into, *units))
    admit(actor, policies.MANAGE, into, day, lasting=True)
    if not units or into in units:
        raise Invalid("merge_needs_units", field="units")
    for unit in units:
        version = open_version(unit, day)
        policies.require(actor, policies.MANAGE, version.path)
        _close(version, day)
    _succeed(units, [into], "merge", day)
    _record(
        actor,
        at,
        audit_types.UNITS_MERGED,
        [into, *units],
        day=str(day),
        merged=[unit.code for unit in units],
    )


def _succeed(olds: Sequence[Unit], news: Sequence[Unit], event: str, day: date) -> None:
    Succession.objects.bulk_create(
        Succession(predecessor=old, successor=new, event=event, day=day) for old in olds for new in news
    )


def _record(actor: Actor, at: datetime, type: AuditType, units: Sequence[Unit], **content: object) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"unit:{units[0].pk}",
        unit_ids=[unit.pk for unit in units],
        content={"unit": units[0].code, **content},
    )
