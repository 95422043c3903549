"""Ending a body or a unit ends what people hold in it, in one step and on paper."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import closures, posts, services
from jiceng.apps.people.models import Absence, Membership, PostHolding, Seat
from jiceng.kernel.errors import Conflict, NotFound
from tests.county import AT, DAY, SYSTEM, County


def empty(county: County, village: str) -> None:
    """Let every member of a village leave."""
    for membership in county.members[village]:
        services.end_membership(actor=SYSTEM, at=AT, membership=membership, day=DAY, reason="left")


def test_closing_a_unit_ends_its_seats_and_posts(county: County) -> None:
    empty(county, "上窑村")
    unit = county.unit("上窑村")
    closures.close_unit(actor=county.actor("qingshi"), at=AT, unit=unit, day=DAY, reason="撤并")
    assert set(Seat.objects.filter(body__unit=unit).values_list("ends_on", flat=True)) == {DAY}
    assert PostHolding.objects.get(post__unit=unit).ends_on == DAY
    written = AuditEntry.objects.filter(type__in=("seat.left", "post.left"), unit_id=unit.pk)
    assert sorted(written.values_list("type", flat=True)) == ["post.left", *["seat.left"] * 3]


def test_the_tree_refuses_to_close_what_is_still_held(county: County) -> None:
    empty(county, "上窑村")
    named: dict[str, Any] = {"actor": SYSTEM, "at": AT, "day": DAY}
    with pytest.raises(Conflict, match="unit_has_holders"):
        organisations.close_unit(unit=county.unit("上窑村"), reason="撤并", **named)
    with pytest.raises(Conflict, match="body_has_seats"):
        bodies.close_body(body=county.committee, **named)


def test_a_closing_that_is_refused_ends_nothing(county: County) -> None:
    with pytest.raises(Conflict, match="unit_has_members"):
        closures.close_unit(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), day=DAY, reason="撤并")
    assert Seat.objects.filter(ends_on=None).count() == 3
    with pytest.raises(NotFound):
        closures.close_unit(
            actor=county.actor("hewan"), at=AT, unit=county.unit("上窑村"), day=DAY, reason="撤并"
        )


def test_ending_a_body_ends_its_seats_and_nobody_sits_in_it_after(county: County) -> None:
    closures.close_body(actor=county.actor("qingshi"), at=AT, body=county.committee, day=DAY)
    assert not Seat.objects.filter(ends_on=None).exists()
    person = county.members["上窑村"][4].person
    with pytest.raises(Conflict, match="body_not_active"):
        posts.take_seat(actor=SYSTEM, at=AT, body=county.committee, person=person, day=DAY)
    with pytest.raises(Conflict, match="body_not_active"):
        bodies.start_term(actor=SYSTEM, at=AT, body=county.committee, day=DAY, due_on=date(2031, 1, 1))


def test_a_merger_takes_members_and_their_spells_away_along(county: County) -> None:
    away = county.members["柳林村"][1]
    services.start_absence(actor=SYSTEM, at=AT, membership=away, day=date(2026, 3, 1))
    moved = closures.merge_unit(
        actor=county.actor("qingshi"),
        at=AT,
        unit=county.unit("柳林村"),
        into=county.unit("上窑村"),
        day=DAY,
        with_members=True,
    )
    assert moved == 4
    assert Membership.objects.filter(unit=county.unit("上窑村"), ends_on=None).count() == 13
    old, new = Absence.objects.filter(person=away.person).order_by("starts_on")
    assert (old.ends_on, new.unit, new.starts_on) == (DAY, county.unit("上窑村"), DAY)


def test_a_merger_that_cannot_be_moves_nobody(county: County) -> None:
    draft = organisations.UnitDraft("990525100201-1", "柳林一支部", "branch", "branch")
    organisations.found_unit(actor=SYSTEM, at=AT, parent=county.unit("柳林村"), draft=draft, day=DAY)
    with pytest.raises(Conflict, match="unit_has_units"):
        closures.merge_unit(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("柳林村"),
            into=county.unit("上窑村"),
            day=DAY,
            with_members=True,
        )
    assert Membership.objects.filter(unit=county.unit("柳林村"), ends_on=None).count() == 4


def test_a_merger_leaves_no_post_held_where_nothing_is_left(county: County) -> None:
    closures.merge_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        into=county.unit("上窑村"),
        day=DAY,
        with_members=True,
    )
    assert PostHolding.objects.get(post__unit=county.unit("柳林村")).ends_on == DAY
