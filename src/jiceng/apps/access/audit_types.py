"""What can happen to users and their rights."""

from jiceng.apps.journal.audit_types import AuditType

USER_CREATED = AuditType("user.created", "User created", personal=True)
PERSON_LINKED = AuditType("user.person_linked", "Account's person said", personal=True, facts=False)
PASSWORD_SET = AuditType("user.password_set", "Password set", personal=False)
USER_CLOSED = AuditType("user.closed", "User closed", personal=False)
GRANT_GIVEN = AuditType("grant.given", "Role granted", personal=False)
GRANT_REVOKED = AuditType("grant.revoked", "Role revoked", personal=False)
TOKEN_ISSUED = AuditType("token.issued", "API token issued", personal=False, facts=False)
TOKEN_REVOKED = AuditType("token.revoked", "API token revoked", personal=False, facts=False)
FEED_MADE = AuditType("calendar.made", "Calendar address made", personal=False, facts=False)
FEED_ENDED = AuditType("calendar.ended", "Calendar address ended", personal=False, facts=False)
FACTOR_ADDED = AuditType("factor.added", "Second factor added", personal=False, facts=False)
FACTOR_REMOVED = AuditType("factor.removed", "Second factor removed", personal=False, facts=False)
FACTORS_RESET = AuditType(
    "factor.reset", "Second factors taken away by an officer", personal=False, facts=False
)
FACTORS_RESET_SEEN = AuditType(
    "factor.reset_seen", "Taking away of second factors seen", personal=False, facts=False
)
CODES_MADE = AuditType("factor.codes_made", "Recovery codes made", personal=False, facts=False)
SESSIONS_ENDED = AuditType("user.sessions_ended", "Signed out everywhere", personal=False, facts=False)
WAYS_IN_ENDED = AuditType("access.ways_in_ended", "Every way in ended", personal=False, facts=False)
RECOVERY_PUT_AWAY = AuditType(
    "recovery.put_away", "Request for a new password put away", personal=False, facts=False
)
