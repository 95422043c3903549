"""Searching what is published: shown with what was looked for marked, never a failure."""

import pytest
from django.test import Client

from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)


def asked(client: Client, query: str, **more: object) -> str:
    answer = client.get("/search/", {"q": query, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_is_marked_in_title_and_text(public: Client) -> None:
    page = asked(public, "决议")
    assert "村西水渠维修的<mark>决议</mark>公开" in page
    assert "实到三十三人，<mark>决议</mark>通过" in page
    assert "上窑村" in page


def test_lines_put_together_leave_no_gap_after_a_stop(public: Client, post: Post) -> None:
    post(9, title="通报", text="冬训计划下月公布。\n以上情况，欢迎监督。")
    assert "冬训计划下月公布。<mark>以上情况</mark>，欢迎监督。" in asked(public, "以上情况")


def test_neither_text_nor_query_is_taken_for_markup(public: Client, post: Post) -> None:
    post(20, title="<b>粗</b>&amp;", text='<script>alert("一")</script>水渠')
    page = asked(public, "script")
    assert "&lt;<mark>script</mark>&gt;alert(" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;粗" in asked(public, "粗").replace("<mark>粗</mark>", "粗")
    assert "<img" not in asked(public, '"><img src=x onerror=alert(1)>')


@pytest.mark.parametrize("query", ["有误", "期满", "临时救助", "明天"])
def test_what_is_not_posted_or_not_listed_is_not_found(public: Client, query: str) -> None:
    page = asked(public, query)
    assert "<ol class" not in page
    assert "的公告</a>" not in page


@pytest.mark.parametrize(
    "query", ['"', "*", "AND", "'; DROP TABLE x", "水" * 10_000, "\ud800", "%", "a b c " * 2_000]
)
def test_a_hostile_query_is_answered(public: Client, query: str) -> None:
    assert public.get("/search/", {"q": query.encode("utf-8", "surrogatepass")}).status_code == 200
    assert (
        public.get("/search/", {"q": "水", "page": query[:40].encode("utf-8", "replace")}).status_code == 200
    )


def test_what_finds_nothing_offers_what_does(public: Client) -> None:
    page = asked(public, "水渠大坝")
    assert "没有找到“水渠大坝”" in page
    assert 'href="?q=%E6%B0%B4%E6%B8%A0">水渠</a>' in page
    assert "最新" in page


def test_an_answer_is_no_page_for_other_search_engines(public: Client) -> None:
    assert "noindex" in public.get("/search/", {"q": "水渠"}).headers["X-Robots-Tag"]


def test_many_are_read_page_by_page(public: Client, post: Post) -> None:
    for number in range(30, 55):
        post(number, title=f"桥梁公告{number}")
    first, second = asked(public, "桥梁"), asked(public, "桥梁", page=2)
    assert "找到 25 条" in first
    assert first.count('href="/a/') == 20
    assert second.count('href="/a/') == 5
    assert "q=%E6%A1%A5%E6%A2%81" in first


@pytest.mark.parametrize("query", ["水渠", "没有的词语", ""])
def test_an_answer_takes_a_fixed_number_of_queries(
    public: Client,
    post: Post,
    query: str,
    django_assert_max_num_queries,  # noqa: ANN001
) -> None:
    for number in range(30, 60):
        post(number, title=f"水渠公告{number}")
    with django_assert_max_num_queries(12, using="published"):
        asked(public, query)
