"""Admission of members: the list of a unit and those below (views), one case and its steps (recording).

Stages, steps, periods and votes come from the profile; nothing here knows one by name.
"""
