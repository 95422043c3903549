"""What can happen by files taken in."""

from jiceng.apps.journal.audit_types import AuditType

IMPORT_WRITTEN = AuditType("import.written", "Records taken in from a file", personal=False)
ROWS_GIVEN_BACK = AuditType(
    "import.rows_given_back", "Rows of a file given back", personal=False, facts=False
)
REACHED_BEYOND = AuditType(
    "import.reached_beyond", "File named people beyond reach", personal=False, facts=False
)
IMPORT_UNDONE = AuditType("import.undone", "Import taken back", personal=False)
