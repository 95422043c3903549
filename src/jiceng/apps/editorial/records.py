"""A notice that does a duty is on record by being posted: nobody writes it twice."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.cleaning import plain
from jiceng.apps.editorial.models import Article, ArticleVersion
from jiceng.apps.editorial.revisions import subject_of
from jiceng.apps.editorial.sealing import PROGRAM
from jiceng.apps.gatherings import policies, selectors
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.postings import Notice, end_posting, follow_posting
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.actors import Actor
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import NoticeKind

State = Article.State


def keep_posted(at: datetime, article: Article) -> None:
    """Have on record what was just posted; within the transaction of the posting."""
    version = ArticleVersion.objects.get(article=article, revision=article.revision)
    follow_posting(
        actor=PROGRAM,
        at=at,
        unit=article.unit,
        follows=subject_of(article),
        notice=_notice(article, version),
        reason=version.reason,
    )


def keep_ended(at: datetime, article: Article) -> None:
    """Note on the record until when it was posted: its last day, or the day it was taken back."""
    withdrawn = article.state == State.WITHDRAWN
    end_posting(
        actor=PROGRAM,
        at=at,
        unit=article.unit,
        follows=subject_of(article),
        last=timezone.localdate(at) if withdrawn or article.posted_until is None else article.posted_until,
        reason=article.end_reason,
        taken_back=withdrawn,
    )


def _notice(article: Article, version: ArticleVersion) -> Notice | None:
    kind = _kind(article)
    if kind is None or kind.does is None:
        return None
    return Notice(kind.does, kind.items, article.title, version.by)


def _kind(article: Article) -> "NoticeKind | None":
    return current_rules().notices.get(article.kind)


def of_article(actor: Actor, article: Article, version: UnitVersion) -> list[Gathering]:
    """What is on record because the article was posted, newest first; nothing to whoever reads no records
    there.
    """
    if article.posted_at is None or not actor.may(policies.READ, version.path):
        return []
    return selectors.posted(actor, version, subject_of(article))


def beside(actor: Actor, article: Article, version: UnitVersion) -> list[Gathering]:
    """Notices of the same kind and parts that were recorded by hand for the period in which it was posted:
    perhaps the same, written twice.
    """
    kind = _kind(article)
    if kind is None or kind.does is None or article.posted_at is None:
        return []
    if not actor.may(policies.READ, version.path):
        return []
    day = timezone.localdate(article.posted_at)
    rules = [each for each in (duty.version_on(day) for duty in current_rules().duties.values()) if each]
    cadences = [each.plan.cadence for each in rules if each.plan.cadence and kind.serves(each)]
    if not cadences:
        return []
    period = Period.containing(cadences[0], day)
    rows = selectors.gatherings(actor, version).filter(
        kind=kind.does, state=Gathering.State.HELD, follows="", day__range=(period.start, period.end)
    )
    return [each for each in rows if not kind.items or set(kind.items) & set(each.items.split(","))]


def words_of(record: Gathering) -> str:
    """What was posted and so is on record, as plain text; empty of a record made by hand, and once the words
    are erased.
    """
    if not record.follows:
        return ""
    rows = ArticleVersion.objects.filter(article=int(record.follows.rpartition(":")[2]))
    version = rows.filter(revision=F("article__posted_revision")).first()
    return plain(version.content["html"]) if version else ""
