"""Who asks again is told whether a page is still the same; what was taken back is gone with the next look."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from jiceng.apps.publications import store
from jiceng.apps.publications.store import File
from jiceng.config.portal_urls import urlpatterns as portal_urls
from jiceng.faces.portal import kept
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(transaction=True, databases=PUBLIC_DATABASES)
NONE = timedelta(0)


@pytest.fixture
def reader(post: Post, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who reads a while after the last change."""
    monkeypatch.setattr(kept, "_JUST_NOW", NONE)
    post(1)
    return Client()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time for what answers."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def again(reader: Client, address: str, **headers: str) -> HttpResponse:
    """Ask with what an earlier answer said."""
    return reader.get(address, headers=headers)  # type: ignore[return-value]


def test_an_unchanged_page_is_not_sent_twice(reader: Client) -> None:
    first = reader.get("/a/1/")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in first.headers["Vary"]
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    for asked in ({"if-none-match": tag}, {"if-none-match": f"W/{tag}"}, {"if-modified-since": day}):
        answer = again(reader, "/a/1/", **asked)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert again(reader, "/a/1/", **{"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", ["/a/1/", "/", "/c/affairs/", "/rss.xml", "/atom.xml", "/sitemap.xml"])
def test_what_changes_is_sent_at_once(reader: Client, post: Post, address: str, now: datetime) -> None:
    if (first := reader.get(address)).status_code == 404:
        pytest.fail(f"{address} is not there")
    post(1, title="改过的题目", html="<p>改过</p>", text="改过", version=2, changed_at=now)
    answer = again(reader, address, **{"if-none-match": first.headers["ETag"]})
    if address != "/sitemap.xml":
        assert "改过的题目" in answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["ETag"] != first.headers["ETag"]


def test_a_file_is_kept_as_long_as_it_is_posted(reader: Client, post: Post, now: datetime) -> None:
    file = File("t" * 43, "附件.pdf", "application/pdf", b"%PDF-1.7")
    post(2, files=[file])
    first = reader.get(f"/f/{file.token}/")
    tag = first.headers["ETag"]
    assert again(reader, f"/f/{file.token}/", **{"if-none-match": tag}).status_code == 304
    store.end(2, at=now, state="withdrawn", reason="附件有误")
    gone = again(reader, f"/f/{file.token}/", **{"if-none-match": tag})
    assert (gone.status_code in {404, 410}, gone.headers["Cache-Control"]) == (True, "no-store")


def test_what_is_taken_back_is_gone_and_nobody_keeps_that_either(reader: Client, now: datetime) -> None:
    tag = reader.get("/a/1/").headers["ETag"]
    store.end(1, at=now, state="withdrawn", reason="数字有误")
    answer = again(reader, "/a/1/", **{"if-none-match": tag})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
    missing = reader.get("/a/77/")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")
    assert "Last-Modified" not in missing.headers


def test_a_last_day_ends_by_itself(
    reader: Client, post: Post, now: datetime, clock: Callable[..., None]
) -> None:
    post(2, until=timezone.localdate(now))
    tag = reader.get("/a/2/").headers["ETag"]
    assert again(reader, "/a/2/", **{"if-none-match": tag}).status_code == 304
    clock(now + timedelta(days=1))
    answer = again(reader, "/a/2/", **{"if-none-match": tag})
    assert answer.status_code == 410


def test_a_page_is_written_once_for_all_who_read_it(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = reader.get("/a/1/")
    with django_assert_num_queries(_of_the_mark(), using="published"):
        second = reader.get("/a/1/", headers={"cookie": "unknown=1"})
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]


def _of_the_mark() -> int:
    """How often the database is asked whether anything has changed: a file tells it by itself."""
    return 1 if connections["published"].vendor == "postgresql" else 0


def test_a_page_nobody_has_read_has_the_frame_of_this_moment(reader: Client, post: Post) -> None:
    post(2)
    store.put_site(title="青禾县公开网")
    assert "青禾县公开网" in reader.get("/a/1/").content.decode()
    store.put_site(title="青禾县信息公开")
    store.put_column("news", title="工作动态", title_en="News", order=3, listed=True)
    page = reader.get("/a/2/").content.decode()
    assert ("青禾县信息公开" in page, "工作动态" in page, "青禾县公开网" in page) == (True, True, False)
    english = reader.get("/a/2/", headers={"cookie": "jiceng_language=en"}).content.decode()
    assert ("News" in english, "工作动态" in english) == (True, False)


def test_one_frame_serves_many_pages_and_marks_the_one_it_is_around(reader: Client, post: Post) -> None:
    post(2, column="studies")
    pages = ("/", "/c/affairs/", "/a/1/", "/a/2/", "/u/", "/search/")
    assert [_marked(reader.get(page).content.decode()) for page in pages] == [
        [("/", "page")],
        [("/c/affairs/", "page")],
        [("/c/affairs/", "true")],
        [("/c/studies/", "true")],
        [("/u/", "page")],
        [("/search/", "page")],
    ]


def _marked(page: str) -> list[tuple[str, str]]:
    """What the list of columns marks as where the reader is."""
    listing = page.partition('<nav class="columns')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*aria-current="(\w+)"', listing)


def test_an_unknown_way_of_reading_makes_no_page_of_its_own(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = reader.get("/a/1/")
    with django_assert_num_queries(_of_the_mark(), using="published"):
        second = reader.get("/a/1/", headers={"cookie": "jiceng_size=99; jiceng_language=xx"})
    assert second.content == first.content


def test_how_one_reads_makes_a_page_of_its_own(reader: Client) -> None:
    usual = reader.get("/a/1/")
    large = reader.get("/a/1/", headers={"cookie": "jiceng_size=150"})
    assert "size-150" in large.content.decode()
    assert large.headers["ETag"] != usual.headers["ETag"]
    english = reader.get("/a/1/", headers={"cookie": "jiceng_language=en"})
    assert english.headers["Content-Language"] == "en"
    assert reader.get("/a/1/").content == usual.content


def test_just_after_a_change_no_second_is_named(post: Post) -> None:
    post(1)
    page = Client().get("/a/1/")
    assert "ETag" in page.headers
    assert "Last-Modified" not in page.headers


def _form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


class Forms:
    urlpatterns = [*portal_urls, path("form/", _form)]


def test_a_page_with_a_readers_token_is_kept_for_nobody_else(reader: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = Forms
    csrf = "django.middleware.csrf.CsrfViewMiddleware"
    if csrf not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, csrf]
    first = reader.get("/form/")
    assert reader.get("/form/").content != first.content
    reader.cookies.clear()
    assert reader.get("/form/").content != first.content
    assert first.headers["Cache-Control"] == "no-store"


def test_pages_are_kept_up_to_a_bound(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = kept._Pages()
    pages.find(("now",), ("0",))
    monkeypatch.setattr(kept, "MOST", 1000)
    for number in range(20):
        pages.keep(("now",), (str(number),), HttpResponse(b"x" * 100))
    assert (len(pages.pages), pages.size) == (10, 1000)
    assert pages.find(("now",), ("0",)) is None
    assert pages.find(("now",), ("19",)) is not None
    assert pages.find(("later",), ("19",)) is None
    assert (len(pages.pages), pages.size) == (0, 0)
