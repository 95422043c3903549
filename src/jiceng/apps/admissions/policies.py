"""Who may see and change cases of admission. Reads only the Actor.

A case is read by whoever reads the persons of its unit (`person.read`).
"""

RECORD = "admission.record"
"""The unit's own steps: opening a case, recording, correcting, closing."""

APPROVE = "admission.approve"
"""The steps of the organisation above: what is filed with it, reviewed and approved by it."""
