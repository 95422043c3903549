"""The family look of every face, and the words in which the program answers.

Public: templates `shared/*.html`, template library `shared`, `sentences.sentence`, `forms` (renderer,
widgets, `add_error`), `dates` (how days and periods are written), `progress.while_working` (the page of a
background job), `middleware.ErrorPages`, the handlers in `views`; for more than one face `procedure_words`,
`statistics_words`, `statistics_tables`, and `file_notes`, what a file that leaves says of itself.
Imports point down only: kernel, Django, nothing of another face or of an app.
"""
