"""What a step gives: a membership in the register, begun or made full in the same transaction; and a case
goes where the membership it gave goes.
"""

import json
from datetime import datetime
from typing import Any

from jiceng.apps.admissions import audit_types
from jiceng.apps.admissions.cases import JudgedCase
from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.admissions.ordering import done
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.audit_types import MEMBERSHIP_STARTED
from jiceng.apps.people.services import become_full_member, start_membership
from jiceng.engines.procedure import CourseVersion
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict


def give(actor: Actor, at: datetime, admission: Admission, entry: AdmissionEntry, judged: JudgedCase) -> None:
    """Begin the membership that a step gives, or make it full; nothing where it gives none or failed.

    It counts from the day of the step the rule names (the meeting, not its approval). Who is a full member of
    the unit already stays one: the step is done without a second membership. Raises
    `Conflict("not_probationary")` where one is to be made full that an earlier step should have given and is
    not there, and what the services of the register raise.
    """
    days = done(judged)
    version = judged.state.version
    rule = version.steps[entry.step]
    if not rule.standing or entry.step not in days:
        return
    day = days[rule.since or entry.step]
    membership = admission.person.memberships.filter(ends_on__isnull=True).first()
    named: dict[str, Any] = {"actor": actor, "at": at, "day": day}
    if rule.standing != "full" or (membership is None and not _after_probation(version, entry.step)):
        named |= {"person": admission.person, "unit": admission.unit}
        start_membership(**named, standing=rule.standing, joined_on=day)
    elif membership is None:
        raise Conflict("not_probationary")
    elif membership.unit_id != admission.unit_id:
        raise Conflict("member_elsewhere")
    elif membership.standing != "full":
        become_full_member(**named, membership=membership)
    entry.gave = rule.standing
    entry.save(update_fields=["gave"])


def _after_probation(version: CourseVersion, step: str) -> bool:
    """Whether an earlier step of the course gives membership on probation."""
    codes = list(version.steps)
    return any(version.steps[code].standing == "probationary" for code in codes[: codes.index(step)])


def follow(*, entry: AuditEntry, unit_ids: tuple[int, ...], **_signal: Any) -> None:
    """Receiver of `entry_recorded`: where the membership that a case gave begins in another unit, the case
    goes on there, in the same transaction and with an entry of its own.
    """
    if entry.type != MEMBERSHIP_STARTED.code or not unit_ids:
        return
    person_id = int(entry.subject.removeprefix("person:"))
    rows = Admission.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    case = rows.filter(person_id=person_id, closed_on__isnull=True).exclude(unit_id=unit_ids[0]).first()
    if case is None or not case.entries.exclude(gave="").exists():
        return
    left, case.unit = case.unit, Unit.objects.get(pk=unit_ids[0])
    case.save(update_fields=["unit"])
    day = json.loads(entry.content or "{}")["day"]
    record(
        actor=Actor(entry.actor_id, entry.actor_name),
        at=entry.at,
        type=audit_types.ADMISSION_MOVED,
        subject=entry.subject,
        unit_ids=[case.unit_id, left.pk],
        content={"admission": case.pk, "unit": case.unit.code, "from": left.code, "day": day},
    )
