"""What a reader of the portal finds under each address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiceng.apps.publications import store
from jiceng.apps.publications.models import Publication
from jiceng.apps.publications.store import File
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
TOKEN = "a" * 43
MOST = 12  # queries a page


def read(client: Client, address: str, status: int = 200) -> str:
    """A page's words and tags."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_front_page_shows_the_newest_of_each_listed_column(public: Client) -> None:
    page = read(public, "/")
    assert "关于村西水渠维修的决议公开" in page
    assert "基层组织工作的实践" in page
    for hidden in ("有误的公告", "期满的公告", "临时救助名单", "明天的公告"):
        assert hidden not in page


def test_the_front_page_of_an_empty_site_says_so(db: None) -> None:
    assert "还没有公开的内容" in read(Client(), "/")


def test_the_site_bears_the_name_the_office_gave_it(public: Client) -> None:
    store.put_site(
        title="青禾组织工作", title_en="Qinghe", host="青禾县办公室", footer="电话 0000\n传真 0001"
    )
    page = read(public, "/")
    assert "<title>青禾组织工作</title>" in page
    assert "主办：青禾县办公室" in page
    assert "电话 0000<br>传真 0001" in page


def test_an_article_says_when_where_from_and_by_whom(public: Client) -> None:
    page = read(public, "/a/1/")
    for said in (
        '<h1 class="title">关于村西水渠维修的决议公开</h1>',
        "来源：村民代表会议",
        "<p>应到四十一人，实到三十三人，决议通过。</p>",
        "上窑村村民委员会",
        '<a href="/c/affairs/">村务公开</a>',
        '<link rel="canonical" href="http://testserver/a/1/">',
        '<meta property="og:title" content="关于村西水渠维修的决议公开">',
        '<meta property="og:type" content="article">',
        '<html lang="zh-Hans">',
    ):
        assert said in page, said
    assert "noindex" not in page


def test_an_article_without_a_source_is_of_its_unit(post: Post) -> None:
    post(9, title="道路施工通知", unit_code="140525100201", unit_name="上窑村")
    assert "来源：上窑村" in read(Client(), "/a/9/")


def test_a_list_names_the_unit_where_the_title_does_not(post: Post) -> None:
    post(9, title="上窑村道路施工通知", unit_name="上窑村")
    post(10, title="道路施工通知", unit_name="上窑村")
    page = read(Client(), "/c/affairs/")
    assert page.count('<span class="soft">上窑村</span>') == 1
    assert "上窑村道路施工通知</a> <time" in page


def test_an_article_names_its_files(post: Post) -> None:
    post(1, files=(File(TOKEN, "会议记录.pdf", "application/pdf", b"%PDF-1.4"),))
    assert f'<a href="/f/{TOKEN}/" download>会议记录.pdf</a>' in read(Client(), "/a/1/")
    answer = Client().get(f"/f/{TOKEN}/")
    assert answer.content == b"%PDF-1.4"
    assert "''%E4%BC%9A" in answer.headers["Content-Disposition"]


def test_what_is_not_yet_posted_is_not_there(public: Client) -> None:
    assert "明天的公告" not in read(public, "/a/6/", 404)
    assert read(public, "/a/6/", 404).replace("/a/6/", "") == read(public, "/a/77/", 404).replace(
        "/a/77/", ""
    )


def test_what_was_taken_back_says_when_and_why(public: Client) -> None:
    page = read(public, "/a/3/", 410)
    assert "有误的公告" in page
    assert "数字有误" in page
    assert "的正文" not in page
    assert 'content="noindex, noarchive"' in page


def test_what_is_past_its_time_says_until_when(public: Client) -> None:
    assert "期满的公告" in read(public, "/a/4/", 410)
    assert "张贴到" in read(public, "/a/4/", 410)


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_an_ended_help_list_loses_its_title_too(public: Client, now: datetime, state: str) -> None:
    store.end(5, at=now, state=state, reason="")
    for address in ("/a/5/", "/a/5/versions/"):
        assert "救助名单" not in read(public, address, 410)


def test_a_help_list_is_kept_by_no_search_engine(public: Client) -> None:
    answer = public.get("/a/5/")
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    page = answer.content.decode()
    assert '<meta name="robots" content="noindex, noarchive">' in page
    assert "og:title" not in page


def test_a_help_list_is_found_in_its_column_and_that_page_is_not_indexed_either(public: Client) -> None:
    answer = public.get("/c/aid/")
    assert "临时救助名单" in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert "X-Robots-Tag" not in public.get("/c/affairs/").headers


def test_a_column_is_read_page_by_page(post: Post) -> None:
    for number in range(1, 43):
        post(number)
    first, last = read(Client(), "/c/affairs/"), read(Client(), "/c/affairs/?page=3")
    assert ("第42号公告" in first, "第22号公告" in first) == (True, False)
    assert ("第2号公告" in last, "第3号公告" in last) == (True, False)
    assert '<link rel="canonical" href="http://testserver/c/affairs/?page=3">' in last
    assert "第 3 / 3 页，共 42 条" in last
    assert "第42号公告" in read(Client(), "/c/affairs/?page=no")


def test_a_column_s_archive_is_by_month_of_the_office_s_own_time(post: Post) -> None:
    post(1, posted_at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))  # 23:59 in the office's zone
    post(2, posted_at=datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
    assert "第1号公告" in read(Client(), "/c/affairs/2025/12/")
    assert "第2号公告" not in read(Client(), "/c/affairs/2025/12/")
    assert "第2号公告" in read(Client(), "/c/affairs/2026/1/")
    year = read(Client(), "/c/affairs/2025/")
    assert "第1号公告" in year
    assert '<a href="/c/affairs/2025/12/">2025年12月 <span class="soft">1 条</span></a>' in year


@pytest.mark.parametrize(
    "address", ["/c/none/", "/c/affairs/2026/13/", "/c/affairs/2026/0/", "/c/affairs/0/"]
)
def test_there_is_no_such_column_or_month(public: Client, address: str) -> None:
    read(public, address, 404)


def test_an_empty_month_says_so(public: Client) -> None:
    assert "这里没有正在张贴的内容" in read(public, "/c/affairs/1999/1/")


def test_the_versions_say_what_was_changed_and_when(public: Client) -> None:
    assert "/a/1/versions/" in read(public, "/a/1/")
    assert "/a/2/versions/" not in read(public, "/a/2/")
    page = read(public, "/a/1/versions/")
    assert "原标题：关于村西水渠维修的公开" in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "首次张贴" in page


def test_a_first_posting_after_several_drafts_was_not_changed(post: Post) -> None:
    post(1, version=4)
    assert "/versions/" not in read(Client(), "/a/1/")


def test_every_address_with_a_stroke_left_out_leads_on(public: Client) -> None:
    answer = public.get("/a/1")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/a/1/")


def test_pages_set_no_cookie(public: Client) -> None:
    for address in ("/", "/a/1/", "/a/3/", "/c/affairs/", "/a/77/"):
        assert not public.get(address).cookies


def test_pages_answer_head_and_refuse_to_be_written(public: Client) -> None:
    for address in ("/", "/a/1/", "/c/affairs/"):
        assert public.head(address).status_code == 200
        assert public.post(address).status_code == 405


def test_english_is_complete_but_for_what_the_office_wrote(public: Client) -> None:
    public.cookies["jiceng_language"] = "en"
    page = read(public, "/c/affairs/")
    assert '<html lang="en">' in page
    assert "<h1>Village affairs</h1>" in page
    assert "Enlarge text" in page
    assert '<a href="/a/1/" lang="zh-Hans">' in page
    assert '<h1 class="title" lang="zh-Hans">' in read(public, "/a/1/")


def queries(client: Client) -> dict[str, int]:
    """Questions to the database, by page."""
    found = {}
    month = f"/c/affairs/{timezone.localdate():%Y/%m}/".replace("/0", "/")
    for address in (
        "/",
        "/c/affairs/",
        month,
        "/a/1/",
        "/a/1/versions/",
        "/a/3/",
        "/rss.xml",
        "/sitemap-0.xml",
    ):
        with CaptureQueriesContext(connections["published"]) as caught:
            client.get(address)
        found[address] = len(caught)
    return found


def test_no_page_asks_more_where_there_is_more(public: Client, post: Post, now: datetime) -> None:
    def fill(numbers: range, versions: range) -> None:
        for number in numbers:
            post(number, column=("affairs", "studies")[number % 2], posted_at=now - timedelta(days=number))
        for version in versions:
            files = (File(f"{version}" * 43, f"{version}.pdf", "application/pdf", b"x"),)
            text = f"第{version}号公告的正文。"  # like the others, so that they are related
            post(1, version=version, changed_at=now, html=f"<p>{text}</p>", text=text, files=files)

    fill(range(10, 14), range(3, 5))
    before = queries(public)
    fill(range(14, 44), range(5, 10))
    after = queries(public)
    grown = {page: (before[page], count) for page, count in after.items() if count > before[page]}
    assert not grown, grown
    assert max(after.values()) <= MOST, after
    assert Publication.objects.count() == 40
