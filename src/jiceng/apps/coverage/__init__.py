"""How far organisations reach into private firms and social organisations (两个覆盖): dated lists of the
registration office, which of them count, and what covers each.

Public: `services`, `selectors`. A list comes in by `intake`; a new one never overwrites the last.
"""
