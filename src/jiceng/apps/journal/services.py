"""Writing in the journal. Called by the services of other apps, inside their transactions."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.apps.journal.audit_types import AuditType, declared_types
from jiceng.apps.journal.models import AuditEntry, PendingLeaf, Reading
from jiceng.apps.journal.signals import entry_recorded
from jiceng.engines.ledger import SALT_SIZE, commit
from jiceng.kernel.actors import Actor
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import Invalid


def record(
    *,
    actor: Actor,
    at: datetime,
    type: AuditType,
    subject: str,
    unit_ids: Sequence[int],
    content: Mapping[str, Any],
) -> AuditEntry:
    """Write one audit entry in the transaction of the write it tells of.

    Parameters: `actor`, who; `at`, when; `type`, a declared type; `subject`, "kind:id" of what was written;
    `unit_ids`, the units it touches, the chief one first; `content`, what was written (plain JSON
    values). Returns the entry. Raises TransactionManagementError outside a transaction, TypeError for content
    that is not canonical.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry is written with what it tells of")
    text = canonical_json(dict(content))
    salt = secrets.token_bytes(SALT_SIZE)
    entry = AuditEntry.objects.create(
        at=at,
        actor_id=actor.id,
        actor_name=actor.name,
        type=type.code,
        unit_id=unit_ids[0] if unit_ids else None,
        subject=subject,
        content=text,
        salt=salt,
        commitment=commit(committed_text(actor.name, text), salt),
    )
    PendingLeaf.objects.create(entry=entry)
    if type.facts:
        entry_recorded.send(sender=AuditEntry, entry=entry, unit_ids=tuple(unit_ids))
    return entry


def committed_text(actor_name: str, content: str) -> str:
    """What an entry's commitment is made of: who wrote, by name, and the content (canonical JSON)."""
    return f'{{"actor_name":{canonical_json(actor_name)},"content":{content}}}'


def record_reading(
    *, actor: Actor, at: datetime, person_id: int, unit_id: int | None, part: str, purpose: str
) -> None:
    """Write that `actor` looked into a part ("file", "id_number") of a person's file, and why.

    Raises `Invalid("purpose_missing")` when no purpose is stated.
    """
    record_readings(actor=actor, at=at, persons=[(person_id, unit_id)], part=part, purpose=purpose)


def record_readings(
    *, actor: Actor, at: datetime, persons: Sequence[tuple[int, int | None]], part: str, purpose: str
) -> None:
    """Write the same of many persons at once: `persons` are pairs of person id and unit id.

    Raises `Invalid("purpose_missing")` when no purpose is stated.
    """
    if not purpose.strip():
        raise Invalid("purpose_missing", field="purpose")
    looks = [
        Reading(
            at=at,
            actor_id=actor.id,
            token_id=actor.token,
            actor_name=actor.name,
            person_id=person_id,
            unit_id=unit_id,
            part=part,
            purpose=purpose.strip(),
        )
        for person_id, unit_id in persons
    ]
    Reading.objects.bulk_create(looks, batch_size=2_000)


def shred(*, actor: Actor, at: datetime, subject: str) -> int:
    """Erase content and salt of every personal entry about `subject` ("person:12"); hashes stay.

    Returns how many entries were shredded. Only the program itself (a retention rule, a service above) may
    call it.
    """
    personal = [code for code, type in declared_types().items() if type.personal]
    with transaction.atomic():
        return AuditEntry.objects.filter(subject=subject, type__in=personal, shredded_at__isnull=True).update(
            content=None, salt=None, shredded_at=at
        )


def last_entry_at() -> datetime | None:
    """When the last audit entry was written; None before the first."""
    return AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
