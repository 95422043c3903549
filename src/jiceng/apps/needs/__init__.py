"""What the grassroots need (基层需求): written once, owned, answered by a day, confirmed by the village.

Public: `services`, `selectors`, `boards`.
"""
