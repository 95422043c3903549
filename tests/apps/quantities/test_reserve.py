"""Who is young, away, named to follow, and what was set up: as on any day."""

from datetime import date

from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.leadership import name_successor
from jiceng.apps.people.models import Person
from jiceng.apps.people.services import start_absence
from jiceng.apps.transfers.visitors import VisitorDraft, note_visitor
from tests.apps.quantities.test_amounts import value
from tests.county import AT, DAY, SYSTEM, County


def test_a_member_is_young_until_the_day_of_the_birthday(county: County) -> None:
    person = Person.objects.filter(pk=county.members["柳林村"][0].person_id)
    assert value(county, "柳林村", "young_members") == 0
    person.update(birth_date=date(1991, 11, 23))
    assert value(county, "柳林村", "young_members") == 1
    person.update(birth_date=date(1991, 11, 22))
    assert value(county, "柳林村", "young_members") == 0


def test_a_member_away_is_in_touch_when_somebody_is_named(county: County) -> None:
    membership = county.members["上窑村"][1]
    start_absence(actor=SYSTEM, at=AT, membership=membership, day=date(2026, 3, 1))
    counted = [value(county, "上窑村", each) for each in ("members_away", "members_in_touch")]
    assert counted == [1, 0]
    membership.person.absences.update(contact=county.members["上窑村"][0].person)
    assert value(county, "上窑村", "members_in_touch") == 1
    assert value(county, "上窑村", "members_away", date(2026, 2, 28)) == 0


def test_members_from_elsewhere_count_where_they_take_part(county: County) -> None:
    draft = VisitorDraft("施远", "外省某公司党支部", "spoken")
    note_visitor(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), draft=draft, day=DAY)
    assert value(county, "柳林村", "members_from_elsewhere") == 1
    assert value(county, "上窑村", "members_from_elsewhere") == 0


def test_a_successor_counts_from_the_day_of_naming(county: County) -> None:
    post = county.unit("上窑村").posts.get(kind="secretary")
    person = county.members["上窑村"][2].person
    name_successor(actor=SYSTEM, at=AT, post=post, person=person, day=DAY, until=None, reason="熟悉村务")
    assert value(county, "上窑村", "successors_named") == 1
    assert value(county, "上窑村", "successors_named", date(2026, 11, 21)) == 0


def test_a_joint_branch_is_new_for_twelve_months(county: County) -> None:
    draft = UnitDraft("990525100300", "联合党支部", "private_firm", "joint_branch", "", 9)
    county.units["联合党支部"] = found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2025, 11, 23)
    )
    assert value(county, "联合党支部", "joint_formed") == 1
    assert value(county, "联合党支部", "joint_formed", date(2026, 11, 23)) == 0
    assert value(county, "上窑村", "joint_formed") == "not asked"
