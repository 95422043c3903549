"""Writing, reviewing, posting and taking back. What the public reads follows from it (`posting`)."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial import audit_types, policies, publicity, records, revisions, sealing
from jiceng.apps.editorial.cleaning import clean, plain
from jiceng.apps.editorial.files import check_pictures
from jiceng.apps.editorial.models import Article, Review
from jiceng.apps.editorial.revisions import ENDED, held, held_for_writing
from jiceng.apps.journal.turns import take_turn
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit, hold
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused

State = Article.State
LONGEST = 100_000
LIMITS = {"html": LONGEST, "title": 200, "column": 40, "kind": 40, "source": 100, "author": 60, "byline": 60}
"""The most characters of each part of an article."""
_NUMBERING = 0x4E_55_4D_42_45_52  # "NUMBER"


@dataclass(frozen=True, slots=True)
class Text:
    """What an author gives. `until`, the last day it stays posted; `listed` False for lists of people
    helped.
    """

    title: str
    html: str
    column: str
    kind: str = ""
    source: str = ""
    author: str = ""
    byline: str = ""
    listed: bool = True
    until: date | None = None


@transaction.atomic
def draft(*, actor: Actor, at: datetime, unit: Unit, text: Text) -> Article:
    """Begin an article of a unit. Raises `Invalid` naming the field."""
    admit(actor, policies.WRITE, unit, timezone.localdate(at))
    text = _checked(text)
    article = Article.objects.create(unit=unit, touched_at=at, **asdict(text))
    revisions.keep(actor, at, article, [], "")
    revisions.note(actor, at, audit_types.ARTICLE_DRAFTED, article, title=article.title)
    return article


@transaction.atomic
def revise(
    *, actor: Actor, at: datetime, article: Article, text: Text, revision: int, reason: str = ""
) -> Article:
    """Change an article; what is posted stays so until the change is approved.

    Parameters: `revision`, the one the author saw. Raises `Conflict("changed_meanwhile")`,
    `Invalid("reason_missing")` for one that was posted, `Conflict("article_ended")` for one taken back.
    """
    article = held_for_writing(actor, policies.WRITE, article, at, reason)
    if article.revision != revision:
        raise Conflict("changed_meanwhile", revision=article.revision)
    files = [file.token for file in revisions.files_of(article)]
    for name, value in asdict(_checked(text)).items():
        setattr(article, name, value)
    revisions.go_on(actor, at, article, files, reason)
    revisions.note(
        actor, at, audit_types.ARTICLE_REVISED, article, title=article.title, reason=reason.strip()
    )
    return article


@transaction.atomic
def submit(*, actor: Actor, at: datetime, article: Article) -> None:
    """Send a draft for review. Raises `Conflict("not_a_draft")`, `Invalid("text_missing")`, what `approve`
    would of its last day, and what `check_pictures` does.
    """
    article = held(actor, policies.WRITE, article, at)
    if article.state != State.DRAFT:
        raise Conflict("not_a_draft")
    files = revisions.files_of(article)
    if not plain(article.html) and not files:
        raise Invalid("text_missing", field="html")
    check_pictures(article.html, files)
    _stays_long_enough(article, timezone.localdate(at))
    article.state = State.IN_REVIEW
    revisions.save(article, at)
    revisions.note(actor, at, audit_types.ARTICLE_SUBMITTED, article)


@transaction.atomic
def give_back(*, actor: Actor, at: datetime, article: Article, revision: int, note: str) -> None:
    """Give an article back to its author with a note."""
    article = _reviewed(actor, at, article, revision)
    note = revisions.stated(note, "note", 500)
    article.state = State.DRAFT
    revisions.save(article, at)
    _keep_review(actor, at, article, approved=False, note=note)
    revisions.note(actor, at, audit_types.ARTICLE_RETURNED, article, note=note)


@transaction.atomic
def approve(
    *, actor: Actor, at: datetime, article: Article, revision: int, post_at: datetime | None = None
) -> None:
    """Approve a revision, to be posted at `post_at` (at once by default).

    Raises `Refused("own_article")` for whoever wrote any of it since it was last posted,
    `Conflict("changed_meanwhile")` when another revision is there now, `Invalid("post_in_the_past")`,
    `Invalid("until_before_posting")`, `Invalid("posted_too_short")` where the rules ask for more days.
    """
    article = _reviewed(actor, at, article, revision)
    when = post_at or at
    if when < at:
        raise Invalid("post_in_the_past", field="post_at")
    _stays_long_enough(article, timezone.localdate(when))
    article.state, article.post_at = State.APPROVED, when
    revisions.save(article, at)
    _keep_review(actor, at, article, approved=True, note="")
    revisions.note(actor, at, audit_types.ARTICLE_APPROVED, article, post_at=when.isoformat())
    if when <= at:
        _post(at, article)


@transaction.atomic
def recall(*, actor: Actor, at: datetime, article: Article) -> None:
    """Make a draft again of what waits for review or for its time; what is posted stays so.

    Raises `Conflict("not_waiting")`, also when its time has come.
    """
    article = held(actor, policies.WRITE, article, at)
    scheduled = article.state == State.APPROVED and article.post_at is not None and article.post_at > at
    if not scheduled and article.state != State.IN_REVIEW:
        raise Conflict("not_waiting")
    article.state, article.post_at = State.DRAFT, None
    revisions.save(article, at)
    revisions.note(actor, at, audit_types.ARTICLE_RECALLED, article)


@transaction.atomic
def discard(*, actor: Actor, at: datetime, article: Article) -> None:
    """Delete a draft that was never posted, with all its revisions and files; that it was there stays in the
    journal. Raises `Conflict("not_a_draft")`.
    """
    article = held(actor, policies.WRITE, article, at)
    if article.state != State.DRAFT or article.posted_at is not None:
        raise Conflict("not_a_draft")
    revisions.note(actor, at, audit_types.ARTICLE_DISCARDED, article)
    for part in (article.files, article.reviews, article.versions):
        part.all().delete()
    article.delete()


@transaction.atomic
def withdraw(*, actor: Actor, at: datetime, article: Article, reason: str) -> None:
    """Take an article back: its address says when and why from now on."""
    article = held(actor, policies.REVIEW, article, at)
    if article.posted_at is None or article.state in ENDED:
        raise Conflict("not_posted")
    reason = revisions.stated(reason)
    _end(article, at, State.WITHDRAWN, reason)
    sealing.enter_end(actor, at, audit_types.ARTICLE_WITHDRAWN, article, reason=reason)


@transaction.atomic
def post_due(*, actor: Actor, at: datetime) -> int:
    """Post what was approved for a time that has come, and end what has been posted long enough. Only the
    program itself calls it. Returns how many articles it touched.
    """
    if not actor.system:
        raise Refused("not_permitted", permission=policies.REVIEW)
    units = set((due(at) | over(at)).values_list("unit_id", flat=True))
    hold(units)  # before their articles, as every writer does
    to_post = _held_of(units, due(at))
    for article in to_post:
        _post(at, article)
    to_end = _held_of(units, over(at))  # less what has just been given more time
    for article in to_end:
        _end(article, at, State.EXPIRED, "")
        sealing.enter_end(actor, at, audit_types.ARTICLE_EXPIRED, article)
    return len(to_post) + len(to_end)


def due(at: datetime) -> QuerySet[Article]:
    """What was approved for a time that has come."""
    return Article.objects.filter(state=State.APPROVED, post_at__lte=at)


def over(at: datetime) -> QuerySet[Article]:
    """What has been posted until its last day."""
    return Article.objects.filter(posted_until__lt=timezone.localdate(at)).exclude(state__in=ENDED)


def _held_of(units: set[int], rows: QuerySet[Article]) -> list[Article]:
    return list(rows.filter(unit__in=units).select_related("unit").select_for_update(of=("self",)))


def _post(at: datetime, article: Article) -> None:
    article.state, article.changed_at, article.in_line = State.POSTED, at, False
    article.posted_at, article.posted_revision = article.posted_at or at, article.revision
    article.number, article.posted_until = article.number or _next_number(), article.until
    revisions.save(article, at)
    sealing.enter_posting(at, article)
    records.keep_posted(at, article)


def _next_number() -> int:
    """The number after the last one given; who asks waits until the one before has kept hers."""
    take_turn(_NUMBERING)
    return int(Article.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _end(article: Article, at: datetime, state: str, reason: str) -> None:
    article.state, article.ended_at, article.end_reason, article.in_line = state, at, reason, False
    revisions.save(article, at)
    records.keep_ended(at, article)


def _reviewed(actor: Actor, at: datetime, article: Article, revision: int) -> Article:
    article = held(actor, policies.REVIEW, article, at)
    if article.revision != revision:
        raise Conflict("changed_meanwhile", revision=article.revision)
    if article.state != State.IN_REVIEW:
        raise Conflict("not_in_review")
    if actor.id is None or revisions.unreviewed(actor).filter(article=article).exists():
        raise Refused("own_article")
    return article


def _checked(text: Text) -> Text:
    text = replace(text, title=" ".join(text.title.split()))
    if not text.title:
        raise Invalid("title_missing", field="title")
    rules = current_rules()
    if text.column not in rules.columns:
        raise Invalid("unknown_column", field="column")
    for name, limit in LIMITS.items():
        if len(getattr(text, name)) > limit:
            raise Invalid("text_too_long", field=name, limit=limit)
    kind, column = rules.notices.get(text.kind), rules.columns[text.column]
    listed = text.listed and column.listed and (kind is None or kind.listed)  # lists of aid never (rule 5)
    return replace(text, html=clean(text.html), listed=listed)


def _stays_long_enough(article: Article, day: date) -> None:
    """Refuse a notice that would be taken down before the rules let it, were it posted on a day."""
    if article.until is None:
        return
    if article.until < day:
        raise Invalid("until_before_posting", field="post_at", until=article.until)
    first = timezone.localdate(article.posted_at) if article.posted_at else day
    days = publicity.days_to_stay(article.kind, first)
    if days and article.until < first + timedelta(days):
        raise Invalid("posted_too_short", field="post_at", days=days, until=first + timedelta(days))


def _keep_review(actor: Actor, at: datetime, article: Article, *, approved: bool, note: str) -> None:
    Review.objects.create(
        article=article, revision=article.revision, approved=approved, note=note, at=at, by=actor.name
    )
