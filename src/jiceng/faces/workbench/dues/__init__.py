"""Dues: the list a unit keeps of its members' dues, and for those above counts and sums.

Nobody is shamed: a month is "to be recorded", never owed; the list is shown to who keeps it alone.
"""
