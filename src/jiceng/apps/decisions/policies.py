"""Who may see and enter decisions. Reads only the Actor. A decision is read by whoever sees its unit."""

RECORD = "decision.record"
"""The unit's own steps: opening a decision, entering, correcting, dropping; by a town officer too, from the
signed sheet.
"""

APPROVE = "decision.approve"
"""The steps of the organisation above: its approvals, and annulling what was decided against the rules."""
