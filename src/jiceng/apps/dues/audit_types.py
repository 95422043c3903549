"""What can happen to dues. No entry holds what anyone earns."""

from jiceng.apps.journal.audit_types import AuditType

STANDARDS_SET = AuditType("dues.standards", "Standards of dues set", personal=False, facts=False)
DUES_RECORDED = AuditType("dues.recorded", "Dues recorded", personal=False, facts=False)
DUES_CORRECTED = AuditType("dues.corrected", "Dues corrected", personal=True, facts=False)
REDUCTION_ASKED = AuditType("dues.reduction_asked", "Reduction of dues asked", personal=True, facts=False)
REDUCTION_DECIDED = AuditType(
    "dues.reduction_decided", "Reduction of dues decided", personal=True, facts=False
)
RECEIPTS_TAKEN_OUT = AuditType(
    "dues.receipts_taken_out", "Receipts for dues taken out", personal=False, facts=False
)
