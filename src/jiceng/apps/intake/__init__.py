"""Files in: spreadsheets of units, people, posts and gatherings become records of the register, under the
rules the screens obey.

One way through: `engines.sheets` reads the file in a limited process → `layout` finds out which kind it is
and where its columns stand (`vocabulary.toml` has the words, `mappings` what a user has said they mean) →
`rows` reads each row (`cells` its cells) → `units` finds where it belongs, within the actor's scope → the
kind (`kinds`) compares it with the register and with the other rows → `services` writes what is new in one
transaction, with a `Change` for every record, by which `undo` takes it back (`records`).

Two doors: `services.import_file` for the command line; `uploads`, with its jobs in `tasks`, for the screen,
where a file is kept sealed until it is taken in or put away. What is wrong is a `report.Rejection` with a
code and data; the face that shows it finds the words.
"""
