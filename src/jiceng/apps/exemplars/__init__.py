"""Models and examples (典型): nominated, checked, named after objections, reviewed, retired.

Public: `services`, `selectors`.
"""
