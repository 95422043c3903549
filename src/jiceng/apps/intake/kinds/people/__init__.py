"""Members: persons and their memberships (党员名册). `kind` is the kind, `matching` knows people again."""
