"""What can happen to a model. Names and reasons stay with it; the journal keeps codes and days."""

from jiceng.apps.journal.audit_types import AuditType

NOMINATED = AuditType("exemplar.nominated", "Model nominated", personal=False, facts=False)
ENTERED = AuditType("exemplar.entered", "Step of a model entered", personal=False, facts=False)
STRUCK = AuditType("exemplar.struck", "Step of a model taken out", personal=False, facts=False)
DRAFTED = AuditType("exemplar.drafted", "Article of a model drafted", personal=False, facts=False)
