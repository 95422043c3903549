"""`jiceng sample`: the demonstration as workbooks, which `jiceng import` reads back to the same people."""

import json
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from jiceng.apps.admissions.models import Admission, AdmissionEntry, AdmissionPerson, ExpectedStep
from jiceng.apps.commendations.models import Commendation
from jiceng.apps.decisions.models import Event
from jiceng.apps.dues.models import DuesStanding, Payment, Reduction
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.gatherings.models import Gathering, Revision, Roll
from jiceng.apps.needs.models import Need
from jiceng.apps.people.models import (
    Absence,
    LeaderTraining,
    Membership,
    Person,
    PostHolding,
    Seat,
    Successor,
)
from jiceng.apps.transfers.models import Transfer
from jiceng.faces.cli import sample
from tests.county import County
from tests.faces.cli.conftest import Command

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])

FIELDS = (
    "unit__code",
    "person__id_number_index",
    "person__name",
    "person__initials",
    "person__sex",
    "person__birth_date",
    "person__ethnicity",
    "person__education",
    "person__occupation",
    "person__phone",
    "standing",
    "joined_on",
)


@pytest.fixture
def small_sample(db: None, jiceng: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a sample of one town."""
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    monkeypatch.setattr(sample, "make_demonstration", partial(sample.make_demonstration, towns=1))
    done = jiceng("sample", "--xlsx", str(tmp_path / "sample"))
    assert done.status == 0, done.err
    written = sorted((tmp_path / "sample").iterdir())
    assert sorted(done.out.splitlines()) == [str(path) for path in written]
    return tmp_path / "sample"


ABOUT_PEOPLE = (
    *(AdmissionPerson, AdmissionEntry, ExpectedStep, Admission, Transfer, Successor, LeaderTraining),
    *(Payment, Reduction, DuesStanding, Commendation, ExemplarEntry, Exemplar),
    *(Revision, Gathering, Roll, Absence, Seat, PostHolding, Membership, Person),
)


def members() -> set[tuple[object, ...]]:
    found = Membership.objects.filter(ends_on__isnull=True).values_list(*FIELDS)
    return {tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found}


def forget_all_people() -> None:
    """The units stay."""
    Event.objects.update(gathering=None)
    Need.objects.update(gathering=None)
    for model in ABOUT_PEOPLE:
        model.objects.all().delete()


def test_what_the_sample_writes_is_read_back_the_same(jiceng: Command, small_sample: Path) -> None:
    register = str(small_sample / "党员名册.xlsx")
    there = json.loads(jiceng("import", register, "--json").out)
    before = members()
    assert (there["written"], there["rejected"], there["unknown_columns"]) == (0, [], [])
    assert there["rows"] == there["unchanged"] == len(before) > 500
    forget_all_people()
    done = jiceng("import", register, "--json")
    taken = json.loads(done.out)
    assert (done.status, taken["written"], taken["rejected"]) == (0, len(before), [])
    assert members() == before


def test_an_offices_own_register_is_never_written_as_a_sample(
    jiceng: Command, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    done = jiceng("sample", "--xlsx", str(tmp_path / "sample"))
    assert done.status == 2
    assert "JICENG_DATA" in done.err
    assert not (tmp_path / "sample").exists()
