"""What can happen to a decision. The verdict of every entry is in the journal, and so in the ledger; meetings
have entries of their own, and duties rest on those.
"""

from jiceng.apps.journal.audit_types import AuditType

DECISION_OPENED = AuditType("decision.opened", "Decision begun", personal=True, facts=False)
DECISION_ENTERED = AuditType("decision.entered", "Step of a decision entered", personal=False, facts=False)
DECISION_CORRECTED = AuditType(
    "decision.corrected", "Step of a decision corrected", personal=False, facts=False
)
DISCLOSURE_DRAFTED = AuditType(
    "decision.disclosure_drafted", "Notice of a decision drafted", personal=False, facts=False
)
PAPER_TAKEN_OUT = AuditType(
    "decision.paper_taken_out", "Paper of a decision taken out", personal=False, facts=False
)
DECISION_DROPPED = AuditType("decision.dropped", "Decision not gone on with", personal=True, facts=False)
DECISION_RESUMED = AuditType("decision.resumed", "Decision gone on with", personal=True, facts=False)
INTEREST_DECLARED = AuditType(
    "interest.declared", "Relation to a matter declared", personal=False, facts=False
)
INTEREST_TAKEN_BACK = AuditType(
    "interest.taken_back", "Relation to a matter taken back", personal=False, facts=False
)
INTERESTS_ERASED = AuditType(
    "interest.erased", "Relations to matters erased in time", personal=False, facts=False
)
