"""Decisions by procedure (议事决策): what a body decides, step by step, and what each step is worth by its rule.

What the steps are stands in the profile (`[procedure.CODE]`); what a record is worth, the engine says
(`engines.procedure.decisions`). Entries are never changed: a wrong one is corrected by a new one that
shows. Public: `services` (open, enter, correct, withdraw, drop), `selectors` (lists, one decision, boards,
what is due). Imports point one way: models ← judging ← selectors, services.
"""
