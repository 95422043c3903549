"""The rows of a secretary's list: which meeting to record for which duty, and how each row reads."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import QueryDict

from jiceng.engines.procedure import HeldAs
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.gatherings.words import listed, record_words, titled
from jiceng.faces.workbench.home.words import frequency, progress, state_text
from jiceng.kernel.periods import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.gatherings.selectors import Occasion

URGENCY = {"late": 0, "missed": 1, "due": 2, "done": 3, "excused": 4}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty on the list.

    `query` is what the record form is told (empty: nothing can be recorded), `makes_up` whether that makes
    up for a period gone by; `evidence` the last gathering that counts; `frequency` what the rule asks;
    `missing` names of bodies that have not met; `record` what recording it is called where that is no meeting
    (a notice, a training, a talk); `first` whether it is what to do next: late, near its end, or the first
    that is open.
    """

    item: "UnitVerdict"
    title: str
    text: str
    progress: str
    query: str
    makes_up: bool
    evidence: "Gathering | None"
    frequency: str
    missing: str
    record: str = ""
    first: bool = False

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.item.state in ("late", "missed", "due")


def duty_rows(
    verdicts: "Iterable[UnitVerdict]",
    gatherings: "Mapping[int, Gathering]",
    occasions: "Iterable[Occasion]",
    day: date,
) -> list[DutyRow]:
    """Verdicts as rows: late first, then what is due by its last day, then what is done or excused.

    Parameters: `gatherings`, the verdicts' evidence by id; `occasions`, what the unit can meet for.
    """
    there = list(occasions)
    ordered = sorted(verdicts, key=_urgency)
    rows = [_row(each, gatherings, there, day) for each in ordered]
    first = next((row for row in rows if row.open and row.query), None)
    urgent = [row is first or row.item.state == "late" or row.item.at_risk for row in rows]
    return [replace(row, first=now and row.open) for row, now in zip(rows, urgent, strict=True)]


def _urgency(item: "UnitVerdict") -> tuple[int, date]:
    return URGENCY.get(item.state, len(URGENCY)), item.verdict.closes_on


def _row(
    item: "UnitVerdict", gatherings: "Mapping[int, Gathering]", occasions: "list[Occasion]", day: date
) -> DutyRow:
    evidence = sorted(
        (gatherings[id] for id in item.evidence_ids if id in gatherings), key=lambda each: (each.day, each.pk)
    )
    kinds = item.version.plan.gathering_kinds
    meets = any(settings.PROFILE.gathering_kinds[kind].body for kind in kinds)
    fitting = [each for each in occasions if each.kind.code in kinds]
    met = {each.body_id for each in evidence}
    waiting = [each for each in fitting if each.body is None or each.body.pk not in met] or fitting
    missing = [each.body.name for each in waiting if each.body] if item.verdict.required > 1 else []
    over = item.verdict.closes_on < day
    # A notice is up and will have been so long enough: nothing is to be done but wait.
    waits = item.verdict.met_on is not None and item.verdict.met_on > day
    open_still = item.state in ("late", "due") or (
        item.state == "excused" and item.verdict.excuse == "postponed"
    )
    return DutyRow(
        item=item,
        title=_title(item),
        text=state_text(item, evidence, day, meets),
        progress=progress(item),
        query=_query(waiting[0], item, over) if waiting and open_still and not waits else "",
        makes_up=over,
        evidence=evidence[-1] if evidence else None,
        frequency=frequency(item.version),
        missing=listed(missing) if item.state in ("late", "due") else "",
        record=_record(kinds),
    )


def _record(codes: "Iterable[str]") -> str:
    """What recording is called where no meeting does the duty; empty where one does."""
    kinds = [settings.PROFILE.gathering_kinds[code] for code in codes]
    if not kinds or any(kind.held_as is HeldAs.MEETING and not kind.posted for kind in kinds):
        return ""
    return record_words(kinds[0]).record


def _title(item: "UnitVerdict") -> str:
    """The duty, with its period unless that is the month or the year everyone knows it is."""
    title = in_words(item.duty.title)
    plain = not item.version.plan.evidence or (item.period.cadence is Cadence.MONTH and item.state != "late")
    return title if plain else titled(title, item.period)


def _query(occasion: "Occasion", item: "UnitVerdict", over: bool) -> str:
    query = QueryDict(mutable=True)
    query["kind"] = occasion.kind.code
    if occasion.body is not None:
        query["body"] = str(occasion.body.pk)
    asked = item.version.plan.evidence_of(occasion.kind.code)
    if asked and asked.items and len(asked.items.among) == 1:
        query["item"] = asked.items.among[0]
    if over:
        query["makes_up"] = item.verdict.period
    return query.urlencode()
