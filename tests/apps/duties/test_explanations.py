"""Explanations: from the records as they are, with what stands around a verdict."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties.explanations import explained
from jiceng.apps.duties.facts import load_facts, tables_for
from jiceng.apps.duties.freshness import horizon
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import unit_verdicts
from jiceng.engines.procedure import evaluate
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period
from tests.apps.duties.records import record
from tests.county import DAY, SYSTEM, County


def test_a_meeting_without_quorum_is_shown_and_not_counted(county: County) -> None:
    absent = {each.person_id: "" for each in county.members["上窑村"][:5]}
    record(county, "上窑村", "members_meeting", date(2026, 11, 3), absent=absent)
    found = explained(SYSTEM, county.version("上窑村"), "members_meeting", DAY)
    (act,) = found.explanation.acts
    assert (act.accepted, act.reason) == (False, "no_quorum")
    assert (act.data["entitled"], act.data["present"]) == (8, 3)
    assert found.occasion is not None
    assert found.occasion.state == "due"


def test_what_does_not_apply_is_explained_too(county: County) -> None:
    found = explained(SYSTEM, county.version("青石镇"), "members_meeting", DAY)
    assert found.occasion is None
    assert next(each.code for each in found.explanation.conditions if not each.holds) == "form"


def test_its_states_are_those_of_the_cache(county: County) -> None:
    record(county, "上窑村", "members_meeting", date(2026, 8, 3))
    version = county.version("上窑村")
    cached = unit_verdicts(SYSTEM, version, DAY, *horizon(DAY))
    for duty in current_rules().duties:
        found = explained(SYSTEM, version, duty, DAY)
        live = {(each.period.key, each.state, each.at_risk) for each in found.history}
        assert live == {
            (each.verdict.period, each.state, each.at_risk) for each in cached if each.duty.code == duty
        }


def test_the_tables_loaded_for_one_duty_are_all_it_is_judged_by(county: County) -> None:
    record(county, "上窑村", "branch_committee_meeting", date(2026, 10, 8))
    record(county, "上窑村", "members_meeting", date(2026, 8, 3))
    rules, ids = current_rules(), [county.unit("上窑村").pk]
    first, last = horizon(DAY)
    whole, _ = load_facts(rules, ids, first)
    for duty in rules.duties:
        part, _ = load_facts(rules, ids, first, duty)
        assert [*evaluate(rules, part, first, last, [duty]).rows()] == [
            *evaluate(rules, whole, first, last, [duty]).rows()
        ]
        assert len(tables_for(rules, duty)) < 7


def test_a_period_long_past_is_judged_with_its_own_meetings(county: County) -> None:
    record(county, "上窑村", "members_meeting", date(2020, 2, 3))
    found = explained(SYSTEM, county.version("上窑村"), "members_meeting", DAY, Period.parse("2020-Q1"))
    assert found.occasion is not None
    assert found.occasion.state == "done"


def test_outsiders_and_unknown_duties_find_nothing(county: County) -> None:
    with pytest.raises(NotFound):
        explained(county.actor("hewan"), county.version("上窑村"), "members_meeting", DAY)
    with pytest.raises(NotFound, match="unknown_duty"):
        explained(SYSTEM, county.version("上窑村"), "no", DAY)


def test_queries_do_not_grow_with_the_meetings(county: County) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            explained(SYSTEM, county.version("上窑村"), "activity_day", DAY)
        return len(queries)

    before = count()
    for month in range(1, 11):
        record(county, "上窑村", "activity_day", date(2026, month, 5))
    assert count() == before <= 9
