"""Units and their one dated tree; bodies, terms and posts in them.

A unit's name, kind, form, parent and place in the tree are dated versions: a write ends one version and
begins the next, nothing is overwritten. Who may see a unit follows today's tree; a past board follows the
tree of its own day.
"""
