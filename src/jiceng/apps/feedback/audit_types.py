"""What can happen to questions. The journal never holds their text, nor who complained."""

from jiceng.apps.journal.audit_types import AuditType

QUESTION_ASKED = AuditType(
    "question.asked", "Question asked", personal=False, facts=False, unplaced_hidden_from="feedback.answer"
)
"""The moment of a complaint can tell who made it, to whom it is about: those who answer are not shown it."""
QUESTION_TAKEN = AuditType("question.taken", "Question taken on", personal=False, facts=False)
QUESTION_ANSWERED = AuditType("question.answered", "Question answered", personal=False, facts=False)
QUESTION_FORWARDED = AuditType("question.forwarded", "Question sent on", personal=False, facts=False)
QUESTION_PUT_AWAY = AuditType(
    "question.put_away", "Letter to the editor put away", personal=False, facts=False
)
QUESTION_TAKEN_UP = AuditType(
    "question.taken_up", "Letter to the editor taken up again", personal=False, facts=False
)
LETTER_RECEIVED = AuditType(
    "question.received",
    "Letter to the editor received",
    personal=False,
    facts=False,
    unplaced_hidden_from="feedback.answer",
)
SENDER_READ = AuditType(
    "question.sender_read", "Sender of a letter to the editor read", personal=False, facts=False
)
LETTERS_FORGOTTEN = AuditType(
    "question.forgotten", "Letters to the editor erased in time", personal=False, facts=False
)
