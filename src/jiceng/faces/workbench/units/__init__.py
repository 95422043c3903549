"""Units: what a unit is, was and owes (views), its register of members (members), changes to the tree
(management), to bodies and
posts (leading).

`pages` and `choices` hold what the forms of this room and of `people` share.
"""
