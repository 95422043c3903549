"""Seals (存证): what was posted is entered in the ledger, and its proof brought to the public.

The entry of a posting holds a salted digest of what the public reads, written in the transaction of the
posting. Once the entry has its place under a checkpoint, the proof goes with the version. A version that
has stood unchanged for as long as the rules ask of its kind is entered once more, as having stood.
"""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.audit_types import ARTICLE_POSTED, ARTICLE_STOOD
from jiceng.apps.editorial.cleaning import plain
from jiceng.apps.editorial.models import Article, ArticleVersion, Posted
from jiceng.apps.editorial.publicity import days_to_stay
from jiceng.apps.editorial.revisions import files_of, until_of
from jiceng.apps.journal import ledger
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.publications import seals, store
from jiceng.engines.procedure import stay
from jiceng.kernel.actors import Actor, system_actor

PROGRAM = system_actor("jiceng")
"""Who enters what is shown to everybody: no person's name is in it. Who approved has an entry of her own."""
BATCH = 200
"""Seals made in one go: between jobs nobody waits longer for one."""


def enter_posting(at: datetime, article: Article) -> None:
    """Enter what the public is to read of an article from now on: its commitment, not its words.

    Within the transaction of the posting. What stood before it has stood until now.
    """
    close_standing(at, article)
    said = ArticleVersion.objects.get(article=article, revision=article.revision).content
    salt, files = seals.new_salt(), files_of(article, article.revision)
    posted = Posted(article=article, revision=article.revision, salt=salt)
    posted.digest = seals.digest_of(
        seals.read_by_public(
            number=article.number or 0,
            title=said["title"],
            html=said["html"],
            files=[{"name": file.name, "sha256": sha256(bytes(file.data)).hexdigest()} for file in files],
            salt=salt,
        )
    )
    named = [(file.token, file.media_type) for file in files]
    about = seals.about_of(said | {"text": plain(said["html"])}, named, salt)
    day = timezone.localdate(at)
    days = days_asked(said["kind"], day, until_of(said))
    posted.stands_on = day + timedelta(days=days) if days else None
    posted.entry = _enter(PROGRAM, at, ARTICLE_POSTED, posted, until=said["until"], about=about)
    posted.save()


def enter_end(actor: Actor, at: datetime, type: AuditType, article: Article, **content: object) -> None:
    """Enter that an article was taken down; the salt of its digests goes with its words.

    Of a list of people helped the office itself keeps no words either.
    """
    close_standing(at, article)
    posted = posted_now(article)
    said = article.versions.get(revision=posted.revision).content
    left = {name: said[name] for name in ("title", "column", "kind", "listed")}
    _enter(actor, at, type, posted, **left, **content)
    article.postings.update(salt=None)
    if not said["listed"]:
        _erase_words(article)


def posted_now(article: Article) -> Posted:
    """What the journal has of the revision last posted. Of an article that was posted."""
    if article.posted_revision is None:
        raise ValueError("never posted")
    return article.postings.get(revision=article.posted_revision)


def seal_anew() -> None:
    """Have every seal brought again: the public's database may be of an earlier moment."""
    Posted.objects.update(waits=True)


def _erase_words(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(html="")
    article.html = ""
    article.files.all().delete()
    for version in article.versions.all():
        version.content |= {"html": "", "files": []}
        version.save(update_fields=["content"])


def _enter(actor: Actor, at: datetime, type: AuditType, posted: Posted, **content: object) -> AuditEntry:
    article = posted.article
    said = {"number": article.number, "revision": posted.revision, "digest": posted.digest}
    return record(
        actor=actor,
        at=at,
        type=type,
        subject=seals.SUBJECT.format(number=article.number),
        unit_ids=[article.unit_id],
        content={"unit": article.unit.code} | said | content,
    )


def days_asked(kind: str, day: date, until: date | None) -> int | None:
    """For how many days a notice posted on a day has to stay unchanged to have stood, its first day not
    counted: as long as the rules keep its kind posted; where they say nothing of it, until its own last day,
    or as long as any notice. None where nothing is asked.
    """
    asked = days_to_stay(kind, day)
    if asked is None and until is not None:
        asked = (until - day).days
    if asked is not None:
        return asked
    rules = current_rules()
    found = (stay(each, rules.duties.values(), day) for each in rules.notices.values())
    return max((each.days for each in found if each), default=None)


def keep_stood(at: datetime) -> int:
    """Enter what has stood unchanged for as long as is asked; between jobs. Returns how many."""
    due = Posted.objects.filter(stands_on__lt=timezone.localdate(at))
    if not due.exists():  # a read: to look holds nobody up
        return 0
    with transaction.atomic():
        return _enter_stood(at, due.select_for_update(of=("self",)))


def close_standing(at: datetime, article: Article) -> None:
    """What an article said until now stands no longer: it has stood long enough, or has not."""
    standing = article.postings.filter(stands_on__isnull=False)
    _enter_stood(at, standing.filter(stands_on__lt=timezone.localdate(at)))
    standing.update(stands_on=None)


def _enter_stood(at: datetime, due: Any) -> int:
    rows = list(due.select_related("article__unit", "entry"))
    for posted in rows:
        began = timezone.localdate(posted.entry.at)
        posted.stood = _enter(
            PROGRAM,
            at,
            ARTICLE_STOOD,
            posted,
            days=(posted.stands_on - began).days,
            posted_at=posted.entry.at.isoformat(),
            entry=posted.entry_id,
        )
        posted.stands_on, posted.waits = None, True
        posted.save()
    return len(rows)


def seal_waiting(*, at: datetime) -> int:
    """Bring their seals to versions whose entries have their places; between jobs. Returns how many."""
    placed = Q(entry__leaf__isnull=False) & (Q(stood__isnull=True) | Q(stood__leaf__isnull=False))
    waiting = Posted.objects.filter(placed, waits=True, article__in_line=True).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True)[:BATCH])
    return sum(_seal(key) for key in keys)


@transaction.atomic
def _seal(key: int) -> bool:
    """The published database first, then the mark: cut between them, it is only done again."""
    rows = Posted.objects.select_for_update(of=("self",))
    posted = rows.select_related("article", "entry__leaf", "stood__leaf").get(pk=key)
    seal = {
        "days": json.loads(posted.stood.content or "")["days"] if posted.stood else None,
        "log": settings.LEDGER_NAME,
        "posted": _part(posted.entry),
        "stood": _part(posted.stood) if posted.stood else None,
    }
    kept = store.keep_seal(posted.article.number or 0, posted.revision, seal)
    if kept:
        Posted.objects.filter(pk=key).update(waits=False)
    return kept


def _part(row: AuditEntry) -> dict[str, Any]:
    index = row.leaf.index
    size, note = ledger.first_checkpoint_with(index)
    proof, key = ledger.tree().prove_inclusion(index, size), ledger.signer_of(note)
    return seals.sealed_part(ledger.entry_of(row, shown=True), index, proof, note, key)
