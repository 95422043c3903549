"""Every page asks the database at most fifteen times, and no more often where there is twice as much."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.models import Change
from jiceng.apps.organisations.bodies import found_body, start_term
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.posts import leave_post, take_post, take_seat
from jiceng.apps.people.services import PersonDraft, register_person, start_absence
from tests.county import AT, FOUNDED, SYSTEM, County, id_number
from tests.faces.workbench.imports.imported import imported
from tests.faces.workbench.test_permissions import ADDRESSES, ALL, SIGNED_IN, World, world  # noqa: F401

MOST = 15
WITHOUT_PAGE = {"start", "become_full", "end_absence"}
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN")


def counts(world: World, username: str) -> dict[str, int]:  # noqa: F811
    """Queries of every page the user opens, of the topmost unit, of a town and of a village."""
    client, found = world.county.client(username), {}
    for name, address in ADDRESSES.items():
        if address.post or name in WITHOUT_PAGE:
            continue
        for unit in (ALL[0], "青石镇", "上窑村") if address.about else ("",):
            given = world.things[unit][address.about] if address.about else ()
            url = address.url(name, given)
            client.get(url)
            with CaptureQueriesContext(connection) as caught:
                answer = client.get(url)
            if answer.status_code == 200:
                asked = [q for q in caught.captured_queries if not q["sql"].startswith(TRANSACTION)]
                found[f"{name} {unit}".strip()] = len(asked)
    return found


def double(county: County) -> None:
    """As many units, members, bodies, posts, spells away and gatherings again, twice."""
    for number in range(12):
        parent = county.unit(("青禾县", "青石镇", "上窑村")[number % 3])
        draft = UnitDraft(f"990525100-{number}", f"新村{number}", "village", "branch")
        _fill(found_unit(actor=SYSTEM, at=AT, parent=parent, draft=draft, day=FOUNDED), number * 10)
    for name in ("上窑村", "青石镇", "青禾县"):
        _fill(county.unit(name), 200 + 10 * ALL.index(name))
    membership = county.members["上窑村"][0]
    for _ in range(12):
        imported(county.users["county"], membership)
    for change in Change.objects.filter(record_id__gt=0):
        change.pk = None
        change.save()


def _fill(unit: Unit, number: int) -> None:
    memberships = [
        register_person(
            actor=SYSTEM,
            at=AT,
            unit=unit,
            draft=PersonDraft(f"新人{number + place}", id_number(100 + number + place, "19800101")),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
        for place in range(5)
    ]
    body = found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="二组", day=FOUNDED)
    start_term(actor=SYSTEM, at=AT, body=body, day=FOUNDED, due_on=date(2026, 11, 1))
    for membership in memberships:
        take_seat(actor=SYSTEM, at=AT, body=body, person=membership.person, day=FOUNDED)
    start_absence(actor=SYSTEM, at=AT, membership=memberships[0], day=date(2026, 3, 1))
    post = unit.posts.filter(kind="secretary", holdings=None).first()
    if post is not None:
        holding = take_post(actor=SYSTEM, at=AT, post=post, person=memberships[1].person, day=FOUNDED)
        leave_post(actor=SYSTEM, at=AT, holding=holding, day=date(2026, 9, 1))
    for day in (date(2026, 10, 5), date(2026, 11, 5), date(2026, 11, 6)):
        for kind in ("members_meeting", "activity_day", "party_lecture"):
            minutes = Minutes(kind, day, text="议事", absent={memberships[0].person_id: "away"})
            record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)


@pytest.mark.parametrize("username", ["county", "shangyao"])
def test_queries_do_not_grow_with_the_county(world: World, username: str) -> None:  # noqa: F811
    away = world.county.members["上窑村"][4]
    start_absence(actor=SYSTEM, at=AT, membership=away, day=date(2025, 3, 1))  # a list of nobody asks less
    counts(world, username)  # looks into files fill the reading log
    before = counts(world, username)
    double(world.county)
    after = counts(world, username)
    assert set(before) == set(after)
    assert len(before) > (100 if username == "county" else 10)
    grown = {page: (before[page], n) for page, n in after.items() if n > before[page]}
    assert not grown, grown
    many = {page: n for page, n in after.items() if n > MOST}
    assert not many, many
