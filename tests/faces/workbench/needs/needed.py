"""A need of a unit that holds and owns it itself, and a letter at the topmost desk: for address lists."""

import secrets

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback.models import Question
from jiceng.apps.needs.models import NeedEntry
from jiceng.apps.needs.services import NeedDraft, raise_need
from jiceng.apps.needs.standing import judged, keep
from jiceng.apps.organisations.models import Unit
from tests.county import AT, DAY, SYSTEM, County


def needed(county: County, unit: Unit, number: int = 0) -> dict[str, tuple[object, ...]]:
    """By what of them an address names."""
    draft = NeedDraft("roads", f"修路{number}", DAY, "雨天不通")
    need = raise_need(actor=SYSTEM, at=AT, unit=unit, draft=draft)
    need.entries.update(to=unit)
    entry = NeedEntry.objects.create(
        need=need, number=2, move="assigned", day=DAY, to=unit, recorded_at=AT, recorded_by="t"
    )
    rules = current_rules()
    keep(rules, need, judged(rules, need, list(need.entries.all())))
    letter = Question.objects.create(
        kind="question",
        text="水渠什么时候修？",
        asked_at=AT,
        to=county.unit("青禾县"),
        desk="office",
        receipt=secrets.token_bytes(32),
    )
    return {"need": (need.pk,), "need_entry": (entry.pk,), "letter_to_desk": (letter.pk,)}
