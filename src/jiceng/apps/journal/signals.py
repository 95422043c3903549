"""What higher apps may listen to."""

from django.dispatch import Signal

entry_recorded = Signal()
"""Sent in the writer's transaction after each audit entry of a type that changes facts, with `entry` and
`unit_ids`: the units whose facts it touches."""

figure_asked = Signal()
"""Sent when the journal needs a figure of the rules, with `code` and `day`: whoever knows the rules answers
with it, or with None where they have none."""
