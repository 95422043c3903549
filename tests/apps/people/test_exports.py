"""What leaves the office: by whose right, for what purpose, and what is kept of it."""

import hashlib
import json
from datetime import date
from unittest.mock import patch

import pytest

from jiceng.apps.access import services as access
from jiceng.apps.duties.models import Freshness
from jiceng.apps.journal.files import entries_of, new_mark
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.organisations.bodies import found_body, found_post
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people import exports
from jiceng.apps.people.changes import changes
from jiceng.apps.people.posts import leave_post, take_post, take_seat
from jiceng.apps.people.services import PersonDraft, register_person, start_absence
from jiceng.apps.people.tree_register import leading_of_tree, members_of_tree
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, NotFound, Refused
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number


def export(county: County, actor: Actor, unit: str | None, *, persons: bool = True, rows: int = 3) -> None:
    exports.export_table(
        actor=actor,
        at=AT,
        table="members",
        unit=None if unit is None else county.version(unit),
        reach="person.read",
        rows=rows,
        persons=persons,
        numbers=0,
        file=b"workbook",
        mark=new_mark(),
    )


def test_every_table_leaves_an_entry_of_its_unit(county: County) -> None:
    export(county, county.actor("shangyao").with_purpose(" 换届 "), "上窑村")
    entry = AuditEntry.objects.get(type="table.exported")
    assert (entry.subject, entry.unit_id) == ("table:members", county.unit("上窑村").pk)
    told = json.loads(entry.content or "")
    assert entries_of(told["mark"]) == entries_of(hashlib.sha256(b"workbook").hexdigest()) == [entry.pk]
    del told["mark"], told["sha256"]
    assert told == {
        "table": "members",
        "unit": "990525100200",
        "rows": 3,
        "numbers": 0,
        "purpose": "换届",
    }


def test_taking_a_table_out_changes_no_fact(county: County) -> None:
    Freshness.objects.update(stale=False)
    export(county, county.actor("shangyao").with_purpose("换届"), "上窑村")
    assert not Freshness.objects.filter(stale=True).exists()


def test_persons_leave_for_a_purpose_and_by_right_only(county: County) -> None:
    with pytest.raises(Invalid, match="purpose_missing"):
        export(county, county.actor("shangyao").with_purpose(" "), "上窑村")
    with pytest.raises(Refused):
        export(county, county.actor("auditor").with_purpose("看看"), "上窑村")
    with pytest.raises(Refused):
        export(county, county.actor("auditor").with_purpose("看看"), None)
    with pytest.raises(NotFound):
        export(county, county.actor("liulin").with_purpose("看看"), "上窑村")
    with pytest.raises(NotFound):
        export(county, county.actor("qingshi").with_purpose("看看"), "南坡村")
    assert not AuditEntry.objects.filter(type="table.exported").exists()


def test_a_table_without_persons_needs_no_purpose(county: County) -> None:
    export(county, county.actor("auditor"), "上窑村", persons=False)
    assert AuditEntry.objects.filter(type="table.exported", actor_name="用户auditor").exists()


def test_the_right_must_reach_as_far_as_the_table(county: County) -> None:
    """Who watches over the county and is secretary of one village takes out that village's members alone."""
    access.grant_role(
        actor=SYSTEM,
        at=AT,
        user=county.users["auditor"],
        role="secretary",
        unit=county.unit("上窑村"),
        day=date(2026, 1, 1),
        ends_on=None,
    )
    actor = county.actor("auditor").with_purpose("看看")
    assert exports.may_export_persons(actor, county.version("上窑村"))
    assert not exports.may_export_persons(actor, None, "journal.read")
    assert exports.may_export_persons(actor, None, "person.read")


def test_more_rows_than_anyone_reads_are_refused(county: County) -> None:
    with pytest.raises(Invalid, match="too_many_rows"):
        export(county, SYSTEM, None, persons=False, rows=exports.MOST_ROWS + 1)
    with pytest.raises(Invalid, match="too_many_rows"):
        exports.bounded(AuditEntry.objects.all(), 2)


def test_whole_numbers_are_read_by_right_and_each_look_is_kept(county: County) -> None:
    version = county.version("青石镇")
    for username in ("qingshi", "auditor"):
        with pytest.raises(Refused):
            exports.read_id_numbers(
                actor=county.actor(username).with_purpose("换届"), at=AT, version=version, day=DAY
            )
    actor = county.actor("county")
    with pytest.raises(Invalid, match="purpose_missing"):
        exports.read_id_numbers(actor=actor, at=AT, version=version, day=DAY)
    assert not Reading.objects.exists()
    found = exports.read_id_numbers(actor=actor.with_purpose("换届"), at=AT, version=version, day=DAY)
    assert found[county.members["上窑村"][0].person_id] == id_number(1)
    assert len(found) == 13
    looks = Reading.objects.filter(part="id_number", purpose="换届", actor_name="用户county")
    assert set(looks.values_list("person_id", flat=True)) == set(found)
    assert set(looks.values_list("unit_id", flat=True)) == {
        county.unit("上窑村").pk,
        county.unit("柳林村").pk,
    }


def test_no_more_whole_numbers_than_a_towns_at_once(county: County) -> None:
    actor = county.actor("county").with_purpose("换届")
    with patch.object(exports, "MOST_NUMBERS", 12), pytest.raises(Invalid, match="too_many_numbers"):
        exports.read_id_numbers(actor=actor, at=AT, version=county.version("青石镇"), day=DAY)
    assert not Reading.objects.exists()


def test_members_come_as_the_tree_is_read(county: County) -> None:
    draft = UnitDraft("990525100200-1", "上窑一支部", "branch", "branch", order=99)
    branch = found_unit(actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=FOUNDED)
    register_person(
        actor=SYSTEM,
        at=AT,
        unit=branch,
        draft=PersonDraft("何秋生"),
        standing="full",
        joined_on=date(1990, 1, 1),
        day=FOUNDED,
    )
    start_absence(actor=SYSTEM, at=AT, membership=county.members["上窑村"][2], day=date(2026, 3, 1))
    found = members_of_tree(county.actor("county"), county.version("青禾县"), DAY)
    names = {each.unit_id: each.name for each in found.units}
    order = list(dict.fromkeys(names[row.unit_id] for row in found.rows))
    assert order == ["上窑村", "上窑一支部", "柳林村", "南坡村"]
    assert [row.name for row in found.rows][:3] == ["赵大田", "钱秀英", "孙建国"]
    assert [row.name for row in found.rows if row.gone] == ["孙建国"]
    assert {row.standing for row in found.rows if row.name == "冯小雨"} == {"probationary"}
    assert all("*" in row.id_number for row in found.rows if row.name != "何秋生")
    town = members_of_tree(county.actor("qingshi"), county.version("青石镇"), DAY)
    assert len(town.rows) == len(found.rows) - len(county.members["南坡村"])
    with pytest.raises(Refused):
        members_of_tree(county.actor("auditor"), county.version("青禾县"), DAY)


def test_leaders_are_posts_then_seats_of_those_without_a_post(county: County) -> None:
    unit = county.unit("上窑村")
    deputy = found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=FOUNDED)
    person = county.members["上窑村"][4].person
    holding = take_post(actor=SYSTEM, at=AT, post=deputy, person=person, day=date(2022, 3, 1))
    leave_post(actor=SYSTEM, at=AT, holding=holding, day=date(2026, 9, 1))
    group = found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="一组", day=FOUNDED)
    take_seat(actor=SYSTEM, at=AT, body=group, person=county.members["上窑村"][7].person, day=FOUNDED)
    found = leading_of_tree(county.actor("shangyao"), county.version("上窑村"), DAY)
    told = [(row.post, row.body, row.name, row.vacant_since) for row in found]
    assert told == [
        ("secretary", "", "赵大田", None),
        ("deputy_secretary", "", "", date(2026, 9, 1)),
        ("", "branch_committee", "钱秀英", None),
        ("", "branch_committee", "孙建国", None),
    ]
    assert {(row.term_since, row.term_due) for row in found} == {(date(2022, 3, 1), date(2027, 3, 1))}
    never = leading_of_tree(county.actor("county"), county.version("南坡村"), DAY)
    assert [(row.post, row.name, row.vacant_since) for row in never] == [("secretary", "", None)]


def test_changes_of_one_unit_and_those_below_it(county: County) -> None:
    until = date(2027, 11, 22)
    all_of_them = changes(county.actor("county"), DAY, until)
    assert [row.name for row in all_of_them.rows] == ["上窑村"]
    below = changes(county.actor("county"), DAY, until, county.version("青石镇").path)
    assert [row.name for row in below.rows] == ["上窑村"]
    assert not changes(county.actor("county"), DAY, until, county.version("河湾镇").path).rows
    assert changes(county.actor("county"), DAY, until, county.version("河湾镇").path).unknown == 2
