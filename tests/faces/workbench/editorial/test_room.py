"""The writing room: one writes, another reviews; what was typed is never lost; strangers learn nothing."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiceng.apps.editorial import files, services
from jiceng.apps.editorial.models import Article, ArticleVersion
from jiceng.apps.editorial.services import Text
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.publications import store
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published"])
LATER = AT + timedelta(hours=2)
TYPED = {
    "title": "三季度村务公开",
    "column": "village_affairs",
    "html": "收入三千元。\n\n支出<两千元>。",
    "byline": "上窑村村民委员会",
    "listed": "on",
    "written": "plain",
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def written(county: County, html: str = "<p>收入三千元。</p>", **more: object) -> Article:
    """A draft of 上窑村's secretary."""
    text = Text("三季度村务公开", html, "village_affairs", **more)  # type: ignore[arg-type]
    return services.draft(actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), text=text)


def submitted(county: County, html: str = "<p>收入三千元。</p>", **more: object) -> Article:
    article = written(county, html, **more)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    return article


def posted(county: County, html: str = "<p>收入三千元。</p>") -> Article:
    article = submitted(county, html)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=article.revision)
    article.refresh_from_db()
    return article


def at(name: str, article: Article, *more: object) -> str:
    return reverse(name, args=[article.pk, *more])


def test_what_is_typed_without_scripts_becomes_paragraphs_and_nothing_else(county: County) -> None:
    answer = county.client("shangyao").post(reverse("write_article", args=["990525100200"]), TYPED)
    article = Article.objects.get()
    assert answer.headers["Location"] == at("article", article)
    assert article.html == "<p>收入三千元。</p><p>支出&lt;两千元&gt;。</p>"
    page = county.client("shangyao").get(at("revise_article", article)).content.decode()
    assert "收入三千元。\n\n支出&lt;两千元&gt;。</textarea>" in page


def test_what_the_editor_sends_is_cleaned(county: County) -> None:
    sent = TYPED | {
        "written": "html",
        "html": "<h2>收入</h2><script>alert(1)</script><p onclick=x>三千元</p>",
    }
    county.client("shangyao").post(reverse("write_article", args=["990525100200"]), sent)
    assert Article.objects.get().html == "<h2>收入</h2><p>三千元</p>"


def test_what_was_typed_comes_back_whatever_is_wrong(county: County) -> None:
    answer = county.client("shangyao").post(
        reverse("write_article", args=["990525100200"]), TYPED | {"title": " ", "until": "2026-13-01"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "支出&lt;两千元&gt;。</textarea>" in page
    assert 'value="上窑村村民委员会"' in page
    assert not Article.objects.exists()


def test_a_look_shows_what_the_public_would_read_and_keeps_nothing(county: County) -> None:
    answer = county.client("shangyao").post(
        reverse("write_article", args=["990525100200"]), TYPED | {"look": "1"}
    )
    page = answer.content.decode()
    assert '<div class="text"><p>收入三千元。</p><p>支出&lt;两千元&gt;。</p></div>' in page
    assert "支出&lt;两千元&gt;。</textarea>" in page
    assert not Article.objects.exists()


def test_two_who_change_the_same_article_lose_nothing(county: County) -> None:
    article = written(county)
    services.revise(
        actor=county.actor("qingshi"),
        at=AT,
        article=article,
        text=Text("三季度村务公开", "<p>收入四千元。</p>", "village_affairs"),
        revision=1,
    )
    sent = TYPED | {"html": "收入五千元。", "revision": "1"}
    client = county.client("shangyao")
    answer = client.post(at("revise_article", article), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "收入五千元。</textarea>" in page
    assert "<del>" in page
    assert 'name="revision" value="2"' in page
    assert client.post(at("revise_article", article), sent | {"revision": "2"}).status_code == 302
    assert ArticleVersion.objects.filter(article=article).count() == 3


def test_text_with_a_layout_is_not_flattened_without_scripts(county: County) -> None:
    article = written(county, "<h2>收入</h2><table><tr><td>三千</td></tr></table>")
    page = county.client("shangyao").get(at("revise_article", article)).content.decode()
    assert "&lt;h2&gt;收入&lt;/h2&gt;" in page
    assert 'name="written" value="html"' in page


def test_a_notice_brings_its_column_days_and_that_lists_of_aid_are_not_listed(county: County) -> None:
    article = written(county, kind="aid_list")
    assert article.listed is False
    short = written(county, kind="accounts", until=date(2026, 12, 6))
    answer = county.client("shangyao").post(at("submit_article", short), follow=True)
    assert "至少张贴 15 日" in answer.content.decode()
    short.refresh_from_db()
    assert short.state == "draft"


def test_the_reviewer_sees_what_is_new_against_what_is_posted(county: County) -> None:
    article = posted(county)
    changed = Text(
        "三季度村务公开",
        '<p>收入三千一百元。</p><p>见<a href="https://example.org/x">附表</a></p>',
        "village_affairs",
    )
    actor = county.actor("shangyao")
    services.revise(actor=actor, at=AT, article=article, text=changed, revision=1, reason="更正")
    services.submit(actor=actor, at=AT, article=article)
    page = county.client("qingshi").get(at("review_article", article)).content.decode()
    assert "与已公开内容相比" in page
    assert "<ins>" in page
    assert "一百" in page
    assert "〔https://example.org/x〕" in page
    assert "更正" in page


def test_one_reviews_what_another_wrote_and_sets_a_time(county: County) -> None:
    article = submitted(county)
    client = county.client("qingshi")
    sent = {"when": "later", "post_at": "2026-11-23", "clock": "08:00", "revision": "1"}
    assert client.post(at("review_article", article), sent | {"post_at": ""}).status_code == 422
    assert client.post(at("review_article", article), sent | {"post_at": "2026-11-21"}).status_code == 422
    assert client.post(at("review_article", article), sent).status_code == 302
    article.refresh_from_db()
    assert (article.state, article.number) == ("approved", None)
    page = county.client("shangyao").get(at("article", article)).content.decode()
    assert "定于 11月23日 08:00 发布" in page
    assert county.client("shangyao").post(at("recall_article", article)).status_code == 302
    article.refresh_from_db()
    assert (article.state, article.post_at) == ("draft", None)


def test_what_is_given_back_says_why(county: County) -> None:
    article = submitted(county)
    client = county.client("qingshi")
    assert client.post(at("review_article", article), {"note": "", "revision": "1"}).status_code == 422
    assert (
        client.post(at("review_article", article), {"note": "请附明细", "revision": "1"}).status_code == 302
    )
    assert "请附明细" in county.client("shangyao").get(at("article", article)).content.decode()


def test_nobody_reviews_what_she_had_a_hand_in(county: County) -> None:
    article = written(county)
    files.attach(
        actor=county.actor("qingshi"), at=AT, article=article, name="表.pdf", data=b"%PDF-1.4\n%%EOF"
    )
    text = Text("三季度村务公开", "<p>收入三千元。</p>", "village_affairs")
    services.revise(actor=county.actor("shangyao"), at=AT, article=article, text=text, revision=2)
    services.submit(actor=county.actor("shangyao"), at=AT, article=article)
    assert county.client("qingshi").get(at("review_article", article)).status_code == 403
    assert "待您审核" not in county.client("qingshi").get("/units/990525100/articles/").content.decode()
    assert county.client("county").get(at("review_article", article)).status_code == 200


def test_what_waits_for_me_stands_first(county: County) -> None:
    waiting = submitted(county)
    later = Text("以后的事", "<p>x</p>", "announcements")
    services.draft(actor=county.actor("shangyao"), at=LATER, unit=county.unit("上窑村"), text=later)
    page = county.client("qingshi").get("/units/990525100/articles/").content.decode()
    assert page.index(f'href="{at("article", waiting)}"') < page.index("以后的事")
    page = county.client("shangyao").get("/units/990525100200/articles/").content.decode()
    assert page.index(f'href="{at("article", waiting)}"') > page.index("以后的事")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"三季度村务公开", "会议通知"}),
        ("?q=村务", {"三季度村务公开"}),
        ("?q=村务 公开", {"三季度村务公开"}),
        ("?column=announcements", {"会议通知"}),
        ("?state=posted", {"三季度村务公开"}),
        ("?state=draft", {"会议通知"}),
        ("?state=nonsense&column=none&sort=x&page=-1", {"三季度村务公开", "会议通知"}),
        ("?q=1", {"三季度村务公开"}),
        ("?q=999999999999999999999", set()),
        ("?sort=title", {"三季度村务公开", "会议通知"}),
    ],
)
def test_the_list_is_searched_and_narrowed(county: County, query: str, found: set[str]) -> None:
    posted(county)
    text = Text("会议通知", "<p>x</p>", "announcements")
    services.draft(actor=county.actor("qingshi"), at=AT, unit=county.unit("青石镇"), text=text)
    page = county.client("county").get("/units/990525/articles/" + query).content.decode()
    assert {title for title in ("三季度村务公开", "会议通知") if f">{title}</a>" in page} == found


def test_the_list_leaves_as_a_sheet(county: County) -> None:
    posted(county)
    answer = county.client("qingshi").get("/units/990525100/articles/?export=articles")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    lines = sheet.to_python()
    line = next(line for line in lines if line[1] == "三季度村务公开")
    assert line[0] == 1
    assert line[2:5] == ["已发布", "村务公开", "上窑村"]


def test_a_file_is_added_and_what_is_posted_stays_so_until_approved(county: County) -> None:
    article = posted(county)
    client = county.client("shangyao")
    file = SimpleUploadedFile("明细.pdf", b"%PDF-1.4\n%%EOF")
    assert client.post(at("attach_file", article), {"file": file}).status_code == 422
    file.seek(0)
    assert client.post(at("attach_file", article), {"file": file, "reason": "补附件"}).status_code == 302
    article.refresh_from_db()
    assert (article.state, article.revision, article.posted_revision) == ("draft", 2, 1)
    there = article.files.get()
    page = client.get(at("article", article)).content.decode()
    assert at("article_file", article, there.token) in page
    answer = client.get(at("article_file", article, there.token))
    assert answer.content == b"%PDF-1.4\n%%EOF"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.post(at("remove_file", article, there.token)).status_code == 302
    assert client.post(at("remove_file", article, there.token)).status_code == 404


def test_what_is_posted_leads_to_where_the_public_reads_it(county: County) -> None:
    article = posted(county)
    client, path = county.client("shangyao"), f"/a/{article.number}/"
    assert f"<dd>{path}</dd>" in client.get(at("article", article)).content.decode()
    store.put_site(title="青禾", address="https://qinghe.example")
    linked = f'<a href="https://qinghe.example{path}">'
    assert linked in client.get(at("article", article)).content.decode()
    services.withdraw(actor=county.actor("qingshi"), at=AT, article=article, reason="数字有误")
    assert linked not in client.get(at("article", article)).content.decode()


def test_a_posted_article_is_withdrawn_with_a_reason(county: County) -> None:
    article = posted(county)
    client = county.client("qingshi")
    assert client.post(at("withdraw_article", article), {"reason": " "}).status_code == 422
    assert client.post(at("withdraw_article", article), {"reason": "数字有误"}).status_code == 302
    page = client.get(at("article", article)).content.decode()
    assert "数字有误" in page
    assert "已撤回" in page
    assert county.client("shangyao").get(at("revise_article", article)).status_code == 409


def test_every_version_can_be_read_again(county: County) -> None:
    article = posted(county)
    text = Text("三季度村务公开（更正）", "<p>收入三千一百元。</p>", "village_affairs")
    services.revise(
        actor=county.actor("shangyao"), at=LATER, article=article, text=text, revision=1, reason="更正"
    )
    client = county.client("auditor")
    first = client.get(at("article_version", article, 1)).content.decode()
    second = client.get(at("article_version", article, 2)).content.decode()
    assert "收入三千元。" in first
    assert '<h2 class="title">三季度村务公开</h2>' in first
    assert "<ins>" in second
    assert client.get(at("article_version", article, 3)).status_code == 404


def test_where_nobody_has_written_the_page_says_what_to_do(county: County) -> None:
    assert "还没有稿件" in county.client("shangyao").get("/units/990525100200/articles/").content.decode()
    auditor = county.client("auditor").get("/units/990525100200/articles/").content.decode()
    assert "稿件由各单位自行起草" in auditor
    assert "/articles/write/" not in auditor


def test_a_reviewers_first_page_says_how_many_wait(county: County) -> None:
    submitted(county)
    page = county.client("qingshi").get("/board/990525100/").content.decode()
    assert "1 篇稿件待您审核" in page
    assert "待您审核" not in county.client("auditor").get("/board/990525/").content.decode()


@pytest.mark.parametrize("username", ["hewan", "liulin", "nanpo", "stranger", "revoked"])
def test_what_is_not_posted_is_not_there_for_strangers(county: County, username: str) -> None:
    article = written(county)
    file = files.attach(actor=SYSTEM, at=AT, article=article, name="表.pdf", data=b"%PDF-1.4\n%%EOF")
    client = county.client(username)
    for name in ("article", "revise_article", "review_article", "withdraw_article"):
        assert client.get(at(name, article)).status_code == 404
    for name in ("submit_article", "recall_article", "attach_file"):
        assert client.post(at(name, article)).status_code == 404
    assert client.get(at("article_version", article, 1)).status_code == 404
    assert client.get(at("article_file", article, file.token)).status_code == 404
    assert client.post(at("remove_file", article, file.token)).status_code == 404


def test_a_posted_notice_and_its_record_lead_to_each_other(county: County) -> None:
    secretary = county.client("shangyao")
    article = submitted(county, kind="accounts")
    assert "发布后自动登记：村务公开" in secretary.get(at("article", article)).content.decode()
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    record = Gathering.objects.get(follows=f"article:{article.pk}")
    there = reverse("gathering", args=[record.pk])
    assert there in secretary.get(at("article", article)).content.decode()
    page = secretary.get(there).content.decode()
    assert at("article", article) in page
    assert reverse("correct_gathering", args=[record.pk]) not in page
    assert reverse("cancel_gathering", args=[record.pk]) not in page
    platform = next(iter(settings.PROFILE.platforms))
    for name, more in (("print_gathering", []), ("copy_gathering", [platform])):
        assert "收入三千元" in secretary.get(reverse(name, args=[record.pk, *more])).content.decode()
    form = secretary.get(reverse("record_gathering", args=["990525100200"]) + "?kind=village_posting")
    assert there in form.content.decode()
    due = secretary.get(reverse("due", args=["990525100200"])).content.decode()
    assert "12月7日" in due  # fifteen days later
    assert due.count("kind=village_posting") == 0  # nothing to record any more


def test_a_hand_on_what_follows_a_posting_is_told_why_not(county: County) -> None:
    article = submitted(county, kind="accounts")
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    record = Gathering.objects.get()
    answer = county.client("shangyao").post(
        reverse("cancel_gathering", args=[record.pk]), {"reason": "误登"}, follow=True
    )
    assert answer.status_code == 422
    assert "由网站发布的稿件自动登记" in answer.content.decode()


def test_a_notice_recorded_by_hand_for_the_same_quarter_is_pointed_out(county: County) -> None:
    minutes = Minutes("village_posting", AT.date() - timedelta(days=9), "财务公开栏", items=("accounts",))
    hand = record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )
    article = submitted(county, kind="accounts")
    there = reverse("gathering", args=[hand.pk])
    assert there not in county.client("shangyao").get(at("article", article)).content.decode()
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1)
    assert there in county.client("shangyao").get(at("article", article)).content.decode()
