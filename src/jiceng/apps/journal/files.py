"""Files that leave the office: each has a mark of its own, stands in the journal by its hash, and is found
again by either, wherever it turns up.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.models import AuditEntry, HandedOut
from jiceng.apps.journal.services import record
from jiceng.kernel.actors import Actor

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a mark: none that is taken for another when read from paper."""
MARK_LENGTH = 8
_MARK = re.compile(f"([{LETTERS}]{{4}})-?([{LETTERS}]{{4}})")
_HASH = re.compile(r"[0-9a-f]{64}")


def new_mark() -> str:
    """A mark for one file, e.g. "K7Q2-9XMD": not to be guessed from another."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(MARK_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def record_file(
    *,
    actor: Actor,
    at: datetime,
    type: AuditType,
    subject: str,
    unit_ids: Sequence[int],
    content: Mapping[str, Any],
    file: bytes,
    mark: str,
) -> AuditEntry:
    """Write the audit entry of a file that leaves, with its mark and its SHA-256. The rest as `record`."""
    told = {"mark": mark, "sha256": sha256(file).hexdigest()}
    entry = record(
        actor=actor, at=at, type=type, subject=subject, unit_ids=unit_ids, content={**content, **told}
    )
    HandedOut.objects.create(entry=entry, mark=mark, sha256=told["sha256"])
    return entry


def entries_of(wanted: str) -> list[int]:
    """Ids of the entries under which a file left, by its mark (however typed) or its SHA-256; a file that
    left twice as the same bytes has two.
    """
    text = wanted.strip()
    found = _MARK.fullmatch(text.upper().replace(" ", ""))
    query = Q(mark=f"{found[1]}-{found[2]}") if found else Q(sha256=text.lower())
    if not found and not _HASH.fullmatch(text.lower()):
        return []
    return list(HandedOut.objects.filter(query).order_by("-pk").values_list("entry_id", flat=True))
