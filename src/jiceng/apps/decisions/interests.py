"""Relations to a matter, declared for one decision alone (safety rule 8): who must stand aside in which step.

Read by those who enter or approve in that decision and by nobody else, each look in the reading log; in no
list and found by no search. `retention` deletes them once the time to appeal is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from jiceng.apps.decisions import audit_types, policies
from jiceng.apps.decisions.meetings import roll_of
from jiceng.apps.decisions.models import Decision, Interest
from jiceng.apps.decisions.selectors import decision_in_scope
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.rolls import RollEntry
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.harvesting import watch
from jiceng.apps.journal.services import record, record_readings
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.versions import hold
from jiceng.engines.procedure.decisions import Step
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused

PART = "interests"
"""What of a person was read."""
SELF = "self"
"""The relation of those the decision is about, which nobody need declare."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Who must stand aside in a step: how many by relation, each person counted once, the persons, and each
    one's relation.
    """

    conflicts: Mapping[str, int]
    persons: tuple[RollEntry, ...]
    relations: Mapping[int, str] = field(default_factory=dict)


def steps_with_recusal(decision: Decision, day: date) -> tuple[Step, ...]:
    """The steps of a decision, by the rule of a day, in which persons must stand aside."""
    procedure = current_rules().procedures.get(decision.procedure)
    version = procedure.in_force_on(day) if procedure else None
    return tuple(each for each in version.steps.values() if each.recusal) if version else ()


def standing_aside(decision: Decision, step: Step, roll: Sequence[RollEntry]) -> Aside:
    """Who of a roll must stand aside in a step, by what was declared for this decision and whom it is about.

    For the form in which the meeting is entered: the caller has checked that the actor may enter it.
    """
    if step.recusal is None or not roll:
        return Aside({}, ())
    declared, found = _relations(decision), dict[int, str]()
    for relation in (each for each in current_rules().relations if each in step.recusal.relations):
        for person_id in (person for person, said in declared if said == relation):
            found.setdefault(person_id, relation)
    persons = tuple(each for each in roll if each.person_id in found)
    relations = [found[each.person_id] for each in persons]
    counted = {each: relations.count(each) for each in dict.fromkeys(relations)}
    return Aside(counted, persons, {each.person_id: found[each.person_id] for each in persons})


def _relations(decision: Decision) -> list[tuple[int, str]]:
    declared = list(decision.interests.order_by("pk").values_list("person_id", "relation"))
    return declared + [
        (each, SELF) for each in decision.concerned.order_by("pk").values_list("pk", flat=True)
    ]


def may_read(actor: Actor, version: UnitVersion) -> bool:
    """Whether the actor enters or approves in decisions of a unit."""
    return actor.may(policies.RECORD, version.path) or actor.may(policies.APPROVE, version.path)


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared for a decision, and of whom it may be: `rolls` by step, empty where heads are
    counted.
    """

    decision: Decision
    unit: UnitVersion
    interests: list[Interest]
    steps: tuple[Step, ...]
    rolls: dict[str, list[RollEntry]]

    @property
    def persons(self) -> dict[int, str]:
        """Everyone on a roll, by id."""
        return {each.person_id: each.name for roll in self.rolls.values() for each in roll}


def read(*, actor: Actor, at: datetime, decision_id: int, day: date) -> Declared:
    """What was declared for one decision; the look is written in the reading log of each person named.

    Raises `NotFound("decision_not_found")` to outsiders, and where no step asks anybody to stand aside;
    `Refused` to whoever neither enters nor approves there.
    """
    decision, version = _in_scope(actor, decision_id)
    steps = steps_with_recusal(decision, day)
    found = list(decision.interests.select_related("person").order_by("person__name", "pk"))
    if not steps and not found:
        raise NotFound("page_not_found")
    if found:
        ids = sorted({each.person_id for each in found})
        watch(actor=actor, at=at, persons=ids, unit_id=decision.unit_id)
        looks = [(each, decision.unit_id) for each in ids]
        record_readings(actor=actor, at=at, persons=looks, part=PART, purpose=actor.purpose or "ordinary")
    rolls = {each.code: roll_of(decision.unit, each, version.kind, day) for each in steps}
    return Declared(decision, version, found, steps, rolls)


@transaction.atomic
def declare(
    *, actor: Actor, at: datetime, decision: Decision, person_id: int, relation: str, day: date
) -> Interest:
    """Declare a person's relation to the matter of a decision; declared already, it stands.

    Raises `Invalid("unknown_relation")`, `Invalid("not_on_the_roll")` for somebody who takes part in no step
    with a rule on standing aside, `Conflict("decision_settled")`, `Conflict("decision_dropped")`.
    """
    hold([decision.unit_id])
    decision, version = _in_scope(actor, decision.pk)
    if decision.dropped_on is not None:
        raise Conflict("decision_dropped")
    if decision.settled:
        raise Conflict("decision_settled")
    steps = steps_with_recusal(decision, day)
    if relation not in {each for step in steps if step.recusal for each in step.recusal.relations}:
        raise Invalid("unknown_relation", field="relation")
    on_rolls = {each.person_id for step in steps for each in roll_of(decision.unit, step, version.kind, day)}
    if person_id not in on_rolls:
        raise Invalid("not_on_the_roll", field="person")
    found, new = Interest.objects.get_or_create(
        decision=decision,
        person_id=person_id,
        relation=relation,
        defaults={"declared_on": day, "declared_by": actor.name},
    )
    if new:
        _record(actor, at, audit_types.INTEREST_DECLARED, decision)
    return found


@transaction.atomic
def take_back(*, actor: Actor, at: datetime, decision: Decision, interest_id: int) -> None:
    """Take back a declaration made by mistake. Raises `NotFound("page_not_found")`."""
    hold([decision.unit_id])
    decision, _version = _in_scope(actor, decision.pk)
    gone, _ = decision.interests.filter(pk=interest_id).delete()
    if not gone:
        raise NotFound("page_not_found")
    _record(actor, at, audit_types.INTEREST_TAKEN_BACK, decision)


def _in_scope(actor: Actor, decision_id: int) -> tuple[Decision, UnitVersion]:
    decision, version = decision_in_scope(actor, decision_id)
    if not may_read(actor, version):
        raise Refused("not_permitted", permission=policies.RECORD)
    return decision, version


def _record(actor: Actor, at: datetime, type: AuditType, decision: Decision) -> None:
    """That something was declared, never of whom: the journal outlasts the declaration."""
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"decision:{decision.pk}",
        unit_ids=[decision.unit_id],
        content={"unit": decision.unit.code, "declared": decision.interests.count()},
    )
