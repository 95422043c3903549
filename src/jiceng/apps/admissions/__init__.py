"""Admission of a member by its stages (发展党员): each step with its period, its vote and its clause.

What the stages and steps are stands in the profile (`[course.CODE]` of kind "admission"). Public: `services`
(open, record, correct, close), `selectors` (lists, one case, what is due).
"""
