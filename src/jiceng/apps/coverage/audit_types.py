"""What can happen to coverage. Links may name who was sent; no duty rests on them."""

from jiceng.apps.journal.audit_types import AuditType

COVERED = AuditType("coverage.covered", "Establishment covered", personal=True, facts=False)
COVER_ENDED = AuditType("coverage.ended", "Coverage of an establishment ended", personal=True, facts=False)
OVERRULED = AuditType("coverage.overruled", "Exclusion overruled", personal=True, facts=False)
OVERRULING_ENDED = AuditType("coverage.overruling_ended", "Exclusion holds again", personal=True, facts=False)
