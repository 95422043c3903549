"""Asking on any page, answering at the desk, looking up by receipt."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from jiceng.apps.feedback.models import Question
from tests.county import AT, County
from tests.faces.workbench.exports.files import table


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def test_every_page_leads_to_asking_about_it_and_the_answer_comes_back(county: County) -> None:
    asker, officer = county.client("shangyao"), county.client("qingshi")
    page = reverse("due", args=[county.unit("上窑村").code])
    link = re.search(r'href="(/questions/ask/[^"]*)"', asker.get(page + "?x=1").content.decode())
    assert link
    form = asker.get(link[1]).content.decode()
    assert f'value="{page}"' in form
    given = {"kind": "too_much", "text": "同一张表要报三次", "to": "office:990525100", "page": page + "?q=赵"}
    sent = asker.post(reverse("ask"), given, follow=True)
    number = re.search(r"[A-Z2-7]{6}(-[A-Z2-7]{2,6}){4}", sent.content.decode())
    question = Question.objects.get()
    assert (question.page, question.place) == (page, "due")
    assert number
    inbox = officer.get(reverse("inbox")).content.decode()
    assert "同一张表要报三次" in inbox
    assert "负担过重" in inbox
    there = reverse("question", args=[question.pk])
    assert officer.post(there).status_code == 302
    assert officer.post(there, {"answer": ""}).status_code == 422
    assert officer.post(there, {"answer": "以后只报一次"}).status_code == 302
    assert "以后只报一次" in asker.get(there).content.decode()
    looked_up = Client().post(reverse("receipt"), {"receipt": number[0].lower()})
    assert "以后只报一次" in looked_up.content.decode()
    assert "同一张表" not in looked_up.content.decode()
    assert Client().post(reverse("receipt"), {"receipt": "AAAA"}).status_code == 422


def test_who_complains_is_told_to_nobody(county: County) -> None:
    page = reverse("due", args=[county.unit("上窑村").code])
    given = {
        "kind": "complaint",
        "text": "镇里的事",
        "about": "990525100",
        "to": "office:990525",
        "page": page,
    }
    county.client("shangyao").post(reverse("ask"), given)
    question, officer = Question.objects.get(), county.client("county")
    for address in (reverse("inbox"), reverse("question", args=[question.pk])):
        page = officer.get(address).content.decode()
        assert "镇里的事" in page
        assert "用户shangyao" not in page
        assert "上窑村" not in page
        assert "990525100200" not in page
    assert county.client("qingshi").get(reverse("question", args=[question.pk])).status_code == 404


def test_nobody_is_chosen_beforehand_and_a_complaint_says_whom_it_concerns(county: County) -> None:
    client = county.client("shangyao")
    assert 'name="to" value="office:990525100"' in (page := client.get(reverse("ask")).content.decode())
    assert page.count(" checked") == 1  # the kind
    given = {"kind": "complaint", "text": "镇里的事", "to": "office:990525"}
    refused = client.post(reverse("ask"), given)
    assert refused.status_code == 422
    assert "没有写明投诉涉及谁" in refused.content.decode()
    assert "由监督员答复" in client.post(reverse("ask"), given | {"about": "nobody"}).content.decode()
    sent = client.post(reverse("ask"), given | {"about": "nobody", "to": "supervision:990525"})
    assert sent.status_code == 302


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/x", "/no/such/page/", "//elsewhere", "javascript:1"]
)
def test_a_page_that_is_not_ours_is_left_out(county: County, page: str) -> None:
    given = {"kind": "question", "text": "？", "to": "office:990525100", "page": page}
    assert county.client("shangyao").post(reverse("ask"), given).status_code == 302
    assert Question.objects.get().page == ""


def test_the_inbox_leaves_as_a_sheet_and_so_do_its_counts(county: County) -> None:
    given = {"kind": "question", "text": "？", "to": "office:990525100"}
    county.client("shangyao").post(reverse("ask"), given)
    for name in ("questions", "question_counts"):
        answer = county.client("qingshi").get(reverse("inbox"), {"export": name})
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_officers_own_board_says_what_has_waited_too_long(county: County) -> None:
    given = {"kind": "question", "text": "？", "to": "office:990525100"}
    county.client("shangyao").post(reverse("ask"), given)
    board, officer = reverse("board", args=["990525"]), county.client("county")
    said = "超过 15 天未答复"
    assert said not in officer.get(board).content.decode()
    Question.objects.update(asked_at=AT.replace(month=11, day=1))
    assert said in officer.get(board).content.decode()
    assert said not in officer.get(reverse("board", args=["990525101"])).content.decode()


def test_what_is_asked_where_ends_in_a_total_row(county: County) -> None:
    for number, page in enumerate(("board", "board", "unit")):
        given = {
            "kind": "question",
            "text": f"问{number}",
            "to": "office:990525100",
            "page": reverse(page, args=[county.unit("上窑村").code]),
        }
        assert county.client("shangyao").post(reverse("ask"), given).status_code == 302
    html = county.client("qingshi").get(reverse("inbox")).content.decode()
    foot = re.search(r"<tfoot>(.*?)</tfoot>", html, re.DOTALL)
    assert foot is not None
    shown = [int(number) for number in re.findall(r"<td>(\d+)</td>", foot[1])]
    assert shown[-1] == sum(shown[:-1]) == Question.objects.count() == 3
    sheet = county.client("qingshi").get(reverse("inbox"), {"export": "question_counts"})
    assert table(sheet, "在哪个页面")[-1] == ["合计", *map(float, shown)]
