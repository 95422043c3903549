"""The register of members: filters, sorting, search, registering someone."""

from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.people import services
from jiceng.apps.people.models import Membership, Person
from tests.county import AT, FOUNDED, SYSTEM, County, id_number


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def page(county: County, username: str, unit: str, query: str = "") -> str:
    answer = county.client(username).get(reverse("members", args=[county.unit(unit).code]) + query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_the_register_says_who_belongs_here_and_never_an_id_number(county: County) -> None:
    html = page(county, "shangyao", "上窑村")
    assert all(each.person.name in html for each in county.members["上窑村"])
    assert "正式 8 人，预备 1 人" in html
    assert "书记、支部委员会" in html
    assert id_number(1) not in html
    assert "***" not in html


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?standing=probationary", "冯小雨", "赵大田"),
        ("?standing=full", "赵大田", "冯小雨"),
        ("?away=1", "孙建国", "赵大田"),
        ("?q=春梅", "李春梅", "赵大田"),
        ("?q=zdt", "赵大田", "李春梅"),
    ],
)
def test_it_is_filtered_and_searched(county: County, query: str, there: str, gone: str) -> None:
    away = county.members["上窑村"][2]
    services.start_absence(actor=SYSTEM, at=AT, membership=away, day=date(2026, 3, 1))
    html = page(county, "shangyao", "上窑村", query)
    assert there in html
    assert gone not in html


def test_it_is_sorted_by_joining_and_by_pinyin(county: County) -> None:
    joined, named = page(county, "shangyao", "上窑村"), page(county, "shangyao", "上窑村", "?sort=name")
    assert joined.index("赵大田") < joined.index("冯小雨")
    assert named.index("冯小雨") < named.index("赵大田")


def test_a_search_without_result_and_an_empty_register_say_what_to_do(county: County) -> None:
    assert "没有符合条件的人" in page(county, "shangyao", "上窑村", "?q=查无此人")
    assert "从表格导入整本名册" in page(county, "qingshi", "青石镇")


def registering(county: County, username: str = "qingshi", **changes: str) -> object:
    url = reverse("register_person", args=[county.unit("上窑村").code])
    given = {
        "name": "何 秋生",
        "id_number": id_number(77, "19800505"),
        "standing": "full",
        "joined_on": "2010-07-01",
    }
    return county.client(username).post(url, given | changes)


def test_a_person_is_registered_with_her_membership(county: County) -> None:
    answer = registering(county)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    person = Person.objects.get(name="何秋生")
    assert (person.sex, person.birth_date) == ("1", date(1980, 5, 5))
    assert Membership.objects.get(person=person).unit == county.unit("上窑村")


def test_a_wrong_id_number_is_said_at_its_field_and_nothing_typed_is_lost(county: County) -> None:
    answer = registering(county, id_number="990525198005050779", phone="00000000001")
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert 'href="#id_id_number"' in html
    assert 'value="00000000001"' in html
    assert "何 秋生" in html
    assert not Person.objects.filter(name="何秋生").exists()


def test_someone_already_in_a_register_is_not_registered_twice(county: County) -> None:
    answer = registering(county, id_number=id_number(1))
    assert answer.status_code == 422  # type: ignore[attr-defined]


def test_a_secretary_reads_but_does_not_register_and_an_outsider_learns_nothing(county: County) -> None:
    assert "登记党员" not in page(county, "shangyao", "上窑村")
    assert registering(county, "shangyao").status_code == 403  # type: ignore[attr-defined]
    assert registering(county, "liulin").status_code == 404  # type: ignore[attr-defined]


def test_the_number_of_queries_does_not_grow_with_the_members(county: County) -> None:
    client, url = county.client("shangyao"), reverse("members", args=[county.unit("上窑村").code])
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for number in range(12):
        services.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            draft=services.PersonDraft(f"新来{number}"),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before) <= 15
