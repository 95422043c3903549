"""Decisions by procedure: the list and the board of a unit and those below, one decision's story (views),
starting one (starting), entering its steps (recording), its papers (papers).

Steps, figures and clauses come from the profile; nothing here knows one by name.
"""
