"""What can happen to commendations."""

from jiceng.apps.journal.audit_types import AuditType

ENTERED = AuditType("commendation.entered", "Commendation entered", personal=True, facts=False)
CORRECTED = AuditType("commendation.corrected", "Commendation corrected", personal=True, facts=False)
WITHDRAWN = AuditType("commendation.withdrawn", "Commendation withdrawn", personal=True, facts=False)
