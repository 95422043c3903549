"""What a step gives: a membership in the register, begun or made full in the same transaction."""

from datetime import datetime

from jiceng.apps.admissions.cases import JudgedCase
from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.admissions.ordering import done
from jiceng.apps.people.services import become_full_member, start_membership
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict


def give(actor: Actor, at: datetime, admission: Admission, entry: AdmissionEntry, judged: JudgedCase) -> None:
    """Begin the membership that a step gives, or make it full; nothing where it gives none or failed.

    It counts from the day of the step the rule names (the meeting, not its approval). Raises
    `Conflict("not_probationary")` where one is to be made full that is not there, and what the services of
    the register raise.
    """
    days = done(judged)
    rule = judged.state.version.steps[entry.step]
    if not rule.standing or entry.step not in days:
        return
    day = days[rule.since or entry.step]
    membership = admission.person.memberships.filter(ends_on__isnull=True).first()
    if rule.standing == "full" and membership is not None:
        if membership.unit_id != admission.unit_id:
            raise Conflict("member_elsewhere")
        become_full_member(actor=actor, at=at, membership=membership, day=day)
    else:
        start_membership(
            actor=actor,
            at=at,
            person=admission.person,
            unit=admission.unit,
            standing=rule.standing,
            joined_on=day,
            day=day,
        )
    entry.gave = rule.standing
    entry.save(update_fields=["gave"])
