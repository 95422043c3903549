"""What an officer may not do to the tree, however the form is filled in."""

from datetime import timedelta

import pytest

from jiceng.apps.organisations import services
from jiceng.apps.organisations.models import Unit
from jiceng.kernel.errors import Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County


def test_a_town_officer_splits_nothing_off_beside_her_own_town(county: County) -> None:
    """What is split off stands under the county, which is not hers to manage."""
    draft = services.UnitDraft("990525199", "新镇", "town", "committee")
    actor = county.actor("qingshi")
    with pytest.raises((Refused, NotFound)):
        services.split_unit(actor=actor, at=AT, unit=county.unit("青石镇"), day=DAY, drafts=[draft])
    assert not Unit.objects.filter(code="990525199").exists()
    within = services.UnitDraft("990525100299", "新村", "village", "branch")
    services.split_unit(actor=actor, at=AT, unit=county.unit("上窑村"), day=DAY, drafts=[within])


@pytest.mark.parametrize("code", ["a/b", "a b", "..", "", "-a", "a<b>", "x" * 41, "a\n"])
def test_a_code_that_no_address_can_hold_is_refused(county: County, code: str) -> None:
    """One slash in a code would make every page that links to the unit fail."""
    draft = services.UnitDraft(code, "新村", "village", "branch")
    with pytest.raises(Invalid, match="bad_unit_code"):
        services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=DAY)


@pytest.mark.parametrize("code", ["990525100-01", "990525100200-F1", "组织部", "A_1.2"])
def test_codes_an_office_uses_are_taken(county: County, code: str) -> None:
    draft = services.UnitDraft(code, "新村", "village", "branch")
    services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=DAY)
    assert county.client("county").get(f"/units/{code}/").status_code == 200


def test_a_move_on_a_coming_day_does_not_change_who_may_today(county: County) -> None:
    with pytest.raises(Invalid, match="moved_in_the_future"):
        services.move_unit(
            actor=county.actor("county"),
            at=AT,
            unit=county.unit("上窑村"),
            day=DAY + timedelta(days=1),
            parent=county.unit("河湾镇"),
        )
    assert county.client("qingshi").get("/units/990525100200/").status_code == 200
    assert county.client("hewan").get("/units/990525100200/").status_code == 404
