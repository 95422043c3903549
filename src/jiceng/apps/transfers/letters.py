"""A transfer letter as a .docx: stub, letter and receipt, filled into the office's own template.

The template is data (`[letter.transfer]` of the profile) that an office edits in its word processor; it is
rendered in a sandbox, and what is filled in never becomes markup.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from jiceng.apps.journal.services import record, record_reading
from jiceng.apps.organisations.models import profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.people import id_numbers
from jiceng.apps.people import policies as people
from jiceng.apps.transfers import audit_types
from jiceng.apps.transfers.models import Transfer
from jiceng.apps.transfers.selectors import Letter
from jiceng.engines.procedure import Text
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound

CODE = "transfer"


def title() -> Text:
    """What the letter is called. Raises `NotFound("letter_not_found")` where the profile has none."""
    if CODE not in profile().letters:
        raise NotFound("letter_not_found")
    return profile().letters[CODE].title


def may_write(letter: Letter) -> bool:
    """Whether a letter can be taken out: one of ours, not cancelled, where the profile has a template."""
    row = letter.transfer
    return CODE in profile().letters and row.direction != "in" and row.state != "cancelled"


@dataclass(frozen=True, slots=True)
class LetterData:
    """What a letter says of its member, for whoever writes the words: `id_number` whole, or "" where the
    actor
    may not see it whole.
    """

    transfer: Transfer
    id_number: str


@transaction.atomic
def take_out(*, actor: Actor, at: datetime, letter: Letter) -> LetterData:
    """Let a letter leave as a file for the actor's stated purpose; written in the journal, and in the reading
    log.

    Raises `NotFound("letter_not_found")` for one that cannot be taken out, `Refused`, `Invalid`:
    purpose_missing.
    """
    side = letter.side
    require(actor, people.MANAGE, side.path)
    require(actor, people.EXPORT, side.path)
    if letter.sender is None or not may_write(letter):
        raise NotFound("letter_not_found")
    if not actor.purpose.strip():
        raise Invalid("purpose_missing", field="purpose")
    row, person = letter.transfer, letter.transfer.person
    whole = actor.may(people.READ_ID_NUMBER, side.path) and person.id_number_sealed is not None
    record_reading(
        actor=actor,
        at=at,
        person_id=person.pk,
        unit_id=side.unit_id,
        part="id_number" if whole else "file",
        purpose=actor.purpose,
    )
    record(
        actor=actor,
        at=at,
        type=audit_types.LETTER_TAKEN_OUT,
        subject=f"person:{person.pk}",
        unit_ids=[side.unit_id],
        content={"transfer": row.pk, "purpose": actor.purpose.strip()},
    )
    number = ""
    if whole and person.id_number_sealed is not None and person.id_number_index is not None:
        sealed, index = bytes(person.id_number_sealed), bytes(person.id_number_index)
        number = id_numbers.unseal(sealed, index).characters
    return LetterData(row, number)


def template() -> bytes:
    """The office's template. Raises `NotFound("letter_not_found")` where the profile has none, `Conflict`
    where its file is missing.
    """
    found = profile().letters.get(CODE)
    if found is None:
        raise NotFound("letter_not_found")
    code, _slash, rest = found.template.partition("/")
    folder: Path | None = settings.PROFILE_SHELF.folder(code)
    if folder is None or not (folder / rest).is_file():
        raise Conflict("letter_template_unreadable")
    return (folder / rest).read_bytes()


def fill(source: bytes, values: Mapping[str, str]) -> bytes:
    """A template with its fields filled in. Raises `Conflict("letter_template_unreadable")` for one that asks
    for what a letter does not have, or is no document.
    """
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(source))
        document.render(dict(values), jinja_env=environment, autoescape=True)
        document.save(made)
    except Exception as error:  # whatever an office's own file may raise
        raise Conflict("letter_template_unreadable") from error
    return made.getvalue()
