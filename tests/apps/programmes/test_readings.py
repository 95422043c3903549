"""Readings: derived, rebuilt at will, towns and what is beside them adding up to the county."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.leadership import TrainingDraft, enter_training
from jiceng.apps.programmes import readings, selectors
from jiceng.apps.programmes.models import Reading
from jiceng.engines.procedure.programmes import Progress, Standing
from jiceng.kernel.errors import NotFound, Refused
from tests.apps.programmes.test_services import BASELINE, CODE, enter, row, target
from tests.county import AT, DAY, FOUNDED, SYSTEM, County


@pytest.fixture(autouse=True)
def unread(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not looked yet."""
    monkeypatch.setattr(readings, "_nothing", {})


def read(month: date = DAY, at: datetime = AT) -> int:
    return readings.rebuild(actor=SYSTEM, at=at, month=month)


def meet(county: County, unit: str, *days: date, kind: str = "activity_day") -> None:
    for day in days:
        record_gathering(
            actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=Minutes(kind, day, text="学习")
        )


def now(county: County, indicator: str, unit: str = "青禾县") -> object:
    found = row(county, indicator, unit).now
    return found.value if found else None


def test_a_month_under_way_is_read_as_on_today_and_one_past_as_on_its_last_day(county: County) -> None:
    read()
    read(date(2026, 9, 15))
    days = set(Reading.objects.values_list("month", "day"))
    assert days == {(date(2026, 11, 1), DAY), (date(2026, 9, 1), date(2026, 9, 30))}


def test_reading_again_changes_nothing_but_what_the_records_changed(county: County) -> None:
    meet(county, "上窑村", date(2026, 11, 5))
    read()
    before = list(Reading.objects.order_by("unit", "indicator").values_list("indicator", "unit", "part"))
    read()
    again = list(Reading.objects.order_by("unit", "indicator").values_list("indicator", "unit", "part"))
    assert again == before
    meet(county, "柳林村", date(2026, 11, 6))
    assert now(county, "activity_days") == 1
    read()
    assert now(county, "activity_days") == 2


def test_towns_and_what_is_beside_them_add_up_to_the_county(county: County) -> None:
    draft = UnitDraft("990525300", "县直单位", "office", "branch", "", 9)
    found_unit(actor=SYSTEM, at=AT, parent=county.unit("青禾县"), draft=draft, day=FOUNDED)
    county.units["县直单位"] = county.version("青禾县").unit.__class__.objects.get(code="990525300")
    meet(county, "上窑村", date(2026, 11, 5), date(2026, 10, 5))
    meet(county, "南坡村", date(2026, 11, 5))
    meet(county, "县直单位", date(2026, 11, 5))
    read()
    parts = selectors.parts(county.actor("county"), county.version("青禾县"), CODE, "activity_days", DAY)
    named = [(each.version.name if each.version else None, each.row.now) for each in parts]
    assert [(name, point.value if point else None) for name, point in named] == [
        ("青石镇", 2), ("河湾镇", 1), (None, 1),
    ]  # fmt: skip
    assert now(county, "activity_days") == 4


def test_the_board_is_read_from_what_is_kept(county: County) -> None:
    read()
    actor, version = county.actor("county"), county.version("青禾县")
    with CaptureQueriesContext(connection) as caught:
        found = selectors.board(actor, version, CODE, DAY)
    assert len(caught) <= 5
    assert found.read_on == DAY
    assert len(found.rows) >= 14


def test_a_baseline_is_read_where_the_records_reach_back_over_all_it_looks_at(county: County) -> None:
    """A gathering in the first of the twelve months before is enough; one later is not."""
    meet(county, "上窑村", date(2025, 2, 3), date(2025, 12, 3))
    read(BASELINE)
    assert row(county, "activity_days").baseline is None
    meet(county, "柳林村", date(2025, 1, 31))
    read(BASELINE)
    found = row(county, "activity_days").baseline
    assert found is not None
    assert (found.value, found.day) == (3, BASELINE)


def test_a_baseline_that_was_entered_goes_before_one_that_was_read(county: County) -> None:
    meet(county, "柳林村", date(2025, 1, 31))
    read(BASELINE)
    enter(county, "activity_days", "11", day=BASELINE, source="纸质台账")
    found = row(county, "activity_days").baseline
    assert found is not None
    assert (found.value, found.source) == (11, "纸质台账")


def test_a_year_of_training_reaches_back_from_its_january(county: County) -> None:
    person = county.members["上窑村"][0].person
    training = TrainingDraft(date(2026, 1, 20), Decimal(40), "轮训")
    enter_training(actor=SYSTEM, at=AT, person=person, unit=county.unit("上窑村"), draft=training)
    read(date(2026, 2, 1))
    read(BASELINE)
    whole = dict(
        Reading.objects.filter(indicator="secretaries_trained", unit=county.unit("青禾县")).values_list(
            "month", "whole"
        )
    )
    assert whole == {date(2026, 2, 1): True, date(2025, 12, 1): False}


def test_an_amount_nobody_entered_stays_unknown_and_is_counted(county: County) -> None:
    """Of 南坡村 no secretary was ever entered; 上窑村 and 柳林村 have theirs."""
    read()
    found = row(county, "posts_vacant").now
    assert found is not None
    assert (found.value, found.amount.known) == (0, 2)
    assert found.amount.unknown >= 1


def test_progress_is_held_against_the_offices_target(county: County) -> None:
    meet(county, "上窑村", date(2026, 9, 5), date(2026, 10, 5), date(2026, 11, 5))
    read()
    enter(county, "activity_days", "1", day=BASELINE)
    target(county, "5", indicator="activity_days")
    assert row(county, "activity_days").progress == Progress(Standing.UNDER_WAY, Fraction(1, 2))
    target(county, "3", indicator="activity_days")
    assert row(county, "activity_days").progress.standing is Standing.MET


def test_months_not_read_to_their_end_are_read_and_the_others_left(county: County) -> None:
    readings.bring_up_to_date(actor=SYSTEM, at=AT)
    months = set(Reading.objects.values_list("month", flat=True))
    assert months == {date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 12))}
    Reading.objects.filter(month=date(2026, 5, 1)).update(unknown=99)
    readings.bring_up_to_date(actor=SYSTEM, at=AT + timedelta(days=9))
    assert set(Reading.objects.filter(month=date(2026, 5, 1)).values_list("unknown", flat=True)) == {99}
    assert set(Reading.objects.filter(month=date(2026, 11, 1)).values_list("day", flat=True)) == {
        date(2026, 11, 30)
    }
    assert Reading.objects.filter(month=date(2026, 12, 1), day=date(2026, 12, 1)).exists()


def test_reading_is_for_whoever_sets_targets_and_leaves_no_entry(county: County) -> None:
    before = AuditEntry.objects.count()
    readings.rebuild(actor=county.actor("county"), at=AT, month=DAY)
    assert AuditEntry.objects.count() == before
    with pytest.raises(Refused):
        readings.rebuild(actor=county.actor("qingshi"), at=AT, month=DAY)


def test_the_units_behind_a_figure_are_those_the_reader_may_see(county: County) -> None:
    meet(county, "上窑村", date(2026, 11, 5))
    asked = selectors.declared(CODE).indicator("activity_days")
    found = selectors.behind(county.actor("qingshi"), county.version("青石镇"), asked, DAY)
    assert found.value == 1
    assert {version.name for version, _counted, _met in found.units} == {"青石镇", "上窑村", "柳林村"}
    with pytest.raises(NotFound):
        selectors.behind(county.actor("qingshi"), county.version("河湾镇"), asked, DAY)


def test_what_no_register_carries_has_no_units_behind_it(county: County) -> None:
    asked = selectors.declared(CODE).indicator("satisfaction")
    with pytest.raises(NotFound, match="unknown_indicator"):
        selectors.behind(county.actor("county"), county.version("青禾县"), asked, DAY)
    found = row(county, "satisfaction")
    assert not found.carried
    assert found.progress.standing is Standing.UNKNOWN


def test_between_jobs_one_month_is_read_at_a_time_the_newest_first(county: County) -> None:
    assert readings.read_next(at=AT) == 1
    assert set(Reading.objects.values_list("month", flat=True)) == {date(2026, 11, 1)}
    while readings.read_next(at=AT):
        pass
    assert Reading.objects.values("month").distinct().count() == 12
    assert readings.read_next(at=AT + timedelta(days=1)) == 1
    assert set(Reading.objects.filter(month=date(2026, 11, 1)).values_list("day", flat=True)) == {
        AT.date() + timedelta(days=1)
    }


def test_a_month_with_nothing_to_read_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    for _month in range(12):
        assert readings.read_next(at=AT) == 0
    with CaptureQueriesContext(connection) as caught:
        assert readings.read_next(at=AT + readings.REST - timedelta(seconds=1)) == 0
    assert len(caught) <= 2
    looked = Mock(return_value=1)
    monkeypatch.setattr(readings, "rebuild", looked)
    assert readings.read_next(at=AT + readings.REST) == 1
    assert looked.call_args.kwargs["month"] == date(2026, 11, 1)
