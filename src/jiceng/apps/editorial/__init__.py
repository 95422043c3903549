"""Writing for the public (编辑): drafts, review by a second person, posting at a set time, taking back.

Public: `services` (writes), `selectors` (reads).
"""
