"""What is due, to whom, and that it follows the rules in force."""

from datetime import date, timedelta

from jiceng.apps.admissions.cases import bring_up_to_date
from jiceng.apps.admissions.models import ExpectedStep
from jiceng.apps.admissions.selectors import cases, due
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.services import set_parameter
from tests.apps.admissions.steps import apply, up_to
from tests.county import AT, DAY, SYSTEM, County


def steps(county: County, username: str, unit: str, day: date = DAY, limit: int = 10) -> list[str]:
    found, _number = due(county.actor(username), county.version(unit), day, limit)
    return [each.expected.step for each in found]


def test_each_sees_the_steps_that_are_hers(county: County) -> None:
    up_to(county, "activist")
    assert steps(county, "shangyao", "上窑村") == ["contacts"]
    assert steps(county, "qingshi", "青石镇") == ["activist_filing"]
    assert steps(county, "county", "青禾县") == ["activist_filing"]
    for username, unit in (("hewan", "河湾镇"), ("auditor", "青禾县")):
        assert steps(county, username, unit) == []


def test_the_soonest_comes_first_and_what_is_left_out_is_counted(county: County) -> None:
    for number in range(4):
        apply(county, f"申{number}", day=DAY - timedelta(days=number))
    found, number = due(county.actor("shangyao"), county.version("上窑村"), DAY, 2)
    assert [each.expected.due_by for each in found] == [date(2026, 12, 19), date(2026, 12, 20)]
    assert (number, found[0].days_left, found[0].unit) == (4, 27, "上窑村")


def test_what_may_not_be_done_yet_is_not_due(county: County) -> None:
    up_to(county, "review")
    assert "candidate" not in steps(county, "shangyao", "上窑村", date(2024, 5, 31))
    assert "candidate" in steps(county, "shangyao", "上窑村", date(2024, 6, 1))


def test_overdue_is_read_off_the_day_not_off_a_nightly_run(county: County) -> None:
    up_to(county, "review")
    for day, number in ((date(2024, 5, 30), 0), (date(2024, 5, 31), 1)):
        found = cases(county.actor("qingshi"), county.version("青石镇"), day, "overdue")
        assert (found.counts["overdue"], len(found.rows)) == (number, number)


def test_a_new_figure_moves_what_is_expected(county: County) -> None:
    up_to(county, "acceptance_notice")
    opens = ExpectedStep.objects.get(step="pre_review").opens_on
    assert opens == date(2024, 8, 26)
    set_parameter(actor=SYSTEM, at=AT, parameter="admission_notice_days", value="7", day=DAY)
    bring_up_to_date(current_rules(), "", DAY)
    assert ExpectedStep.objects.get(step="pre_review").opens_on == date(2024, 8, 28)
