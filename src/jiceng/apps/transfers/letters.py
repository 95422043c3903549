"""A transfer letter as a .docx: stub, letter and receipt, filled into the office's own template.

The template is `[letter.transfer]` of the profile (`organisations.letters`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.apps.journal.files import new_mark, record_file
from jiceng.apps.journal.services import record_reading
from jiceng.apps.organisations.letters import fill, template
from jiceng.apps.organisations.models import profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.people import id_numbers
from jiceng.apps.people import policies as people
from jiceng.apps.transfers import audit_types
from jiceng.apps.transfers.models import Transfer
from jiceng.apps.transfers.selectors import Letter
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, NotFound

CODE = "transfer"


def may_write(letter: Letter) -> bool:
    """Whether a letter can be taken out: one of ours, not cancelled, where the profile has a template."""
    row = letter.transfer
    return CODE in profile().letters and row.direction != "in" and row.state != "cancelled"


@dataclass(frozen=True, slots=True)
class LetterData:
    """What a letter says of its member, for whoever writes the words: `id_number` whole, or "" where
    the actor may not see it whole.
    """

    transfer: Transfer
    id_number: str


@transaction.atomic
def take_out(
    *,
    actor: Actor,
    at: datetime,
    letter: Letter,
    words: Callable[[LetterData], Mapping[str, str]],
    note: Callable[[str], str],
) -> bytes:
    """Let a letter leave as a file for the actor's stated purpose; once it is made, it is written in the
    journal, and in the reading log.

    Parameters: `words`, what stands in the fields of the template; `note`, what the file's properties say of
    its mark. Returns the .docx. Raises `NotFound("letter_not_found")` for one that cannot be taken out,
    `Refused`, `Invalid`: purpose_missing, and what `template` and `fill` raise: then nothing has left and
    nothing is written.
    """
    side = letter.side
    require(actor, people.MANAGE, side.path)
    require(actor, people.EXPORT, side.path)
    if letter.sender is None or not may_write(letter):
        raise NotFound("letter_not_found")
    if not actor.purpose.strip():
        raise Invalid("purpose_missing", field="purpose")
    person, number = letter.transfer.person, ""
    whole = actor.may(people.READ_ID_NUMBER, side.path) and person.id_number_sealed is not None
    if whole and person.id_number_sealed is not None and person.id_number_index is not None:
        sealed, index = bytes(person.id_number_sealed), bytes(person.id_number_index)
        number = id_numbers.unseal(sealed, index).characters
    mark = new_mark()
    made = fill(template(CODE), words(LetterData(letter.transfer, number)), note(mark))
    record_reading(
        actor=actor,
        at=at,
        person_id=person.pk,
        unit_id=side.unit_id,
        part="id_number" if whole else "file",
        purpose=actor.purpose,
    )
    record_file(
        actor=actor,
        at=at,
        type=audit_types.LETTER_TAKEN_OUT,
        subject=f"person:{person.pk}",
        unit_ids=[side.unit_id],
        content={"transfer": letter.transfer.pk, "purpose": actor.purpose.strip()},
        file=made,
        mark=mark,
    )
    return made
