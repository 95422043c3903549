"""Schemathesis asks the API for everything its description allows, and for much that it does not.

No answer is an error of the server, none is of another status, type or shape than described. What the rules
of the office refuse (422 of a service) is right although the description cannot say it: the one check that
holds the description to be the whole truth is left out.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.config.wsgi import application
from jiceng.faces.api import keys
from tests.county import AT, SYSTEM, County
from tests.faces.api.conftest import Program, Programs

load_all_checks()
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
EXAMPLES = 25


@pytest.fixture
def program(county: County, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """A program that may all that a token can, over a county in which there is something of everything."""
    monkeypatch.setattr(keys, "PER_MINUTE", 10**9)
    minutes = Minutes("members_meeting", AT.date(), text="议事")
    record_gathering(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes)
    # Requests end, the test's one connection does not: as Django's own test client has it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield programs("qingshi")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: schemathesis.Case, program: Program) -> None:
    cache.clear()
    with transaction.atomic():
        case.call_and_validate(
            headers={"Authorization": f"Bearer {program.key}"},
            excluded_checks=[positive_data_acceptance],
        )
        transaction.set_rollback(True)
