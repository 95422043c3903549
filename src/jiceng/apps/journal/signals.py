"""What higher apps may listen to."""

from django.dispatch import Signal

entry_recorded = Signal()
"""Sent inside the writer's transaction after each audit entry, with `unit_ids` (the units whose facts it touches) and `entry`."""
