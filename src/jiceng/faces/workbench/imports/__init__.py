"""Spreadsheets in: sent or pasted, checked, corrected, imported or put away; what was changed, and undone.

`views` answer the addresses; `decisions` read what a person decided on a page; `showing` makes what was
understood and found, and `changes` what was written, ready for the templates.
"""
