"""What can happen to a programme."""

from jiceng.apps.journal.audit_types import AuditType

TARGET_SET = AuditType("programme.target_set", "Target of an indicator set", personal=False, facts=False)
NUMBER_ENTERED = AuditType(
    "programme.number_entered", "Number of an indicator entered", personal=False, facts=False
)
RISK_RAISED = AuditType("programme.risk_raised", "Risk to a project noted", personal=True, facts=False)
RISK_CLOSED = AuditType("programme.risk_closed", "Risk to a project closed", personal=True, facts=False)
