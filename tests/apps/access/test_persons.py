"""Whose account it is: said by the office, so that she reads who looked into her own file, and no more."""

from datetime import timedelta

import pytest

from jiceng.apps.access.looks import UNTOLD, own_looks
from jiceng.apps.access.models import User
from jiceng.apps.access.persons import link_person
from jiceng.apps.access.services import close_user, create_machine
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record_reading
from jiceng.apps.people.models import Person
from jiceng.kernel.errors import Conflict, NotFound, Refused
from tests.county import AT, DAY, County


@pytest.fixture
def person(county: County) -> Person:
    found: Person = county.members["上窑村"][1].person
    return found


def link(county: County, username: str, person_id: int | None, by: str = "county") -> None:
    link_person(actor=county.actor(by), at=AT, user=county.users[username], person_id=person_id)


def linked(county: County, username: str) -> int | None:
    return User.objects.get(username=username).person_id


def looked(county: County, person: Person, purpose: str, by: str = "qingshi", days: int = 0) -> None:
    at = AT - timedelta(days=days)
    actor = county.actor(by)
    record_reading(actor=actor, at=at, person_id=person.pk, unit_id=None, part="file", purpose=purpose)


def test_she_reads_who_looked_into_her_file_once_the_office_said_who_she_is(
    county: County, person: Person
) -> None:
    looked(county, person, "换届")
    looked(county, county.members["上窑村"][0].person, "转接")
    reader = county.actor("liulin")
    assert own_looks(reader, DAY) is None
    link(county, "liulin", person.pk)
    found = own_looks(reader, DAY)
    assert found is not None
    assert found[0] == person
    assert [(each.unit, each.purpose, each.times) for each in found[1]] == [("青石镇", "换届", 1)]
    entry = AuditEntry.objects.get(type="user.person_linked")
    assert (entry.subject, entry.actor_name) == (
        f"user:{county.users['liulin'].pk}",
        county.users["county"].name,
    )


def test_nobody_says_it_of_herself_nor_without_the_right(county: County, person: Person) -> None:
    for by, username in (("county", "county"), ("qingshi", "shangyao"), ("auditor", "liulin")):
        with pytest.raises(Refused):
            link(county, username, person.pk, by=by)
    with pytest.raises(NotFound):
        link(county, "liulin", 10**6)
    assert User.objects.exclude(person_id=None).count() == 0


def test_an_account_that_is_taken_back_reads_nothing(county: County, person: Person) -> None:
    link(county, "liulin", person.pk)
    link(county, "liulin", None)
    assert linked(county, "liulin") is None
    assert own_looks(county.actor("liulin"), DAY) is None
    link(county, "liulin", None)  # nothing to change, nothing to enter
    assert AuditEntry.objects.filter(type="user.person_linked").count() == 2


def test_a_person_has_one_account_in_use(county: County, person: Person) -> None:
    link(county, "liulin", person.pk)
    with pytest.raises(Conflict, match="person_has_account"):
        link(county, "shangyao", person.pk)
    close_user(actor=county.actor("county"), at=AT, user=county.users["liulin"])
    link(county, "shangyao", person.pk)
    assert linked(county, "shangyao") == person.pk


def test_a_program_is_nobody(county: County, person: Person) -> None:
    machine = create_machine(actor=county.actor("county"), at=AT, username="feed", name="接口")
    with pytest.raises(Conflict, match="machine_never_signs_in"):
        link_person(actor=county.actor("county"), at=AT, user=machine, person_id=person.pk)


@pytest.mark.parametrize(
    "purpose", ["核实群众举报", "信访件第3号", "Complaint no. 4", "调查 4 号来信", "问题线索处置"]
)
def test_no_purpose_tells_her_that_somebody_complained(county: County, person: Person, purpose: str) -> None:
    link(county, "liulin", person.pk)
    looked(county, person, purpose)
    looked(county, person, "换届", days=1)
    found = own_looks(county.actor("liulin"), DAY)
    assert found is not None
    assert [each.purpose for each in found[1]] == [UNTOLD, "换届"]
