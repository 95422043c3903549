"""Reads of articles, within what the actor may see. A draft is seen by those who write or review there."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from jiceng.apps.editorial import policies
from jiceng.apps.editorial.models import Article, ArticleFile, ArticleVersion, Review
from jiceng.apps.editorial.revisions import unreviewed
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import name_on, visible
from jiceng.apps.organisations.versions import last_version
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound

State = Article.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a list is wanted: words of the title, number or byline; a column; a state, "" for all."""

    text: str = ""
    column: str = ""
    state: str = ""


def articles(
    actor: Actor, version: UnitVersion, day: date, wanted: Wanted | None = None
) -> QuerySet[Article]:
    """Articles of a unit and of all under it: what waits for the actor to review it first (`for_me` 1), then
    the last touched; each with `unit_name` and who wrote it last (`by`).

    Raises `NotFound("page_not_found")` to whoever may not read articles of the unit.
    """
    rows = _narrowed(_below(actor, version, day), wanted or Wanted())
    last = ArticleVersion.objects.filter(article=OuterRef("pk"), revision=OuterRef("revision"))
    mine = Case(When(_for(actor, day), then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = rows.annotate(for_me=mine, by=Subquery(last.values("by")[:1]), unit_name=name_on("unit_id", day))
    return rows.defer("html").select_related("unit").order_by("-for_me", "-touched_at", "-pk")


def columns_used(actor: Actor, version: UnitVersion, day: date) -> set[str]:
    """The columns in which anything was written there."""
    return set(_below(actor, version, day).values_list("column", flat=True).distinct())


def _below(actor: Actor, version: UnitVersion, day: date) -> QuerySet[Article]:
    if not actor.may(policies.READ, version.path):
        raise NotFound("page_not_found")
    below = visible(actor, day, policies.READ).filter(path__gte=version.path, path__lt=version.path + "~")
    return Article.objects.filter(unit__in=below.order_by().values("unit_id"))


def _narrowed(rows: QuerySet[Article], wanted: Wanted) -> QuerySet[Article]:
    for word in wanted.text.split():
        said = Q(title__icontains=word) | Q(byline__icontains=word) | Q(source__icontains=word)
        rows = rows.filter(said | Q(number=int(word)) if word.isdecimal() and len(word) < 10 else said)
    if wanted.column:
        rows = rows.filter(column=wanted.column)
    return rows.filter(in_state(wanted.state)) if wanted.state else rows


def in_state(state: str) -> Q:
    """Articles in a state; one that is posted counts as posted too while its next revision is written."""
    if state == State.POSTED:
        return Q(posted_at__isnull=False) & ~Q(state__in=(State.WITHDRAWN, State.EXPIRED))
    return Q(state=state)


def article(actor: Actor, key: int) -> tuple[Article, UnitVersion]:
    """One article and its unit as it is now. Raises `NotFound("article_not_found")` to outsiders."""
    found = Article.objects.select_related("unit").filter(pk=key).first()
    version = last_version(found.unit) if found else None
    if found is None or version is None or not actor.may(policies.READ, version.path):
        raise NotFound("article_not_found")
    return found, version


def may_review(actor: Actor, article: Article, version: UnitVersion) -> bool:
    """Whether the actor may review an article as it is: with the right, and no hand in it."""
    right = actor.id is not None and actor.may(policies.REVIEW, version.path)
    return right and not unreviewed(actor).filter(article=article).exists()


def waiting_for_review(actor: Actor, day: date) -> QuerySet[Article]:
    """What waits for somebody like the actor to review it; nothing she wrote any of."""
    return Article.objects.filter(_for(actor, day)).select_related("unit").order_by("pk")


def waiting_here(actor: Actor, version: UnitVersion, day: date) -> int:
    """How many of those lie in a unit and under it; 0 without a query to whoever reviews nothing there."""
    if not actor.may(policies.REVIEW, version.path):
        return 0
    below = visible(actor, day, policies.REVIEW).filter(path__gte=version.path, path__lt=version.path + "~")
    return waiting_for_review(actor, day).filter(unit__in=below.order_by().values("unit_id")).count()


def _for(actor: Actor, day: date) -> Q:
    units = visible(actor, day, policies.REVIEW).order_by().values("unit_id")
    wrote = Exists(unreviewed(actor).filter(article=OuterRef("pk")))
    return Q(state=State.IN_REVIEW, unit__in=units) & ~Q(wrote)


def versions(article: Article) -> list[ArticleVersion]:
    """Every revision of an article that was admitted to, the newest first."""
    return list(article.versions.order_by("-revision"))


def reviews(article: Article) -> list[Review]:
    """What was said of its revisions, the newest first."""
    return list(article.reviews.order_by("-at", "-pk"))


def revision(article: Article, number: int) -> ArticleVersion:
    """One revision. Raises `NotFound("article_not_found")`."""
    found = article.versions.filter(revision=number).first()
    if found is None:
        raise NotFound("article_not_found")
    return found


def file(article: Article, token: str) -> ArticleFile:
    """A file of an article, of whichever revision. Raises `NotFound("article_file_not_found")`."""
    found = article.files.filter(token=token).first()
    if found is None:
        raise NotFound("article_file_not_found")
    return found
