"""Weak branches put right (软弱涣散整顿): proposed by published criteria, listed by a decision, mended by a plan.

The program never lists by itself; there is no quota and no order of villages. Public: `services`,
`selectors`.
"""
