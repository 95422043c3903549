"""What can happen to a demonstration."""

from jiceng.apps.journal.audit_types import AuditType

DEMONSTRATION_MADE = AuditType("demonstration.made", "Demonstration county made", personal=False)
WORKBOOKS_WRITTEN = AuditType(
    "demonstration.workbooks_written", "Workbooks of the register written", personal=False
)
