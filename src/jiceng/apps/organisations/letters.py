"""Letters of the profile (`[letter.X]`): what each is called, its template, the template filled in.

A template is data that an office edits in its word processor; it is rendered in a sandbox, and what is filled
in never becomes markup.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from jiceng.apps.organisations.models import profile
from jiceng.engines.procedure import Text
from jiceng.kernel.errors import Conflict, NotFound


def title(code: str) -> Text:
    """What a letter is called. Raises `NotFound("letter_not_found")` where the profile has none."""
    if code not in profile().letters:
        raise NotFound("letter_not_found")
    return profile().letters[code].title


def template(code: str) -> bytes:
    """The office's template of a letter. Raises `NotFound("letter_not_found")` where the profile has none,
    `Conflict` where its file is missing.
    """
    found = profile().letters.get(code)
    if found is None:
        raise NotFound("letter_not_found")
    shelf, _slash, rest = found.template.partition("/")
    folder: Path | None = settings.PROFILE_SHELF.folder(shelf)
    if folder is None or not (folder / rest).is_file():
        raise Conflict("letter_template_unreadable")
    return (folder / rest).read_bytes()


def fill(source: bytes, values: Mapping[str, Any], note: str = "") -> bytes:
    """A template with its fields filled in.

    Parameters: `note`, kept in the file's properties. Raises `Conflict("letter_template_unreadable")` for one
    that asks for what a letter does not have, or is no document.
    """
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(source))
        document.render(dict(values), jinja_env=environment, autoescape=True)
        document.docx.core_properties.comments = note
        document.save(made)
    except Exception as error:  # whatever an office's own file may raise
        raise Conflict("letter_template_unreadable") from error
    return made.getvalue()
