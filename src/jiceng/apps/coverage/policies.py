"""Who may write of coverage. Reads only the Actor; whoever reads units reads coverage."""

RECORD = "coverage.record"
"""Say what covers an establishment."""

APPROVE = "coverage.approve"
"""Bring in a list, and overrule a rule that leaves one out: both change the base of every share."""
