"""Units of the tree (组织机构). `kind` is the kind; `rows` reads, `places` finds the unit above,
`matching` and `founding` decide, `writing` writes.
"""
