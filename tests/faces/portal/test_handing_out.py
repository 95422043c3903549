"""A file is handed out as what it is, acts on no page, and only while what it belongs to is posted."""

from datetime import datetime

import pytest
from django.test import Client

from jiceng.apps.publications import store
from jiceng.apps.publications.store import File
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
TOKEN, SECOND = "a" * 43, "b" * 43
FILES = (
    File(TOKEN, "水渠.jpg", "image/jpeg", b"\xff\xd8\xff"),
    File(SECOND, "明细.txt", "text/plain", b"<script>"),
)


def test_a_picture_is_shown_and_everything_else_is_saved(post: Post) -> None:
    post(1, files=FILES)
    picture, text = (Client().get(f"/f/{token}/") for token in (TOKEN, SECOND))
    assert picture.headers["Content-Disposition"].startswith("inline")
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert text.headers["Content-Type"] == "text/plain; charset=binary"
    for answer in (picture, text):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "X-Robots-Tag" not in answer.headers


def test_what_stands_in_the_text_is_not_offered_again_below_it(post: Post) -> None:
    post(1, html=f'<p><img src="/f/{TOKEN}/" alt="修好的水渠"></p>', files=FILES)
    page = Client().get("/a/1/").content.decode()
    assert page.count(f"/f/{TOKEN}/") == 1
    assert f'<a href="/f/{SECOND}/" download>明细.txt</a>' in page


def test_a_file_is_gone_with_what_it_belonged_to_and_with_the_version_that_had_it(
    post: Post, now: datetime
) -> None:
    post(1, files=FILES)
    post(1, files=FILES[:1], version=2)
    assert [Client().get(f"/f/{token}/").status_code for token in (TOKEN, SECOND)] == [200, 404]
    store.end(1, at=now, state="withdrawn", reason="数字有误")
    assert Client().get(f"/f/{TOKEN}/").status_code == 404


def test_a_file_of_what_is_not_listed_is_not_to_be_kept_by_search_engines(post: Post) -> None:
    post(5, column="aid", files=FILES)
    assert Client().get(f"/f/{TOKEN}/").headers["X-Robots-Tag"] == "noindex, noarchive"
