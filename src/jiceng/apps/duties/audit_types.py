"""What can happen to duties and rules."""

from jiceng.apps.journal.audit_types import AuditType

POSTPONEMENT_APPROVED = AuditType("duty.postponed", "Postponement approved", personal=False)
POSTPONEMENT_WITHDRAWN = AuditType("duty.postponement_withdrawn", "Postponement withdrawn", personal=False)
PARAMETER_SET = AuditType("rule.parameter_set", "Value of a pending parameter set", personal=False)
