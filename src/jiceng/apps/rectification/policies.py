"""Who may put weak branches right. Reads only the Actor; a case is read by whoever sees its unit."""

RECORD = "rectification.record"
"""Attest, plan, check, look back: the town, and the county."""
APPROVE = "rectification.approve"
"""List, accept, remove, reopen, set a proposal aside: the county."""
ANSWER = "rectification.answer"
"""The unit's own word: answer what was attested, say that a measure is done; the town from paper."""
