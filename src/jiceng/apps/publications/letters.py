"""Letters to the editor (编辑信箱): left by the portal sealed for the office, answered under their receipt.

The portal adds letters and counts of late ones where they came from; it can open none.
"""

import hashlib
import hmac
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiceng.apps.publications import envelopes
from jiceng.apps.publications.models import Answer, Letter, Site
from jiceng.apps.publications.routing import INBOX
from jiceng.kernel.errors import Conflict, Invalid, Slowed

QUESTION, SUGGESTION, COMPLAINT = "question", "suggestion", "complaint"
KINDS = (QUESTION, SUGGESTION, COMPLAINT)
"""咨询, 建议, 投诉."""
LIMITS = {"subject": 60, "text": 2000, "name": 30, "phone": 30, "email": 60}
"""The most characters of each part of a letter."""
MOST_LINKS = 2
COUNTED = timedelta(hours=1)
MOST_OF_ONE, MOST_OF_ALL = 6, 300
"""Letters within `COUNTED`: of one place, behind which a whole village may be, and of all."""
_LINK = re.compile(r"https?:|www\.|\bhref\b|\[url", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written. `about`, the number of a publication; `unit`, the code of a unit it is about; the
    writer's name, telephone and e-mail where she wants them known.
    """

    kind: str
    subject: str
    text: str
    about: int | None = None
    unit: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""


def box_key() -> bytes | None:
    """The office's public key; None while it has told none: no letter can be left."""
    found = Site.objects.values_list("letters_key", flat=True).first()
    return bytes(found) if found else None


def origin_of(address: str, at: datetime) -> bytes:
    """A computer's address as letters from it are counted by: another each day, and none can be read back."""
    said = f"letters {timezone.localdate(at)} {address}"
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256)[:16]


def leave(letter: Written, *, at: datetime, once: str, origin: bytes) -> str:
    """Leave a letter; returns the number of its receipt, which is kept nowhere.

    Parameters: `once`, random text of the form it was written in: the same letter sent in it again has the
    same receipt, and is kept once; `origin`, as `origin_of` says. Raises `Invalid`: unknown_letter_kind,
    text_missing, text_too_long, too_many_links; `Slowed`: letters_from_one, letters_from_all;
    `Conflict("no_letter_box")`.
    """
    _check(letter)
    key = box_key()
    if key is None:
        raise Conflict("no_letter_box")
    receipt = _receipt(letter, once)
    index = envelopes.index_of(receipt)
    content = asdict(letter) | {"answer_key": envelopes.answer_key(receipt).hex()}
    sealed = envelopes.seal_letter(content, key=key, index=index)
    with suppress(IntegrityError), transaction.atomic(using=INBOX):  # sent twice: it is there
        Letter.objects.create(receipt=index, at=at, sealed=sealed, origin=origin)
        _not_too_many(at, origin)
    return receipt


def _check(letter: Written) -> None:
    if letter.kind not in KINDS:
        raise Invalid("unknown_letter_kind", field="kind")
    for name in ("subject", "text"):
        if not getattr(letter, name).strip():
            raise Invalid("text_missing", field=name)
    for name, limit in LIMITS.items():
        if len(getattr(letter, name)) > limit:
            raise Invalid("text_too_long", field=name, limit=limit)
    if len(_LINK.findall(f"{letter.subject} {letter.text}")) > MOST_LINKS:
        raise Invalid("too_many_links", field="text", limit=MOST_LINKS)


def _receipt(letter: Written, once: str) -> str:
    written = repr([once, *(getattr(letter, each.name) for each in fields(letter))])
    key = b"jiceng letters receipt " + settings.SECRET_KEY.encode()
    return envelopes.receipt_from(hmac.digest(key, written.encode(), hashlib.sha256))


def _not_too_many(at: datetime, origin: bytes) -> None:
    """Counts the letter just added, which stays only if it is not one too many."""
    late = Letter.objects.filter(at__gt=at - COUNTED)
    seconds = COUNTED // timedelta(seconds=1)
    if late.filter(origin=origin).count() > MOST_OF_ONE:
        raise Slowed("letters_from_one", seconds=seconds)
    if late.count() > MOST_OF_ALL:
        raise Slowed("letters_from_all", seconds=seconds)


def forget_before(moment: datetime) -> int:
    """Forget the letters that came before a moment, where the office took them long ago; returns how many.

    For an inbox of the portal's own: in one that is shared the office forgets them itself.
    """
    return Letter.objects.filter(at__lt=moment).delete()[0]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: its words, by whom, when."""

    text: str
    by: str
    at: datetime


def answer_to(receipt: str) -> Answered | None:
    """The answer under a receipt's number; None where there is none, whether a letter waits for one or not.
    It is the same work either way.
    """
    found = Answer.objects.filter(receipt=envelopes.index_of(receipt)).first()
    opened = envelopes.open_answer(bytes(found.sealed) if found else bytes(400), receipt)
    if found is None or opened is None:
        return None
    return Answered(str(opened["text"]), str(opened["by"]), found.at)
