"""The boards: rolled up from the same verdicts, within what one may see, in a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties import cells, services
from jiceng.apps.duties.boards import Board, Row, board
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations import services as organisations
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period
from tests.apps.duties.records import record
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

Q3, Q4 = Period.parse("2026-Q3"), Period.parse("2026-Q4")


def read(county: County, username: str = "county", unit: str = "青禾县", period: Period = Q3) -> Board:
    return board(county.actor(username), county.version(unit), DAY, period)


def row(found: Board, name: str) -> Row:
    return next(each for each in found.rows if each.version.name == name)


def test_figures_are_those_of_the_verdicts_below(county: County) -> None:
    record(county, "上窑村", "members_meeting", date(2026, 8, 3))
    found = read(county)
    qingshi = row(found, "青石镇").cells["members_meeting"]
    assert (qingshi.owed, qingshi.done, qingshi.missed, qingshi.short, qingshi.violated) == (2, 1, 1, 1, 0)
    assert row(found, "河湾镇").cells["members_meeting"].states == {"missed": 1}
    assert found.total.cells["members_meeting"].states == {"done": 1, "missed": 2}
    assert (found.total.units, row(found, "青石镇").units) == (3, 2)
    activity = found.total.cells["activity_day"]
    assert (activity.owed, activity.violated, activity.short) == (9, 9, 0)


def test_the_total_is_the_sum_of_the_rows(county: County) -> None:
    found = read(county, period=Q4)
    for duty in found.duties:
        rows = [each.cells[duty.code] for each in found.rows if duty.code in each.cells]
        assert found.total.cells[duty.code].states == sum(
            (cell.states for cell in rows), start=type(rows[0].states)()
        )


def test_rows_come_in_official_order_and_say_whether_one_can_go_further_down(county: County) -> None:
    assert [(each.version.name, each.has_below) for each in read(county).rows] == [
        ("青石镇", True),
        ("河湾镇", True),
    ]
    assert [(each.version.name, each.has_below) for each in read(county, "qingshi", "青石镇").rows] == [
        ("上窑村", False),
        ("柳林村", False),
    ]


def test_an_open_period_counts_nothing_as_missed(county: County) -> None:
    cell = read(county, period=Q4).total.cells["members_meeting"]
    assert (cell.open, cell.missed, cell.late) == (3, 0, 0)


def test_excused_verdicts_are_left_out_of_what_is_owed(county: County) -> None:
    services.postpone(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        duty="members_meeting",
        period=Q3,
        until=date(2026, 12, 1),
        reason="秋收",
    )
    found = read(county)
    assert row(found, "青石镇").cells["members_meeting"].owed == 1
    detail = cells.cell_detail(
        county.actor("county"), county.version("青石镇"), DAY, Q3, "members_meeting", own=False, limit=12
    )
    assert (detail.excuses, detail.units) == ({"postponed": 1}, 1)
    assert [(each.name, each.above, each.item.state) for each in detail.undone] == [
        ("柳林村", "青石镇", "missed")
    ]


def test_a_past_board_follows_the_tree_of_its_last_day_and_permission_todays(county: County) -> None:
    organisations.move_unit(
        actor=SYSTEM, at=AT, unit=county.unit("柳林村"), parent=county.unit("河湾镇"), day=date(2026, 10, 10)
    )
    then, now = read(county), read(county, period=Q4)
    assert [row(then, name).cells["members_meeting"].owed for name in ("青石镇", "河湾镇")] == [2, 1]
    assert [row(now, name).cells["members_meeting"].owed for name in ("青石镇", "河湾镇")] == [1, 2]
    officer = board(county.actor("qingshi"), county.version("青石镇"), DAY, Q3)
    assert [each.version.name for each in officer.rows] == ["上窑村"]


def test_nobody_reads_the_board_of_another(county: County) -> None:
    for username in ("hewan", "stranger", "revoked"):
        with pytest.raises(NotFound):
            read(county, username, "青石镇")


def test_a_cell_lists_the_most_urgent_first(county: County) -> None:
    record(county, "柳林村", "activity_day", date(2026, 11, 3))
    rules = current_rules()
    rows = cells.cell_verdicts(
        county.actor("county"), county.version("青禾县"), DAY, Q4, "activity_day", own=False, rules=rules
    )
    found = [
        (each.name, each.item.state, each.item.verdict.period) for each in cells.named(rows, DAY, Q4, rules)
    ]
    assert [state for _, state, _ in found] == sorted(
        (state for _, state, _ in found), key=list(cells.URGENCY).index
    )
    assert {name for name, _, _ in found} == {"上窑村", "柳林村", "南坡村"}


def test_an_unknown_duty_has_no_cell(county: County) -> None:
    with pytest.raises(NotFound, match="unknown_duty"):
        cells.cell_detail(county.actor("county"), county.version("青禾县"), DAY, Q4, "no", own=False, limit=1)


def test_queries_do_not_grow_with_the_county(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(county)
            cells.cell_detail(
                county.actor("county"), county.version("青禾县"), DAY, Q3, "activity_day", own=False, limit=12
            )
        return len(queries)

    before = count()
    for number in range(20):
        draft = organisations.UnitDraft(
            f"9905251003{number:02}", f"新村{number}", "village", "branch", "", number
        )
        organisations.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
    services.rebuild(actor=SYSTEM, at=AT)
    assert count() == before
