"""The way on paper: sheets with what each village owes, typed in row by row; what is right is stored."""

import re
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import cancel_gathering
from tests.county import AT, County


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def sheets(county: County, username: str = "qingshi", name: str = "青石镇") -> str:
    answer = county.client(username).get(reverse("paper_sheets", args=[county.unit(name).code]))
    assert answer.status_code == 200
    return answer.content.decode()


def row(unit: str = "上窑村", **changes: str) -> dict[str, str]:
    said = {"unit": unit, "kind": "members_meeting", "day": "2026-11-10", "entitled": "8", "present": "7"}
    return said | {"subject": "水渠", "entry_key": str(uuid4())} | changes


def form(*rows: dict[str, str]) -> dict[str, str]:
    return {f"n{number}-{name}": value for number, each in enumerate(rows) for name, value in each.items()}


def enter(county: County, *rows: dict[str, str], username: str = "qingshi", follow: bool = False) -> Any:
    address = reverse("enter_paper", args=[county.unit("青石镇").code])
    return county.client(username).post(address, form(*rows), follow=follow)


def test_a_town_prints_one_sheet_for_each_of_its_villages_with_what_it_owes(county: County) -> None:
    html = sheets(county)
    assert re.findall(r'<h2 id="s\d+">(\S+)', html) == ["青石镇", "上窑村", "柳林村"]
    assert html.count("四季度党员大会") == 2
    assert "南坡村" not in html


def test_a_sheet_names_no_member(county: County) -> None:
    html = sheets(county)
    assert not [each for each in county.members["上窑村"] if each.person.name in html]


def test_a_sheet_asks_for_heads_hours_and_parts_only_where_the_kind_has_them(county: County) -> None:
    html = sheets(county, "shangyao", "上窑村")
    cells = {
        title: re.findall(r"<td>(.*?)</td>", rest)[1:5]
        for title, rest in re.findall(r'<th scope="row">(.*?)<br>(.*?)</tr>', html, re.DOTALL)
    }
    assert cells["2026年谈心谈话"] == ["—", "—", "—", ""]
    assert cells["2026年党员培训"] == ["", "", "", "—"]
    assert cells["四季度党员大会"] == ["", "", "—", "—"]


def test_a_talk_is_typed_in_without_heads(county: County) -> None:
    enter(county, row(kind="heart_talk", entitled="", present="", items="1"))
    assert Gathering.objects.get().kind == "heart_talk"


def test_a_village_prints_its_own_alone(county: County) -> None:
    assert re.findall(r'<h2 id="s\d+">(\S+)', sheets(county, "shangyao", "上窑村")) == ["上窑村"]


def test_what_is_done_is_not_asked_for_on_paper(county: County) -> None:
    enter(county, row())
    assert sheets(county).count("四季度党员大会") == 1


def test_a_sheet_is_stored_as_recorded_by_the_officer_from_the_signed_sheet(county: County) -> None:
    answer = enter(county, row(), follow=True)
    assert "已保存 1 份" in answer.content.decode()
    gathering = Gathering.objects.get()
    officer = county.users["qingshi"].name
    assert (gathering.recorded_by, gathering.recorder) == (officer, "赵大田")
    assert gathering.minutes == f"由{officer}按签字的纸质表录入。"
    assert (gathering.entitled, gathering.present, gathering.roll, gathering.absent) == (8, 7, None, None)


@pytest.mark.parametrize("typed", ["上窑村", "syc", "sy", "100200", "上窑"])
def test_a_unit_is_found_by_name_initials_or_the_end_of_its_code(county: County, typed: str) -> None:
    assert enter(county, row(typed)).status_code == 302
    assert Gathering.objects.get().unit == county.unit("上窑村")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("村", "有多个单位符合：上窑村、柳林村"), ("南坡村", "没有叫这个名称"), ("npc", "没有叫这个名称")],
    ids=["several", "another town's", "another town's, by initials"],
)
def test_a_unit_that_is_not_one_of_hers_is_refused(county: County, typed: str, said: str) -> None:
    answer = enter(county, row(typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Gathering.objects.exists()


def test_good_rows_are_stored_and_bad_ones_stay_with_their_reason_and_all_that_was_typed(
    county: County,
) -> None:
    bad = row("柳林村", present="9", subject="道路")
    answer = enter(county, row(), bad, {"entry_key": str(uuid4())})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert Gathering.objects.get().unit == county.unit("上窑村")
    for kept in ("柳林村", 'value="道路"', bad["entry_key"], "实到"):
        assert kept in html
    assert "有 1 行没有保存" in html


def test_no_field_of_a_page_with_refused_rows_stands_twice(county: County) -> None:
    """A browser sends the whole page again: a blank row of the same name would hide the one corrected."""
    html = enter(county, row("无此村"), row("也无")).content.decode()
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(n\d+-[a-z_]+)"', html)
    assert len(names) > 20
    assert len(names) == len(set(names))


def test_what_is_left_empty_is_the_same_as_above(county: County) -> None:
    enter(county, row(), row("柳林村", kind="", day="", entitled="4", present="4"))
    assert set(Gathering.objects.values_list("unit__code", "kind")) == {
        ("990525100200", "members_meeting"),
        ("990525100201", "members_meeting"),
    }


def test_rows_sent_twice_are_stored_once(county: County) -> None:
    rows = [row(), row("柳林村", entitled="4", present="4")]
    enter(county, *rows)
    assert enter(county, *rows).status_code == 302
    assert Gathering.objects.count() == 2


def test_a_meeting_that_is_on_record_already_is_asked_about(county: County) -> None:
    enter(county, row())
    again = row(subject="另一次")
    html = enter(county, again).content.decode()
    assert "当天已登记过同一种会议" in html
    assert Gathering.objects.count() == 1
    assert enter(county, again | {"beside": "on"}).status_code == 302
    assert Gathering.objects.count() == 2


def test_hours_of_a_training_and_days_of_a_notice_are_typed(county: County) -> None:
    training = row(kind="member_training", measured="8")
    notice = row("柳林村", kind="village_posting", day="2026-11-01", measured="15", entitled="", present="")
    still = row("柳林村", kind="village_posting", day="2026-11-18", entitled="", present="")
    assert enter(county, training, notice, still).status_code == 302
    found = Gathering.objects.order_by("day").values_list("kind", "measured", "present")
    assert list(found) == [
        ("village_posting", 15, 0),
        ("member_training", 8, 7),
        ("village_posting", None, 0),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "member_training"}, "measured"),
        ({"measured": "8"}, "measured"),
        ({"kind": "village_posting", "day": "2026-11-20", "measured": "15"}, "measured"),
        ({"kind": "member_training", "measured": "0"}, "measured"),
        ({"present": ""}, "present"),
    ],
    ids=["no hours", "hours of a meeting", "days to come", "none", "no heads"],
)
def test_a_row_says_where_hours_days_or_heads_are_wrong(
    county: County, changes: dict[str, str], field: str
) -> None:
    answer = enter(county, row(**changes))
    assert answer.status_code == 422
    assert list(answer.context["rows"][0].errors) == [field]
    assert not Gathering.objects.exists()


def test_a_row_whose_record_was_taken_back_is_stored_anew_only_when_sent_once_more(county: County) -> None:
    first = row()
    enter(county, first)
    held = Gathering.objects.get()
    cancel_gathering(actor=county.actor("shangyao"), at=AT, gathering=held, reason="没有开成")
    answer = enter(county, first)
    assert answer.status_code == 422
    assert "后来撤销了" in answer.content.decode()
    anew = str(answer.context["rows"][0]["entry_key"].value())
    assert enter(county, first | {"entry_key": anew}).status_code == 302
    assert Gathering.objects.filter(state="held").count() == 1


def test_parts_are_typed_by_their_numbers(county: County) -> None:
    enter(county, row(kind="activity_day", items="2 1、2"))
    found = Gathering.objects.get()
    kind = found.items.split(",")
    assert len(kind) == 2
    assert enter(county, row("柳林村", kind="activity_day", items="99")).status_code == 422


def test_a_committee_that_is_not_there_cannot_have_met(county: County) -> None:
    assert enter(county, row("柳林村", kind="branch_committee_meeting")).status_code == 422


def test_sheets_of_a_whole_town_ask_no_more_often_than_of_one_village(county: County) -> None:
    counts = []
    for name in ("上窑村", "青石镇"):
        sheets(county, name=name)
        with CaptureQueriesContext(connection) as caught:
            sheets(county, name=name)
        counts.append(len(caught))
    assert counts[1] <= counts[0]
