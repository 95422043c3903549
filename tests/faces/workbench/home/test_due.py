"""The landing pages: who goes where; what a secretary sees that she owes, until when, and why."""

import re
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.access import services as access
from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.organisations import services as organisations
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def record(county: County, kind: str, day: date, **changes: Any) -> int:
    return services.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=county.committee if kind == "branch_committee_meeting" else None,
        minutes=Minutes(kind, day, **changes),
    ).pk


def due(county: County, username: str = "shangyao", unit: str = "上窑村") -> str:
    answer = county.client(username).get(reverse("due", args=[county.unit(unit).code]))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def row(html: str, title: str) -> str:
    """The list item of a duty."""
    return next(part for part in html.split("<li>") if f"<strong>{title}</strong>" in part)


@pytest.mark.parametrize(
    ("username", "name", "unit"),
    [
        ("shangyao", "due", "上窑村"),
        ("qingshi", "board", "青石镇"),
        ("county", "board", "青禾县"),
        ("auditor", "board", "青禾县"),
    ],
)
def test_everyone_lands_where_her_work_is(county: County, username: str, name: str, unit: str) -> None:
    answer = county.client(username).get(reverse("home"))
    assert answer["Location"] == reverse(name, args=[county.unit(unit).code])


@pytest.mark.parametrize("username", ["stranger", "revoked"])
def test_who_has_no_role_is_told_whom_to_ask(county: County, username: str) -> None:
    answer = county.client(username).get(reverse("home"))
    assert answer.status_code == 200
    assert "乡镇组织干事" in answer.content.decode()


def test_the_unit_is_said_with_its_month_members_and_term(county: County) -> None:
    assert "11月 · 党员 9 人 · 任期至2027年3月" in due(county)


def test_what_is_due_says_until_when_and_leads_to_its_form(county: County) -> None:
    found = row(due(county), "四季度党员大会")
    assert "本季应开，12月31日止" in found
    assert "gatherings/record/?kind=members_meeting" in found


def test_why_it_is_owed_is_one_tap_away(county: County) -> None:
    found = row(due(county), "四季度党员大会")
    assert "为什么要我办" in found
    assert "一般每季度 1 次" in found
    assert "第十一条" in found
    assert reverse("duty_explained", args=[county.unit("上窑村").code, "members_meeting"]) in found


def test_a_talk_and_a_training_are_recorded_by_their_own_names(county: County) -> None:
    html = due(county)
    assert "登记谈话" in row(html, "2026年谈心谈话")
    assert "登记培训" in row(html, "2026年党员培训")
    assert "登记会议" in row(html, "四季度党员大会")


def test_a_talk_done_says_when_and_counts_nobody(county: County) -> None:
    items = ("between_committee_members", "committee_with_members", "between_members")
    record(county, "heart_talk", date(2026, 11, 5), items=items)
    talked = row(due(county), "2026年谈心谈话")
    assert "11月5日已办" in talked
    assert "人到" not in talked


def test_what_was_done_says_when_and_how_many_came(county: County) -> None:
    missing = county.members["上窑村"][1].person_id
    pk = record(county, "branch_committee_meeting", date(2026, 11, 6), absent={missing: ""})
    found = row(due(county), "支部委员会会议")
    assert "11月6日已开，3人到会2人" in found
    assert reverse("gathering", args=[pk]) in found


def test_what_is_late_comes_first_and_is_made_up(county: County) -> None:
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT.replace(day=5)):
        html = due(county)
    titles = re.findall(r"<strong>([^<]+)</strong>", html[html.index('id="due"') :])
    assert titles[0].startswith("10月")
    found = row(html, titles[0])
    assert "补办" in found
    assert "makes_up=2026-10" in found


def test_announced_meetings_are_listed_until_they_are_recorded(county: County) -> None:
    for day, place in ((DAY, "祠堂"), (date(2026, 11, 28), "文化大院")):
        services.announce(
            actor=county.actor("shangyao"),
            at=AT,
            unit=county.unit("上窑村"),
            body=None,
            announcement=services.Announcement("party_lecture", day, place=place),
        )
    html = due(county)
    assert html.index("祠堂") < html.index("文化大院")
    assert html.count("?announced=") == 1  # the other has not come yet


def test_what_was_computed_is_not_asked(county: County) -> None:
    assert re.search(r"上月有 \d+ 项由记录直接算出", due(county))


def test_a_secretary_of_two_units_changes_between_them(county: County) -> None:
    assert "切换单位" not in due(county)
    access.grant_role(
        actor=SYSTEM,
        at=AT,
        user=county.users["shangyao"],
        role="secretary",
        unit=county.unit("柳林村"),
        day=DAY,
        ends_on=None,
    )
    html = due(county)
    assert "切换单位" in html
    assert reverse("due", args=[county.unit("柳林村").code]) in html


def test_an_officer_looks_and_the_countys_does_not_record(county: County) -> None:
    assert "gatherings/record/" in due(county, "qingshi")
    assert "gatherings/record/" not in due(county, "county")


def test_a_unit_that_owes_nothing_says_why(county: County) -> None:
    draft = organisations.UnitDraft("990525100999", "新设单位", "office", "none", "", 9)
    county.units["新设单位"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2026, 1, 1)
    )
    assert "本单位没有应办事项" in due(county, "county", "新设单位")


@pytest.mark.parametrize("username", ["liulin", "hewan", "stranger", "revoked"])
def test_outsiders_learn_nothing(county: County, username: str) -> None:
    url = reverse("due", args=[county.unit("上窑村").code])
    assert county.client(username).get(url).status_code == 404


def test_the_page_asks_the_database_as_often_whatever_was_held(county: County) -> None:
    client, url = county.client("shangyao"), reverse("due", args=[county.unit("上窑村").code])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for month in range(1, 12):
        record(county, "members_meeting", date(2026, month, 5))
        record(county, "branch_committee_meeting", date(2026, month, 6))
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= 15, "\n".join(query["sql"][:120] for query in many.captured_queries)
