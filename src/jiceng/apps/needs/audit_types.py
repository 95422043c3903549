"""What can happen to a need. The journal holds no word of it, and never that it came by a letter."""

from jiceng.apps.journal.audit_types import AuditType

NEED_RAISED = AuditType("need.raised", "Need raised", personal=False, facts=False)
NEED_ENTERED = AuditType("need.entered", "Step of a need entered", personal=False, facts=False)
NEED_CORRECTED = AuditType("need.corrected", "Step of a need corrected", personal=False, facts=False)
