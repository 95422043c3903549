"""What is entered of a case or a model, and what both ask of it: words, an authority, once only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from jiceng.apps.decisions.models import Decision
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid

Entry = TypeVar("Entry", bound=Model)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be made: its kind, its day, what it says (`progress`), in words."""

    kind: str
    day: date
    said: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    decision: Decision | None = None


def authority(version: UnitVersion, paper: str, decision: Decision | None) -> str:
    """By what something is done: a decision adopted by the unit or one above it, or a paper."""
    paper = " ".join(paper.split())
    if not paper and decision is None:
        raise Invalid("paper_missing", field="paper")
    if len(paper) > 80:
        raise Invalid("text_too_long", field="paper", limit=80)
    if decision is not None:
        above = UnitVersion.objects.filter(unit_id=decision.unit_id).order_by("-starts_on").first()
        adopted = decision.result in ("adopted", "carried_out") and decision.dropped_on is None
        if not adopted or above is None or not version.path.startswith(above.path):
            raise Invalid("decision_not_adopted", field="decision")
    return paper


def sent_before(actor: Actor, entries: "QuerySet[Entry]", draft: Draft) -> "Entry | None":
    """The last of some entries, where this very form has made it."""
    last: Any = entries.order_by("-number").first()
    if last is None or (last.kind, last.day, last.text) != (draft.kind, draft.day, draft.text.strip()):
        return None
    same = all(last.said.get(key) == value for key, value in draft.said.items() if value not in ("", None))
    return last if same and last.recorded_by == actor.name else None


def stated(text: str, field: str, limit: int) -> str:
    found = text.strip()
    if not found:
        raise Invalid("reason_missing" if field == "reason" else "text_missing", field=field)
    if len(found) > limit:
        raise Invalid("text_too_long", field=field, limit=limit)
    return found
