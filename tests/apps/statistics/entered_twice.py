"""A fault no register should have: somebody who is a member of two units at once."""

from datetime import date

from jiceng.apps.people.models import Membership
from tests.county import County


def enter_twice(county: County) -> Membership:
    """The first member of 上窑村 is one of 柳林村 too, from 2020 until the middle of 2026."""
    member = county.members["上窑村"][0]
    return Membership.objects.create(
        person=member.person,
        unit=county.unit("柳林村"),
        standing="full",
        joined_on=member.joined_on,
        starts_on=date(2020, 1, 1),
        ends_on=date(2026, 6, 1),
    )
