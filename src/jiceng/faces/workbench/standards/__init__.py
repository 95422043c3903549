"""Checks against standards: a unit's sheet (views), saying what is missing (acting), the board of units and
the sample (boards). Items and figures come from the profile; nothing here knows one by name.
"""
