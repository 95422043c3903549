"""What higher apps may listen to."""

from django.dispatch import Signal

entry_recorded = Signal()
"""Sent in the writer's transaction after each audit entry of a type that changes facts, with `entry` and
`unit_ids`: the units whose facts it touches."""
