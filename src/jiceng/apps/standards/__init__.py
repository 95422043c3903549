"""Standards of branches (标准化建设): dated checklists, checked by the branch, the town and the county.

What a register knows is filled in; only the rest is asked. Public: `services`, `selectors`.
"""
