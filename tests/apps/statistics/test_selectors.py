"""The yearly tables of the small county: as of which day, by which tree, for whom."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.access import services as access
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.history import unit_file
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.apps.statistics.behind import cell_list, memberships_of
from jiceng.apps.statistics.selectors import YearTables, year_tables
from jiceng.apps.transfers.services import ArrivalDraft, receive
from jiceng.engines.procedure import ONCE, TOTAL
from jiceng.kernel.errors import NotFound, Refused
from tests.apps.statistics.entered_twice import enter_twice
from tests.county import AT, DAY, SYSTEM, County, id_number

pytestmark = pytest.mark.django_db


def tables(county: County, name: str, year: int, username: str = "county") -> YearTables:
    actor = county.actor(username)
    return year_tables(actor, unit_file(actor, county.unit(name).code, DAY), year, DAY)


def figure(county: County, name: str, year: int, where: str, username: str = "county") -> int:
    """A figure by "table row column"."""
    code, row, column = where.split()
    return tables(county, name, year, username).figures[code].at(row, column)


def end(county: County, membership: Membership, day: date, reason: str) -> None:
    people.end_membership(actor=SYSTEM, at=AT, membership=membership, day=day, reason=reason)


def test_the_running_year_is_as_of_today_and_a_past_one_as_of_its_last_day(county: County) -> None:
    assert tables(county, "青禾县", 2026).day == DAY
    assert tables(county, "青禾县", 2025).day == date(2025, 12, 31)
    assert figure(county, "青禾县", 2026, "sex total probationary") == 1
    assert figure(county, "青禾县", 2025, "sex total probationary") == 0


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [(date(2025, 12, 31), 0, 0), (date(2026, 1, 1), 1, 0)],
    ids=["the last day of the year is the first without", "still there on the last day"],
)
def test_who_leaves_at_the_turn_of_the_year(county: County, day: date, before: int, after: int) -> None:
    end(county, county.members["柳林村"][3], day, "died")
    assert figure(county, "柳林村", 2025, "sex total total") == 3 + before
    assert figure(county, "柳林村", 2025, "changes died total") == 1 - before
    assert figure(county, "柳林村", 2026, "changes died total") == before
    assert figure(county, "柳林村", 2026, "sex total total") == 3


def test_who_joined_on_new_years_day_is_admitted_in_the_new_year(county: County) -> None:
    member = people.register_person(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("南坡村"),
        draft=people.PersonDraft("何新"),
        standing="probationary",
        joined_on=date(2025, 1, 1),
        day=date(2025, 1, 1),
    )
    assert figure(county, "南坡村", 2024, "changes admitted total") == 0
    assert figure(county, "南坡村", 2025, "changes opening total") == 3
    assert figure(county, "南坡村", 2025, "changes admitted probationary") == 1
    people.become_full_member(actor=SYSTEM, at=AT, membership=member, day=date(2026, 1, 1))
    assert figure(county, "南坡村", 2026, "changes became_full full") == 1
    assert figure(county, "南坡村", 2026, "changes closing full") == 4


def test_a_move_within_the_county_is_one_of_the_towns_and_none_of_the_county(county: County) -> None:
    people.transfer(
        actor=SYSTEM,
        at=AT,
        membership=county.members["柳林村"][3],
        unit=county.unit("南坡村"),
        day=date(2026, 3, 1),
    )
    assert figure(county, "青石镇", 2026, "changes moved_out total") == 1
    assert figure(county, "河湾镇", 2026, "changes moved_in full") == 1
    for row in ("moved_in", "moved_out", "transferred_in", "transferred_out"):
        assert figure(county, "青禾县", 2026, f"changes {row} total") == 0


def test_who_comes_with_a_letter_is_transferred_and_not_admitted(county: County) -> None:
    person = people.PersonDraft("何远", id_number(800))
    draft = ArrivalDraft(
        person=person,
        standing="full",
        joined_on=date(2026, 1, 5),
        from_words="外地",
        reason="work",
        letter_number="1",
        letter_day=date(2026, 6, 1),
        day=date(2026, 6, 2),
    )
    receive(actor=SYSTEM, at=AT, unit=county.unit("南坡村"), draft=draft)
    assert figure(county, "南坡村", 2026, "changes transferred_in total") == 1
    assert figure(county, "南坡村", 2026, "changes admitted total") == 0


def move(county: County, name: str, to: str, day: date) -> None:
    organisations.move_unit(actor=SYSTEM, at=AT, unit=county.unit(name), parent=county.unit(to), day=day)


def test_a_past_year_follows_the_tree_of_its_last_day(county: County) -> None:
    move(county, "柳林村", "河湾镇", date(2026, 2, 1))
    assert figure(county, "青石镇", 2025, "sex total total") == 8 + 4
    assert figure(county, "河湾镇", 2025, "sex total total") == 3
    assert figure(county, "河湾镇", 2026, "sex total total") == 3 + 4
    assert figure(county, "青石镇", 2026, "changes unit_out total") == 4
    assert figure(county, "河湾镇", 2026, "changes unit_in total") == 4


def test_permission_is_todays_in_every_year(county: County) -> None:
    """柳林村 has gone to the other town: its officer of old counts it no more, not even of old."""
    move(county, "柳林村", "河湾镇", date(2026, 2, 1))
    assert figure(county, "青石镇", 2025, "sex total total", "qingshi") == 8
    assert all(check.holds for check in tables(county, "青石镇", 2026, "qingshi").checks)


def test_who_reads_no_persons_has_figures_and_no_lists(county: County) -> None:
    found = tables(county, "青石镇", 2026, "auditor")
    assert found.figures["sex"].at(TOTAL, TOTAL) == 13
    for code, row in (("sex", "unknown"), ("changes", "closing"), ("sex", ONCE)):
        with pytest.raises(Refused):
            cell_list(found, code, row, TOTAL)
    assert len(cell_list(found, "organisations", "village", TOTAL).ids) == 2


def test_a_list_leaves_out_and_tells_of_units_whose_persons_one_does_not_read(county: County) -> None:
    """An auditor of the county who is the officer of one town: the village that has gone is counted."""
    auditor, town = county.users["auditor"], county.unit("青石镇")
    grant: dict[str, Any] = {
        "user": auditor,
        "role": "town_officer",
        "unit": town,
        "day": date(2026, 1, 1),
        "ends_on": None,
    }
    access.grant_role(actor=SYSTEM, at=AT, **grant)
    move(county, "柳林村", "河湾镇", date(2026, 2, 1))
    found = tables(county, "青石镇", 2025, "auditor")
    assert found.figures["sex"].at(TOTAL, TOTAL) == 12
    behind = cell_list(found, "sex", TOTAL, TOTAL)
    assert (len(behind.ids), behind.hidden) == (8, 4)


@pytest.mark.parametrize("year", [2018, 2027])
def test_a_year_before_the_unit_or_to_come_has_no_tables(county: County, year: int) -> None:
    with pytest.raises(NotFound):
        tables(county, "上窑村", year)


@pytest.mark.parametrize("cell", ["sex third total", "sex male age.to_30", "nothing male total"])
def test_a_cell_there_is_not_has_no_list(county: County, cell: str) -> None:
    code, row, column = cell.split()
    with pytest.raises(NotFound):
        cell_list(tables(county, "上窑村", 2026), code, row, column)


def test_what_nobody_has_entered_is_counted_and_listed_and_not_guessed(county: County) -> None:
    member = county.members["上窑村"][0]
    member.person.education, member.person.birth_date = "大专", None
    member.person.save()
    found = tables(county, "上窑村", 2026)
    assert found.figures["education"].at("college", TOTAL) == 1
    assert found.figures["education"].at("unknown", TOTAL) == 8
    behind = cell_list(found, "age", "unknown", TOTAL)
    assert [row.person.name for row, _unit in memberships_of(found, behind.ids)] == ["赵大田"]


def test_a_person_entered_twice_counts_once_and_is_told_of(county: County) -> None:
    member = county.members["上窑村"][0]
    again = enter_twice(county)
    found = tables(county, "青石镇", 2025)
    assert found.figures["sex"].at(TOTAL, TOTAL) == 12
    (check,) = [check for check in found.checks if not check.holds]
    assert (check.kind, check.faults[0].stated) == (ONCE, 1)
    assert cell_list(found, "sex", ONCE, TOTAL).ids == [member.pk]
    counted = {id for row in ("male", "female", "unknown") for id in cell_list(found, "sex", row, TOTAL).ids}
    assert again.pk in counted
    assert all(check.holds for check in tables(county, "青石镇", 2026).checks)


def test_queries_are_the_same_for_a_village_and_a_county(
    county: County, django_assert_num_queries: Any
) -> None:
    for name in ("上窑村", "青禾县"):
        actor, code = county.actor("county"), county.unit(name).code
        with django_assert_num_queries(9):
            found = year_tables(actor, unit_file(actor, code, DAY), 2026, DAY)
            assert found.checks
