"""What can happen to checks against standards. Nothing of it is a fact a duty rests on."""

from jiceng.apps.journal.audit_types import AuditType

OPENED = AuditType("standard.opened", "Checks opened", personal=False, facts=False)
SAID = AuditType("standard.said", "Items said in a check", personal=False, facts=False)
REPLIED = AuditType("standard.replied", "Difference replied to", personal=False, facts=False)
SETTLED = AuditType("standard.settled", "Difference settled", personal=False, facts=False)
CLOSED = AuditType("standard.closed", "Check closed", personal=False, facts=False)
REOPENED = AuditType("standard.reopened", "Check opened again", personal=False, facts=False)
