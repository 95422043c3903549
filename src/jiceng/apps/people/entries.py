"""What is written in the journal of one person: every service here tells of her and of the unit concerned."""

from datetime import datetime

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor


def record_about(
    actor: Actor, at: datetime, type: AuditType, person: Person, unit: Unit, **content: object
) -> None:
    """Write what was done about a person in the transaction that did it; `content`, what else there is to
    say.
    """
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"person:{person.pk}",
        unit_ids=[unit.pk],
        content={"person": person.pk, "unit": unit.code, **content},
    )
