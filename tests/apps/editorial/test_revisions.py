"""Every change is a revision a second person reviews, files included; until then what is posted stays."""

from datetime import date, timedelta

import pytest

from jiceng.apps.editorial import files, selectors, services
from jiceng.apps.editorial.models import Article, ArticleFile, ArticleVersion
from jiceng.apps.editorial.posting import bring_in_line
from jiceng.apps.editorial.revisions import files_of
from jiceng.apps.editorial.services import Text
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.publications import selectors as public
from jiceng.apps.publications import store
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
TEXT = Text("三季度村务公开", "<p>收入三千元。</p>", "village_affairs")
LATER = AT + timedelta(hours=2)
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture(autouse=True)
def columns() -> None:
    store.put_column("village_affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)


def drafted(county: County, text: Text = TEXT) -> Article:
    """A draft of 上窑村's secretary."""
    unit = county.unit("上窑村")
    return services.draft(actor=county.actor("shangyao"), at=AT, unit=unit, text=text)


def posted(county: County, text: Text = TEXT) -> Article:
    article = drafted(county, text)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    article.refresh_from_db()
    return article


def read(article: Article) -> list[str]:
    """The names of the files the public finds with it."""
    bring_in_line(LATER)
    found = public.publication(article.number or 0, LATER)
    return [each.name for each in found.attachments.all()] if found else []


def test_a_file_is_read_once_its_revision_is_approved(county: County) -> None:
    article, actor = posted(county), county.actor("shangyao")
    with pytest.raises(Invalid, match="reason_missing"):
        files.attach(actor=actor, at=LATER, article=article, name="明细.pdf", data=PDF)
    files.attach(actor=actor, at=LATER, article=article, name="明细.pdf", data=PDF, reason="补")
    Article.objects.filter(pk=article.pk).update(in_line=False)
    assert read(article) == []
    services.submit(actor=actor, at=LATER, article=article)
    services.approve(actor=county.actor("qingshi"), at=LATER, article=article, revision=2)
    assert read(article) == ["明细.pdf"]
    token = ArticleFile.objects.get().token
    files.remove(actor=actor, at=LATER, article=article, token=token, reason="误传")
    Article.objects.filter(pk=article.pk).update(in_line=False)
    assert read(article) == ["明细.pdf"]
    assert [len(files_of(article, revision)) for revision in (1, 2, 3)] == [0, 1, 0]


def test_a_file_added_takes_an_article_out_of_review(county: County) -> None:
    article, actor = drafted(county), county.actor("shangyao")
    services.submit(actor=actor, at=AT, article=article)
    files.attach(actor=actor, at=AT, article=article, name="明细.pdf", data=PDF)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    article.refresh_from_db()
    assert article.state == "draft"


def test_nobody_approves_what_she_wrote_part_of_since_it_was_last_posted(county: County) -> None:
    article = services.draft(actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), text=TEXT)
    services.revise(actor=county.actor("county"), at=AT, article=article, text=TEXT, revision=1)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    for username in ("qingshi", "county"):
        actor = county.actor(username)
        assert not selectors.waiting_for_review(actor, DAY).exists()
        with pytest.raises(Refused, match="own_article"):
            services.approve(actor=actor, at=AT, article=article, revision=2)


def test_who_wrote_what_is_posted_may_review_another_persons_change(county: County) -> None:
    article = services.draft(actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), text=TEXT)
    services.submit(actor=county.actor("qingshi"), at=AT, article=article)
    services.approve(actor=county.actor("county"), at=AT, article=article, revision=1)
    actor = county.actor("shangyao")
    services.revise(actor=actor, at=LATER, article=article, text=TEXT, revision=1, reason="更正")
    services.submit(actor=actor, at=LATER, article=article)
    assert selectors.waiting_for_review(county.actor("qingshi"), DAY).get() == article
    services.approve(actor=county.actor("qingshi"), at=LATER, article=article, revision=2)


def test_a_draft_never_ends_what_is_posted(county: County) -> None:
    article = posted(county, Text("公告", "<p>公示。</p>", "village_affairs", until=date(2026, 12, 31)))
    sooner = Text("公告", "<p>公示。</p>", "village_affairs", until=date(2026, 11, 23))
    services.revise(
        actor=county.actor("shangyao"), at=LATER, article=article, text=sooner, revision=1, reason="改期"
    )
    after = AT + timedelta(days=3)
    assert services.post_due(actor=SYSTEM, at=after) == 0
    bring_in_line(after)
    assert public.publication(article.number or 0, after) is not None


def test_more_time_given_on_the_very_day_keeps_it_posted(county: County) -> None:
    last = date(2026, 11, 23)
    article = posted(county, Text("公告", "<p>公示。</p>", "village_affairs", until=last))
    longer = Text("公告", "<p>公示。</p>", "village_affairs", until=date(2026, 12, 31))
    actor = county.actor("shangyao")
    services.revise(actor=actor, at=AT, article=article, text=longer, revision=1, reason="延期")
    services.submit(actor=actor, at=AT, article=article)
    midnight = AT.replace(day=24, hour=0, minute=0)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=2, post_at=midnight)
    assert services.post_due(actor=SYSTEM, at=midnight) == 1
    article.refresh_from_db()
    assert (article.state, article.posted_until) == ("posted", date(2026, 12, 31))


def test_what_is_scheduled_is_a_draft_again_until_its_time(county: County) -> None:
    article = drafted(county)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    services.recall(actor=county.actor("shangyao"), at=AT, article=article)
    with pytest.raises(Conflict, match="not_waiting"):
        services.recall(actor=county.actor("shangyao"), at=AT, article=article)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1, post_at=LATER)
    with pytest.raises(Conflict, match="not_waiting"):
        services.recall(actor=county.actor("shangyao"), at=LATER, article=article)
    services.recall(actor=county.actor("shangyao"), at=LATER - timedelta(seconds=1), article=article)
    assert services.post_due(actor=SYSTEM, at=LATER) == 0


@pytest.mark.parametrize(("last", "code"), [(7, None), (6, "posted_too_short"), (None, None)])
def test_a_notice_stays_as_long_as_the_rules_ask(county: County, last: int | None, code: str | None) -> None:
    until = date(2026, 12, last) if last else None  # posted on 22 November: fifteen days end on 7 December
    article = drafted(county, Text("收支", "<p>x</p>", "village_affairs", kind="accounts", until=until))
    if code is None:
        services.submit(actor=county.actor("shangyao"), at=AT, article=article)
        return
    with pytest.raises(Invalid, match=code):
        services.submit(actor=county.actor("shangyao"), at=AT, article=article)


def test_a_notice_posted_later_stays_as_long_from_then(county: County) -> None:
    text = Text("收支", "<p>x</p>", "village_affairs", kind="accounts", until=date(2026, 12, 7))
    article = drafted(county, text)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    with pytest.raises(Invalid, match="posted_too_short"):
        services.approve(
            actor=county.actor("qingshi"),
            at=AT,
            article=article,
            revision=1,
            post_at=AT + timedelta(days=1),
        )


@pytest.mark.parametrize(
    "text", [Text("名单", "<p>x</p>", "aid"), Text("名单", "", "announcements", "aid_list")]
)
def test_lists_of_people_helped_are_never_listed(county: County, text: Text) -> None:
    assert drafted(county, text).listed is False


def test_a_draft_nobody_wants_leaves_nothing_but_its_entry(county: County) -> None:
    article, actor = drafted(county), county.actor("shangyao")
    files.attach(actor=actor, at=AT, article=article, name="明细.pdf", data=PDF)
    with pytest.raises(NotFound):
        services.discard(actor=county.actor("hewan"), at=AT, article=article)
    services.discard(actor=actor, at=AT, article=article)
    left = (Article, ArticleVersion, ArticleFile)
    assert not any(model.objects.exists() for model in left)  # type: ignore[attr-defined]
    assert AuditEntry.objects.order_by("-pk")[0].type == "article.discarded"


def test_what_was_posted_is_never_deleted(county: County) -> None:
    article, actor = posted(county), county.actor("shangyao")
    services.revise(actor=actor, at=LATER, article=article, text=TEXT, revision=1, reason="更正")
    with pytest.raises(Conflict, match="not_a_draft"):
        services.discard(actor=actor, at=LATER, article=article)


def test_an_unknown_column_or_too_long_a_part_is_refused(county: County) -> None:
    for text, code in (
        (Text("题", "", "nowhere"), "unknown_column"),
        (Text("题" * 201, "", "village_affairs"), "text_too_long"),
        (Text("题", "", "village_affairs", author="x" * 61), "text_too_long"),
    ):
        with pytest.raises(Invalid, match=code):
            drafted(county, text)
