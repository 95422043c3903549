"""The demonstration: a whole county under invented names on a real county's shape, in an empty database.

`services.make_demonstration` fills it, `services.write_workbooks` writes it as an office's workbooks,
`selectors.demonstration`
tells who may sign in. Generation makes plain records (`records`) from a seed, top down: `geography` and
`organisations` (units), `people`
(members), `bodies` (committees, terms, posts), `meetings` (two years of gatherings); `writing` puts them
in the database at once. No models
of its own; names and sentences are data in `data/`.
"""
