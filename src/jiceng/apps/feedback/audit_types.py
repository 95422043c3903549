"""What can happen to questions. The journal never holds their text, nor who complained."""

from jiceng.apps.journal.audit_types import AuditType

QUESTION_ASKED = AuditType("question.asked", "Question asked", personal=False, facts=False)
QUESTION_TAKEN = AuditType("question.taken", "Question taken on", personal=False, facts=False)
QUESTION_ANSWERED = AuditType("question.answered", "Question answered", personal=False, facts=False)
