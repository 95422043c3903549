"""What is due about people in motion, to whom, from which day: both sides of every boundary."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.apps.people.services import Statement
from jiceng.apps.transfers import deadlines, departures, services, visitors
from jiceng.apps.transfers.services import LetterDraft
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.transfers.test_services import arrival, letter
from tests.county import AT, DAY, SYSTEM, County


def kinds(county: County, username: str, day: date = DAY) -> list[str]:
    """What a user has to do on a day."""
    return [each.kind for each in deadlines.due(county.actor(username), day)]


def test_a_letter_is_the_receivers_to_answer_while_it_is_valid(county: County) -> None:
    letter(county)  # until 10 December 2026
    assert kinds(county, "nanpo") == kinds(county, "hewan") == ["answer"]
    assert kinds(county, "nanpo", date(2026, 12, 10)) == ["answer"]
    assert kinds(county, "nanpo", date(2026, 12, 11)) == []
    assert kinds(county, "qingshi") == []
    assert kinds(county, "liulin", date(2026, 12, 11)) == kinds(county, "shangyao") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 24), []),
        (date(2026, 11, 25), ["ending"]),
        (date(2026, 12, 10), ["ending"]),
        (date(2026, 12, 11), ["expired"]),
    ],
)
def test_the_sender_is_reminded_fifteen_days_before_the_end(
    county: County, day: date, expected: list[str]
) -> None:
    letter(county, direction="out", to="外省某市委组织部")
    assert kinds(county, "qingshi", day) == expected


def test_a_letter_nobody_could_address_is_the_countys(county: County) -> None:
    letter(county, to="外县某村")
    assert kinds(county, "county") == ["address"]
    assert kinds(county, "qingshi") == []


def test_a_receipt_is_to_be_sent_back_by_the_officer(county: County) -> None:
    arrival(county)
    assert kinds(county, "qingshi") == ["receipt"]
    assert kinds(county, "liulin") == []


def test_due_is_of_the_unit_asked_for_and_names_it(county: County) -> None:
    letter(county)
    path = county.version("南坡村").path
    found = deadlines.due(county.actor("county"), DAY, path)
    assert [(each.kind, each.unit, each.day) for each in found] == [("answer", "南坡村", date(2026, 12, 10))]
    assert deadlines.due(county.actor("county"), DAY, county.version("上窑村").path) == []


def away(county: County, since: date, **stated: object) -> None:
    """A member of 上窑村 who is away."""
    people.start_absence(
        actor=SYSTEM,
        at=AT,
        membership=county.members["上窑村"][5],
        day=since,
        statement=Statement(**stated),  # type: ignore[arg-type]
    )


def test_a_statement_is_renewed_once_a_year(county: County) -> None:
    away(county, date(2025, 11, 23))
    assert kinds(county, "shangyao") == []
    assert kinds(county, "shangyao", date(2026, 11, 23)) == kinds(county, "qingshi", date(2026, 11, 23))
    assert kinds(county, "shangyao", date(2026, 11, 23)) == ["renew"]
    absence = county.members["上窑村"][5].person.absences.get()
    people.confirm_absence(
        actor=county.actor("shangyao"), at=AT, absence=absence, day=DAY,
        statement=Statement(told="phone"), permission="arrival.confirm",
    )  # fmt: skip
    assert kinds(county, "shangyao", date(2027, 11, 21)) == []
    assert kinds(county, "shangyao", date(2027, 11, 22)) == ["renew"]


def test_who_meant_to_be_back_shows_from_the_day_after(county: County) -> None:
    away(county, date(2026, 3, 1), expected_until=DAY)
    assert kinds(county, "shangyao") == []
    assert kinds(county, "shangyao", date(2026, 11, 23)) == ["back"]


def test_a_statement_that_cannot_be_right_is_refused(county: County) -> None:
    with pytest.raises(Invalid, match="unknown_reason"):
        away(county, DAY, told="guessed")
    with pytest.raises(Invalid, match="not_of_this_unit"):
        away(county, DAY, contact=county.members["柳林村"][0].person)
    with pytest.raises(Invalid, match="not_of_this_unit"):
        away(county, DAY, contact=county.members["上窑村"][5].person)
    with pytest.raises(Invalid, match="before_last_change"):
        away(county, DAY, expected_until=date(2026, 11, 21))


def noted(county: County, username: str = "shangyao", **other: object) -> object:
    """A member from elsewhere who takes part in 上窑村."""
    values: dict[str, object] = {"name": "施远", "home": "外省某公司党支部", "told": "spoken"}
    return visitors.note_visitor(
        actor=county.actor(username),
        at=AT,
        unit=county.unit("上窑村"),
        draft=visitors.VisitorDraft(**values | other),  # type: ignore[arg-type]
        day=date(2025, 11, 22),
    )


def test_a_member_from_elsewhere_is_no_member_here(county: County) -> None:
    before = Membership.objects.count()
    noted(county)
    assert Membership.objects.count() == before
    assert kinds(county, "shangyao") == ["visitor"]


def test_a_visit_is_stated_anew_and_ends(county: County) -> None:
    visitor: object = noted(county)
    named: dict[str, Any] = {
        "actor": county.actor("shangyao"), "at": AT, "visitor": visitor, "day": DAY,
    }  # fmt: skip
    visitors.confirm_visitor(**named)
    assert kinds(county, "shangyao") == []
    visitors.end_visit(**named)
    with pytest.raises(Conflict, match="visitor_gone"):
        visitors.confirm_visitor(**named)


def test_visitors_are_noted_by_their_branch_or_its_officers(county: County) -> None:
    noted(county, "qingshi")
    with pytest.raises(NotFound):
        noted(county, "liulin")
    with pytest.raises(Refused):
        noted(county, "auditor")
    with pytest.raises(Invalid, match="unknown_reason"):
        noted(county, told="")


def suspended(county: County, day: date, since: date | None) -> Membership:
    """A member of 上窑村 whose membership is suspended."""
    membership = county.members["上窑村"][6]
    departures.depart(
        actor=county.actor("qingshi"), at=AT, membership=membership, day=day, reason="suspended",
        unreachable_since=since,
    )  # fmt: skip
    return membership


def test_a_membership_is_suspended_after_more_than_six_months_out_of_reach(county: County) -> None:
    with pytest.raises(Invalid, match="unreachable_missing"):
        suspended(county, DAY, None)
    with pytest.raises(Invalid, match="not_yet"):
        suspended(county, DAY, date(2026, 5, 22))
    membership = suspended(county, DAY, date(2026, 5, 21))
    assert (membership.ends_on, membership.end_reason) == (DAY, "suspended")
    assert departures.suspension_of(membership.person_id) == membership


def test_two_further_years_and_the_member_may_be_removed(county: County) -> None:
    membership = suspended(county, date(2023, 6, 1), date(2022, 1, 1))
    assert departures.removable_from(membership) == date(2025, 6, 1)
    assert kinds(county, "qingshi", date(2025, 5, 31)) == []
    assert kinds(county, "qingshi", date(2025, 6, 1)) == ["removal"]
    assert kinds(county, "shangyao", date(2025, 6, 1)) == []
    actor = county.actor("qingshi")
    with pytest.raises(Invalid, match="not_before"):
        departures.remove_suspended(actor=actor, at=AT, membership=membership, day=date(2025, 5, 31))
    departures.remove_suspended(actor=actor, at=AT, membership=membership, day=date(2025, 6, 1))
    assert kinds(county, "qingshi") == []
    with pytest.raises(Conflict, match="not_suspended"):
        departures.remove_suspended(actor=actor, at=AT, membership=membership, day=DAY)


def test_a_suspension_is_settled_by_today_by_those_who_may(county: County) -> None:
    membership = suspended(county, date(2023, 6, 1), date(2022, 1, 1))
    with pytest.raises(Invalid, match="settled_in_the_future"):
        departures.remove_suspended(
            actor=county.actor("qingshi"), at=AT, membership=membership, day=date(2026, 11, 23)
        )
    for username, error in (("liulin", NotFound), ("shangyao", Refused)):
        with pytest.raises(error):
            departures.remove_suspended(
                actor=county.actor(username), at=AT, membership=membership, day=date(2025, 5, 31)
            )
    membership.refresh_from_db()
    assert membership.removed_on is None


def test_who_is_found_again_is_a_member_again_and_suspended_no_more(county: County) -> None:
    membership = suspended(county, date(2023, 6, 1), date(2022, 1, 1))
    people.start_membership(
        actor=county.actor("qingshi"), at=AT, person=membership.person, unit=county.unit("上窑村"),
        standing="full", joined_on=membership.joined_on, day=DAY,
    )  # fmt: skip
    assert departures.suspension_of(membership.person_id) is None
    with pytest.raises(Conflict, match="not_suspended"):
        departures.remove_suspended(actor=county.actor("qingshi"), at=AT, membership=membership, day=DAY)


def test_other_departures_ask_nothing_first_and_unknown_ones_are_refused(county: County) -> None:
    named: dict[str, Any] = {
        "actor": county.actor("qingshi"), "at": AT, "day": DAY, "unreachable_since": None,
    }  # fmt: skip
    for place, reason in enumerate(("died", "withdrawn", "removed", "expelled"), start=3):
        membership = county.members["上窑村"][place]
        departures.depart(membership=membership, reason=reason, **named)
        assert membership.end_reason == reason
    with pytest.raises(Invalid, match="unknown_reason"):
        departures.depart(membership=county.members["上窑村"][1], reason="vanished", **named)


def test_a_letter_of_a_member_who_left_meanwhile_can_be_cancelled(county: County) -> None:
    found = letter(county)
    people.end_membership(actor=SYSTEM, at=AT, membership=county.members["柳林村"][1], day=DAY, reason="died")
    services.cancel(actor=county.actor("qingshi"), at=AT, transfer=found, day=DAY, reason="去世")
    assert kinds(county, "nanpo") == []
    with pytest.raises(Conflict, match="membership_ended"):
        services.issue(
            actor=county.actor("qingshi"), at=AT, membership=county.members["柳林村"][1],
            draft=LetterDraft("out", "外省", "work", DAY),
        )  # fmt: skip
