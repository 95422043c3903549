"""What an office sets itself: nothing is overwritten, and nothing derived is typed in."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.programmes import selectors, services
from jiceng.apps.programmes.models import Entry, Target
from jiceng.apps.programmes.services import EntryDraft, RiskDraft, TargetDraft
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, County

CODE = "strategy_541"
BASELINE = date(2025, 12, 31)


def target(county: County, value: str, who: str = "county", unit: str = "青禾县", **other: Any) -> Target:
    values: dict[str, Any] = {"by": date(2026, 12, 31), "reason": "年初部署", "indicator": "life_regular"}
    indicator = (values := values | other).pop("indicator")
    draft = TargetDraft(value=Decimal(value), **values)
    return services.set_target(
        actor=county.actor(who), at=AT, unit=county.unit(unit), programme=CODE, indicator=indicator,
        draft=draft,
    )  # fmt: skip


def enter(county: County, indicator: str, value: str, day: date = DAY, source: str = "年报") -> Entry:
    draft = EntryDraft(Decimal(value), day, source)
    return services.enter(
        actor=county.actor("county"), at=AT, unit=county.unit("青禾县"), programme=CODE,
        indicator=indicator, draft=draft,
    )  # fmt: skip


def row(county: County, indicator: str, unit: str = "青禾县") -> selectors.Row:
    found = selectors.board(county.actor("county"), county.version(unit), CODE, DAY)
    return found.rows[indicator]


def test_a_change_of_target_is_a_new_row_and_the_old_one_shows(county: County) -> None:
    target(county, "0.95")
    target(county, "0.98", reason="多数镇已达到")
    found = row(county, "life_regular")
    assert [str(each.value.normalize()) for each in found.changes] == ["0.98", "0.95"]
    assert found.aim is not None
    assert (float(found.aim.value), found.aim.set) == (0.98, found.changes[0])
    assert AuditEntry.objects.filter(type="programme.target_set").count() == 2


def test_a_target_wants_a_reason_and_a_day_to_come(county: County) -> None:
    with pytest.raises(Invalid, match="reason_missing"):
        target(county, "0.9", reason=" ")
    with pytest.raises(Invalid, match="target_day_past"):
        target(county, "0.9", by=DAY - timedelta(days=1))
    assert target(county, "0.9", by=DAY).by == DAY


def test_a_share_is_at_most_one(county: County) -> None:
    assert target(county, "1").value == 1
    for wrong in ("1.01", "-0.1", "NaN"):
        with pytest.raises(Invalid, match="bad_number"):
            target(county, wrong)


def test_the_county_sets_targets_for_its_towns_and_no_town_its_own(county: County) -> None:
    target(county, "0.9", unit="青石镇")
    with pytest.raises(Refused):
        target(county, "0.5", who="qingshi", unit="青石镇")
    with pytest.raises(NotFound):
        target(county, "0.5", who="hewan", unit="青石镇")


def test_a_share_aimed_at_by_the_county_holds_of_a_town_until_it_has_its_own(county: County) -> None:
    target(county, "0.95")
    aim = row(county, "life_regular", "青石镇").aim
    assert aim is not None
    assert (float(aim.value), aim.inherited) == (0.95, True)
    target(county, "0.8", unit="青石镇")
    own = row(county, "life_regular", "青石镇").aim
    assert own is not None
    assert (float(own.value), own.inherited) == (0.8, False)


def test_a_sum_aimed_at_by_the_county_is_no_towns_target(county: County) -> None:
    services.set_target(
        actor=county.actor("county"), at=AT, unit=county.unit("青禾县"), programme=CODE,
        indicator="admitted", draft=TargetDraft(Decimal(600), date(2026, 12, 31), "计划"),
    )  # fmt: skip
    assert row(county, "admitted").aim is not None
    assert row(county, "admitted", "青石镇").aim is None
    assert row(county, "posts_vacant", "青石镇").aim is not None  # none at all is none of a part too


def test_a_number_entered_again_corrects_and_both_stay(county: County) -> None:
    enter(county, "rural_income", "22860")
    enter(county, "rural_income", "22680", source="年报更正")
    found = row(county, "rural_income").now
    assert found is not None
    assert (found.value, found.source) == (22680, "年报更正")
    kept = selectors.entries(county.actor("county"), county.version("青禾县"), CODE, "rural_income")
    assert [int(each.value) for each in kept] == [22680, 22860]


def test_a_number_has_a_source_and_a_day_that_has_come(county: County) -> None:
    with pytest.raises(Invalid, match="source_missing"):
        enter(county, "rural_income", "1", source=" ")
    with pytest.raises(Invalid, match="number_in_the_future"):
        enter(county, "rural_income", "1", day=DAY + timedelta(days=1))


def test_what_records_carry_is_not_typed_in_but_for_how_it_stood_at_the_start(county: County) -> None:
    with pytest.raises(Invalid, match="derived_number"):
        enter(county, "admitted", "500")
    with pytest.raises(Invalid, match="derived_number"):
        enter(county, "satisfaction", "0.9", day=BASELINE)
    enter(county, "admitted", "540", day=BASELINE)
    found = row(county, "admitted")
    assert found.baseline is not None
    assert (found.baseline.value, found.now) == (540, None)


def test_a_risk_is_closed_once_and_says_how(county: County) -> None:
    actor = county.actor("qingshi")
    draft = RiskDraft("norms", "换届推迟", "组织科", DAY)
    risk = services.raise_risk(actor=actor, at=AT, unit=county.unit("青石镇"), programme=CODE, draft=draft)
    with pytest.raises(Invalid, match="reason_missing"):
        services.close_risk(actor=actor, at=AT, risk=risk, how="")
    services.close_risk(actor=actor, at=AT, risk=risk, how="已换届")
    with pytest.raises(Conflict, match="risk_closed"):
        services.close_risk(actor=actor, at=AT, risk=risk, how="又")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"owner": ""}, "name_missing"),
        ({"due": DAY - timedelta(days=1)}, "target_day_past"),
    ],
)
def test_a_risk_says_what_by_whom_and_until_when(county: County, other: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"project": "norms", "text": "推迟", "owner": "组织科", "due": DAY}
    with pytest.raises(Invalid, match=code):
        services.raise_risk(
            actor=county.actor("county"), at=AT, unit=county.unit("青禾县"), programme=CODE,
            draft=RiskDraft(**values | other),
        )  # fmt: skip


def test_an_auditor_reads_and_writes_nothing(county: County) -> None:
    with pytest.raises(Refused):
        target(county, "0.9", who="auditor")
    assert selectors.board(county.actor("auditor"), county.version("青禾县"), CODE, DAY).rows
