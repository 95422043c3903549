"""Persons, their memberships, spells away, seats in bodies and posts held, all dated.

An identity number is kept encrypted (AES-GCM), found by a keyed hash, shown masked, and unmasked only for a
stated purpose that is written in the reading log.
"""
