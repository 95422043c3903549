"""Persons: one's file (views), changes to the register (changes), search over units and people (searching).

Every look into a file is logged; an ID number is shown in full once, for a stated purpose.
"""
