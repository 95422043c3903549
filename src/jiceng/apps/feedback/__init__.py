"""Complaints and questions (意见和问题): asked on any page, answered by a person.

Public: `services` (writes), `selectors` (reads), `desks` (who can be turned to).

A complaint never reaches the office it is about, nor does the journal tell who complained (safety rule 6).
"""
