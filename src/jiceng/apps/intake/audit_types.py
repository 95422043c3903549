"""What can happen by files taken in."""

from jiceng.apps.journal.audit_types import AuditType

IMPORT_WRITTEN = AuditType("import.written", "Records taken in from a file", personal=False)
IMPORT_UNDONE = AuditType("import.undone", "Import taken back", personal=False)
