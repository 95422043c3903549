"""Gatherings held and announced (会议记录). `kind` is the kind; `rows` and `words` read, `bodies` finds the body,
`matching` decides and writes.
"""
