"""What can happen to persons in the register."""

from jiceng.apps.journal.audit_types import AuditType

PERSON_REGISTERED = AuditType("person.registered", "Person registered", personal=True)
PERSON_CORRECTED = AuditType("person.corrected", "Person's data corrected", personal=True)
MEMBERSHIP_STARTED = AuditType("membership.started", "Membership begun", personal=True)
MEMBERSHIP_ENDED = AuditType("membership.ended", "Membership ended", personal=True)
ABSENCE_STARTED = AuditType("absence.started", "Member away", personal=True)
ABSENCE_CONFIRMED = AuditType("absence.confirmed", "Spell away stated anew", personal=True, facts=False)
ABSENCE_ENDED = AuditType("absence.ended", "Member back", personal=True)
SUSPENSION_SETTLED = AuditType("membership.removed", "Suspended member removed", personal=True)
SEAT_TAKEN = AuditType("seat.taken", "Seat in a body taken", personal=True)
SEAT_LEFT = AuditType("seat.left", "Seat in a body left", personal=True)
POST_TAKEN = AuditType("post.taken", "Post taken", personal=True)
POST_LEFT = AuditType("post.left", "Post left", personal=True)
TRAINING_ENTERED = AuditType("training.entered", "Leader's training entered", personal=True, facts=False)
TRAINING_WITHDRAWN = AuditType(
    "training.withdrawn", "Leader's training withdrawn", personal=True, facts=False
)
SUCCESSOR_NAMED = AuditType("successor.named", "Possible successor named", personal=True, facts=False)
SUCCESSOR_ENDED = AuditType(
    "successor.ended", "Possible successor named no longer", personal=True, facts=False
)
TABLE_EXPORTED = AuditType("table.exported", "Table exported", personal=False, facts=False)
