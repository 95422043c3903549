"""Who may read and record gatherings. Attendance by name is the branch's own. Reads only the Actor."""

READ = "gathering.read"
RECORD = "gathering.record"
READ_ATTENDANCE = "attendance.read"
