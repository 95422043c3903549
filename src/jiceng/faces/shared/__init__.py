"""The family look of every face, and the words in which the program answers.

Public: templates `shared/*.html`, template library `shared`, `sentences.sentence`, `forms` (renderer,
widgets, `add_error`), `dates` (how days and periods are written), `progress.while_working` (the page of a
background job), `middleware.ErrorPages`, the handlers in `views`.
Imports point down only: kernel, Django, nothing of another face or of an app.
"""
