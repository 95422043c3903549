"""Every page asks the database at most fifteen times, and no more often where there is twice as much."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from jiceng.apps.commendations import services as commendations
from jiceng.apps.decisions.drafts import Entry, Proposal
from jiceng.apps.decisions.services import enter, open_decision
from jiceng.apps.dues import reductions
from jiceng.apps.dues import services as dues
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.files import attach
from jiceng.apps.editorial.services import Text
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.models import Change
from jiceng.apps.organisations.bodies import found_body, start_term
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.posts import leave_post, take_post, take_seat
from jiceng.apps.people.services import PersonDraft, register_person, start_absence
from jiceng.engines.procedure.decisions import Kind
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number
from tests.faces.workbench.imports.imported import imported
from tests.faces.workbench.needs.needed import needed
from tests.faces.workbench.one_of_everything import ALL, World, listed, put_right
from tests.faces.workbench.test_permissions import ADDRESSES

MOST = 15
WITHOUT_PAGE = {"start", "become_full", "end_absence"}
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN")


def counts(world: World, username: str) -> dict[str, int]:
    """Queries of every page the user opens, of the topmost unit, of a town and of a village."""
    client, found = world.county.client(username), {}
    for name, address in ADDRESSES.items():
        if address.post or name in WITHOUT_PAGE:
            continue
        for unit in (ALL[0], "青石镇", "上窑村") if address.about else ("",):
            given = world.things[unit][address.about] if address.about else ()
            url = address.url(name, given)
            reset_queries()  # the log holds no more than some thousands
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
        unit = found_unit(actor=SYSTEM, at=AT, parent=parent, draft=draft, day=FOUNDED)
        _fill(unit, number * 10)
        put_right(unit)
    for name in ("上窑村", "青石镇", "青禾县"):
        _fill(county.unit(name), 200 + 10 * ALL.index(name))
        _write(county.unit(name))
        _decide(county.unit(name))
        for number in range(3):
            needed(county, county.unit(name), number + 1)
        for number in range(4):
            listed(county.unit(name), f"某{name}{number}公司")
    membership = county.members["上窑村"][0]
    for _ in range(12):
        imported(county.users["county"], membership)
    for change in Change.objects.filter(record_id__gt=0):
        change.pk = None
        change.save()


def _write(unit: Unit) -> None:
    """Articles, one changed and with a file, waiting for review."""
    for number in range(3):
        text = Text(f"公告{number}", "<p>公示。</p>", "announcements")
        article = editorial.draft(actor=SYSTEM, at=AT, unit=unit, text=text)
        editorial.revise(actor=SYSTEM, at=AT, article=article, text=text, revision=1)
        attach(actor=SYSTEM, at=AT, article=article, name="附件.pdf", data=b"%PDF-1.4\n%%EOF")
        editorial.submit(actor=SYSTEM, at=AT, article=article)


def _decide(unit: Unit) -> None:
    """Matters under way, each with a meeting on record."""
    for number in range(3):
        proposal = Proposal("branch_resolution", f"议题{number}", date(2026, 11, 1))
        decision = open_decision(actor=SYSTEM, at=AT, unit=unit, proposal=proposal)
        said = {"roll": {"on": "2026-11-02", "entitled": 3}, "present": 3, "ayes": 3, "nays": 0}
        enter(
            actor=SYSTEM,
            at=AT,
            decision=decision,
            entry=Entry("committee", Kind.HELD, date(2026, 11, 2), said),
        )


def _pay(unit: Unit, person_ids: list[int]) -> None:
    """Dues of two months of a unit's members, a reduction asked for, and honours."""
    actor = dict[str, Any](actor=SYSTEM, at=AT)
    first, last = date(2026, 9, 1), date(2026, 10, 1)
    drafts = [dues.StandingDraft(id, "salaried", 400_000) for id in person_ids]
    dues.set_standings(**actor, unit=unit, month=first, drafts=drafts)
    paid = dues.Collection(first, last, DAY, dict.fromkeys(person_ids[:4], 4_000))
    dues.record_dues(**actor, unit=unit, draft=paid)
    for id in person_ids:
        asked = reductions.ReductionDraft(id, date(2026, 12, 1), date(2026, 12, 1), 0, "大病")
        reductions.ask_reduction(**actor, unit=unit, draft=asked)
    for honour in ("先进集体", "文明单位"):
        draft = commendations.CommendationDraft(honour, "上级", DAY)
        commendations.enter_commendation(**actor, unit=unit, draft=draft)


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
    _pay(unit, [membership.person_id for membership in memberships])
    for day in (date(2026, 10, 5), date(2026, 11, 5), date(2026, 11, 6)):
        for kind in ("members_meeting", "activity_day", "party_lecture"):
            minutes = Minutes(kind, day, text="议事", absent={memberships[0].person_id: "away"})
            record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)


@pytest.mark.parametrize("username", ["county", "shangyao"])
def test_queries_do_not_grow_with_the_county(world: World, username: str) -> None:
    away = world.county.members["上窑村"][4]
    start_absence(actor=SYSTEM, at=AT, membership=away, day=date(2025, 3, 1))  # a list of nobody asks less
    counts(world, username)  # what the first look works out is kept; looks into files fill the reading log
    before = counts(world, username)
    double(world.county)
    counts(world, username)
    after = counts(world, username)
    assert set(before) == set(after)
    assert len(before) > (100 if username == "county" else 10)
    grown = {page: (before[page], n) for page, n in after.items() if n > before[page]}
    assert not grown, grown
    assert min(after.values()) > 0
    many = {page: n for page, n in after.items() if n > MOST}
    assert not many, many
