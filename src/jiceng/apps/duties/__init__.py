"""What every unit owes, whether it was done, and why: verdicts computed by the procedure engine from records,
cached.

A verdict row holds no opinion about today: `met_on`, `closes_on`, `grace_until`, `excuse` tell its state on
any day. Any write that
touches a unit's facts makes its verdicts stale (in the same transaction) and they are computed again as soon
as it is committed.
"""
