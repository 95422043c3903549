"""Members who move (组织关系转接) or are away (流动党员): letters, deadlines, statements.

Public: `services` (writes), `selectors` (reads).
"""
