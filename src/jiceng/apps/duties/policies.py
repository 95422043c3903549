"""Who may read verdicts, approve postponements and set the office's own values. Reads only the Actor."""

READ = "duty.read"
POSTPONE = "duty.postpone"
SET_RULES = "duty.rules"
