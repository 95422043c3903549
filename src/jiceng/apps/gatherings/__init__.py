"""Meetings and activity days: announced, held, recorded once, corrected as new versions.

The roll is frozen on the day; attendance is kept as exceptions to it, stays with the branch, and expires.
Nobody is asked for photos.
"""
