"""What can happen to the tree."""

from jiceng.apps.journal.audit_types import AuditType

UNIT_FOUNDED = AuditType("unit.founded", "Unit founded", personal=False)
UNIT_REVISED = AuditType("unit.revised", "Unit renamed, moved or changed in form", personal=False)
UNIT_CLOSED = AuditType("unit.closed", "Unit closed", personal=False)
UNIT_SPLIT = AuditType("unit.split", "Unit split", personal=False)
UNITS_MERGED = AuditType("unit.merged", "Units merged", personal=False)
REGISTER_LOADED = AuditType("register.loaded", "Register of units loaded from the profile", personal=False)
BODY_FOUNDED = AuditType("body.founded", "Body set up", personal=False)
BODY_CLOSED = AuditType("body.closed", "Body ended", personal=False)
TERM_STARTED = AuditType("term.started", "Term begun", personal=False)
POST_FOUNDED = AuditType("post.founded", "Post set up", personal=False)
