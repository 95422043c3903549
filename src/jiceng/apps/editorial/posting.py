"""What the public reads is brought in line with what was decided, in a database of its own.

An article that is not in line is so marked in the transaction of the decision; here its mark goes once the
other database has it. Done again it changes nothing.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.editorial import publicity
from jiceng.apps.editorial.cleaning import plain
from jiceng.apps.editorial.models import Article, ArticleVersion, Posted
from jiceng.apps.editorial.revisions import ENDED, files_of, until_of
from jiceng.apps.editorial.sealing import keep_stood, seal_anew
from jiceng.apps.editorial.services import due, over, post_due
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.publications import store
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.kernel.actors import system_actor


def keep_time(*, at: datetime) -> int:
    """Post and end what is due, and let the public read it so; between jobs. Returns how much was done."""
    stood = keep_stood(at) + publicity.keep(at)
    if due(at).exists() or over(at).exists():  # a read: to look holds nobody up
        post_due(actor=system_actor("jiceng work"), at=at)
    return stood + bring_in_line(at)


def bring_in_line(at: datetime) -> int:
    """Bring everything in line that is not; returns how many articles."""
    waiting = list(Article.objects.filter(in_line=False).order_by("pk").values_list("pk", flat=True))
    for key in waiting:
        with transaction.atomic():
            held = Article.objects.select_for_update(of=("self",))
            article = held.select_related("unit").get(pk=key)
            _follow(article, at)
            Article.objects.filter(pk=key).update(in_line=True)
    return len(waiting)


def follow_anew() -> None:
    """Have everything brought in line again: the two databases may be of different moments, as after a backup
    was restored.
    """
    Article.objects.filter(number__isnull=False).update(in_line=False)
    seal_anew()


def _follow(article: Article, at: datetime) -> None:
    """The published database first, then the mark: cut between them, it is only done again.

    Every revision that was posted is brought, in order, one that was read for no time at all too: what the
    ledger has of a number and what is published are the same.
    """
    ended = article.state in ENDED and article.ended_at and article.number
    known = store.versions_of(article.number or 0)
    with transaction.atomic(using=PUBLISHED):
        for posted in article.postings.select_related("entry").order_by("revision"):
            latest = posted.revision == article.posted_revision
            if ended and posted.revision not in known:
                store.post_unread(posting(article, posted, at), posted.digest)
            elif not ended and (latest or posted.revision not in known):
                store.post(posting(article, posted, at))
        if article.state in ENDED and article.ended_at and article.number:
            store.end(article.number, at=article.ended_at, state=article.state, reason=article.end_reason)


def posting(article: Article, posted: Posted, at: datetime) -> store.Posting:
    """What the public is to read of an article by a revision that was posted, not a draft of the next."""
    if not (article.number and article.posted_at and article.changed_at):
        raise ValueError("never posted")
    said = ArticleVersion.objects.get(article=article, revision=posted.revision).content
    names = names_on([article.unit_id], timezone.localdate(at))
    files = tuple(
        store.File(file.token, file.name, file.media_type, bytes(file.data))
        for file in files_of(article, posted.revision)
    )
    return store.Posting(
        number=article.number,
        column=said["column"],
        title=said["title"],
        html=said["html"],
        text=plain(said["html"]),
        posted_at=article.posted_at,
        changed_at=article.changed_at if posted.revision == article.posted_revision else posted.entry.at,
        version=posted.revision,
        unit_code=article.unit.code,
        unit_name=names.get(article.unit_id, ""),
        kind=said["kind"],
        source=said["source"],
        author=said["author"],
        byline=said["byline"],
        listed=said["listed"],
        until=until_of(said),
        files=files,
        salt=bytes(posted.salt or b""),
    )
