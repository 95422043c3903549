"""The boards: what is owed and done in the units below, why one verdict is what it is, what changes hands.

`views` has the boards and their cells, `explanations` one verdict and its postponement, `changes` terms and
vacancies; `words` says the
engine's codes in the reader's language.
"""
