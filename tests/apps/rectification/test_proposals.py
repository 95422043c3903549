"""What the criteria propose: with evidence, set aside for a reason, never listed by the program itself."""

from datetime import date, timedelta

import pytest

from jiceng.apps.rectification import services
from jiceng.apps.rectification.models import Case, Finding
from jiceng.apps.rectification.proposals import Proposal, proposal_of, proposals, survey
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.rectification.cases import LISTED, attested, listed, vacate
from tests.county import AT, DAY, SYSTEM, County


def proposed(county: County, unit: str = "青禾县") -> dict[str, Proposal]:
    found = proposals(county.actor("county"), county.version(unit), DAY)
    return {each.unit.name: each for each in found}


@pytest.mark.parametrize(("days", "holds"), [(90, False), (91, True)])
def test_a_post_vacant_for_more_than_ninety_days(county: County, days: int, holds: bool) -> None:
    vacate(county, days=days)
    found = proposal_of(county.actor("county"), county.version("上窑村"), DAY)
    assert ("secretary_vacant" in found.found) is holds


def test_a_proposal_names_the_records_it_rests_on(county: County) -> None:
    vacate(county, days=200)
    amount = proposed(county)["上窑村"].found["secretary_vacant"][0]
    assert (amount.counted.value, amount.figure) == (200, 90)
    assert amount.counted.evidence[0].kind == "post"


def test_nothing_is_listed_by_the_program(county: County) -> None:
    vacate(county)
    assert proposed(county)["上窑村"].stands
    assert not Case.objects.exists()


def test_a_post_nobody_is_known_to_have_held_proposes_nothing(county: County) -> None:
    assert "secretary_vacant" not in getattr(proposed(county).get("南坡村"), "found", {})


def test_what_was_set_aside_stands_no_more_until_its_day(county: County) -> None:
    vacate(county)
    services.set_aside(
        actor=SYSTEM, at=AT, unit=county.unit("上窑村"), weakness="secretary_vacant",
        until=DAY + timedelta(days=1), reason="已定人选，下周到任",
    )  # fmt: skip
    weak = set(proposed(county)["上窑村"].found)
    assert "secretary_vacant" in weak
    assert "secretary_vacant" in proposed(county)["上窑村"].aside
    later = proposal_of(county.actor("county"), county.version("上窑村"), DAY + timedelta(days=2))
    assert not later.aside


def test_what_was_attested_counts_once_the_unit_has_answered(county: County) -> None:
    said = attested(county, answered=False)
    found = proposed(county)["上窑村"]
    assert [each.pk for each in found.unanswered] == [said.pk]
    assert not found.attested
    services.answer(actor=SYSTEM, at=AT, attestation=said, day=DAY, text="不同意")
    assert [each.pk for each in proposed(county)["上窑村"].attested] == [said.pk]
    with pytest.raises(Conflict, match="attestation_settled"):
        services.answer(actor=SYSTEM, at=AT, attestation=said, day=DAY, text="再答")


def test_what_was_taken_back_counts_no_more(county: County) -> None:
    said = attested(county)
    services.take_back(actor=SYSTEM, at=AT, attestation=said, day=DAY, reason="查明不实")
    assert "committee_divided" not in [w.weakness for p in proposed(county).values() for w in p.attested]
    with pytest.raises(Invalid, match="ground_not_answered"):
        listed(county, weakness="committee_divided")


def test_a_ground_that_does_not_hold_lists_nobody(county: County) -> None:
    with pytest.raises(Invalid, match="ground_does_not_hold"):
        listed(county)


def test_what_nobody_answered_lists_nobody(county: County) -> None:
    attested(county, answered=False)
    with pytest.raises(Invalid, match="ground_not_answered"):
        listed(county, weakness="committee_divided")


def test_a_listing_needs_a_decision_or_a_paper(county: County) -> None:
    vacate(county)
    with pytest.raises(Invalid, match="paper_missing"):
        services.open_case(
            actor=SYSTEM, at=AT, unit=county.unit("上窑村"),
            listing=services.Listing(DAY, ("secretary_vacant",), " "),
        )  # fmt: skip


def test_the_town_does_not_list_and_a_stranger_learns_nothing(county: County) -> None:
    vacate(county)
    listing = services.Listing(DAY, ("secretary_vacant",), "文号")
    with pytest.raises(Refused):
        services.open_case(actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), listing=listing)
    with pytest.raises(NotFound):
        services.open_case(actor=county.actor("hewan"), at=AT, unit=county.unit("上窑村"), listing=listing)


def test_grounds_are_kept_as_they_were(county: County) -> None:
    vacate(county, days=200)
    case = listed(county)
    amount = case.grounds[0]["amounts"][0]
    assert amount["value"] == 200 - (DAY - LISTED).days
    assert amount["evidence"][0][0] == "post"


def test_one_case_a_unit_and_it_is_proposed_no_more(county: County) -> None:
    vacate(county)
    listed(county)
    assert "上窑村" not in proposed(county)
    with pytest.raises(Conflict, match="case_open"):
        listed(county)


def test_a_survey_on_another_day_takes_the_place_of_the_last(county: County) -> None:
    vacate(county, days=91)
    survey(DAY, AT)
    assert Finding.objects.filter(weakness="secretary_vacant").count() == 1
    survey(DAY - timedelta(days=1), AT)
    assert not Finding.objects.filter(weakness="secretary_vacant").exists()


def test_a_day_to_come_is_refused(county: County) -> None:
    vacate(county)
    with pytest.raises(Invalid, match="step_in_the_future"):
        listed(county, day=date(2026, 11, 23))
