"""Every table of a page as a workbook: what the page shows, all of it, marked, logged, and nothing else."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.services import revise_unit
from jiceng.apps.people import selectors, services
from tests.county import AT, DAY, FOUNDED, SYSTEM, County
from tests.faces.workbench.exports.files import PURPOSE, column, file_name, rows, table


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def url_of(county: County, name: str, unit: str = "", query: str = "") -> str:
    return reverse(name, args=[county.unit(unit).code] if unit else []) + query


def export(
    county: County, username: str, name: str, unit: str = "", query: str = "", **given: str
) -> HttpResponse:
    """A page's table; with a purpose where one is given."""
    client, url = county.client(username), url_of(county, name, unit, query)
    answer: HttpResponse = client.post(url, given) if given else client.get(url)
    return answer


def last_entry() -> dict[str, Any]:
    entry = AuditEntry.objects.filter(type="table.exported").latest("pk")
    content: dict[str, Any] = json.loads(entry.content or "{}")
    assert (len(content.pop("mark")), len(content.pop("sha256"))) == (9, 64)
    return content


def hold(county: County, unit: str, day: date, **more: Any) -> None:
    minutes = Minutes("members_meeting", day, text="议事", **more)
    record_gathering(actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=minutes)


def test_a_board_leaves_with_what_is_done_and_owed(county: County) -> None:
    hold(county, "上窑村", date(2026, 10, 9))
    answer = export(county, "qingshi", "board", "青石镇", "?export=board")
    found = rows(answer)
    assert found[0][0] == "青石镇2026年四季度组织生活落实情况"
    assert found[1][0] == "单位：青石镇"
    over, heads = found[2], found[3]
    place = over.index("党员大会")
    assert (heads[0], heads[place], heads[place + 1]) == ("单位", "已办", "应办")
    lines = {row[0]: row for row in found[4:]}
    assert lines["上窑村"][place : place + 2] == [1, 1]
    assert lines["柳林村"][place : place + 2] == [0, 1]
    assert lines["合计"][place : place + 2] == [1, 2]
    assert file_name(answer) == "青石镇2026年四季度组织生活落实情况 2026-11-22.xlsx"
    assert last_entry() | {"rows": 0} == {
        "table": "board",
        "unit": "990525100",
        "rows": 0,
        "numbers": 0,
        "purpose": "",
    }


def test_the_file_says_who_took_it_out_and_nothing_keeps_it(county: County) -> None:
    answer = export(county, "qingshi", "board", "青石镇", "?export=board")
    said, _, mark = rows(answer)[-1][0].partition(" 标记 ")
    assert said == "注：用户qingshi于2026年11月22日 09:30导出。"
    (entry,) = entries_of(mark.rstrip("。"))
    assert entries_of(hashlib.sha256(answer.content).hexdigest()) == [entry]
    assert AuditEntry.objects.get(pk=entry).type == "table.exported"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_cell_leaves_with_every_verdict_of_the_state_chosen(county: County) -> None:
    hold(county, "上窑村", date(2026, 10, 9))
    query = "?period=2026-Q4&duty=members_meeting&export=verdicts"
    units = column(export(county, "county", "board_cell_all", "青禾县", query), "单位", "单位")
    assert units == ["柳林村", "南坡村", "上窑村"]
    done = export(county, "county", "board_cell_all", "青禾县", f"{query}&state=done")
    assert table(done, "单位")[1:] == [
        ["上窑村", "青石镇", "2026年四季度", "已办", date(2026, 10, 9), date(2026, 12, 31), ""]
    ]


def test_terms_and_vacancies_leave_as_filtered(county: County) -> None:
    answer = export(county, "county", "changes", query="?export=changes")
    line = table(answer, "序号")[1]
    assert line[:5] == [1, "上窑村", "一年内届满", "支部委员会", date(2027, 3, 1)]
    assert line[5:7] == ["", 99]
    assert file_name(answer).startswith("青禾县岗位空缺和任期届满情况表")
    none = table(export(county, "county", "changes", query="?kind=vacancy&export=changes"), "序号")
    assert none[1][0].startswith("合计：")


def test_units_below_leave_in_the_order_shown(county: County) -> None:
    answer = export(county, "auditor", "unit", "青禾县", "?export=below&sort=members")
    found = table(answer, "单位")
    assert [row[:2] for row in found[1:]] == [["青石镇", 13], ["河湾镇", 3], ["合计", 16]]
    leaders = column(export(county, "auditor", "unit", "青石镇", "?export=below"), "单位", "负责人")
    assert leaders == ["赵大田", "陈志明", ""]


def test_a_past_day_leaves_as_it_was(county: County) -> None:
    unit = county.unit("柳林村")
    revise_unit(actor=SYSTEM, at=AT, unit=unit, day=DAY, name="柳新村", kind="village", form="branch")
    then = export(county, "qingshi", "unit", "青石镇", "?on=2026-11-21&export=below")
    now = export(county, "qingshi", "unit", "青石镇", "?export=below")
    assert "柳林村" in column(then, "单位", "单位")
    assert "柳新村" in column(now, "单位", "单位")


def test_what_a_unit_owes_leaves_by_period(county: County) -> None:
    hold(county, "上窑村", date(2026, 10, 9))
    found = table(export(county, "shangyao", "unit", "上窑村", "?export=duties"), "事项")
    assert ["党员大会", "2026年四季度", "已办", date(2026, 10, 9)] in [row[:4] for row in found]
    due = table(export(county, "shangyao", "due", "上窑村", "?export=due"), "事项")
    assert {row[0] for row in due[1:]} <= {row[0] for row in found[1:]}


def test_meetings_leave_all_pages_of_the_year_chosen(county: County) -> None:
    for month in range(1, 11):
        for day in range(1, 5):
            hold(county, "上窑村", date(2025, month, day), subject=f"第{month}月{day}日")
    hold(county, "上窑村", date(2026, 10, 9))
    days = column(
        export(county, "auditor", "gatherings", "上窑村", "?year=2025&export=gatherings"), "日期", "日期"
    )
    assert len(days) == 40
    assert days[0] == date(2025, 10, 4)


def test_members_leave_as_filtered_and_for_a_purpose(county: County) -> None:
    query = "?standing=full&sort=name&export=members"
    asked = export(county, "shangyao", "members", "上窑村", query)
    assert asked.status_code == 200
    assert "名单用途" in asked.content.decode()
    assert not AuditEntry.objects.filter(type="table.exported").exists()
    without = county.client("shangyao").post(url_of(county, "members", "上窑村", query), {"words": ""})
    assert without.status_code == 422
    answer = export(county, "shangyao", "members", "上窑村", query, **PURPOSE)
    names = column(answer, "姓名", "姓名")
    assert "冯小雨" not in names
    assert len(names) == 8
    assert table(answer, "姓名")[0] == [
        "姓名",
        "性别",
        "年龄",
        "党员类别",
        "外出流动",
        "入党",
        "职务、所在机构",
    ]
    assert rows(answer)[-1][0].partition(" 标记 ")[0] == (
        "注：用户shangyao于2026年11月22日 09:30导出。用途：换届，县发〔2026〕8号。内含个人信息，仅限上述用途，不得转发。"
    )
    assert last_entry()["purpose"] == "换届，县发〔2026〕8号"
    assert last_entry()["rows"] == 8


def test_another_purpose_must_be_said(county: County) -> None:
    url = url_of(county, "members", "上窑村", "?export=members")
    client = county.client("shangyao")
    assert client.post(url, {"usual": "other", "words": " "}).status_code == 422
    answer = client.post(url, {"usual": "other", "words": "慰问"})
    assert "用途：慰问。" in rows(answer)[-1][0]


def test_logs_name_members_and_leave_for_a_purpose(county: County) -> None:
    person_id = county.members["上窑村"][0].person_id
    selectors.read_file(actor=county.actor("county"), at=AT, person_id=person_id, day=DAY)
    for name in ("readings", "journal"):
        assert "名单用途" in export(county, "county", name, query=f"?export={name}").content.decode()
        assert export(county, "auditor", name, query=f"?export={name}").status_code == 403
        assert f"export={name}" not in county.client("auditor").get(reverse(name)).content.decode()
    found = table(export(county, "county", "readings", query="?export=readings", **PURPOSE), "查阅人")
    assert found[1][0] == "用户county"
    assert found[1][2:] == ["赵大田", "上窑村", "人员档案", "日常工作"]
    answer = export(county, "county", "journal", query="?type=term.started&export=journal", **PURPOSE)
    assert [row[0] for row in table(answer, "事项类别")[1:]] == ["换届"]


def test_a_log_longer_than_anyone_reads_asks_to_be_narrowed(county: County) -> None:
    with patch("jiceng.faces.workbench.records.views.MOST_LOGGED", 3):
        answer = export(county, "county", "journal", query="?export=journal", **PURPOSE)
    assert answer.status_code == 422
    assert "超过 3 行" in answer.content.decode()


def test_what_was_found_leaves_beyond_the_first_fifty(county: County) -> None:
    for number in range(55):
        services.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            draft=services.PersonDraft(f"甲{number}"),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
    answer = export(county, "qingshi", "search", query="?q=甲&export=people", **PURPOSE)
    assert len(column(answer, "姓名", "姓名")) == 55
    units = export(county, "auditor", "search", query="?q=村&export=units")
    assert column(units, "单位", "单位") == ["上窑村", "柳林村", "南坡村"]
    assert export(county, "auditor", "search", query="?q=甲&export=people", **PURPOSE).status_code == 403


def test_rules_and_roles_leave_too(county: County) -> None:
    answer = export(county, "shangyao", "rules", query="?export=rules")
    assert "党员大会" in column(answer, "事项", "事项")
    assert table(answer, "参数", sheet=1)
    granted = table(export(county, "county", "grants", query="?export=grants"), "姓名")
    assert ["用户auditor", "auditor", "监督员", "青禾县", date(2026, 1, 1), ""] in [
        row[:6] for row in granted
    ]


def test_headings_are_english_in_english(county: County) -> None:
    client = county.client("shangyao")
    client.post(reverse("set_language"), {"language": "en"})
    answer = client.post(url_of(county, "members", "上窑村", "?export=members"), PURPOSE)
    assert table(answer, "Name")[0] == [
        "Name",
        "Sex",
        "Age",
        "Standing",
        "Away",
        "Joined",
        "Posts and groups",
    ]
    assert rows(answer)[-1][0].startswith("Note: taken out by 用户shangyao on 22 Nov 2026 at 09:30.")
    assert file_name(answer) == "上窑村 members 2026-11-22.xlsx"


@pytest.mark.parametrize(
    ("username", "name", "unit", "table_name"),
    [
        ("liulin", "members", "上窑村", "members"),
        ("hewan", "board", "青石镇", "board"),
        ("stranger", "unit", "上窑村", "below"),
        ("shangyao", "journal", "", "journal"),
        ("qingshi", "grants", "", "grants"),
        ("county", "board", "青石镇", "members"),
    ],
)
def test_outsiders_and_unknown_tables_get_nothing(
    county: County, username: str, name: str, unit: str, table_name: str
) -> None:
    for given in ({}, PURPOSE):
        assert export(county, username, name, unit, f"?export={table_name}", **given).status_code == 404
    assert not AuditEntry.objects.filter(type="table.exported").exists()


def test_a_page_is_not_posted_to_without_a_table(county: County) -> None:
    assert county.client("shangyao").post(url_of(county, "members", "上窑村"), PURPOSE).status_code == 405


def test_the_journal_tells_what_left(county: County) -> None:
    export(county, "shangyao", "members", "上窑村", "?export=members", **PURPOSE)
    html = county.client("auditor").get(reverse("journal") + "?type=table.exported").content.decode()
    for words in ("导出表格", "用户shangyao", "上窑村", "党员名册", "9 行", "用途：换届，县发〔2026〕8号"):
        assert words in html
    assert re.search(r"标记 [-\w]+ · 党员名册", html)
