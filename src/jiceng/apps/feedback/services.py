"""Writes to questions."""

import base64
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiceng.apps.feedback import audit_types, policies, selectors
from jiceng.apps.feedback.desks import Desk, all_desks, desks, hears, units_above
from jiceng.apps.feedback.models import Question
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.versions import last_version
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused

MOST_A_DAY = 10
"""Questions of one person in a day: enough for a bad one, too few to bury a desk."""
LONGEST = 2000
SENDER_HIDDEN = system_actor("jiceng feedback")
"""Who stands in the journal for whoever complains: those complained of may read it."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What is asked. `about`, `to`: units by code; a complaint says whom it is about, if only
    `policies.NOBODY`; `page` and `place` as in the model.
    """

    kind: str
    text: str
    to: str
    desk: str
    about: str = ""
    page: str = ""
    place: str = ""


@transaction.atomic
def ask(*, actor: Actor, at: datetime, draft: QuestionDraft) -> tuple[Question, str]:
    """Ask or complain; it reaches a desk at which somebody sits, and never the one complained of.

    Returns the question and its receipt's number (130 random bits in five groups), which is kept nowhere.
    Raises `Refused` for who has not signed in, `Invalid`: unknown_question_kind, text_missing, text_too_long,
    about_missing, not_above_you, no_such_desk, complained_of_itself, about_nobody, too_many_questions;
    `Conflict("asked_already")`.
    """
    if actor.id is None:
        raise Refused("not_permitted", permission="feedback.ask")
    text = _text(draft.text)
    if draft.kind not in policies.KINDS:
        raise Invalid("unknown_question_kind", field="kind")
    _not_too_often(actor, at, text)
    desk, about = _addressed(actor, at, draft)
    complaint = draft.kind == policies.COMPLAINT
    receipt = base64.b32encode(secrets.token_bytes(17))[:26].decode()
    question = Question.objects.create(
        kind=draft.kind,
        text=text,
        page="" if complaint else draft.page[:200],  # an address can tell who stood there
        place=draft.place[:60],
        asked_by_id=actor.id,
        asked_at=at,
        unit_id=None if complaint else next((grant.unit_id for grant in actor.grants), None),
        about=about.unit if about else None,
        to=desk.version.unit,
        desk=desk.desk,
        receipt=selectors.digest(receipt),
    )
    teller = SENDER_HIDDEN if complaint else actor
    note(teller, at, audit_types.QUESTION_ASKED, question)
    return question, "-".join(receipt[i : i + 6] for i in range(0, len(receipt), 6))


def _text(given: str) -> str:
    text = given.strip()
    if not text:
        raise Invalid("text_missing", field="text")
    if len(text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    return text


def _not_too_often(actor: Actor, at: datetime, text: str) -> None:
    asked = Question.objects.filter(asked_by_id=actor.id, asked_at__gt=at - timedelta(days=1))
    if asked.filter(text=text).exists():
        raise Conflict("asked_already")
    if asked.count() >= MOST_A_DAY:
        raise Invalid("too_many_questions", limit=MOST_A_DAY)


def _addressed(actor: Actor, at: datetime, draft: QuestionDraft) -> tuple[Desk, UnitVersion | None]:
    """The desk, and whom a complaint concerns: safety rule 6 is held here."""
    day = timezone.localdate(at)
    found = next(
        (each for each in desks(actor, day) if (each.version.unit.code, each.desk) == (draft.to, draft.desk)),
        None,
    )
    complaint = draft.kind == policies.COMPLAINT
    about = _about(actor, day, draft) if complaint else None
    if found is None:
        raise Invalid("no_such_desk", field="to")
    if complaint and not hears(found, about, day):
        raise Invalid("complained_of_itself" if about else "about_nobody", field="to")
    return found, about


def _about(actor: Actor, day: date, draft: QuestionDraft) -> UnitVersion | None:
    """Whom a complaint concerns, which is said: left open, it could reach whoever it is about."""
    if not draft.about:
        raise Invalid("about_missing", field="about")
    if draft.about == policies.NOBODY:
        return None
    about = next((each for each in units_above(actor, day) if each.unit.code == draft.about), None)
    if about is None:
        raise Invalid("not_above_you", field="about")
    return about


def _held(actor: Actor, question: Question) -> Question:
    """The question, for one who answers at its desk, one at a time."""
    found = selectors.inbox(actor).select_for_update().filter(pk=question.pk).first()
    if found is None:
        raise NotFound("question_not_found")
    if found.answered_at is not None:
        raise Conflict("answered_already")
    return found


def _open(actor: Actor, question: Question) -> Question:
    """The same, unless it was put away."""
    found = _held(actor, question)
    if found.closed_at is not None:
        raise Conflict("put_away_already")
    return found


@transaction.atomic
def take(*, actor: Actor, at: datetime, question: Question) -> None:
    """See to a question oneself (认领). Raises `NotFound` to who does not answer at its desk,
    `Conflict`: answered_already, put_away_already, taken_already.
    """
    found = _open(actor, question)
    if found.owner_id is not None:
        raise Conflict("taken_already")
    found.owner_id = actor.id
    found.save(update_fields=["owner"])
    note(actor, at, audit_types.QUESTION_TAKEN, found)


@transaction.atomic
def answer(*, actor: Actor, at: datetime, question: Question, text: str) -> None:
    """Answer a question, once; whoever answers has it. Raises what `take` does, and `Invalid`: text_missing,
    text_too_long.
    """
    found = _open(actor, question)
    found.answer = _text(text)
    found.answered_by_id = found.owner_id = actor.id
    found.answered_at = at
    found.save(update_fields=["answer", "answered_by", "owner", "answered_at"])
    note(actor, at, audit_types.QUESTION_ANSWERED, found)


@transaction.atomic
def forward(*, actor: Actor, at: datetime, question: Question, to: str, desk: str) -> None:
    """Send a question on to another desk, at which nobody has it yet. Raises what `take` does, and `Invalid`:
    no_such_desk, complained_of_itself.
    """
    found = _open(actor, question)
    target = next(
        (each for each in desks_for(found, at) if (each.version.unit.code, each.desk) == (to, desk)), None
    )
    if target is None:
        raise Invalid("no_such_desk", field="to")
    found.to, found.desk, found.owner = target.version.unit, desk, None
    found.save(update_fields=["to", "desk", "owner"])
    note(actor, at, audit_types.QUESTION_FORWARDED, found)


def desks_for(question: Question, at: datetime) -> list[Desk]:
    """The desks a question may be sent on to: a complaint only where it may be heard (safety rule 6)."""
    day = timezone.localdate(at)
    found = [
        each
        for each in all_desks(day)
        if (each.version.unit_id, each.desk) != (question.to_id, question.desk)
    ]
    if question.kind != policies.COMPLAINT:
        return found
    about = last_version(question.about) if question.about else None
    return [each for each in found if hears(each, about, day)]


@transaction.atomic
def put_away(*, actor: Actor, at: datetime, question: Question) -> None:
    """Put a letter away that needs no answer: advertising, nonsense. Raises what `take` does, and
    `Conflict("not_a_letter")`: who asks with an account is answered.
    """
    found = _open(actor, question)
    if not found.is_letter:
        raise Conflict("not_a_letter")
    found.closed_at, found.owner_id = at, actor.id
    found.save(update_fields=["closed_at", "owner"])
    note(actor, at, audit_types.QUESTION_PUT_AWAY, found)


@transaction.atomic
def take_up(*, actor: Actor, at: datetime, question: Question) -> None:
    """Take a letter up again that was put away. Raises `NotFound`, `Conflict("not_put_away")`."""
    found = _held(actor, question)
    if found.closed_at is None:
        raise Conflict("not_put_away")
    found.closed_at, found.owner_id = None, actor.id
    found.save(update_fields=["closed_at", "owner"])
    note(actor, at, audit_types.QUESTION_TAKEN_UP, found)


def note(actor: Actor, at: datetime, type: AuditType, question: Question) -> None:
    """An entry without the text; of a complaint not even to whom it went, which would tell of whom it is."""
    complaint = question.kind == policies.COMPLAINT
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"question:{question.pk}",
        unit_ids=[] if complaint else [question.to_id],
        content={} if complaint else {"question": question.kind},
    )
