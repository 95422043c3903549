"""Whoever has a public record, the office's public key and an extract of its ledger finds that every
verdict was entered, as it comes out of the record.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.selectors import public_record, story
from jiceng.apps.decisions.services import Entry, correct
from jiceng.apps.journal import ledger
from jiceng.engines.ledger import Entry as Leaf
from jiceng.engines.ledger import verify_extract, write_extract
from jiceng.engines.procedure.decisions import Kind, judge, read_record
from jiceng.kernel.errors import ProofError
from tests.apps.decisions.steps import entered, opened
from tests.county import AT, DAY, County

pytestmark = pytest.mark.django_db


def told_by(lines: list[str], decision: Decision) -> Iterator[dict[str, Any]]:
    """What an extract that checks says of a decision's entries."""
    seen: list[tuple[int, Leaf]] = []
    found = verify_extract(lines, [ledger.verifier()], seen=lambda index, leaf: seen.append((index, leaf)))
    for index, leaf in seen:
        about = leaf.record["subject"] == f"decision:{decision.pk}"
        if (
            about
            and index < found.size
            and leaf.content is not None
            and leaf.record["type"] != "decision.opened"
        ):
            yield json.loads(leaf.content)["content"]


def test_an_outsider_finds_every_verdict_of_a_record_in_the_ledger(county: County) -> None:
    decision, actor = opened(county), county.actor("shangyao")
    event = entered(county, decision, "two_committees")[1]
    right = Entry("two_committees", Kind.HELD, event.day, {**event.said, "ayes": 5, "nays": 0})
    correct(actor=actor, at=AT, event=event, entry=right, reason="写错")
    told = story(actor, decision.pk, DAY)
    record, procedure = json.loads(json.dumps(public_record(told))), told.state.procedure
    ledger.sequence(at=timezone.now())
    lines = list(write_extract(settings.LEDGER_NAME, ledger.extract_parts(shown=True)))

    entries = {each["event"]: each for each in told_by(lines, decision)}
    assert set(entries) == {each["id"] for each in record["events"]} == {"e1", "e2", "e3"}
    judged = judge(procedure, read_record(record, procedure), DAY)
    for each in record["events"]:
        entry = entries[each["id"]]
        assert {key: each[key] for key in ("step", "kind", "day")} == {
            key: entry[key] for key in ("step", "kind", "day")
        }
        assert all(each[name] == value for name, value in entry["said"].items())
        assert entry["replaces"] == each.get("replaces", "")
        if found := judged.event(each["id"]):
            assert entry["verdict"] == found.verdict


def test_a_verdict_changed_afterwards_is_found(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "proposal")
    ledger.sequence(at=timezone.now())
    lines = list(write_extract(settings.LEDGER_NAME, ledger.extract_parts(shown=True)))
    changed = [line.replace('\\"verdict\\":\\"ok\\"', '\\"verdict\\":\\"no_quorum\\"') for line in lines]
    assert changed != lines
    with pytest.raises(ProofError):
        list(told_by(changed, decision))
