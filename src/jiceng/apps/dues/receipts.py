"""Receipts of a month as one .docx, filled into the office's own template (`[letter.dues_receipt]`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.apps.dues import audit_types, selectors
from jiceng.apps.dues.models import Payment
from jiceng.apps.journal.files import new_mark, record_file
from jiceng.apps.organisations.letters import fill, template
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound

CODE = "dues_receipt"


def may_write() -> bool:
    """Whether the profile has a template for receipts."""
    return CODE in profile().letters


@transaction.atomic
def take_out(
    *,
    actor: Actor,
    at: datetime,
    version: UnitVersion,
    month: date,
    words: Callable[[Sequence[Sequence[Payment]]], Mapping[str, Any]],
    note: Callable[[str], str],
) -> bytes:
    """Let the receipts of a month leave as one file; it is written in the journal.

    Parameters: `words`, what stands in the fields of the template, given of each receipt the months it is
    for; `note`, what the file's properties say of its mark.
    Raises `Refused` for whoever does not keep that unit's list, `NotFound("page_not_found")` for a month
    without receipts or a profile without a template, and what `organisations.letters` raise.
    """
    found = selectors.receipts(actor, version, month)
    if not found or not may_write():
        raise NotFound("page_not_found")
    mark = new_mark()
    made = fill(template(CODE), words(found), note(mark))
    record_file(
        actor=actor,
        at=at,
        type=audit_types.RECEIPTS_TAKEN_OUT,
        subject=f"unit:{version.unit_id}",
        unit_ids=[version.unit_id],
        content={"unit": version.unit.code, "month": f"{month:%Y-%m}", "receipts": len(found)},
        file=made,
        mark=mark,
    )
    return made
