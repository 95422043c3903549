"""Programmes (工作项目): goal, project, measure and indicator, with owner, baseline, target and what came of
it.

What a programme is made of is profile data (`[programme.CODE]`). Kept here are what an office sets itself
(targets, numbers with a named source, risks) and readings: what each indicator came to at the end of a month,
derived and rebuilt at will. Public: `services`, `readings`, `selectors`.
"""
