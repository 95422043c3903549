"""The yearly statistics tables (年度统计报表): counted from the register, each figure opening its list.

Public: `selectors`.
"""
