"""What an outsider learns of a seal on the portal, and checks."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiceng.apps.publications import store
from jiceng.apps.publications.seals import check_seal
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post
from tests.sealing import Log, seal_of

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)


@pytest.fixture
def client(sealed_notice: None) -> Client:
    """A reader of a notice that was changed once, has its seals, and has stood."""
    return Client()


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_box_says_when_it_was_posted_and_changed_and_how_long_it_stood(client: Client) -> None:
    page = body(client, "/a/7/")
    assert "/a/7/seal/" in page
    for said in ("首次张贴", "改动过 1 次", "15", "第 9 条"):
        assert said in page, said


def test_a_seal_that_is_not_there_yet_is_said_to_be_made(client: Client, post: Post) -> None:
    post(8, title="还没有存证")
    assert "正在存证" in body(client, "/a/8/")
    assert "data-seal" not in body(client, "/a/8/seal/")
    assert client.get("/a/8/seal.json").status_code == 404


def test_the_file_proves_every_version(client: Client, log: Log) -> None:
    answer = client.get("/a/7/seal.json")
    proved = check_seal(answer.content.decode(), [log.verifier])
    assert [(each.version, each.words, each.days) for each in proved] == [(1, True, None), (3, True, 15)]
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"


def test_the_page_tells_every_version_the_key_and_the_command(client: Client, log: Log) -> None:
    page = body(client, "/a/7/seal/")
    for said in ("第 1 版", "第 3 版", str(log.verifier).replace("+", "&#x2B;"), "check-seal seal-7.json"):
        assert said in page or said.replace("&#x2B;", "+") in page, said


def test_words_that_were_taken_down_are_not_in_the_file_and_the_rest_still_holds(
    client: Client, log: Log, now: datetime
) -> None:
    store.end(7, at=now, state="withdrawn", reason="数字有误")
    text = client.get("/a/7/seal.json").content.decode()
    assert "三千" not in text
    assert [each.words for each in check_seal(text, [log.verifier])] == [False, False]
    assert "撤回" in body(client, "/a/7/seal/")


def test_what_is_past_its_last_day_shows_no_words_even_before_the_office_has_ended_it(
    post: Post, log: Log, now: datetime
) -> None:
    yesterday = timezone.localdate(now) - timedelta(days=1)
    posting = post(9, title="低保公示名单", column="aid", html="<p>某某</p>", until=yesterday)
    seal = seal_of(log, number=9, version=1, digest=posting.digest, at=posting.changed_at, days=None)
    store.keep_seal(9, 1, seal)
    text = Client().get("/a/9/seal.json").content.decode()
    assert "某某" not in text
    assert "低保公示名单" not in text
    assert "低保公示名单" not in body(Client(), "/a/9/seal/")
    assert [each.words for each in check_seal(text, [log.verifier])] == [False]


@pytest.mark.parametrize("path", ["/a/99/seal/", "/a/99/seal.json", "/a/6/seal/", "/a/6/seal.json"])
def test_what_is_not_posted_has_no_seal(client: Client, post: Post, now: datetime, path: str) -> None:
    post(6, title="明天的公告", posted_at=now + timedelta(days=1))
    assert client.get(path).status_code == 404
