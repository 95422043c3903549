"""Letters to the editor (编辑信箱), in the office: taken out of what came in, opened, sent to a desk; their
answers sealed for whoever holds the receipt; forgotten in time.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback import audit_types, policies, selectors
from jiceng.apps.feedback.desks import desk_for_letter
from jiceng.apps.feedback.models import Question
from jiceng.apps.feedback.services import SENDER_HIDDEN, note
from jiceng.apps.journal.harvesting import WINDOW, alert, calm
from jiceng.apps.journal.keys import letters_key
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.publications import envelopes, store
from jiceng.apps.publications import selectors as published
from jiceng.apps.publications.letters import KINDS, LIMITS
from jiceng.apps.publications.models import Letter
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound, Refused

LOG = logging.getLogger("jiceng.letters")
AT_ONCE = 100
COUNTED_FOR = timedelta(days=1)
"""For how long the portal counts from where a letter came."""
_LARGEST = 2**31 - 1
PLACE = "letters"
"""In place of the page a question was asked on."""
UNREADABLE = b"unreadable"
"""In place of from where it came, for a letter our key does not open; it stays, and is tried again daily."""


def keep(*, at: datetime) -> int:
    """What is done between jobs: the public key told, letters taken in, answers given. Returns how much."""
    told = store.put_letters_key(letters_key().public_key().public_bytes_raw())
    return told + take_in(at) + give_answers(at)


def unreadable() -> int:
    """How many letters came in that our key does not open."""
    return Letter.objects.filter(origin=UNREADABLE).exclude(sealed=b"").count()


def take_in(at: datetime) -> int:
    """Take letters out of what came in, open them, and send each to a desk; returns how many. Cut between the
    two databases it is done again, and each letter is there once.
    """
    day = timezone.localdate(at)
    waiting = Letter.objects.exclude(sealed=b"").exclude(origin=UNREADABLE).order_by("pk")
    found = list(waiting[:AT_ONCE])
    if not found or not UnitVersion.objects.filter(on(day)).exists():
        return 0
    oldest, key = at - _kept_for(day), letters_key()
    taken = 0
    for letter in found:
        index = bytes(letter.receipt)
        content = envelopes.open_letter(bytes(letter.sealed), key=key, index=index) or {}
        answer_key = _answer_key(content)
        if answer_key is None:
            Letter.objects.filter(pk=letter.pk).update(origin=UNREADABLE)
            LOG.warning("letter %s cannot be opened with the office's key; it stays where it is", letter.pk)
            continue
        if letter.at > oldest:  # or it was forgotten here already, and came again with an old file
            _put_on_a_desk(letter, content, answer_key, at)
        Letter.objects.filter(pk=letter.pk).update(sealed=b"")
        taken += 1
    return taken


@transaction.atomic
def _put_on_a_desk(letter: Letter, content: dict[str, Any], answer_key: bytes, at: datetime) -> None:
    if Question.objects.filter(receipt=letter.receipt).exists():
        return
    day = timezone.localdate(at)
    said = {name: _text(content.get(name))[:limit] for name, limit in LIMITS.items()}
    kind = next((each for each in KINDS if each == content.get("kind")), KINDS[0])
    number, about = _about(content, at, day)
    unit_id, desk = desk_for_letter(kind, about, day)
    question = Question.objects.create(
        kind=kind,
        subject=said["subject"],
        text=said["text"],
        place=PLACE,
        asked_at=min(letter.at, at),
        about=about.unit if about else None,
        to_id=unit_id,
        desk=desk,
        receipt=letter.receipt,
        sender={name: said[name] for name in ("name", "phone", "email") if said[name]},
        publication=number,
        answer_key=answer_key,
    )
    note(SENDER_HIDDEN, question.asked_at, audit_types.LETTER_RECEIVED, question)


def _answer_key(content: dict[str, Any]) -> bytes | None:
    """What the answer is to be sealed with; None in what no portal of ours wrote."""
    try:
        key = bytes.fromhex(content["answer_key"])
    except (KeyError, TypeError, ValueError):
        return None
    return key if len(key) == envelopes.KEY else None


def _text(said: object) -> str:
    """Text a database keeps, whatever was sealed."""
    return str(said or "").replace("\0", "").encode(errors="ignore").decode().strip()


def _about(content: dict[str, Any], at: datetime, day: date) -> tuple[int | None, UnitVersion | None]:
    """The number of what a letter is about, where that was ever posted, and the unit."""
    number, code = content.get("about"), _text(content.get("unit"))
    found = None
    if isinstance(number, int) and 0 < number <= _LARGEST:
        found = published.publication(number, at) or published.ended(number, at)
    if found is not None:
        code = found.unit_code
    rows = (
        UnitVersion.objects.filter(unit__code=code, starts_on__lte=day)
        if code
        else UnitVersion.objects.none()
    )
    return (found.number if found else None), rows.select_related("unit").order_by("-starts_on").first()


def give_answers(at: datetime) -> int:
    """Let whoever holds a receipt read the answer; returns how many."""
    rows = Question.objects.filter(asked_by=None, answered_at__isnull=False, told=False)
    waiting = list(rows.order_by("pk")[:AT_ONCE])
    names = names_on([each.to_id for each in waiting], timezone.localdate(at)) if waiting else {}
    for each in waiting:
        if each.answered_at is not None and each.answer_key:
            index, content = bytes(each.receipt), {"text": each.answer, "by": names.get(each.to_id, "")}
            sealed = envelopes.seal_answer(content, key=bytes(each.answer_key), index=index)
            store.put_answer(index, at=each.answered_at, sealed=sealed)
        Question.objects.filter(pk=each.pk).update(told=True)
    return len(waiting)


@transaction.atomic
def read_sender(*, actor: Actor, at: datetime, question: Question) -> dict[str, str]:
    """Who wrote a letter and how she can be reached, where she said so. It is entered in the journal, and
    much of it raises an alert.

    Raises `NotFound("question_not_found")` where it names nobody or lies at another's desk,
    `Refused("sender_hidden")` to a desk of the unit it is about.
    """
    if not question.sender or not selectors.inbox(actor).filter(pk=question.pk).exists():
        raise NotFound("question_not_found")
    if not sender_is_shown(question):
        raise Refused("sender_hidden")
    seen = AuditEntry.objects.filter(type=audit_types.SENDER_READ.code, actor_id=actor.id, at__gt=at - WINDOW)
    if seen.count() == calm(at):
        alert(actor=actor, at=at, count=seen.count() + 1, unit_id=question.to_id)
    note(actor, at, audit_types.SENDER_READ, question)
    return dict(question.sender)


def sender_is_shown(question: Question) -> bool:
    """Whether the desk a letter lies at may be told who wrote it."""
    ids = [each for each in (question.to_id, question.about_id) if each]
    rows = UnitVersion.objects.filter(unit_id__in=ids).order_by("starts_on").values_list("unit_id", "path")
    paths = dict(rows)
    about = paths.get(question.about_id) if question.about_id else None
    return policies.sees_sender(paths[question.to_id], question.desk, about)


@transaction.atomic
def forget(*, actor: Actor, at: datetime) -> int:
    """Erase letters that were answered or put away long enough ago, with their answers, and from where
    letters came. Only the program itself calls it. Returns how many letters.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="feedback.forget")
    Letter.objects.filter(sealed=b"", at__lt=at - COUNTED_FOR).delete()
    Letter.objects.filter(origin=UNREADABLE).update(origin=b"")
    before = at - _kept_for(timezone.localdate(at))
    over = Q(answered_at__lt=before) | Q(closed_at__lt=before)
    rows = Question.objects.filter(over, asked_by=None)
    receipts = [bytes(each) for each in rows.values_list("receipt", flat=True)]
    if receipts:
        store.forget_answers(receipts)
        rows.delete()
        content = {"letters": len(receipts)}
        record(
            actor=actor,
            at=at,
            type=audit_types.LETTERS_FORGOTTEN,
            subject="letters",
            unit_ids=[],
            content=content,
        )
    return len(receipts)


def _kept_for(day: date) -> timedelta:
    return timedelta(days=int(current_rules().figure("letter_days", day)))
