"""The report of a period: the tree as it stood, the right as it is today, each verdict once."""

from datetime import date

import pytest

from jiceng.apps.duties import services
from jiceng.apps.duties.selectors import duty_report, tree_below
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import closures
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period
from tests.county import AT, DAY, SYSTEM, County

QUARTER = Period.parse("2026-Q3")
MOVED = date(2026, 11, 1)
SHANGYAO, LIULIN = "990525100200", "990525100201"


def units(county: County, username: str, name: str | None) -> set[str]:
    """Codes of the units in a user's report, of one unit or of all she may see."""
    version = county.version(name) if name else None
    return {row["unit"] for row in duty_report(county.actor(username), DAY, QUARTER, version)}


def move(county: County) -> None:
    organisations.move_unit(
        actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=MOVED, parent=county.unit("河湾镇")
    )
    services.rebuild(actor=SYSTEM, at=AT)


def test_each_verdict_stands_once_whatever_the_unit_was_called(county: County) -> None:
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        day=MOVED,
        name="上窑新村",
        kind="village",
        form="branch",
    )
    services.rebuild(actor=SYSTEM, at=AT)
    rows = duty_report(county.actor("shangyao"), DAY, QUARTER, None)
    keys = [(row["unit"], row["duty"], row["period"]) for row in rows]
    assert keys
    assert len(keys) == len(set(keys))


def test_a_unit_that_has_moved_is_reported_by_those_who_have_it_today(county: County) -> None:
    move(county)
    assert units(county, "qingshi", None) == {SHANGYAO}
    assert units(county, "qingshi", "青石镇") == {SHANGYAO}
    assert LIULIN in units(county, "hewan", None)
    assert units(county, "liulin", "柳林村") == {LIULIN}
    assert LIULIN in units(county, "county", "青石镇"), "it stood there then"
    with pytest.raises(NotFound):
        units(county, "qingshi", "柳林村")


def test_a_unit_that_has_moved_and_closed_since_is_not_shown_to_where_it_was(county: County) -> None:
    move(county)
    closures.merge_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        into=county.unit("南坡村"),
        day=date(2026, 11, 10),
        with_members=True,
    )
    town = county.version("青石镇")
    shown = tree_below(county.actor("qingshi"), town, DAY, QUARTER)
    assert sorted(shown.values_list("unit__code", flat=True)) == ["990525100", SHANGYAO]
    whole = tree_below(county.actor("county"), town, DAY, QUARTER)
    assert LIULIN in whole.values_list("unit__code", flat=True)
