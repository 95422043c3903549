"""Admission of a member by its stages (发展党员): each step with its period, its vote and its clause.

Public: `services` (writes), `selectors` (reads).
"""
