"""A person learns which office looked into her file, when and what for; never who sat there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.access.looks import looks_at
from jiceng.apps.journal.services import record_reading
from jiceng.apps.people.models import Person
from jiceng.kernel.errors import NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture
def person(county: County) -> Person:
    membership = county.unit("上窑村").memberships.order_by("pk").first()
    assert membership is not None
    found: Person = membership.person
    return found


def look(county: County, person: Person, username: str, purpose: str, hours: int = 0) -> None:
    actor = SYSTEM if username == "" else county.actor(username)
    at = AT - timedelta(hours=hours)
    record_reading(actor=actor, at=at, person_id=person.pk, unit_id=None, part="file", purpose=purpose)


def test_it_names_offices_and_counts_what_is_alike(county: County, person: Person) -> None:
    for username, purpose, hours in (("qingshi", "换届", 0), ("qingshi", "换届", 1), ("county", "审计", 48)):
        look(county, person, username, purpose, hours)
    _, found = looks_at(county.actor("county"), person.pk, DAY)
    assert [(each.day, each.unit, each.purpose, each.times) for each in found] == [
        (DAY, "青石镇", "换届", 2),
        (DAY - timedelta(days=2), found[1].unit, "审计", 1),
    ]
    assert found[0].role == "town_officer"
    assert "用户" not in str(found)


def test_a_reader_without_an_office_that_day_is_told_as_none(county: County, person: Person) -> None:
    look(county, person, "", "核对")
    county.users["qingshi"].grants.update(ends_on=DAY)
    look(county, person, "qingshi", "换届")
    _, found = looks_at(county.actor("county"), person.pk, DAY)
    assert {(each.role, each.unit) for each in found} == {("", "")}


def test_it_is_for_those_who_keep_her_file(county: County, person: Person) -> None:
    with pytest.raises(NotFound):
        looks_at(county.actor("hewan"), person.pk, DAY)
    with pytest.raises(Refused):
        looks_at(county.actor("auditor"), person.pk, DAY)


def test_as_many_questions_for_many_looks_as_for_one(
    county: County, person: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    actor = county.actor("county")
    look(county, person, "qingshi", "换届")
    with CaptureQueriesContext(connection) as one:
        looks_at(actor, person.pk, DAY)
    for hours in range(30):
        look(county, person, ("county", "qingshi")[hours % 2], "换届", hours)
    with django_assert_num_queries(len(one)):
        looks_at(actor, person.pk, DAY)
