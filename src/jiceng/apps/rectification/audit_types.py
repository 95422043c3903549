"""What can happen to a weak branch. Causes and answers stay in the case; the journal keeps codes and days."""

from jiceng.apps.journal.audit_types import AuditType

ATTESTED = AuditType("weakness.attested", "Weakness of a unit attested", personal=False, facts=False)
ANSWERED = AuditType("weakness.answered", "Attested weakness answered", personal=False, facts=False)
TAKEN_BACK = AuditType("weakness.taken_back", "Attested weakness taken back", personal=False, facts=False)
SET_ASIDE = AuditType("weakness.set_aside", "Proposal set aside", personal=False, facts=False)
OPENED = AuditType("rectification.opened", "Unit listed to be put right", personal=False, facts=False)
ENTERED = AuditType("rectification.entered", "Step of putting right entered", personal=False, facts=False)
CORRECTED = AuditType(
    "rectification.corrected", "Step of putting right corrected", personal=False, facts=False
)
