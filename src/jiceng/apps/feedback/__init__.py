"""Complaints and questions (意见和问题): asked on any page, answered by a person.

Public: `services` (writes), `selectors` (reads).
"""
