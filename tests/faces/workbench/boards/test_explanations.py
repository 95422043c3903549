"""Why a branch owes, and what an officer may do about it."""

import re
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.duties import services
from jiceng.apps.duties.models import Postponement
from jiceng.apps.duties.rules import current_rules
from jiceng.kernel.periods import Period
from tests.apps.duties.records import record
from tests.county import AT, SYSTEM, County

DUTY = "members_meeting"


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def url(county: County, name: str, unit: str = "上窑村", duty: str = DUTY, *more: Any) -> str:
    return reverse(name, args=[county.unit(unit).code, duty, *more])


def page(
    county: County, username: str = "qingshi", unit: str = "上窑村", duty: str = DUTY, **asked: str
) -> str:
    answer = county.client(username).get(url(county, "duty_explained", unit, duty), asked)
    assert answer.status_code == 200, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_open_duty_says_until_when_by_which_clause_and_why(county: County) -> None:
    html = page(county)
    assert "待办" in html
    assert "2026年12月31日止" in html
    assert "支部工作条例（试行）第十一条" in html
    assert "一般" in html
    assert "应办的是党支部、联合党支部；本单位是党支部。" in html


def test_a_meeting_without_quorum_says_so_in_figures(county: County) -> None:
    absent = {each.person_id: "" for each in county.members["上窑村"][:5]}
    record(county, "上窑村", DUTY, date(2026, 11, 3), absent=absent)
    assert "有表决权 8 人，到会 3 人，应不少于二分之一，人数不够。" in page(county)


def test_a_missed_usual_duty_is_never_called_a_violation(county: County) -> None:
    html = page(county, period="2026-Q3")
    assert "未达一般频次" in html
    assert "2026年9月30日到期" in html
    assert "违" not in html


def test_what_does_not_apply_says_which_condition_fails(county: County) -> None:
    html = page(county, unit="青石镇")
    assert "不适用" in html
    assert "✗ 不符合" in html


def test_the_period_before_and_after_are_one_tap_away(county: County) -> None:
    html = page(county, period="2026-Q3")
    assert 'rel="prev" href="?period=2026-Q2"' in html
    assert 'rel="next" href="?period=2026-Q4"' in html
    assert 'rel="next"' not in page(county)


def test_a_secretary_can_record_what_is_missing(county: County) -> None:
    target = reverse("record_gathering", args=[county.unit("上窑村").code])
    assert f'href="{target}?kind=members_meeting"' in page(county, "shangyao")
    assert target not in page(county, "auditor")


@pytest.mark.parametrize("duty", ["term_election", "secretary_vacancy", "party_group", "secretary_lecture"])
def test_every_clock_is_explained(county: County, duty: str) -> None:
    assert current_rules().duties[duty].title.zh in page(county, duty=duty)


def test_officers_approve_and_withdraw_a_postponement(county: County) -> None:
    client = county.client("qingshi")
    given = {"until": "2026-12-10", "reason": "秋收"}
    answer = client.post(url(county, "postpone") + "?period=2026-Q3", given, follow=True)
    assert "经批准延期至2026年12月10日" in answer.content.decode()
    assert "已批准延期" in answer.content.decode()
    found = Postponement.objects.get()
    answer = client.post(url(county, "withdraw_postponement", "上窑村", DUTY, found.pk), follow=True)
    assert "延期已撤回" in answer.content.decode()
    assert "已撤回" in answer.content.decode()


def test_a_refused_postponement_keeps_what_was_typed(county: County) -> None:
    answer = county.client("qingshi").post(
        url(county, "postpone") + "?period=2026-Q3", {"until": "2026-09-01", "reason": "秋收大忙"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="秋收大忙"' in html
    assert 'value="2026-09-01"' in html
    assert not Postponement.objects.exists()


def test_secretaries_read_but_do_not_postpone(county: County) -> None:
    assert "批准延期</a>" not in page(county, "shangyao", period="2026-Q3")
    assert county.client("shangyao").get(url(county, "postpone")).status_code == 403


@pytest.mark.parametrize("username", ["hewan", "liulin", "stranger", "revoked"])
@pytest.mark.parametrize("name", ["duty_explained", "postpone"])
def test_outsiders_find_nothing(county: County, username: str, name: str) -> None:
    assert county.client(username).get(url(county, name)).status_code == 404


def test_outsiders_withdraw_nothing(county: County) -> None:
    found = services.postpone(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        duty=DUTY,
        period=Period.parse("2026-Q3"),
        until=date(2026, 12, 1),
        reason="秋收",
    )
    for username, status in (("hewan", 404), ("shangyao", 403)):
        address = url(county, "withdraw_postponement", "上窑村", DUTY, found.pk)
        assert county.client(username).post(address).status_code == status
    assert Postponement.objects.get().withdrawn_at is None


def test_queries_are_at_most_fifteen_and_do_not_grow(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    client = county.client("qingshi")
    client.get("/rules/")  # what the first page of a session asks

    def count(duty: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(county, "duty_explained", "上窑村", duty)).status_code == 200
        return len(queries)

    assert max(count(duty) for duty in current_rules().duties) <= 15
    record(county, "上窑村", "activity_day", date(2026, 11, 1))
    before = count("activity_day")
    for day in range(2, 9):
        record(county, "上窑村", "activity_day", date(2026, 11, day))
    assert count("activity_day") == before
