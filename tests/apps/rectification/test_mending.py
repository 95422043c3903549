"""A case from its plan to its second look back; every step in its turn."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.organisations.models import Post
from jiceng.apps.people import posts
from jiceng.apps.quantities.selectors import count
from jiceng.apps.rectification import services
from jiceng.apps.rectification.models import Case
from jiceng.apps.rectification.proposals import survey
from jiceng.apps.rectification.selectors import cases, own_next, proposed_due, standing_now
from jiceng.apps.rectification.services import Draft
from jiceng.engines.procedure.quantities import Comparison, Criterion
from jiceng.kernel.errors import Conflict, Invalid, Refused
from tests.apps.duties.records import record
from tests.apps.rectification.cases import LISTED, attested, enter, listed, planned, removed, vacate
from tests.county import AT, DAY, SYSTEM, County

THREE_MEETINGS = {"quantity": "life_meetings", "compare": ">=", "value": 3}


@pytest.fixture
def case(county: County) -> Case:
    attested(county)
    return listed(county, weakness="committee_divided")


def stage(case: Case, day: date = DAY) -> str:
    case.refresh_from_db()
    return standing_now(case, day).stage


def test_a_case_begins_with_its_plan_due_in_thirty_days(case: Case) -> None:
    now = standing_now(case, DAY)
    assert (now.stage, now.next_by, now.due) == ("planning", "above", LISTED + timedelta(days=30))


def test_gatherings_after_the_listing_make_a_measure_done(county: County, case: Case) -> None:
    record(county, "上窑村", "members_meeting", LISTED - timedelta(days=1))
    planned(case, done=THREE_MEETINGS)
    for day in (date(2026, 9, 1), date(2026, 10, 8)):
        record(county, "上窑村", "members_meeting", day)
    measure = standing_now(case, DAY).measures[0]
    assert (measure.is_done, measure.amount and measure.amount.value) == (False, 2)
    record(county, "上窑村", "party_lecture", date(2026, 11, 5))
    now = standing_now(case, DAY)
    assert now.measures[0].by_records
    assert now.stage == "asking"
    assert len(now.measures[0].evidence) == 3


def test_a_filled_post_makes_a_measure_done(county: County) -> None:

    vacate(county)
    case = listed(county)
    planned(case, done={"quantity": "secretary_vacant_days", "compare": "<=", "value": 0})
    assert stage(case) == "mending"
    post = Post.objects.get(unit=county.unit("上窑村"), kind="secretary")
    person = county.members["上窑村"][3].person
    posts.take_post(actor=SYSTEM, at=AT, post=post, person=person, day=DAY)
    assert stage(case) == "asking"


@pytest.mark.parametrize(("satisfied", "after"), [(15, "mending"), (16, "checking")])
def test_four_fifths_of_those_asked_must_be_satisfied(case: Case, satisfied: int, after: str) -> None:
    enter(case, "done", DAY, "已谈", measure=planned(case).number)
    enter(case, "asked", DAY, asked=20, satisfied=satisfied, counted_by="包村干部")
    assert stage(case) == after


def test_what_failed_needs_a_new_measure(case: Case) -> None:
    enter(case, "done", DAY, "已谈", measure=planned(case).number)
    enter(case, "asked", DAY, asked=20, satisfied=3, counted_by="包村干部")
    with pytest.raises(Conflict, match="case_step_not_open"):
        enter(case, "asked", DAY, asked=20, satisfied=19, counted_by="包村干部")
    again = enter(case, "measure", DAY, "再谈一轮", owner="above", due="2026-12-01", done=None)
    enter(case, "done", DAY, "已谈第二轮", measure=again.number)
    assert stage(case) == "asking"


def test_no_step_before_its_turn(case: Case) -> None:
    for kind, said in (("asked", {"asked": 1, "satisfied": 1}), ("checked", {"passed": True}),
                       ("accepted", {"passed": True}), ("removed", {"paper": "文号"}),
                       ("looked", {"which": 1, "holds": True}), ("reopened", {"paper": "文号"})):  # fmt: skip
        with pytest.raises(Conflict, match="case_step_not_open"):
            enter(case, kind, DAY, "早了", **said)


def test_looked_back_on_after_six_and_twelve_months_and_no_day_sooner(county: County) -> None:
    attested(county)
    case = listed(county, weakness="committee_divided")
    removed(case, date(2026, 9, 20))
    assert case.removed_on == date(2026, 9, 24)
    now = standing_now(case, DAY)
    assert (now.stage, now.due) == ("first_look", date(2027, 3, 24))
    with pytest.raises(Invalid, match="look_back_too_early"):
        enter(case, "looked", DAY, "看过", which=1, holds=True)
    later = AT + timedelta(days=400)
    look = Draft("looked", date(2027, 3, 24), {"which": 1, "holds": True}, "没有反弹")
    services.enter(actor=SYSTEM, at=later, case=case, draft=look)
    assert stage(case, date(2027, 3, 24)) == "second_look"
    look = Draft("looked", date(2027, 9, 24), {"which": 2, "holds": True}, "没有反弹")
    services.enter(actor=SYSTEM, at=later, case=case, draft=look)
    assert stage(case, date(2027, 9, 24)) == "closed"


def test_a_relapse_shows_and_may_be_listed_again(county: County) -> None:

    vacate(county)
    case = listed(county)
    removed(case)
    survey(DAY, AT)
    found = cases(county.actor("county"), county.version("青禾县"), DAY)
    assert found[0].relapse == ["secretary_vacant"]
    enter(case, "reopened", DAY, "书记再次空缺", paper="泽组发〔2026〕12号")
    assert stage(case) == "mending"
    amounts = count(DAY, ["cases_open", "cases_relapsed", "cases_removed"])
    unit = county.unit("上窑村").pk
    assert [amounts[each][unit].value for each in ("cases_open", "cases_relapsed", "cases_removed")] == [
        1,
        1,
        0,
    ]


def test_an_entry_is_corrected_by_a_new_one(case: Case) -> None:
    first = planned(case)
    draft = Draft("measure", LISTED, {"owner": "above", "due": "2026-12-31", "done": None}, "调整班子")
    new = services.correct(actor=SYSTEM, at=AT, entry=first, draft=draft, reason="责任单位写错")
    enter(case, "done", DAY, "已调整", measure=first.number)
    now = standing_now(case, DAY)
    assert [each.entry.pk for each in now.measures] == [new.pk]
    assert now.measures[0].is_done
    with pytest.raises(Conflict, match="event_corrected_already"):
        services.correct(actor=SYSTEM, at=AT, entry=first, draft=draft, reason="再改")


def test_what_was_struck_counts_no_more(case: Case) -> None:
    measure = planned(case)
    done = enter(case, "done", DAY, "已谈", measure=measure.number)
    assert stage(case) == "asking"
    services.correct(actor=SYSTEM, at=AT, entry=done, draft=None, reason="登错了支部")
    assert stage(case) == "mending"


def test_the_same_form_sent_twice_is_entered_once(case: Case) -> None:
    planned(case)
    for _ in range(2):
        enter(case, "plan", DAY, "补充原因", leads={})
    assert case.entries.filter(text="补充原因").count() == 1


def test_who_enters_what(county: County, case: Case) -> None:
    measure = planned(case)
    secretary, town = county.actor("shangyao"), county.actor("qingshi")
    with pytest.raises(Refused):
        services.enter(actor=secretary, at=AT, case=case, draft=Draft("plan", DAY, {"leads": {}}, "原因"))
    done = Draft("done", DAY, {"measure": measure.number}, "已谈心")
    services.enter(actor=secretary, at=AT, case=case, draft=done)
    enter(case, "asked", DAY, asked=5, satisfied=5, counted_by="包村干部")
    services.enter(actor=town, at=AT, case=case, draft=Draft("checked", DAY, {"passed": True}))
    with pytest.raises(Refused):
        services.enter(actor=town, at=AT, case=case, draft=Draft("accepted", DAY, {"passed": True}))


def test_the_unit_is_told_the_one_thing_it_is_to_do(county: County, case: Case) -> None:
    actor, version = county.actor("shangyao"), county.version("上窑村")
    assert own_next(actor, version, DAY) is None
    planned(case)
    assert own_next(actor, version, DAY) == ("case", case.pk, date(2026, 10, 31))
    attested(county, answered=False)
    assert (own_next(actor, version, DAY) or ("",))[0] == "answer"


def test_a_measure_of_three_meetings_falls_on_days_kept_anyway(county: County) -> None:
    days = [(date(2026, 11, 30), "activity_day"), (date(2026, 12, 31), "members_meeting")]
    three = Criterion("activity_days", Comparison.AT_LEAST, 3)
    assert proposed_due(three, days, DAY) == date(2027, 1, 30)
    assert proposed_due(None, days, DAY) == DAY


def test_cases_cost_the_same_however_many(county: County) -> None:
    for unit in ("上窑村", "柳林村", "南坡村"):
        attested(county, unit)
        planned(listed(county, unit, "committee_divided"), done=THREE_MEETINGS)
    actor, version = county.actor("county"), county.version("青禾县")
    with CaptureQueriesContext(connection) as caught:
        assert len(cases(actor, version, DAY)) == 3
    assert len(caught) <= 8
