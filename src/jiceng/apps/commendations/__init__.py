"""Commendations (表彰): of members and of units, by whom, for what, by which paper.

Public: `services`, `selectors`.
"""
