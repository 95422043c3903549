"""Writes to checks. Nothing said is ever overwritten: a new row replaces the one before, and both stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.duties import policies as duties
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.versions import hold, last_version, version_on
from jiceng.apps.standards import audit_types, derived
from jiceng.apps.standards.models import Answer, Assessment
from jiceng.apps.standards.policies import OF_LEVEL, RECORD
from jiceng.apps.standards.selectors import Standing, accepted_before, checklist_of, ready_for, sheet_of
from jiceng.apps.standards.sheets import Sheet
from jiceng.engines.procedure.standards import ItemKind, Level
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an item: its points, and the source or the reason."""

    item: str
    points: int
    text: str


@transaction.atomic
def say(*, actor: Actor, at: datetime, unit: Unit, year: int, said: Sequence[Said]) -> Assessment:
    """Say items in the check under way; a unit's own check begins with the first. What is said again
    unchanged is left out.

    Raises `Conflict("no_check_open")`, `Invalid`: "unknown_item", "not_asked_here", "points_out_of_range",
    "source_missing" (with `item`).
    """
    sheet = _held(actor, at, unit, year)
    current = sheet.current or _begun(actor, at, sheet)
    require(actor, OF_LEVEL[Level(current.level)], sheet.unit.path)
    rows = []
    for each in said:
        before = _checked(sheet, Level(current.level), each)
        if before is None or (before.points, before.text) != (each.points, each.text.strip()):
            rows.append(_answer(actor, at, current, each, Answer.Kind.SAID, before))
    if rows:
        _tally(sheet.unit, year, at, current)
    _record(actor, at, audit_types.SAID, current, items={each.item: each.points for each in rows})
    return current


@transaction.atomic
def reply(*, actor: Actor, at: datetime, unit: Unit, year: int, item: str, text: str) -> Answer:
    """The unit's answer to a difference found above. Raises `Conflict("no_difference")`,
    `Invalid("reason_missing")`.
    """
    sheet = _held(actor, at, unit, year)
    require(actor, RECORD, sheet.unit.path)
    current = _different(sheet, item)
    if not text.strip():
        raise Invalid("reason_missing", field="text")
    found = Answer.objects.create(
        assessment=current, item=item, kind=Answer.Kind.REPLIED, text=text.strip(), by=actor.name, at=at
    )
    _record(actor, at, audit_types.REPLIED, current, item=item)
    return found


@transaction.atomic
def settle(
    *, actor: Actor, at: datetime, unit: Unit, year: int, item: str, points: int, reason: str
) -> Answer:
    """Settle a difference, at the level that found it, with a reason: a row of its own.

    Raises `Conflict("no_difference")`, `Invalid`: "points_out_of_range", "reason_missing".
    """
    sheet = _held(actor, at, unit, year)
    current = _different(sheet, item)
    require(actor, OF_LEVEL[Level(current.level)], sheet.unit.path)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    before = _checked(sheet, Level(current.level), Said(item, points, reason))
    found = _answer(actor, at, current, Said(item, points, reason), Answer.Kind.SETTLED, before)
    _tally(sheet.unit, year, at, current)
    _record(actor, at, audit_types.SETTLED, current, item=item, points=points)
    return found


@transaction.atomic
def close(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    year: int,
    accepted: bool | None = None,
    remark: str = "",
) -> Assessment:
    """Close the check under way: what the registers say is kept as on this day, with its evidence.

    Parameters: `accepted`, of a county's check. Raises `Conflict`: "no_check_open", "items_left",
    "differences_left"; `Invalid`: "acceptance_missing", "reason_missing" where it is not accepted.
    """
    sheet = _held(actor, at, unit, year)
    current = sheet.current
    if current is None:
        raise Conflict("no_check_open")
    level = Level(current.level)
    require(actor, OF_LEVEL[level], sheet.unit.path)
    if waiting := sheet.waiting():
        raise Conflict("items_left", number=len(waiting))
    if unsettled := sheet.unsettled():
        raise Conflict("differences_left", number=len(unsettled))
    _acceptable(level, accepted, remark)
    day = timezone.localdate(at)
    refresh(day, unit_ids=[unit.pk])
    row = (unit.pk, sheet.unit.kind, sheet.unit.form)
    known = derived.computed(sheet.rules, sheet.rule, day, [row], evidence=True)[unit.pk]
    current.known, current.barred = known.items, " ".join(known.barred)
    current.closed_at, current.closed_by = at, actor.name
    current.accepted, current.remark = accepted, remark.strip()
    current.save()
    found = sheet_of(sheet.rules, sheet.unit, year, day).score_at(level)
    current.points, current.base, current.grade = found.whole.points, found.whole.base, found.grade
    current.save(update_fields=["points", "base", "grade"])
    _record(actor, at, audit_types.CLOSED, current, points=current.points, base=current.base,
            grade=current.grade, accepted=accepted)  # fmt: skip
    return current


def _acceptable(level: Level, accepted: bool | None, remark: str) -> None:
    by_county = level in (Level.COUNTY, Level.RECHECK)
    if by_county and accepted is None:
        raise Invalid("acceptance_missing", field="accepted")
    if by_county and not accepted and not remark.strip():
        raise Invalid("reason_missing", field="remark")
    if not by_county and accepted is not None:
        raise Invalid("not_asked_here", field="accepted")


@transaction.atomic
def reopen(*, actor: Actor, at: datetime, unit: Unit, year: int, reason: str) -> Assessment:
    """Open the highest check again, to put it right; the journal keeps what it had come to.

    Raises `Conflict`: "nothing_closed"; `Invalid("reason_missing")`.
    """
    sheet = _held(actor, at, unit, year)
    last = sheet.last
    if last is None or last.closed_at is None:
        raise Conflict("nothing_closed")
    require(actor, OF_LEVEL[Level(last.level)], sheet.unit.path)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    had = {"points": last.points, "base": last.base, "grade": last.grade, "accepted": last.accepted}
    last.closed_at, last.closed_by, last.accepted, last.remark = None, "", None, ""
    last.known, last.points, last.base, last.grade, last.barred = {}, 0, 0, "", ""
    last.save()
    _tally(sheet.unit, year, at, last)
    _record(actor, at, audit_types.REOPENED, last, reason=reason.strip(), **had)
    return last


@transaction.atomic
def open_checks(
    *, actor: Actor, at: datetime, units: Sequence[Unit], year: int, level: Level, seed: str = ""
) -> list[Assessment]:
    """Open the checks of a level in the units picked; `seed`, of the sample proposed.

    Raises `Invalid("nobody_picked")`, `Conflict("not_ready_for_check")` with the unit's name.
    """
    if not units or level is Level.SELF:
        raise Invalid("nobody_picked", field="units")
    hold([each.pk for each in units])
    day, rules = timezone.localdate(at), current_rules()
    versions = [last_version(each) for each in units]
    for each in versions:
        require(actor, OF_LEVEL[level], each.path)
    _ready(versions, year, level)
    found = [_opened(actor, at, rules, version_on(each.unit, day), year, level, seed) for each in versions]
    record(
        actor=actor,
        at=at,
        type=audit_types.OPENED,
        subject=f"standard:{found[0].pk}",
        unit_ids=[each.unit_id for each in found],
        content={
            "year": year,
            "level": level.value,
            "seed": seed,
            "units": [each.unit.code for each in versions],
        },
    )
    return found


def _ready(versions: Sequence[UnitVersion], year: int, level: Level) -> None:
    ids = [each.unit_id for each in versions]
    checks: dict[int, dict[Level, Assessment]] = {}
    for row in Assessment.objects.filter(unit_id__in=ids, year=year).defer("known"):
        checks.setdefault(row.unit_id, {})[Level(row.level)] = row
    standings = [Standing(each, checks.get(each.unit_id, {})) for each in versions]
    ready = {each.unit.unit_id for each in ready_for(standings, level, accepted_before(ids, year))}
    late = next((each for each in versions if each.unit_id not in ready), None)
    if late is not None:
        raise Conflict("not_ready_for_check", unit=late.name)


def _opened(
    actor: Actor, at: datetime, rules: Any, version: UnitVersion, year: int, level: Level, seed: str = ""
) -> Assessment:
    checklist = checklist_of(rules, version)
    rule = derived.rule_of(checklist, year) if checklist is not None else None
    if checklist is None or rule is None:
        raise Conflict("not_ready_for_check", unit=version.name)
    found = Assessment.objects.create(
        unit_id=version.unit_id,
        checklist=checklist.code,
        rule_from=rule.in_force_from,
        year=year,
        level=level,
        seed=seed[:40],
        opened_at=at,
        opened_by=actor.name,
    )
    _tally(version, year, at, found)
    return found


def _held(actor: Actor, at: datetime, unit: Unit, year: int) -> Sheet:
    """The unit's sheet, for one writer at a time: of whoever may do anything to it."""
    day = timezone.localdate(at)
    hold([unit.pk])
    path = last_version(unit).path
    require(actor, READ, path)
    if not any(actor.may(each, path) for each in OF_LEVEL.values()):
        raise Refused("not_permitted", permission=RECORD)
    return sheet_of(current_rules(), version_on(unit, day), year, day)


def _begun(actor: Actor, at: datetime, sheet: Sheet) -> Assessment:
    """The unit's own check, begun with the first word; of this year alone."""
    if sheet.assessments or sheet.year != sheet.day.year:
        raise Conflict("no_check_open")
    require(actor, RECORD, sheet.unit.path)
    return _opened(actor, at, sheet.rules, sheet.unit, sheet.year, Level.SELF)


def _checked(sheet: Sheet, level: Level, said: Said) -> Answer | None:
    """Whether this may be said at the level; what was said before."""
    line = sheet.line(said.item)
    if line is None and said.item not in sheet.rule.items:
        raise Invalid("unknown_item", field="item", value=said.item)
    item = sheet.rule.items[said.item]
    own = level is Level.SELF and item.kind is not ItemKind.ATTESTED
    if own or (line is None and item.kind is ItemKind.DERIVED):
        raise Invalid("not_asked_here", field=said.item)
    whole = item.kind is not ItemKind.ATTESTED or level is not Level.SELF
    if not 0 <= said.points <= item.points or (not whole and said.points not in (0, item.points)):
        raise Invalid("points_out_of_range", field=said.item, most=item.points)
    if not said.text.strip():
        raise Invalid("source_missing", field=said.item)
    cell = line.at(level) if line is not None else None
    return cell.own if cell is not None else None


def _different(sheet: Sheet, item: str) -> Assessment:
    """The check whose difference of an item is still to be settled."""
    current = sheet.current
    if current is None or item not in {each.item.code for each in sheet.unsettled()}:
        raise Conflict("no_difference")
    return current


def _answer(
    actor: Actor, at: datetime, assessment: Assessment, said: Said, kind: str, before: Answer | None
) -> Answer:
    return Answer.objects.create(
        assessment=assessment,
        item=said.item,
        kind=kind,
        points=said.points,
        text=said.text.strip(),
        by=actor.name,
        at=at,
        replaces=before,
    )


def _tally(version: UnitVersion, year: int, at: datetime, assessment: Assessment) -> None:
    """Count what is left to say and to settle, for the board."""
    sheet = sheet_of(current_rules(), version, year, timezone.localdate(at))
    assessment.left, assessment.differences = len(sheet.waiting()), len(sheet.unsettled())
    assessment.save(update_fields=["left", "differences"])


def _record(actor: Actor, at: datetime, type: AuditType, assessment: Assessment, **content: Any) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"standard:{assessment.pk}",
        unit_ids=[assessment.unit_id],
        content={"year": assessment.year, "level": str(assessment.level), **content},
    )


def bring_up_to_date(*, actor: Actor, at: datetime) -> None:
    """Compute what the registers say of every unit's items where it is not kept of today for all of them."""
    if not derived.all_kept(current_rules(), timezone.localdate(at)):
        rebuild(actor=actor, at=at)


@transaction.atomic
def rebuild(*, actor: Actor, at: datetime) -> int:
    """Compute again what the registers say of every unit's items. Derived data: no audit entry. Returns how
    many units there are.
    """
    if not (actor.system or actor.has(duties.SET_RULES)):
        raise Refused("not_permitted", permission=duties.SET_RULES)
    return derived.compute_all(current_rules(), timezone.localdate(at))
