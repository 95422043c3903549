"""Verdicts keep step with facts: computed again after any write, the same whichever way they are computed."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.duties import freshness, services
from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.selectors import unit_verdicts
from jiceng.apps.duties.verdicts import COLUMNS
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Unit
from jiceng.kernel.errors import Refused
from tests.apps.duties.records import record
from tests.county import AT, DAY, SYSTEM, County


def rows() -> list[tuple[Any, ...]]:
    return sorted(Verdict.objects.values_list(*COLUMNS), key=str)


def state(county: County, duty: str, period: str, unit: str = "上窑村") -> str:
    found = unit_verdicts(SYSTEM, county.version(unit), DAY, date(2026, 1, 1), date(2026, 12, 31))
    return next(each.state for each in found if (each.duty.code, each.verdict.period) == (duty, period))


def test_a_recorded_meeting_turns_its_duty_done(county: County) -> None:
    assert state(county, "members_meeting", "2026-Q4") == "due"
    id = record(county, "上窑村", "members_meeting", date(2026, 11, 3))
    assert state(county, "members_meeting", "2026-Q4") == "done"
    assert Verdict.objects.get(
        unit=county.unit("上窑村"), duty="members_meeting", period="2026-Q4"
    ).evidence == str(id)


def test_a_write_is_computed_as_soon_as_it_is_committed(
    county: County, django_capture_on_commit_callbacks: Any
) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        record(county, "上窑村", "members_meeting", date(2026, 11, 3))
        assert Freshness.objects.get(unit=county.unit("上窑村")).stale
    assert not Freshness.objects.get(unit=county.unit("上窑村")).stale
    assert Verdict.objects.get(unit=county.unit("上窑村"), duty="members_meeting", period="2026-Q4").met_on


def test_the_rebuild_of_all_equals_the_refresh_of_each(county: County) -> None:
    for unit in ("上窑村", "柳林村", "南坡村"):
        record(county, unit, "members_meeting", date(2026, 8, 3))
        record(county, unit, "members_meeting", date(2026, 10, 9), makes_up="2026-Q3")
    record(county, "上窑村", "branch_committee_meeting", date(2026, 10, 8))
    services.rebuild(actor=SYSTEM, at=AT)
    whole = rows()
    assert whole
    Verdict.objects.all().delete()
    for unit in Unit.objects.all():
        freshness.mark_stale([unit.pk])
        assert freshness.refresh(DAY, unit_ids=[unit.pk]) == 0
    assert rows() == whole


def test_a_change_of_rules_makes_every_unit_stale(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    assert freshness.refresh(DAY) == 0
    Freshness.objects.update(rules="of other rules")
    Verdict.objects.all().delete()
    freshness.refresh(DAY)
    assert Verdict.objects.exists()


def test_no_reader_waits_for_more_units_than_a_few(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    freshness.mark_stale(list(Unit.objects.values_list("pk", flat=True)))
    monkeypatch.setattr(freshness, "MOST_AT_ONCE", 2)
    assert freshness.refresh(DAY) == Unit.objects.count()
    assert not Verdict.objects.exists()


def test_a_closed_unit_keeps_what_it_owed_until_then(county: County) -> None:
    for membership in county.members["南坡村"]:
        membership.ends_on = date(2026, 11, 1)
        membership.save()
    organisations.close_unit(
        actor=SYSTEM, at=AT, unit=county.unit("南坡村"), day=date(2026, 11, 1), reason="合并"
    )
    services.rebuild(actor=SYSTEM, at=AT)
    periods = Verdict.objects.filter(unit=county.unit("南坡村"), duty="activity_day").values_list(
        "period", flat=True
    )
    assert max(periods) <= "2026-11"


def test_whoever_may_not_set_rules_may_not_rebuild(county: County) -> None:
    with pytest.raises(Refused):
        services.rebuild(actor=county.actor("qingshi"), at=AT)
