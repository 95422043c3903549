"""Who may say and check. Reads only the Actor."""

from jiceng.engines.procedure.standards import Level

RECORD = "standard.record"
"""Do a unit's own check, and answer to what a level above found."""
CHECK = "standard.check"
"""Check as the town does."""
ACCEPT = "standard.accept"
"""Check, accept and check again as the county does."""

OF_LEVEL = {Level.SELF: RECORD, Level.TOWN: CHECK, Level.COUNTY: ACCEPT, Level.RECHECK: ACCEPT}
