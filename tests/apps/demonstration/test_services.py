"""Making the demonstration: once, in an empty database, the same each time."""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import Settings

from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.demonstration.services import make_demonstration
from jiceng.apps.organisations.models import Unit
from jiceng.kernel.actors import NOBODY
from jiceng.kernel.errors import Conflict, Refused
from tests.county import AT, SYSTEM

WRITTEN = (
    *("organisations.Unit", "organisations.UnitVersion", "organisations.Succession", "organisations.Body"),
    *("organisations.Term", "organisations.Post", "people.Person", "people.Membership", "people.Absence"),
    *("people.Seat", "people.PostHolding", "gatherings.Roll", "gatherings.Gathering", "gatherings.Revision"),
    "duties.Postponement",
)
SECRET = {"id_number_sealed", "id_number_index", "id"}


def digest() -> str:
    """Of every value written, ids and sealed numbers apart."""
    found = hashlib.sha256()
    for name in WRITTEN:
        model = apps.get_model(name)
        fields = [field.attname for field in model._meta.concrete_fields if field.name not in SECRET]
        for row in model.objects.order_by("pk").values_list(*fields):
            found.update(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode())
    return found.hexdigest()


def test_the_same_seed_and_day_write_the_same(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    digests = set()
    for _ in range(2):
        with transaction.atomic():
            make_demonstration(actor=SYSTEM, at=AT, towns=2)
            digests.add(digest())
            transaction.set_rollback(True)
    assert len(digests) == 1


def test_a_register_that_is_not_empty_is_left_alone(county: object) -> None:
    before = Unit.objects.count()
    with pytest.raises(Conflict, match="register_not_empty"):
        make_demonstration(actor=SYSTEM, at=AT, towns=2)
    assert Unit.objects.count() == before


def test_only_the_program_itself_may(db: None) -> None:
    with pytest.raises(Refused):
        make_demonstration(actor=NOBODY, at=AT, towns=2)


def test_progress_is_told(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    steps: list[tuple[str, int, int]] = []
    make_demonstration(actor=SYSTEM, at=AT, towns=1, progress=lambda *step: steps.append(step))
    assert {name for name, _, _ in steps} == {"people", "meetings", "writing", "duties"}
    assert all(done <= total for _, done, total in steps)


def test_no_demonstration_in_a_real_office(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert demonstration() is None
