"""Letters to the editor at the desks: read, answered, sent on, put away."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.urls import reverse

from jiceng.apps.feedback import letters as office
from jiceng.apps.feedback.models import Question
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.publications import letters, store
from jiceng.apps.publications.letters import Written
from tests.county import AT, County
from tests.faces.workbench.exports.files import rows

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
LETTER = Written("question", "水渠", "水渠什么时候修完？", name="王一", phone="13900000000")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.fixture
def box(county: County) -> County:
    """The small county, at whose top desk a letter lies."""
    store.put_site(title="青禾")
    office.keep(at=AT)
    letters.leave(LETTER, at=AT, once="a", origin=b"o")
    office.keep(at=AT)
    return county


def test_a_letter_stands_in_the_list_and_on_the_board_until_it_is_answered(box: County) -> None:
    client, there = box.client("county"), reverse("question", args=[Question.objects.get().pk])
    board = reverse("board", args=[box.unit("青禾县").code])
    assert "1 件问题、来信待办" in client.get(board).content.decode()
    page = client.get(reverse("inbox")).content.decode()
    for said in ("水渠 · 水渠什么时候修完？", "公众来信", "等待答复"):
        assert said in page, said
    page = client.get(there).content.decode()
    for said in ("<h2>水渠</h2>", "水渠什么时候修完？", "编辑信箱"):
        assert said in page, said
    assert client.post(there, {"answer": "下周修完。"}).status_code == 302
    assert "下周修完。" in client.get(there).content.decode()
    assert "待办" not in client.get(board).content.decode()
    assert "水渠" in client.get(reverse("inbox") + "?state=answered").content.decode()


def test_who_wrote_is_shown_only_when_asked_for(box: County) -> None:
    client, there = box.client("county"), reverse("question", args=[Question.objects.get().pk])
    assert "13900000000" not in client.get(there).content.decode()
    assert "13900000000" in client.post(there, {"sender": "1"}).content.decode()
    assert AuditEntry.objects.filter(type="question.sender_read").count() == 1
    assert "13900000000" not in client.get(there).content.decode()


def test_a_letter_is_sent_on_to_another_desk(box: County) -> None:
    client, there = box.client("county"), reverse("question", args=[Question.objects.get().pk])
    page = client.get(there).content.decode()
    assert re.search('<option value="office:990525101">河湾镇', page)
    assert client.post(there, {"to": ""}).status_code == 422
    assert client.post(there, {"to": "office:990525100200"}).status_code == 422
    sent = client.post(there, {"to": "office:990525101"}, follow=True)
    assert "已转办" in sent.content.decode()
    assert client.get(there).status_code == 404
    assert "水渠" in box.client("hewan").get(there).content.decode()


def test_a_letter_is_put_away_and_taken_up_again(box: County) -> None:
    client, there = box.client("county"), reverse("question", args=[Question.objects.get().pk])
    client.post(there, {"put_away": "1"})
    assert "水渠" not in client.get(reverse("inbox")).content.decode()
    assert "已搁置" in client.get(reverse("inbox") + "?state=away").content.decode()
    page = client.get(there).content.decode()
    assert "重新受理" in page
    assert 'name="answer"' not in page
    client.post(there, {"take_up": "1"})
    assert "水渠" in client.get(reverse("inbox")).content.decode()


def test_the_list_that_leaves_names_no_writer(box: County) -> None:
    found = str(rows(box.client("county").get(reverse("inbox"), {"export": "questions"})))
    assert "水渠 · 水渠什么时候修完？" in found
    assert "13900000000" not in found


@pytest.mark.parametrize("username", ["qingshi", "hewan", "auditor", "shangyao", "stranger"])
def test_nobody_else_finds_it(box: County, username: str) -> None:
    there = reverse("question", args=[Question.objects.get().pk])
    assert box.client(username).get(there).status_code == 404
    assert box.client(username).post(there, {"sender": "1"}).status_code == 404
    assert box.client(username).post(there, {"put_away": "1"}).status_code == 404
