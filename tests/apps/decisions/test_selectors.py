"""Lists and boards of decisions: each mark on both sides of its day, sums, what is chased, who sees what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.decisions import selectors
from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.decisions.judging import bring_up_to_date
from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.selectors import Wanted
from jiceng.apps.decisions.services import drop, enter
from jiceng.apps.duties.rules import current_rules
from jiceng.engines.procedure.decisions import Kind
from jiceng.kernel.errors import NotFound
from tests.apps.decisions.steps import ENTRIES, entered, opened
from tests.county import AT, DAY, County

pytestmark = pytest.mark.django_db

OUT_OF_ORDER = ENTRIES[1]
RESOLVED = "representatives_meeting"


def marked(county: County, flag: str, day: date, unit: str = "青石镇", actor: str = "qingshi") -> list[str]:
    found = selectors.decisions(county.actor(actor), county.version(unit), day, Wanted(flag))
    counts, rows = found.counts, list(found.rows)
    assert counts[flag or "open"] == len(rows), "a count is the length of its list"
    return [each.title for each in rows]


def until(county: County, step: str) -> Decision:
    decision = opened(county)
    entered(county, decision, step)
    return decision


def test_it_is_stuck_after_so_many_days_without_an_entry(county: County) -> None:
    until(county, "members_meeting")  # the last entry is of 15 October; thirty days
    assert marked(county, "stuck", date(2026, 11, 14)) == []
    assert marked(county, "stuck", date(2026, 11, 15)) == ["修西沟路"]
    assert marked(county, "overdue", date(2026, 11, 15)) == []


def test_a_notice_is_to_be_posted_and_is_overdue_after_its_day(county: County) -> None:
    until(county, RESOLVED)  # decided on 18 October; five days
    assert marked(county, "undisclosed", date(2026, 10, 18)) == ["修西沟路"]
    assert marked(county, "overdue", date(2026, 10, 23)) == []
    assert marked(county, "overdue", date(2026, 10, 24)) == ["修西沟路"]
    assert marked(county, "stuck", date(2026, 10, 24)) == ["修西沟路"], "past a day is stuck too"


def test_it_ends_when_the_last_notice_has_been_up_long_enough(county: County) -> None:
    until(county, "results_posting")  # posted on 12 November for fifteen days
    assert marked(county, "", date(2026, 11, 26)) == ["修西沟路"]
    assert marked(county, "ended", date(2026, 11, 26)) == []
    assert marked(county, "stuck", date(2026, 11, 26)) == []
    assert marked(county, "ended", date(2026, 11, 27)) == ["修西沟路"]
    assert marked(county, "", date(2026, 11, 27)) == []


def test_what_broke_a_rule_is_marked_while_under_way_and_after(county: County) -> None:
    decision = opened(county)
    actor = county.actor("shangyao")
    assert marked(county, "violated", DAY) == []
    enter(actor=actor, at=AT, decision=decision, entry=OUT_OF_ORDER, knowing=True)
    assert marked(county, "violated", DAY) == ["修西沟路"]
    drop(actor=actor, at=AT, decision=decision, day=DAY, reason="资金未到位")
    assert marked(county, "violated", DAY) == marked(county, "ended", DAY) == ["修西沟路"]
    assert marked(county, "", DAY) == marked(county, "stuck", DAY) == []


def test_what_waits_for_the_organisation_above_is_marked_until_it_has_answered(county: County) -> None:
    decision = opened(county, procedure="branch_election", title="支部换届")
    assert marked(county, "above", DAY) == ["支部换届"]
    opened(county)
    assert marked(county, "above", DAY) == ["支部换届"], "the other waits for the unit"
    actor = county.actor("qingshi")
    for step in ("plan_approval", "candidates_approval"):
        reply = Entry(step, Kind.RULED, date(2026, 10, 20), {"passed": True})
        enter(actor=actor, at=AT, decision=decision, entry=reply, knowing=True)
    assert marked(county, "above", DAY) == []


def test_a_day_alone_is_enough_to_judge_anew(county: County) -> None:
    decision = until(county, "results_posting")
    rules = current_rules()
    path = county.version("青禾县").path
    assert bring_up_to_date(rules, path, date(2026, 11, 27)) == 1
    decision.refresh_from_db()
    assert (decision.result, decision.settled) == ("carried_out", True)
    assert not decision.expected.exists()
    assert bring_up_to_date(rules, path, date(2026, 11, 28)) == 0, "at its end no day changes it"


def test_a_board_s_figures_are_the_lengths_of_its_units_lists(county: County) -> None:
    until(county, RESOLVED)
    opened(county)
    opened(county, actor="liulin", unit="柳林村")
    actor, version = county.actor("county"), county.version("青禾县")
    whole = selectors.decisions(actor, version, DAY).counts
    board = selectors.board(actor, version, DAY)
    assert [unit.name for unit, _ in board] == ["青石镇", "河湾镇"]
    for flag, count in whole.items():
        assert count == sum(counts[flag] for _, counts in board), flag
    for unit, counts in board:
        for flag in selectors.flags(current_rules(), DAY):
            rows = selectors.decisions(actor, unit, DAY, Wanted(flag)).rows
            assert counts[flag or "open"] == rows.count(), (unit.name, flag)
    assert whole["open"] == 3
    assert selectors.counts(actor, version, DAY) == whole


def test_a_unit_s_own_decisions_have_a_row_of_their_own(county: County) -> None:
    opened(county)
    opened(county, actor="qingshi", unit="青石镇", procedure="branch_resolution")
    actor, version = county.actor("qingshi"), county.version("青石镇")
    selectors.decisions(actor, version, DAY)
    board = selectors.board(actor, version, DAY)
    assert [(unit.name, counts["open"]) for unit, counts in board] == [
        ("上窑村", 1),
        ("柳林村", 0),
        ("青石镇", 1),
    ]
    own = selectors.decisions(actor, version, DAY, Wanted(own=True)).rows
    assert [each.unit_id for each in own] == [version.unit_id]
    assert selectors.board(actor, county.version("上窑村"), DAY) == []


def test_overdue_notices_are_chased_the_oldest_first(county: County) -> None:
    until(county, RESOLVED)
    actor, version = county.actor("county"), county.version("青禾县")
    late = selectors.late_actions(actor, version, DAY)
    assert [(each.decision.unit_id, each.step, each.due_by) for each in late] == [
        (county.unit("上窑村").pk, "resolution_posting", date(2026, 10, 23))
    ]
    assert not selectors.late_actions(county.actor("hewan"), county.version("河湾镇"), DAY)


def test_a_list_is_narrowed_by_procedure_and_words_and_sorted(county: County) -> None:
    first = until(county, RESOLVED)
    second = opened(county, procedure="branch_resolution", title="订阅报刊")
    actor, version = county.actor("shangyao"), county.version("上窑村")

    def found(**wanted: str) -> list[Decision]:
        return list(selectors.decisions(actor, version, DAY, Wanted(**wanted)).rows)  # type: ignore[arg-type]

    assert found(procedure="branch_resolution") == [second]
    assert found(text="西沟") == [first]
    assert found() == [first, second], "what is due first"
    assert found(sort="entered") == [first, second]
    assert found(sort="opened") == [second, first]
    counted = selectors.decisions(actor, version, DAY).procedures
    assert counted == {"four_deliberations": 1, "branch_resolution": 1}


def test_what_is_under_way_in_a_unit_is_one_query_once_judged(county: County) -> None:
    until(county, RESOLVED)
    actor, version = county.actor("shangyao"), county.version("上窑村")
    current_rules()
    [(decision, expected)] = selectors.under_way(actor, version, DAY)
    assert (decision.title, [each.action for each in expected]) == ("修西沟路", ["post"])
    with CaptureQueriesContext(connection) as asked:
        selectors.under_way(actor, version, DAY)
    assert len([q for q in asked.captured_queries if "parametervalue" not in q["sql"]]) == 1


@pytest.mark.parametrize(
    "read",
    [
        lambda county, decision: selectors.story(county.actor("liulin"), decision.pk, DAY),
        lambda county, decision: selectors.event_in_scope(county.actor("hewan"), decision.events.get().pk),
    ],
)
def test_outsiders_are_told_there_is_no_such_decision(
    county: County, read: Callable[[County, Decision], object]
) -> None:
    decision = until(county, "proposal")
    with pytest.raises(NotFound, match="decision_not_found"):
        read(county, decision)


def test_a_story_is_told_as_at_a_day_gone_by(county: County) -> None:
    decision = until(county, "results_posting")
    actor = county.actor("shangyao")
    then = selectors.story(actor, decision.pk, date(2026, 10, 12)).state
    assert (str(then.result), then.current, len(then.events)) == ("under_way", "members_meeting", 3)
    now = selectors.story(actor, decision.pk, DAY).state
    assert (str(now.result), now.current, len(now.events)) == ("adopted", "results_posting", 8)


def test_what_was_entered_later_of_an_earlier_day_counts_from_that_day(county: County) -> None:
    decision = opened(county)
    late = replace(ENTRIES[0], day=date(2026, 10, 20), minutes=None)
    roll = {"roll": {"on": "2026-10-20", "entitled": 3}, "present": 3, "ayes": 3, "nays": 0}
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=replace(late, said=roll))
    story = selectors.story(county.actor("shangyao"), decision.pk, date(2026, 10, 19))
    assert (story.state.current, story.state.events) == ("proposal", ())
