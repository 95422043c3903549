"""Writes to what puts weak branches right. Nothing is listed but by a decision or a paper; an entry is never
changed: a correction is a new one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.decisions.models import Decision
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.versions import admit, hold
from jiceng.apps.rectification import audit_types, policies
from jiceng.apps.rectification.drafts import Draft, authority, sent_before, stated
from jiceng.apps.rectification.grounds import holding
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry, SetAside
from jiceng.apps.rectification.progress import OWNERS, living, look_due
from jiceng.apps.rectification.selectors import standing_now
from jiceng.engines.procedure import Profile
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

LONGEST = 2_000
PERMISSIONS = {
    "plan": policies.RECORD,
    "measure": policies.RECORD,
    "done": policies.ANSWER,
    "asked": policies.RECORD,
    "checked": policies.RECORD,
    "accepted": policies.APPROVE,
    "removed": policies.APPROVE,
    "looked": policies.RECORD,
    "reopened": policies.APPROVE,
}
"""By which permission each kind of entry is made."""
AT_STAGE = {"asked": "asking", "checked": "checking", "accepted": "accepting", "removed": "removing"}
"""The stage at which an entry may be made; the others whenever the case is open, or is not."""


@transaction.atomic
def attest(
    *, actor: Actor, at: datetime, unit: Unit, weakness: str, day: date, text: str, source: str
) -> Attestation:
    """Say, with the source, what no register knows of a unit. Raises `Invalid` naming the field."""
    version = admit(actor, policies.RECORD, unit, day, lasting=True)
    _has_come(day, at)
    known = current_rules().weaknesses.get(weakness)
    if known is None or not known.attested or not known.concerns(version.kind, version.form):
        raise Invalid("unknown_weakness", field="weakness")
    found = Attestation.objects.create(
        unit=unit,
        weakness=weakness,
        day=day,
        text=stated(text, "text", 500),
        source=stated(source, "source", 200),
        by=actor.name,
        at=at,
    )
    _record(actor, at, audit_types.ATTESTED, unit, f"weakness:{found.pk}", weakness=weakness, day=str(day))
    return found


@transaction.atomic
def answer(*, actor: Actor, at: datetime, attestation: Attestation, day: date, text: str) -> None:
    """The unit's answer to what was attested, once it was shown it. Raises `Conflict("attestation_settled")`,
    `Invalid` naming the field.
    """
    admit(actor, policies.ANSWER, attestation.unit, day)
    found = _held(attestation)
    if found.answered_on is not None:
        raise Conflict("attestation_settled")
    _has_come(day, at)
    if day < found.day:
        raise Invalid("before_last_change", field="day", last=found.day)
    found.answered_on, found.answer, found.answered_by = day, stated(text, "text", 500), actor.name
    found.save(update_fields=["answered_on", "answer", "answered_by"])
    subject = f"weakness:{found.pk}"
    _record(actor, at, audit_types.ANSWERED, found.unit, subject, weakness=found.weakness, day=str(day))


@transaction.atomic
def take_back(*, actor: Actor, at: datetime, attestation: Attestation, day: date, reason: str) -> None:
    """Take back what was attested, for a reason; it counts no more.

    Raises `Conflict("attestation_settled")`.
    """
    admit(actor, policies.RECORD, attestation.unit, day)
    found = _held(attestation)
    _has_come(day, at)
    found.ended_on, found.end_reason = day, stated(reason, "reason", 200)
    found.save(update_fields=["ended_on", "end_reason"])
    subject = f"weakness:{found.pk}"
    _record(actor, at, audit_types.TAKEN_BACK, found.unit, subject, weakness=found.weakness, day=str(day))


@transaction.atomic
def set_aside(*, actor: Actor, at: datetime, unit: Unit, weakness: str, until: date, reason: str) -> SetAside:
    """Not follow a proposal until a day, for a reason. Raises `Invalid` naming the field."""
    today = timezone.localdate(at)
    admit(actor, policies.APPROVE, unit, today)
    if weakness not in current_rules().weaknesses:
        raise Invalid("unknown_weakness", field="weakness")
    if until <= today:
        raise Invalid("until_before_posting", field="until", until=until)
    found = SetAside.objects.create(
        unit=unit, weakness=weakness, until=until, reason=stated(reason, "reason", 200), by=actor.name, at=at
    )
    subject = f"weakness:{unit.code}"
    _record(actor, at, audit_types.SET_ASIDE, unit, subject, weakness=weakness, until=str(until))
    return found


@dataclass(frozen=True, slots=True)
class Listing:
    """What lists a unit: the day; the decision, or the number of the paper; on which grounds."""

    day: date
    weaknesses: tuple[str, ...]
    paper: str = ""
    decision: Decision | None = None


@transaction.atomic
def open_case(*, actor: Actor, at: datetime, unit: Unit, listing: Listing) -> Case:
    """List a unit to be put right. The grounds are counted anew as on the day and kept as they are then.

    Raises `Invalid`: "paper_missing", "decision_not_adopted", "ground_missing", "ground_does_not_hold" for
    one the registers do not bear out, "ground_not_answered" for one the unit has not answered;
    `Conflict("case_open")`.
    """
    version = admit(actor, policies.APPROVE, unit, listing.day, lasting=True)
    _has_come(listing.day, at)
    if Case.objects.filter(unit=unit, removed_on=None).exists():
        raise Conflict("case_open")
    paper = authority(version, listing.paper, listing.decision)
    case = Case.objects.create(
        unit=unit,
        opened_on=listing.day,
        paper=paper,
        decision=listing.decision,
        grounds=_grounds(version, listing),
        opened_at=at,
        opened_by=actor.name,
    )
    content = {"day": str(listing.day), "paper": paper, "grounds": list(listing.weaknesses)}
    _record(actor, at, audit_types.OPENED, unit, f"rectification:{case.pk}", **content)
    return case


def _grounds(version: UnitVersion, listing: Listing) -> list[dict[str, Any]]:
    """The grounds named, each as it holds on the day."""
    rules = current_rules()
    if not listing.weaknesses:
        raise Invalid("ground_missing", field="weaknesses")
    refresh(listing.day, unit_ids=[version.unit_id])
    counted = holding([version], listing.day).get(version.unit_id, {})
    said = Attestation.objects.filter(unit_id=version.unit_id, ended_on=None).order_by("day", "pk")
    attested = {each.weakness: each for each in said if each.answered_on is not None}
    found: list[dict[str, Any]] = []
    for code in dict.fromkeys(listing.weaknesses):
        if code in counted:
            found.append({"weakness": code, "amounts": counted[code]})
        elif code in attested:
            found.append({"weakness": code, "attestation": attested[code].pk})
        elif code in rules.weaknesses and rules.weaknesses[code].attested:
            raise Invalid("ground_not_answered", field="weaknesses")
        else:
            raise Invalid("ground_does_not_hold", field="weaknesses", weakness=code)
    return found


@transaction.atomic
def enter(*, actor: Actor, at: datetime, case: Case, draft: Draft) -> CaseEntry:
    """Enter a step of a case. The same sent twice is entered once.

    Raises `Invalid` naming the field; `Conflict("case_step_not_open")` for a step whose turn it is not;
    `Conflict("look_back_too_early")` before its day.
    """
    case, version = _held_case(actor, PERMISSIONS[draft.kind], case, draft.day)
    if earlier := sent_before(actor, case.entries.all(), draft):
        return earlier
    today = timezone.localdate(at)
    if not case.opened_on <= draft.day <= today:
        raise Invalid("event_day_wrong", field="day", first=case.opened_on)
    _check_turn(case, draft, today)
    entry = _keep(actor, at, case, version, draft)
    _entered(actor, at, audit_types.ENTERED, case, entry)
    return entry


@transaction.atomic
def correct(*, actor: Actor, at: datetime, entry: CaseEntry, draft: Draft | None, reason: str) -> CaseEntry:
    """Correct an entry by a new one that shows; None for one that should never have been made.

    Raises `Conflict("event_corrected_already")`, `Invalid("reason_missing")`, what `enter` does.
    """
    day = draft.day if draft is not None else entry.day
    case, version = _held_case(actor, PERMISSIONS[entry.kind], entry.case, day)
    if CaseEntry.objects.filter(replaces=entry).exists() or entry.said.get("struck"):
        raise Conflict("event_corrected_already")
    reason = stated(reason, "reason", 200)
    if not case.opened_on <= day <= timezone.localdate(at):
        raise Invalid("event_day_wrong", field="day", first=case.opened_on)
    new = draft if draft is not None else Draft(entry.kind, entry.day, {"struck": True})
    made = _keep(actor, at, case, version, new, replaces=entry, reason=reason)
    _entered(actor, at, audit_types.CORRECTED, case, made)
    return made


def _check_turn(case: Case, draft: Draft, today: date) -> None:
    """Refuse a step whose turn it is not."""
    now = standing_now(case, today)
    gone = now.removed is not None
    wanted = AT_STAGE.get(draft.kind)
    if wanted is not None and now.stage != wanted:
        raise Conflict("case_step_not_open")
    if gone != (draft.kind in ("looked", "reopened")):
        raise Conflict("case_step_not_open")
    if draft.kind == "done":
        places = {place for place, each in living(case.entries.all()) if each.kind == "measure"}
        if draft.said.get("measure") not in places:
            raise Conflict("case_step_not_open")
    if draft.kind == "looked" and now.removed is not None:
        which = draft.said["which"]
        if now.stage != ("first_look", "second_look")[which - 1]:
            raise Conflict("case_step_not_open")
        due = look_due(current_rules(), now.removed.day, which)
        if draft.day < due:
            raise Invalid("look_back_too_early", field="day", due=due)


def _keep(
    actor: Actor,
    at: datetime,
    case: Case,
    version: UnitVersion,
    draft: Draft,
    *,
    replaces: CaseEntry | None = None,
    reason: str = "",
) -> CaseEntry:
    said = dict(draft.said)
    if not said.get("struck"):
        said = _checked(current_rules(), version, draft)
    last = case.entries.order_by("-number").values_list("number", flat=True).first()
    entry = CaseEntry.objects.create(
        case=case,
        number=(last or 0) + 1,
        kind=draft.kind,
        day=draft.day,
        said=said,
        text=draft.text.strip(),
        replaces=replaces,
        reason=reason,
        recorded_at=at,
        recorded_by=actor.name,
    )
    _follow(case)
    return entry


def _checked(rules: Profile, version: UnitVersion, draft: Draft) -> dict[str, Any]:
    """What an entry says, if it may."""
    said = dict(draft.said)
    if len(draft.text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    if draft.kind in ("plan", "measure", "done", "looked") and not draft.text.strip():
        raise Invalid("text_missing", field="text")
    match draft.kind:
        case "plan":
            leads = {code: " ".join(str(who).split())[:60] for code, who in said.get("leads", {}).items()}
            said = {"leads": {code: who for code, who in leads.items() if who and code in rules.lead_roles}}
        case "measure":
            if said["owner"] not in OWNERS:
                raise Invalid("unknown_reason", field="owner", value=said["owner"])
            if date.fromisoformat(said["due"]) < draft.day:
                raise Invalid("carry_out_day_wrong", field="due")
        case "asked":
            if not said["asked"] > 0 or not 0 <= said["satisfied"] <= said["asked"]:
                raise Invalid("asked_count_wrong", field="satisfied")
        case "removed" | "reopened":
            said["paper"] = authority(version, said.get("paper", ""), draft.decision)
            said["decision"] = draft.decision.pk if draft.decision else None
    return said


def _follow(case: Case) -> None:
    """Keep on the case what follows from its entries: since when it is removed, or listed again."""
    removed, reopened = None, None
    for _place, each in living(case.entries.all()):
        if each.kind == "removed":
            removed = each.day
        elif each.kind == "reopened":
            removed, reopened = None, each.day
    if removed is None and case.removed_on is not None:
        others = Case.objects.filter(unit_id=case.unit_id, removed_on=None).exclude(pk=case.pk)
        if others.exists():
            raise Conflict("case_open")
    case.removed_on, case.reopened_on = removed, reopened
    case.save(update_fields=["removed_on", "reopened_on"])


def _held_case(actor: Actor, permission: str, case: Case, day: date) -> tuple[Case, UnitVersion]:
    version = admit(actor, permission, case.unit, day)
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    return rows.get(pk=case.pk), version


def _held(attestation: Attestation) -> Attestation:
    hold([attestation.unit_id])
    rows = Attestation.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    found = rows.get(pk=attestation.pk)
    if found.ended_on is not None:
        raise Conflict("attestation_settled")
    return found


def _has_come(day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Invalid("step_in_the_future", field="day")


def _entered(actor: Actor, at: datetime, type: AuditType, case: Case, entry: CaseEntry) -> None:
    content = {"kind": entry.kind, "number": entry.number, "day": str(entry.day)}
    _record(actor, at, type, case.unit, f"rectification:{case.pk}", **content)


def _record(actor: Actor, at: datetime, type: AuditType, unit: Unit, subject: str, **content: Any) -> None:
    record(actor=actor, at=at, type=type, subject=subject, unit_ids=[unit.pk], content=content)
