"""Nothing is read by the public that a second person has not approved, nor before its time, nor after its
end.
"""

from datetime import date, timedelta

import pytest

from jiceng.apps.editorial import services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.posting import bring_in_line
from jiceng.apps.editorial.services import Text
from jiceng.apps.publications import selectors, store
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
TEXT = Text("三季度村务公开", "<p>收入三千元。</p>", "village_affairs")
LATER = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def columns() -> None:
    store.put_column("village_affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)


def drafted(county: County, text: Text = TEXT) -> Article:
    """A draft of 上窑村's secretary."""
    unit = county.unit("上窑村")
    return services.draft(actor=county.actor("shangyao"), at=AT, unit=unit, text=text)


def approved(county: County, text: Text = TEXT, post_at=None) -> Article:  # noqa: ANN001
    article = drafted(county, text)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1, post_at=post_at)
    return article


def number(article: Article) -> int:
    """Its number; none there is before it was posted."""
    article.refresh_from_db()
    return article.number or 0


def read(article: Article, at=AT) -> str | None:  # noqa: ANN001
    """What the public reads under its number."""
    bring_in_line(at)
    found = selectors.publication(number(article), at)
    return found.html if found else None


def test_a_draft_is_posted_once_a_second_person_approved_it(county: County) -> None:
    article = drafted(county)
    assert read(article) is None
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    assert read(article) is None
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    assert read(article) == "<p>收入三千元。</p>"


def test_nobody_approves_what_she_wrote_herself(county: County) -> None:
    article = services.draft(actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), text=TEXT)
    services.submit(actor=county.actor("qingshi"), at=AT, article=article)
    with pytest.raises(Refused, match="own_article"):
        services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)


def test_whoever_changed_it_last_wrote_it(county: County) -> None:
    article = drafted(county)
    services.revise(actor=county.actor("qingshi"), at=AT, article=article, text=TEXT, revision=1)
    services.submit(actor=county.actor("qingshi"), at=AT, article=article)
    with pytest.raises(Refused, match="own_article"):
        services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=2)


def test_a_set_time_is_kept(county: County) -> None:
    article = approved(county, post_at=LATER)
    assert services.post_due(actor=SYSTEM, at=LATER - timedelta(seconds=1)) == 0
    assert read(article, LATER) is None
    assert services.post_due(actor=SYSTEM, at=LATER) == 1
    assert read(article, LATER) == "<p>收入三千元。</p>"


def test_a_change_is_read_once_approved_and_the_version_before_stays(county: County) -> None:
    article = approved(county)
    changed = Text("三季度村务公开", "<p>收入三千一百元。</p>", "village_affairs")
    actor = county.actor("shangyao")
    with pytest.raises(Invalid, match="reason_missing"):
        services.revise(actor=actor, at=LATER, article=article, text=changed, revision=1)
    services.revise(actor=actor, at=LATER, article=article, text=changed, revision=1, reason="更正")
    assert read(article, LATER) == "<p>收入三千元。</p>"
    services.submit(actor=actor, at=LATER, article=article)
    services.approve(actor=county.actor("qingshi"), at=LATER, article=article, revision=2)
    assert read(article, LATER) == "<p>收入三千一百元。</p>"
    found = selectors.publication(number(article), LATER)
    assert found is not None
    assert [(each.number, each.html) for each in selectors.versions(found)] == [
        (2, "<p>收入三千一百元。</p>"),
        (1, "<p>收入三千元。</p>"),
    ]


def test_what_is_taken_back_says_why_and_no_more(county: County) -> None:
    article = approved(county)
    read(article)
    with pytest.raises(Refused):
        services.withdraw(actor=county.actor("shangyao"), at=LATER, article=article, reason="数字有误")
    services.withdraw(actor=county.actor("qingshi"), at=LATER, article=article, reason="数字有误")
    assert read(article, LATER) is None
    over = selectors.ended(number(article), LATER)
    assert over is not None
    assert (over.end_reason, over.html, over.versions.get().html) == ("数字有误", "", "")


def test_the_last_day_of_posting_is_the_last(county: County) -> None:
    last = date(2026, 12, 7)
    article = approved(county, Text("公告", "<p>公示。</p>", "village_affairs", until=last))
    on_it, after = AT.replace(month=12, day=7, hour=23), AT.replace(month=12, day=8, hour=0, minute=0)
    assert read(article, on_it) == "<p>公示。</p>"
    assert read(article, after) is None
    assert services.post_due(actor=SYSTEM, at=after) == 1
    read(article, after)
    over = selectors.ended(number(article), after)
    assert over is not None
    assert (over.state, over.html) == ("expired", "")


def test_an_article_that_never_was_posted_has_no_end_to_show(county: County) -> None:
    article = drafted(county)
    bring_in_line(AT)
    assert selectors.ended(number(article), AT) is None
    with pytest.raises(Conflict, match="not_posted"):
        services.withdraw(actor=county.actor("qingshi"), at=AT, article=article, reason="x")


def test_a_cut_between_the_two_databases_is_made_good(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = approved(county)

    def cut(_posting: store.Posting) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(store, "post", cut)
        with pytest.raises(OSError, match="gone"):
            bring_in_line(AT)
    assert selectors.publication(number(article), AT) is None
    assert bring_in_line(AT) == 1
    assert bring_in_line(AT) == 0
    assert read(article) == "<p>收入三千元。</p>"


def test_an_approval_is_of_the_revision_that_was_seen(county: County) -> None:
    article = drafted(county)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    services.revise(actor=county.actor("shangyao"), at=AT, article=article, text=TEXT, revision=1)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    with pytest.raises(Conflict, match="not_in_review"):
        services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=2)


def test_outsiders_learn_nothing(county: County) -> None:
    article = drafted(county)
    for username in ("hewan", "liulin", "stranger"):
        with pytest.raises(NotFound):
            services.submit(actor=county.actor(username), at=AT, article=article)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (Text(" ", "<p>x</p>", "village_affairs"), "title_missing"),
        (Text("x", "x" * 100_001, "village_affairs"), "text_too_long"),
    ],
)
def test_what_cannot_be_an_article(county: County, text: Text, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        drafted(county, text)


def test_an_empty_article_is_not_sent_for_review(county: County) -> None:
    article = drafted(county, Text("题目", "<p> </p><script>alert(1)</script>", "village_affairs"))
    with pytest.raises(Invalid, match="text_missing"):
        services.submit(actor=county.actor("shangyao"), at=AT, article=article)


def test_a_list_of_people_helped_is_not_listed(county: County) -> None:
    helped = Text("救助名单", "<p>名单。</p>", "village_affairs", listed=False)
    article = approved(county, helped)
    read(article)
    assert selectors.publication(number(article), AT) is not None
    assert not selectors.listed(AT).exists()


def test_a_number_is_given_at_the_first_posting_and_no_draft_leaves_a_gap(county: County) -> None:
    first, draft, second = approved(county), drafted(county), approved(county)
    assert (number(first), number(draft), number(second)) == (1, 0, 2)


def test_what_was_taken_back_before_anybody_read_it_says_so_at_its_address(county: County) -> None:
    article = approved(county)
    services.withdraw(actor=county.actor("qingshi"), at=AT, article=article, reason="数字有误")
    bring_in_line(AT)
    over = selectors.ended(number(article), AT)
    assert over is not None
    assert (over.state, over.end_reason, over.html) == ("withdrawn", "数字有误", "")
    kept = over.versions.get()
    assert (kept.html, kept.digest) == ("", article.postings.get().digest)
