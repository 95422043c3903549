"""The register a profile ships: where a real office begins, without people and without verdicts."""

import csv
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.organisations import audit_types
from jiceng.apps.organisations.models import Unit, UnitVersion, profile
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.organisations.versions import found_required_posts, path_of
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Refused

TOPMOST_CODE = "1"
_SUBJECT = "register:1"


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
        subject=_SUBJECT,
        unit_ids=[],
        content={"units": len(made), "source": source, "day": str(day)},
    )
    return len(made)


@transaction.atomic
def found_topmost(*, actor: Actor, at: datetime, name: str, day: date) -> Unit:
    """Found the topmost unit where a profile ships no register: of the first kind, in its first form.

    Raises `Conflict("register_not_empty")` when there are units already; `Refused` unless the program itself
    acts; otherwise as `found_unit`.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="register.load")
    if Unit.objects.exists():
        raise Conflict("register_not_empty")
    kind = min(profile().unit_kinds.values(), key=lambda each: (each.level, each.order))
    draft = UnitDraft(code=TOPMOST_CODE, name=name, kind=kind.code, form=next(iter(kind.forms), ""))
    return found_unit(actor=actor, at=at, parent=None, draft=draft, day=day)


def register_loaded_on() -> date | None:
    """The day on which the office began with its profile's register; None where it began otherwise."""
    found = AuditEntry.objects.filter(subject=_SUBJECT, type=audit_types.REGISTER_LOADED.code)
    at = found.order_by("pk").values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


def keep_profile_in_use() -> None:
    """Keep the profile of an office that an earlier release began without: it has units, all of kinds the
    profile knows.
    """
    if _kept().is_file():
        return
    kinds = set(UnitVersion.objects.values_list("kind", flat=True).distinct())
    if kinds and kinds <= profile().unit_kinds.keys():
        keep_profile()


def keep_profile() -> None:
    """Keep in the data folder which profile it was begun with: from now on it runs on no other."""
    kept = _kept()
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
    draft.write_text(f"{settings.PROFILE_CODE}\n", encoding="utf-8")
    draft.replace(kept)


def _kept() -> Path:
    return Path(settings.DATA) / "profile"


def _kind(row: dict[str, str], kinds: dict[str, str]) -> str:
    """The kind by the row's level; a name's ending ("level:ending") decides where the profile says so."""
    for key, kind in kinds.items():
        level, _, ending = key.partition(":")
        if level == row["level"] and (not ending or row["name"].endswith(ending)):
            return kind
    raise Conflict("register_level_unknown", level=row["level"])
