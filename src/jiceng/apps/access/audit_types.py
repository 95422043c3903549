"""What can happen to users and their rights."""

from jiceng.apps.journal.audit_types import AuditType

USER_CREATED = AuditType("user.created", "User created", personal=True)
PASSWORD_SET = AuditType("user.password_set", "Password set", personal=False)
USER_CLOSED = AuditType("user.closed", "User closed", personal=False)
GRANT_GIVEN = AuditType("grant.given", "Role granted", personal=False)
GRANT_REVOKED = AuditType("grant.revoked", "Role revoked", personal=False)
