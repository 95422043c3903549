"""What can happen to questions. The journal never holds their text, nor who complained."""

from jiceng.apps.journal.audit_types import AuditType

QUESTION_ASKED = AuditType(
    "question.asked", "Question asked", personal=False, facts=False, unplaced_hidden_from="feedback.answer"
)
"""The moment of a complaint can tell who made it, to whom it is about: those who answer are not shown it."""
QUESTION_TAKEN = AuditType("question.taken", "Question taken on", personal=False, facts=False)
QUESTION_ANSWERED = AuditType("question.answered", "Question answered", personal=False, facts=False)
