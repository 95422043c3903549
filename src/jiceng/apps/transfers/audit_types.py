"""What can happen to people in motion."""

from jiceng.apps.journal.audit_types import AuditType

LETTER_ISSUED = AuditType("letter.issued", "Transfer letter issued", personal=True)
LETTER_ADDRESSED = AuditType("letter.addressed", "Transfer letter addressed", personal=True, facts=False)
LETTER_RECEIVED = AuditType("letter.received", "Transfer letter received", personal=True)
LETTER_DONE = AuditType("letter.done", "Transfer done", personal=True)
LETTER_CANCELLED = AuditType("letter.cancelled", "Transfer letter cancelled", personal=True, facts=False)
LETTER_TAKEN_OUT = AuditType("letter.taken_out", "Transfer letter taken out", personal=True, facts=False)
VISITOR_NOTED = AuditType("visitor.noted", "Member from elsewhere noted", personal=True, facts=False)
VISITOR_CONFIRMED = AuditType(
    "visitor.confirmed", "Member from elsewhere stated anew", personal=True, facts=False
)
VISITOR_LEFT = AuditType("visitor.left", "Member from elsewhere gone", personal=True, facts=False)
VISITORS_ERASED = AuditType(
    "visitor.erased", "Members from elsewhere erased at the end of their keeping", personal=False, facts=False
)
