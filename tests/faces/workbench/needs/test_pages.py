"""The pages of needs, as each reader opens and sends them."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiceng.apps.duties.services import set_parameter
from jiceng.apps.feedback.models import Question
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.needs.models import Need
from jiceng.apps.needs.services import EntryDraft, NeedDraft, enter, raise_need
from jiceng.engines.procedure import Move
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def send(client: Client, url: str, status: int = 302, **data: str) -> str:
    """What a form answers, read to the end of its way."""
    answer = client.post(url, data)
    assert answer.status_code == status, answer.content.decode()
    if status != 302:
        return answer.content.decode()
    return client.get(answer["Location"]).content.decode()


def body(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def overdue_need(county: County) -> Need:
    draft = NeedDraft("roads", "村口桥面塌陷", date(2026, 10, 1))
    return raise_need(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), draft=draft)


def test_a_need_goes_round_until_those_concerned_say_it_is_done(county: County) -> None:
    village, town, owner = (county.client(name) for name in ("shangyao", "qingshi", "liulin"))
    code = county.unit("上窑村").code
    form = body(village, reverse("new_need", args=[code]))
    assert 'name="place" value="上窑村"' in form
    page = send(
        village, reverse("new_need", args=[code]), title="三组吃水困难", kind="drinking_water", place="三组"
    )
    assert "青石镇应在11月27日前定下承办单位" in page
    url = reverse("need", args=[Need.objects.get().pk])
    assert owner.get(url).status_code == 404

    day = {"assigned-day": "2026-11-22"}
    page = send(town, url, move="assigned", **{"assigned-to": "柳林村"}, **day)
    assert "由柳林村答复" in page
    page = send(
        owner, url, 422, move="answered",
        **{"answered-can": "yes", "answered-text": "接管子", "answered-day": "2026-11-22"},
    )  # fmt: skip
    assert "请写明哪天前办完" in page
    assert "接管子" in page
    answer = {"answered-can": "yes", "answered-by": "2026-12-20", "answered-text": "接管子"}
    assert "12月20日前" in send(owner, url, move="answered", **answer, **{"answered-day": "2026-11-22"})
    assert "办理中" in body(village, reverse("needs", args=[code]))
    send(owner, url, move="done", **{"done-text": "接好了", "done-day": "2026-11-22"})

    assert "1 件等你确认是否办好" in body(village, reverse("due", args=[code]))
    page = send(village, url, 422, move="disputed", **{"confirmed-day": "2026-11-22"})
    assert "没有写内容" in page or "写一两句" in page
    word = {"confirmed-text": "水压不够", "confirmed-day": "2026-11-22"}
    assert "由柳林村答复" in send(village, url, move="disputed", **word)
    assert "等你确认" not in body(village, reverse("due", args=[code]))
    assert "1 件由本单位办理" in body(owner, reverse("due", args=[county.unit("柳林村").code]))
    send(owner, url, move="done", **{"done-text": "换了泵", "done-day": "2026-11-22"})
    page = send(village, url, move="confirmed", **{"confirmed-text": "", "confirmed-day": "2026-11-22"})
    assert "办结" in page
    assert reverse("new_need", args=[code]) + "?again=" in page


def test_forms_are_only_of_who_may_send_them(county: County) -> None:
    url = reverse("need", args=[overdue_need(county).pk])
    assert 'value="assigned"' in body(county.client("qingshi"), url)
    assert 'value="withdrawn"' not in body(county.client("qingshi"), url)
    assert 'value="withdrawn"' in body(county.client("shangyao"), url)
    assert 'name="move"' not in body(county.client("auditor"), url)
    answer = county.client("auditor").post(url, {"move": "assigned", "assigned-to": "青石镇",
                                                 "assigned-day": "2026-11-22"})  # fmt: skip
    assert answer.status_code == 403
    assert county.client("stranger").get(url).status_code == 404


def test_the_board_counts_what_is_overdue_against_the_office_and_lists_whom_to_chase(
    county: County,
) -> None:
    overdue_need(county)
    url = reverse("needs", args=[county.unit("青禾县").code])
    page = body(county.client("county"), url)
    assert "青石镇还没定下承办单位：上窑村“村口桥面塌陷”，应于2026年10月6日前，逾期 47 天" in page
    assert 'data-copy="#chase"' in page
    owners = page[page.index('id="owners"') : page.index("</table>", page.index('id="owners"'))]
    assert "青石镇" in owners
    assert "上窑村" not in owners
    listed = '<caption id="list">1 件需求'
    assert listed in body(county.client("county"), url + "?show=overdue&kind=roads")
    assert listed not in body(county.client("county"), url + "?kind=income")
    assert "没有这样的需求" in body(county.client("county"), url + "?q=水")
    village = body(county.client("shangyao"), reverse("needs", args=[county.unit("上窑村").code]))
    assert 'id="owners"' not in village


def test_every_figure_is_as_long_as_the_list_it_leads_to(county: County) -> None:
    need = overdue_need(county)
    raise_need(actor=SYSTEM, at=AT, unit=county.unit("南坡村"), draft=NeedDraft("irrigation", "修水渠", DAY))
    url, client = reverse("needs", args=[county.unit("青禾县").code]), county.client("county")
    marks = body(client, url + "?q=桥面&show=overdue")
    assert "正在办 1" in marks
    assert "全部 1" in marks
    town = county.unit("青石镇")
    for draft in (EntryDraft(Move.ASSIGNED, DAY, to=town), EntryDraft(Move.ANSWERED, DAY, "修桥", by=DAY)):
        enter(actor=SYSTEM, at=AT, need=need, draft=draft)
    code = town.code
    owed = f'href="?owner={code}&amp;show=owed#list">1</a>'
    assert owed in body(client, url)
    enter(actor=SYSTEM, at=AT, need=need, draft=EntryDraft(Move.DONE, DAY, "修好了"))
    assert owed not in body(client, url)  # the village has to say so
    assert "1 件需求" in body(client, url + f"?owner={code}")
    assert "没有这样的需求" in body(client, url + f"?owner={code}&show=owed")


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("needs", {"村口桥面塌陷", "道路桥涵", "青石镇"}),
        ("needs_by_owner", {"青石镇", "合计"}),
        ("needs_by_kind", {"道路桥涵", "合计"}),
    ],
)
def test_every_table_leaves_as_a_workbook(county: County, table: str, cells: set[str]) -> None:
    overdue_need(county)
    url = reverse("needs", args=[county.unit("青禾县").code]) + f"?export={table}"
    answer = county.client("county").get(url)
    assert answer.status_code == 200
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert cells <= {str(cell) for row in sheet.to_python() for cell in row}
    assert "1 行" in body(county.client("auditor"), reverse("journal") + "?type=table.exported")  # no total


def test_from_a_meeting_the_need_names_it(county: County) -> None:
    minutes = Minutes("members_meeting", date(2026, 11, 3), text="议事")
    unit = county.unit("上窑村")
    meeting = record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    client = county.client("shangyao")
    link = reverse("new_need", args=[unit.code]) + f"?gathering={meeting.pk}"
    assert link in body(client, reverse("gathering", args=[meeting.pk]))
    assert "2026年11月3日的党员大会" in body(client, link)
    send(client, link, title="修桥", kind="roads", gathering=str(meeting.pk))
    need = Need.objects.get()
    assert need.gathering == meeting
    assert reverse("gathering", args=[meeting.pk]) in body(client, reverse("need", args=[need.pk]))
    other = reverse("new_need", args=[county.unit("柳林村").code]) + f"?gathering={meeting.pk}"
    assert county.client("qingshi").get(other).status_code == 404


def test_a_need_raised_again_is_linked_both_ways(county: County) -> None:
    first = overdue_need(county)
    draft = EntryDraft(Move.WITHDRAWN, date(2026, 10, 2), "先不修")
    enter(actor=SYSTEM, at=AT, need=first, draft=draft)
    client, code = county.client("shangyao"), county.unit("上窑村").code
    form = body(client, reverse("new_need", args=[code]) + f"?again={first.pk}")
    assert 'value="村口桥面塌陷"' in form
    send(client, reverse("new_need", args=[code]), title="桥又塌了", kind="roads", former=str(first.pk))
    assert "以前提过" in body(client, reverse("need", args=[Need.objects.latest("pk").pk]))
    assert "桥又塌了" in body(client, reverse("need", args=[first.pk]))


def test_an_entry_is_corrected_by_a_new_one_that_shows(county: County) -> None:
    need = overdue_need(county)
    draft = EntryDraft(Move.ASSIGNED, date(2026, 10, 3), "看看", county.unit("柳林村"))
    entry = enter(actor=SYSTEM, at=AT, need=need, draft=draft)
    client = county.client("qingshi")
    url = reverse("correct_need_entry", args=[entry.pk])
    assert 'value="柳林村"' in body(client, url)
    page = send(client, url, to="青石镇", day="2026-10-03", text="看看", reason="写错了")
    assert "由青石镇承办" in page
    assert "<del>由柳林村承办</del>" in page
    assert "写错了" in page


def test_a_letter_is_made_a_need_at_its_desk_and_the_unit_cannot_reach_its_author(county: County) -> None:
    letter = Question.objects.create(
        kind="question", text="我是王一，水渠什么时候修？", subject="东渠", asked_at=AT,
        sender={"name": "王一", "phone": "13900000000"}, about=county.unit("上窑村"),
        to=county.unit("青石镇"), desk="office", receipt=b"r" * 32,
    )  # fmt: skip
    desk, village = county.client("qingshi"), county.client("shangyao")
    link = reverse("need_of_letter", args=[letter.pk])
    assert link in body(desk, reverse("question", args=[letter.pk]))
    form = body(desk, link)
    assert 'value="上窑村"' in form
    assert "王一" not in form
    assert "什么时候修" not in form
    assert village.get(link).status_code == 404
    assert county.client("county").get(link).status_code == 404
    page = send(desk, link, unit="上窑村", title="东渠失修", kind="irrigation")
    need = Need.objects.get()
    url = reverse("need", args=[need.pk])
    assert reverse("question", args=[letter.pk]) in page
    assert "东渠失修" in body(desk, reverse("question", args=[letter.pk]))
    for name in ("shangyao", "county", "auditor"):
        seen = body(county.client(name), url)
        assert "来信" not in seen
        assert reverse("question", args=[letter.pk]) not in seen
    assert village.get(reverse("question", args=[letter.pk])).status_code == 404
    letter.refresh_from_db()
    assert letter.answered_at is None
    assert letter.owner is None


def test_what_recurs_stands_above_the_board(county: County) -> None:
    set_parameter(actor=SYSTEM, at=AT, parameter="need_recurring_units_top", value="5", day=date(2020, 1, 1))
    for number, name in enumerate(("青禾县", "青石镇", "河湾镇", "上窑村", "柳林村")):
        draft = NeedDraft("old_age", f"老人吃饭难{number}", DAY - timedelta(days=number))
        raise_need(actor=SYSTEM, at=AT, unit=county.unit(name), draft=draft)
    page = body(county.client("county"), reverse("needs", args=[county.unit("青禾县").code]))
    assert "养老照护</a>：5 个单位、5 件，其中 5 件还没办结" in page
    town = body(county.client("qingshi"), reverse("needs", args=[county.unit("青石镇").code]))
    assert "普遍问题" not in town
