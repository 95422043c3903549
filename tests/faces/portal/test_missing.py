"""Where nothing is, the reader is led on; the answer is 404 all the same."""

import pytest
from django.db import OperationalError
from django.test import Client

from jiceng.faces.portal import missing
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)


def missed(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "noindex" in answer.headers["X-Robots-Tag"]
    return answer.content.decode()


def test_the_last_part_of_an_address_is_searched_for(public: Client) -> None:
    page = missed(public, "/zwgk/2019/水渠维修-001.html")
    assert 'href="/a/1/"' in page
    assert "水渠维修" in page


def test_words_before_the_last_part_are_taken_where_that_says_nothing(public: Client) -> None:
    assert "关于村西水渠维修的决议公开</a>" in missed(public, "/水渠/2024/05/index.html")


def test_a_column_in_the_address_shows_its_newest(public: Client) -> None:
    page = missed(public, "/c/studies/old/7.html")
    assert 'id="newest">' in page
    assert "工作研究" in page
    assert "基层组织工作的实践" in page
    assert "水渠维修" not in page


def test_a_year_and_a_month_in_the_address_show_what_was_posted_then(
    public: Client,
    post: Post,
    now,  # noqa: ANN001
) -> None:
    post(20, title="去年的公告", posted_at=now.replace(year=now.year - 1, day=3), column="studies")
    then = now.replace(year=now.year - 1, day=3)
    assert "去年的公告" in missed(public, f"/{then:%Y/%m}/index.html")
    assert "去年的公告" in missed(public, f"/{then:%Y}/xx/index.html")


@pytest.mark.parametrize("word", ["有误的公告", "期满的公告", "临时救助名单", "明天的公告"])
def test_nothing_unposted_or_unlisted_is_named(public: Client, word: str) -> None:
    page = missed(public, f"/{word}/")
    assert f"{word}</a>" not in page


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/%00",
            "/%ff%fe",
            "/%ED%A0%80",
            "/" + "水" * 3000,
            "/" + "a/" * 900,
            "/'%22;DROP",
            "/1999/13/",
            "/0000/1/",
        ),
        *("/c/none/", "/a/999999/", "/u/none/", "/u/%00/", "/f/none/", "/wp-login.php", "/.env"),
        *("/2024/", "/%2e%2e/%2e%2e/etc/passwd", "/c/studies/2024/13/"),
    ],
)
def test_any_address_is_answered(public: Client, path: str) -> None:
    assert public.get(path).status_code in (301, 400, 404)


def test_it_answers_while_nothing_can_be_read(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("disk")

    monkeypatch.setattr(missing, "meaning", fail)
    assert public.get("/nothing/").status_code == 404


def test_it_takes_a_fixed_number_of_queries(
    public: Client,
    django_assert_max_num_queries,  # noqa: ANN001
) -> None:
    with django_assert_max_num_queries(14, using="published"):
        missed(public, "/c/studies/2026/11/水渠-道路-公告.html")
