"""Papers of a decision that leave the office as files: each has its mark, and stands in the journal by its
hash.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from jiceng.apps.decisions import audit_types
from jiceng.apps.decisions.selectors import Story
from jiceng.apps.journal.files import new_mark, record_file
from jiceng.apps.organisations.policies import READ, require
from jiceng.kernel.actors import Actor


def take_out(
    *, actor: Actor, at: datetime, story: Story, paper: str, form: str, make: Callable[[str], bytes]
) -> bytes:
    """Let a paper leave as a file; once it is made, it is written in the journal.

    Parameters: `paper` and `form`, which and how, by their codes; `make`, writes it, given its mark. Raises
    what `make` does: then nothing has left.
    """
    require(actor, READ, story.unit.path)
    mark = new_mark()
    made = make(mark)
    with transaction.atomic():
        record_file(
            actor=actor,
            at=at,
            type=audit_types.PAPER_TAKEN_OUT,
            subject=f"decision:{story.decision.pk}",
            unit_ids=[story.decision.unit_id],
            content={"unit": story.decision.unit.code, "paper": paper, "form": form},
            file=made,
            mark=mark,
        )
    return made
