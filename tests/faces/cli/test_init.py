"""`jiceng init`: the real register, in an empty database only."""

import pytest

from jiceng.apps.duties.models import Verdict
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.people.models import Person
from tests.county import County
from tests.faces.cli.conftest import Command


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_the_real_register_comes_without_people_and_without_verdicts(jiceng: Command) -> None:
    made = jiceng("init", "--profile", "zezhou")
    assert made.status == 0, made.err
    assert "467" in made.out
    assert "jiceng user add NAME --role county_officer --unit 140525" in made.out
    names = list(UnitVersion.objects.order_by("order").values_list("name", flat=True)[:2])
    assert (names, UnitVersion.objects.count()) == (["泽州县", "南村镇"], 467)
    assert not Person.objects.exists()
    assert not Verdict.objects.exists()
    again = jiceng("init")
    assert (again.status, again.out) == (2, "")
    assert "没有重复载入" in again.err


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_a_database_in_use_is_left_alone(jiceng: Command, county: County) -> None:
    before = UnitVersion.objects.count()
    assert jiceng("init").status == 2
    assert UnitVersion.objects.count() == before


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_another_profile_than_the_one_in_use_is_refused(jiceng: Command) -> None:
    refused = jiceng("init", "--profile", "national")
    assert refused.status == 2
    assert "JICENG_PROFILE=national" in refused.err
    assert not UnitVersion.objects.exists()
