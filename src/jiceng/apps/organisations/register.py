"""The register a profile ships: where a real office begins, without people and without verdicts."""

import csv
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from jiceng.apps.journal.services import record
from jiceng.apps.organisations import audit_types
from jiceng.apps.organisations.models import Unit, UnitVersion, profile
from jiceng.apps.organisations.versions import found_required_posts, path_of
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Refused


@transaction.atomic
def load_register(
    *, actor: Actor, at: datetime, lines: Iterable[str], day: date, kinds: dict[str, str], source: str
) -> int:
    """Make the units of a register, in its order, all from `day` on.

    Parameters: `lines`, CSV with columns code, name, level, parent_code (parents first); `kinds`, from the
    register's level to the profile's unit kind; `source`, what the journal says of where it came from. A unit
    takes the first form its kind allows. Returns how many units were made.
    Raises `Conflict("register_not_empty")` when there are units already. Only the program itself may call it.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="register.load")
    if Unit.objects.exists():
        raise Conflict("register_not_empty")
    made: dict[str, UnitVersion] = {}
    for order, row in enumerate(csv.DictReader(lines), start=1):
        parent = made.get(row["parent_code"])
        unit = Unit.objects.create(code=row["code"], division_code=row["code"])
        kind = _kind(row, kinds)
        made[row["code"]] = UnitVersion(
            unit=unit,
            parent=parent.unit if parent else None,
            name=row["name"],
            kind=kind,
            form=next(iter(profile().unit_kinds[kind].forms), ""),
            path=path_of(unit, parent.path if parent else ""),
            order=order,
            starts_on=day,
        )
    UnitVersion.objects.bulk_create(made.values())
    for version in made.values():
        found_required_posts(version, day)
    record(
        actor=actor,
        at=at,
        type=audit_types.REGISTER_LOADED,
        subject="register:1",
        unit_ids=[],
        content={"units": len(made), "source": source, "day": str(day)},
    )
    return len(made)


def _kind(row: dict[str, str], kinds: dict[str, str]) -> str:
    """The kind by the row's level; a name's ending ("level:ending") decides where the profile says so."""
    for key, kind in kinds.items():
        level, _, ending = key.partition(":")
        if level == row["level"] and (not ending or row["name"].endswith(ending)):
            return kind
    raise Conflict("register_level_unknown", level=row["level"])
