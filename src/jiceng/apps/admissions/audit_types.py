"""What can happen to a case of admission. None of it changes what duties rest on: memberships have entries of
their own.
"""

from jiceng.apps.journal.audit_types import AuditType

ADMISSION_OPENED = AuditType("admission.opened", "Case of admission opened", personal=True, facts=False)
STEP_RECORDED = AuditType(
    "admission.step_recorded", "Step of an admission recorded", personal=True, facts=False
)
STEP_CORRECTED = AuditType(
    "admission.step_corrected", "Step of an admission corrected", personal=True, facts=False
)
ADMISSION_MOVED = AuditType(
    "admission.moved", "Case of admission moved with the membership", personal=True, facts=False
)
ADMISSION_CLOSED = AuditType("admission.closed", "Case of admission closed", personal=True, facts=False)
APPLICANTS_ERASED = AuditType(
    "admission.applicants_erased",
    "Applicants erased at the end of their keeping",
    personal=False,
    facts=False,
)
ADMISSION_REOPENED = AuditType("admission.reopened", "Case of admission reopened", personal=True, facts=False)
