"""Units to be put right, page by page: proposed, listed, mended, accepted, off the list, looked back on."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.duties.services import rebuild
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry
from tests.apps.duties.records import record
from tests.apps.rectification.cases import attested, enter, listed, planned, removed, vacate
from tests.county import AT, SYSTEM, County

CODE, TOWN, COUNTY = "990525100200", "990525100", "990525"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    """The pages' clock: 22 November 2026, until a test sets it."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT) as clock:
        yield clock


def read(county: County, username: str, name: str, *given: object, query: str = "") -> str:
    answer = county.client(username).get(reverse(name, args=given) + query)
    assert answer.status_code == 200, (answer.status_code, name)
    return answer.content.decode()


def send(county: County, username: str, name: str, *given: object, **said: Any) -> HttpResponse:
    answer: HttpResponse = county.client(username).post(reverse(name, args=given), said)
    return answer


def step(county: County, username: str, case: Case, kind: str, **said: Any) -> None:
    """Enter a step by its form."""
    answer = send(county, username, "enter_rectification", case.pk, kind, **said)
    assert answer.status_code == 302, answer.content.decode()


def test_a_weak_unit_is_proposed_listed_mended_accepted_and_looked_back_on(county: County, now: Any) -> None:
    vacate(county)
    page = read(county, "county", "rectification", COUNTY)
    assert "200 天" in page
    assert '<button class="btn quiet">重新计算' in page, "large enough for a thumb"
    assert reverse("list_weak_unit", args=[CODE]) in page
    said = {"weaknesses": ["secretary_vacant"], "paper": "组发〔2026〕7号", "day": "2026-09-01"}
    assert send(county, "county", "list_weak_unit", CODE, **said).status_code == 302
    case = Case.objects.get()
    step(county, "qingshi", case, "plan", text="外出务工", lead_town_leader="镇长", day="2026-09-02")
    measure = {
        "usual": "other",
        "text": "恢复组织生活",
        "owner": "own",
        "due": "2026-11-20",
        "day": "2026-09-02",
    }
    step(county, "qingshi", case, "measure", **measure)
    plan = read(county, "qingshi", "print_rectification", case.pk, "plan")
    assert "恢复组织生活" in plan
    assert '<div class="region" role="region" aria-labelledby="measures" tabindex="0"><table' in plan
    assert '<p class="title"' not in plan, "a title is not set in like a paragraph"
    own = reverse("rectification_case", args=[case.pk])
    assert own in read(county, "shangyao", "rectification_due", CODE)
    place = case.entries.get(kind="measure").number
    step(county, "shangyao", case, "done", measure=place, text="已连开三次", day="2026-11-20")
    assert own not in read(county, "shangyao", "rectification_due", CODE)
    step(county, "qingshi", case, "asked", asked=20, satisfied=18, counted_by="干事", day="2026-11-20")
    step(county, "qingshi", case, "checked", passed="yes", day="2026-11-21")
    step(county, "county", case, "accepted", passed="yes", day="2026-11-21")
    step(county, "county", case, "removed", paper="组发〔2026〕9号", day="2026-11-22")
    now.return_value = datetime.combine(date(2027, 5, 22), time(9), ZoneInfo("Asia/Shanghai"))
    step(county, "qingshi", case, "looked", holds="yes", text="保持良好", day="2027-05-22")
    page = read(county, "qingshi", "rectification_case", case.pk)
    assert "待第二次回看" in page
    assert "保持良好" in page


def test_meetings_on_record_make_a_measure_done_without_a_word(county: County) -> None:
    attested(county)
    case = listed(county, weakness="committee_divided")
    planned(case, due="2026-12-31", done={"quantity": "life_meetings", "compare": ">=", "value": 2})
    assert "进行中" in read(county, "shangyao", "rectification_case", case.pk)
    for day in (date(2026, 10, 8), date(2026, 11, 5)):
        record(county, "上窑村", "members_meeting", day)
    page = read(county, "shangyao", "rectification_case", case.pk)
    assert "待群众评议" in page
    assert page.count('href="/gatherings/') == 2


def test_what_the_form_said_is_kept_where_it_is_refused(county: County) -> None:
    attested(county)
    case = listed(county, weakness="committee_divided")
    enter(case, "done", date(2026, 11, 1), "已谈", measure=planned(case).number)
    said = {"asked": 5, "satisfied": 6, "counted_by": "王干事", "day": "2026-11-20"}
    answer = send(county, "qingshi", "enter_rectification", case.pk, "asked", **said)
    assert answer.status_code == 422
    assert "王干事" in answer.content.decode()


def test_an_entry_is_corrected_and_the_old_one_stays_readable(county: County) -> None:
    attested(county)
    case = listed(county, weakness="committee_divided")
    entry = planned(case)
    said = {"usual": "other", "text": "调整班子", "owner": "above", "due": "2026-12-31", "day": "2026-09-01"}
    answer = send(county, "qingshi", "correct_rectification", entry.pk, **said, reason="责任单位写错")
    assert answer.status_code == 302
    page = read(county, "qingshi", "rectification_case", case.pk)
    assert "调整班子" in page
    assert "选配书记" in page
    assert "责任单位写错" in page
    new = CaseEntry.objects.get(replaces=entry)
    said = {**said, "reason": "不该有", "struck": "on"}
    assert send(county, "qingshi", "correct_rectification", new.pk, **said).status_code == 302
    assert CaseEntry.objects.get(replaces=new).said == {"struck": True}


def test_the_unit_answers_what_was_said_of_it(county: County) -> None:
    said = {"weakness": "committee_divided", "text": "未形成决议", "source": "列席记录", "day": "2026-11-20"}
    assert send(county, "qingshi", "attest_weakness", CODE, **said).status_code == 302
    key = Attestation.objects.get().pk
    assert reverse("answer_attestation", args=[key]) in read(county, "shangyao", "rectification_due", CODE)
    page = read(county, "shangyao", "answer_attestation", key)
    assert "未形成决议" in page
    answer = send(county, "shangyao", "answer_attestation", key, text="已在谈心", day="2026-11-21")
    assert answer.status_code == 302
    assert "已在谈心" in read(county, "county", "rectification", COUNTY)


@pytest.mark.parametrize(("owner", "who"), [("own", "赵大田"), ("above", "")])
def test_the_leader_who_stands_there_answers_for_what_the_unit_does_alone(
    county: County, owner: str, who: str
) -> None:
    attested(county)
    case = listed(county, weakness="committee_divided")
    enter(case, "plan", case.opened_on, "原因", leads={})
    assert 'value="赵大田"' in read(county, "qingshi", "enter_rectification", case.pk, "measure")
    said = {"usual": "other", "text": "定分工", "owner": owner, "who": "赵大田"}
    step(county, "qingshi", case, "measure", **said, due="2026-12-20", day="2026-11-20")
    assert case.entries.get(kind="measure").said["who"] == who


def test_a_county_officer_says_of_which_unit(county: County) -> None:
    said = {"weakness": "assets_chaotic", "text": "合同无期限", "source": "清点", "day": "2026-11-20"}
    answer = send(county, "county", "attest_weakness", COUNTY, **said, unit="柳林村")
    assert answer.status_code == 302
    assert Attestation.objects.get().unit == county.unit("柳林村")


def test_a_proposal_set_aside_is_listed_no_more_and_says_why(county: County) -> None:
    vacate(county)
    said = {"until": "2026-12-31", "reason": "人选已定"}
    answer = send(county, "county", "set_aside_weakness", CODE, "secretary_vacant", **said)
    assert answer.status_code == 302
    page = read(county, "county", "rectification", COUNTY)
    assert "人选已定" in page
    assert reverse("set_aside_weakness", args=[CODE, "secretary_vacant"]) not in page


def test_a_relapse_shows_and_is_listed_again(county: County) -> None:
    vacate(county)
    case = listed(county)
    removed(case)
    page = read(county, "county", "rectification", COUNTY, query="?show=relapsed")
    assert "反弹" in page
    assert reverse("rectification_case", args=[case.pk]) in page
    step(county, "county", case, "reopened", paper="组发〔2026〕12号", text="书记又空缺", day="2026-11-22")
    case.refresh_from_db()
    assert case.removed_on is None


def test_what_is_past_its_day_can_be_chased_as_text(county: County) -> None:
    attested(county)
    planned(listed(county, weakness="committee_divided"))
    page = read(county, "qingshi", "rectification", TOWN)
    assert "上窑村：选配书记（本支部），应于 2026年10月31日前办理，逾期 22 天" in page


def test_boards_leave_as_sheets(county: County) -> None:
    vacate(county, "柳林村")
    attested(county)
    planned(listed(county, weakness="committee_divided"))
    for table in ("rectification", "weak_proposals"):
        answer = county.client("county").get(reverse("rectification", args=[COUNTY]) + f"?export={table}")
        assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_reader_sees_no_button_that_is_not_hers(county: County) -> None:
    vacate(county)
    case = listed(county)
    for username in ("auditor", "shangyao"):
        page = read(county, username, "rectification_case", case.pk)
        assert '/plan/"' not in page.replace("/print/plan/", "")
    board = read(county, "auditor", "rectification", COUNTY)
    assert reverse("attest_weakness", args=[COUNTY]) not in board


def test_counting_anew_takes_in_what_was_written_today(county: County) -> None:
    assert "200 天" not in read(county, "county", "rectification", COUNTY)
    vacate(county)
    assert "200 天" not in read(county, "county", "rectification", COUNTY)
    send(county, "qingshi", "count_weaknesses", TOWN)
    assert "200 天" in read(county, "county", "rectification", COUNTY)


def test_the_days_a_unit_keeps_anyway_stand_beside_the_measure(county: County) -> None:
    rebuild(actor=SYSTEM, at=AT)
    attested(county)
    case = listed(county, weakness="committee_divided")
    enter(case, "plan", case.opened_on + timedelta(days=1), "原因", leads={})
    page = read(county, "qingshi", "enter_rectification", case.pk, "measure")
    assert "单位本来要办的日子" in page
    assert "11月30日" in page
