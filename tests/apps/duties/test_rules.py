"""The rules of a page: read once while it is made, afresh for the next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties.rules import current_rules, read_once

pytestmark = pytest.mark.django_db


def _asked(times: int) -> int:
    with CaptureQueriesContext(connection) as caught:
        for _ in range(times):
            current_rules()
    return len(caught)


def test_a_page_reads_the_rules_once() -> None:
    with read_once():
        assert _asked(3) == 1
    with read_once():
        assert _asked(3) == 1, "the next page reads them afresh"


def test_whoever_writes_reads_the_rules_each_time() -> None:
    with read_once():
        current_rules()
    assert _asked(3) == 3
