"""What can happen to gatherings. Minutes and chair may name persons; attendance by name stays out of the
journal.
"""

from jiceng.apps.journal.audit_types import AuditType

GATHERING_ANNOUNCED = AuditType("gathering.announced", "Meeting announced", personal=True)
GATHERING_RECORDED = AuditType("gathering.recorded", "Meeting recorded", personal=True)
GATHERING_CORRECTED = AuditType("gathering.corrected", "Meeting record corrected", personal=True)
GATHERING_CANCELLED = AuditType("gathering.cancelled", "Meeting cancelled", personal=True)
ATTENDANCE_EXPIRED = AuditType("attendance.expired", "Attendance by name erased at its end", personal=False)
