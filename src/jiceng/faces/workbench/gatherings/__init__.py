"""Meetings on screen: the list, the one form to record one in under a minute, announcing, correcting,
taking back, printing, copying.

`recording` and `calling` write, `views` read. Attendance by name is shown only to those who may read it:
the branch.
"""
