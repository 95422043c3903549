"""Transfers by letter: the membership stays until the other side has received it, and moves once."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.duties import services as duties
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.apps.people.services import PersonDraft
from jiceng.apps.transfers import selectors, services
from jiceng.apps.transfers.models import Transfer
from jiceng.apps.transfers.services import ArrivalDraft, LetterDraft
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County, id_number

ISSUED = date(2026, 9, 10)


def letter(county: County, place: int = 1, **other: Any) -> Transfer:
    """A letter for a member of 柳林村, to 南坡村 in another town."""
    values: dict[str, Any] = {"direction": "within", "to": "南坡村", "reason": "residence", "day": ISSUED}
    return services.issue(
        actor=county.actor("qingshi"),
        at=AT,
        membership=county.members["柳林村"][place],
        draft=LetterDraft(**values | other),
    )


def arrival(county: County, **other: Any) -> Transfer:
    """Someone who arrives in 柳林村 with a letter from another county."""
    values: dict[str, Any] = {
        "person": PersonDraft("何远山", id_number(700)),
        "standing": "full",
        "joined_on": date(2010, 7, 1),
        "from_words": "外县某镇党委",
        "reason": "work",
        "letter_number": "2026第18号",
        "letter_day": date(2026, 11, 2),
        "day": DAY,
    }
    return services.receive(
        actor=county.actor("qingshi"), at=AT, unit=county.unit("柳林村"), draft=ArrivalDraft(**values | other)
    )


def open_unit(person_id: int) -> str:
    """Code of the unit of which a person is a member, "" for none."""
    found = (
        Membership.objects.filter(person_id=person_id, ends_on__isnull=True).select_related("unit").first()
    )
    return found.unit.code if found else ""


def test_a_letter_has_a_number_of_its_year_and_a_last_day(county: County) -> None:
    first, second = letter(county), letter(county, place=2, direction="out", to="外省某市委组织部")
    other = letter(county, place=3, day=date(2025, 12, 1))
    assert [each.letter_number for each in (first, second, other)] == ["2026-0001", "2026-0002", "2025-0001"]
    assert first.valid_until == date(2026, 12, 10)
    assert other.valid_until == date(2026, 3, 1)


def test_an_offices_own_figure_sets_the_last_day(county: County) -> None:
    duties.set_parameter(
        actor=SYSTEM, at=AT, parameter="transfer_letter_months", value="1", day=date(2026, 1, 1)
    )
    assert letter(county).valid_until == date(2026, 10, 10)


def test_the_membership_stays_until_the_other_side_has_confirmed(county: County) -> None:
    found = letter(county)
    assert open_unit(found.person_id) == county.unit("柳林村").code
    moved = services.confirm(actor=county.actor("nanpo"), at=AT, transfer=found, day=date(2026, 9, 20))
    found.refresh_from_db()
    assert (found.state, found.settled_on) == ("done", date(2026, 9, 20))
    assert (moved.unit, moved.starts_on) == (county.unit("南坡村"), date(2026, 9, 20))
    with pytest.raises(Conflict, match="letter_settled"):
        services.confirm(actor=county.actor("nanpo"), at=AT, transfer=found, day=date(2026, 9, 21))


def test_the_senders_side_does_not_confirm(county: County) -> None:
    found = letter(county)
    for username in ("qingshi", "liulin"):
        with pytest.raises(NotFound):
            services.confirm(actor=county.actor(username), at=AT, transfer=found, day=DAY)


def test_a_secretary_issues_no_letter(county: County) -> None:
    draft = LetterDraft("within", "南坡村", "work", ISSUED)
    with pytest.raises(Refused):
        services.issue(
            actor=county.actor("liulin"), at=AT, membership=county.members["柳林村"][1], draft=draft
        )


def test_a_letter_is_taken_on_its_last_day_and_not_after(county: County) -> None:
    late = letter(county, day=date(2026, 8, 22))
    assert late.valid_until == DAY
    services.confirm(actor=county.actor("hewan"), at=AT, transfer=late, day=DAY)
    expired = letter(county, place=2, day=date(2026, 8, 21))
    with pytest.raises(Conflict, match="letter_expired"):
        services.confirm(actor=county.actor("hewan"), at=AT, transfer=expired, day=DAY)
    assert open_unit(expired.person_id) == county.unit("柳林村").code


def test_one_letter_at_a_time(county: County) -> None:
    found = letter(county)
    with pytest.raises(Conflict, match="letter_under_way"):
        letter(county)
    services.cancel(actor=county.actor("qingshi"), at=AT, transfer=found, day=DAY, reason="未迁")
    assert letter(county).letter_number == "2026-0002"


def test_out_of_the_county_the_membership_ends_with_the_receipt(county: County) -> None:
    found = letter(county, direction="out", to="外省某市委组织部")
    assert found.to_unit is None
    services.record_receipt(
        actor=county.actor("qingshi"), at=AT, transfer=found, day=date(2026, 10, 1), number="回执7号"
    )
    row = Membership.objects.get(person_id=found.person_id)
    assert (row.ends_on, row.end_reason) == (date(2026, 10, 1), "transferred")


def test_a_receipt_that_comes_late_still_ends_the_membership(county: County) -> None:
    found = letter(county, direction="out", to="外省某市委组织部", day=date(2026, 3, 1))
    services.record_receipt(actor=county.actor("qingshi"), at=AT, transfer=found, day=DAY, number="")
    assert open_unit(found.person_id) == ""


@pytest.mark.parametrize("words", ["外县某村", "河湾镇南坡村党支部"])
def test_where_no_one_unit_bears_the_name_it_waits_to_be_addressed(county: County, words: str) -> None:
    found = letter(county, to=words)
    assert found.to_unit is None
    with pytest.raises(Conflict, match="letter_not_addressed"):
        services.confirm(actor=county.actor("hewan"), at=AT, transfer=found, day=DAY)
    with pytest.raises(NotFound):
        services.address(actor=county.actor("qingshi"), at=AT, transfer=found, unit=county.unit("南坡村"))
    services.address(actor=county.actor("county"), at=AT, transfer=found, unit=county.unit("南坡村"))
    services.confirm(actor=county.actor("hewan"), at=AT, transfer=found, day=DAY)
    assert open_unit(found.person_id) == county.unit("南坡村").code


def test_the_receiver_may_return_a_letter(county: County) -> None:
    found = letter(county)
    services.cancel(actor=county.actor("nanpo"), at=AT, transfer=found, day=DAY, reason="本人未到")
    found.refresh_from_db()
    assert (found.state, found.settled_why) == ("cancelled", "本人未到")
    assert open_unit(found.person_id) == county.unit("柳林村").code
    with pytest.raises(NotFound):
        services.cancel(actor=county.actor("shangyao"), at=AT, transfer=letter(county), day=DAY, reason="x")


def test_a_letter_is_overtaken_when_the_member_has_gone_otherwise(county: County) -> None:
    found = letter(county)
    people.transfer(
        actor=SYSTEM, at=AT, membership=county.members["柳林村"][1], unit=county.unit("上窑村"),
        day=date(2026, 10, 1),
    )  # fmt: skip
    with pytest.raises(Conflict, match="letter_overtaken"):
        services.confirm(actor=county.actor("nanpo"), at=AT, transfer=found, day=DAY)


def test_into_the_county_the_membership_begins_on_arrival(county: County) -> None:
    found = arrival(county)
    row = Membership.objects.get(person_id=found.person_id)
    assert (row.unit, row.starts_on, row.joined_on) == (county.unit("柳林村"), DAY, date(2010, 7, 1))
    assert found.state == "received"
    services.send_receipt(actor=county.actor("qingshi"), at=AT, transfer=found, day=DAY)
    found.refresh_from_db()
    assert found.state == "done"


def test_who_left_for_outside_comes_back_to_her_own_file(county: County) -> None:
    out = letter(county, direction="out", to="外省某市委组织部")
    services.record_receipt(
        actor=county.actor("qingshi"), at=AT, transfer=out, day=date(2026, 10, 1), number=""
    )
    number = id_number(11)
    back = arrival(county, person=PersonDraft("褚红霞", number))
    assert back.person_id == out.person_id
    with pytest.raises(Conflict, match="member_elsewhere"):
        arrival(county, person=PersonDraft("褚红霞", number))
    with pytest.raises(Conflict, match="id_number_in_register"):
        arrival(county, person=PersonDraft("别名", number))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"direction": "sideways"}, "unknown_reason"),
        ({"reason": "whim"}, "unknown_reason"),
        ({"to": " "}, "destination_missing"),
        ({"day": date(2026, 11, 23)}, "letter_in_the_future"),
        ({"to": "柳林村"}, "transfer_to_same_unit"),
    ],
)
def test_a_letter_that_cannot_be_right_is_refused(county: County, other: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        letter(county, **other)


def test_what_is_done_with_a_letter_is_done_by_today(county: County) -> None:
    tomorrow = date(2026, 11, 23)
    named: dict[str, Any] = {"actor": county.actor("qingshi"), "at": AT}
    with pytest.raises(Invalid, match="letter_in_the_future"):
        services.send_receipt(**named, transfer=arrival(county), day=tomorrow)
    found = letter(county)
    with pytest.raises(Invalid, match="letter_in_the_future"):
        services.cancel(**named, transfer=found, day=tomorrow, reason="未迁")
    with pytest.raises(Invalid, match="letter_in_the_future"):
        services.cancel(actor=county.actor("nanpo"), at=AT, transfer=found, day=tomorrow, reason="未到")
    services.cancel(**named, transfer=found, day=DAY, reason="未迁")


def test_both_sides_see_a_letter_and_nobody_else(county: County) -> None:
    found = letter(county)
    for username, sees in (("qingshi", 1), ("liulin", 1), ("nanpo", 1), ("county", 1), ("shangyao", 0)):
        assert selectors.transfers(county.actor(username), DAY).count() == sees, username
    with pytest.raises(NotFound):
        selectors.letter(county.actor("shangyao"), found.pk)
    with pytest.raises(NotFound):
        selectors.letter(county.actor("stranger"), found.pk)
    with pytest.raises(Refused):
        selectors.letter(county.actor("auditor"), found.pk)
    with pytest.raises(NotFound):
        selectors.transfers(county.actor("auditor"), DAY)
    assert selectors.letter(county.actor("nanpo"), found.pk).may_confirm
    assert not selectors.letter(county.actor("liulin"), found.pk).may_cancel
