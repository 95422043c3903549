"""Who keeps a unit's list of dues, and who grants a reduction. Reads only the Actor.

Those above read counts and sums by "unit.read", and no list.
"""

RECORD = "dues.record"
"""Read and keep the list, ask for a reduction: in the very unit of the grant, not below it."""
APPROVE = "dues.approve"
"""Grant or refuse a reduction a unit asks for."""
