"""One revision after another: what an article says, who wrote it, why. Nothing said before is overwritten."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from jiceng.apps.editorial.models import Article, ArticleFile, ArticleVersion
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.versions import admit
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

FIELDS = ("title", "html", "column", "kind", "source", "author", "byline", "listed")
ENDED = (Article.State.WITHDRAWN, Article.State.EXPIRED)


def held(actor: Actor, permission: str, article: Article, at: datetime) -> Article:
    """The article as it is now, for one writer at a time."""
    admit(actor, permission, article.unit, timezone.localdate(at))
    return Article.objects.select_for_update(of=("self",)).select_related("unit").get(pk=article.pk)


def held_for_writing(actor: Actor, permission: str, article: Article, at: datetime, reason: str) -> Article:
    """The same, to be changed. Raises `Conflict("article_ended")` for one taken back or past its time, and
    `Invalid("reason_missing")` for one that was posted when no reason is given.
    """
    article = held(actor, permission, article, at)
    if article.state in ENDED:
        raise Conflict("article_ended")
    if article.posted_at:
        stated(reason)
    return article


def stated(reason: str, field: str = "reason", limit: int = 200) -> str:
    """A reason that must be there. Raises `Invalid("reason_missing")`, `Invalid("text_too_long")`."""
    reason = reason.strip()
    if not reason:
        raise Invalid("reason_missing", field=field)
    if len(reason) > limit:
        raise Invalid("text_too_long", field=field, limit=limit)
    return reason


def keep(actor: Actor, at: datetime, article: Article, files: Sequence[str], reason: str) -> None:
    """Keep what an article says now, with the tokens of its files, as its revision."""
    content = {name: getattr(article, name) for name in FIELDS} | {"until": str(article.until or "")}
    ArticleVersion.objects.create(
        article=article,
        revision=article.revision,
        content={**content, "files": list(files)},
        reason=reason.strip(),
        at=at,
        by=actor.name,
        writer=actor.id,
    )


def go_on(actor: Actor, at: datetime, article: Article, files: Sequence[str], reason: str) -> None:
    """The next revision, a draft again: what is posted stays so until this one is approved."""
    article.revision, article.state, article.post_at = article.revision + 1, Article.State.DRAFT, None
    save(article, at)
    keep(actor, at, article, files, reason)


def save(article: Article, at: datetime) -> None:
    """Save what was changed, and when."""
    article.touched_at = at
    article.save()


def files_of(article: Article, revision: int | None = None) -> list[ArticleFile]:
    """The files of a revision, in their order, without their content; of the latest by default."""
    version = ArticleVersion.objects.filter(article=article, revision=revision or article.revision).first()
    order = list(version.content.get("files", [])) if version else []
    found = article.files.filter(token__in=order).defer("data")
    return sorted(found, key=lambda file: order.index(file.token))


def until_of(content: dict[str, Any]) -> date | None:
    """The last day of posting a revision asked for."""
    return date.fromisoformat(content["until"]) if content.get("until") else None


def unreviewed(actor: Actor) -> "QuerySet[ArticleVersion]":
    """What the actor wrote of each article since it was last posted."""
    since = Coalesce(F("article__posted_revision"), 0)
    return ArticleVersion.objects.filter(Q(revision__gt=since), writer=actor.id)


def subject_of(article: Article) -> str:
    """What the journal, and a record that follows it, call the article."""
    return f"article:{article.pk}"


def note(actor: Actor, at: datetime, type: AuditType, article: Article, **content: object) -> None:
    """The audit entry."""
    record(
        actor=actor,
        at=at,
        type=type,
        subject=subject_of(article),
        unit_ids=[article.unit_id],
        content={"unit": article.unit.code, "revision": article.revision, **content},
    )
