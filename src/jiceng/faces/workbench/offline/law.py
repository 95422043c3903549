"""The law by which a device sends again: one table, read by the page's script and by the benchmark."""

WAITS = (2, 5, 15, 30, 60, 120, 300)
"""Seconds before the next attempt, after the first, second … that failed; the last for all that follow."""

SPREAD = 0.25
"""Share by which a wait is lengthened or shortened at random, so that a town does not send at once."""

LIMIT = 30
"""Seconds an attempt may take."""

FORM = 1
"""Number of the record form as devices send it: raised when an older one can no longer be taken."""
