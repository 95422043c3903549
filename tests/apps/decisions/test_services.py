"""Decisions entered: what stands, what is refused, what a correction does; as at 22 November 2026."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from jiceng.apps.decisions.judging import events_of, judged
from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.services import Entry, correct, drop, enter, resume, withdraw
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Announcement, record_gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.services import end_membership
from jiceng.engines.ledger import commit
from jiceng.engines.procedure.decisions import Kind
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.decisions.steps import ENTRIES, entered, minutes, opened
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db


def test_a_road_goes_from_proposal_to_its_second_disclosure(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "results_posting")
    decision.refresh_from_db()
    assert (decision.result, decision.current, decision.violations) == ("adopted", "results_posting", 0)
    assert [each.action for each in decision.expected.all()] == ["keep_posted"]


def test_a_meeting_entered_once_is_a_meeting_of_the_unit_with_its_roll(county: County) -> None:
    decision = opened(county)
    events = entered(county, decision, "members_meeting")
    held = Gathering.objects.get(kind="members_meeting")
    assert (held.entitled, held.present, held.subject) == (8, 8, "修西沟路")
    assert events[-1].said["roll"] == {"on": "2026-10-15", "entitled": 8}
    assert events[-1].said["present"] == 8


def test_every_verdict_is_in_the_journal(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "proposal")[-1]
    entry = AuditEntry.objects.get(pk=event.entry_id)
    assert '"verdict":"ok"' in (entry.content or "")
    assert "讨论" not in (entry.content or "")


def test_what_is_out_of_order_is_refused_and_can_be_entered_knowingly(county: County) -> None:
    decision = opened(county)
    early = ENTRIES[1]
    with pytest.raises(Invalid) as refused:
        enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=early)
    assert refused.value.code == "decision_out_of_order"
    assert refused.value.data["faults"] == ("out_of_order",)
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=early, knowing=True)
    decision.refresh_from_db()
    assert decision.current == "proposal"


def test_figures_that_cannot_be_are_refused_even_knowingly(county: County) -> None:
    decision = opened(county)
    wrong = replace(ENTRIES[0], said={"ayes": 3, "nays": 1})
    with pytest.raises(Invalid) as refused:
        enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=wrong, knowing=True)
    assert refused.value.code == "decision_entry_wrong"
    assert not decision.events.exists()
    assert not Gathering.objects.filter(subject="修西沟路").exists()


def test_a_vote_that_failed_is_kept(county: County) -> None:
    decision = opened(county)
    lost = replace(ENTRIES[0], said={"ayes": 1, "nays": 2})
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=lost)
    decision.refresh_from_db()
    assert (decision.result, decision.settled) == ("rejected", True)


def test_a_correction_shows_and_the_old_entry_counts_no_more(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "proposal")[-1]
    right = Entry("proposal", Kind.HELD, event.day, {"ayes": 1, "nays": 2})
    new = correct(actor=county.actor("shangyao"), at=AT, event=event, entry=right, reason="写反了")
    decision.refresh_from_db()
    assert (new.replaces_id, new.gathering_id) == (event.pk, event.gathering_id)
    assert decision.result == "rejected"
    with pytest.raises(Conflict, match="event_corrected_already"):
        correct(actor=county.actor("shangyao"), at=AT, event=event, entry=right, reason="再来")


def test_a_correction_that_unsettles_later_entries_must_be_meant(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "two_committees")[0]
    wrong = Entry("proposal", Kind.HELD, event.day, {"ayes": 1, "nays": 2})
    with pytest.raises(Invalid, match="decision_unsettles"):
        correct(actor=county.actor("shangyao"), at=AT, event=event, entry=wrong, reason="写反了")
    correct(actor=county.actor("shangyao"), at=AT, event=event, entry=wrong, reason="写反了", knowing=True)


def test_an_entry_made_by_mistake_is_withdrawn_and_stays_readable(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "proposal")[-1]
    withdraw(actor=county.actor("shangyao"), at=AT, event=event, reason="记错了村")
    decision.refresh_from_db()
    assert decision.current == "proposal"
    assert decision.events.count() == 2


def test_the_unit_above_approves_and_the_unit_does_not(county: County) -> None:
    decision = opened(county)
    annulled = Entry("", Kind.ANNULLED, date(2026, 11, 1), {"reason": "程序不合规"})
    with pytest.raises(Refused):
        enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=annulled)
    enter(actor=county.actor("qingshi"), at=AT, decision=decision, entry=annulled)
    decision.refresh_from_db()
    assert decision.result == "void"


def test_a_town_officer_enters_from_the_signed_sheet(county: County) -> None:
    decision = opened(county, actor="qingshi")
    sheet = replace(
        ENTRIES[0],
        said={"roll": {"on": "2026-10-09", "entitled": 3}, "present": 3, "ayes": 3, "nays": 0},
        on_paper=True,
        minutes=minutes("branch_committee_meeting", date(2026, 10, 9), entitled=3, present=3),
    )
    event = enter(actor=county.actor("qingshi"), at=AT, decision=decision, entry=sheet)
    assert event.on_paper
    assert event.gathering is not None
    assert event.gathering.roll_id is None


def test_outsiders_learn_nothing(county: County) -> None:
    decision = opened(county)
    with pytest.raises(NotFound):
        enter(actor=county.actor("liulin"), at=AT, decision=decision, entry=ENTRIES[0])


def test_dropped_and_gone_on_with(county: County) -> None:
    decision = opened(county)
    actor = county.actor("shangyao")
    drop(actor=actor, at=AT, decision=decision, day=date(2026, 11, 1), reason="资金未到位")
    with pytest.raises(Conflict, match="decision_dropped"):
        enter(actor=actor, at=AT, decision=decision, entry=ENTRIES[0])
    resume(actor=actor, at=AT, decision=decision, reason="资金到了")
    assert Decision.objects.get(pk=decision.pk).expected.exists()


def test_a_roll_that_changes_between_call_and_meeting_is_told(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "two_committees")
    call, held = ENTRIES[2], ENTRIES[3]
    called = enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=call)
    assert called.said["roll"] == {"on": "2026-10-11", "entitled": 8}
    end_membership(
        actor=SYSTEM, at=AT, membership=county.members["上窑村"][7], day=date(2026, 10, 13), reason="died"
    )
    held = replace(held, said={"ayes": 6, "nays": 1})
    event = enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=held)
    state = judged(current_rules(), decision, events_of(decision), AT.date())
    found = state.event(event.code)
    assert found is not None
    assert found.verdict == "ok"
    assert "roll_changed" in [str(each.fault) for each in found.findings]


def test_a_void_vote_waits_to_be_held_again(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    without = replace(ENTRIES[4], said={**ENTRIES[4].said, "papers": []})
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=without, knowing=True)
    decision.refresh_from_db()
    assert (decision.result, decision.settled) == ("void", False)
    assert decision.expected.filter(step="representatives_meeting").exists()


def test_dropping_calls_off_the_meeting_that_was_called(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "two_committees")
    call = Announcement("members_meeting", date(2026, 11, 28), subject="修西沟路")
    entry = Entry("members_meeting", Kind.ANNOUNCED, AT.date(), {"tells": ["plan"]}, announcement=call)
    event = enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=entry)
    assert event.gathering is not None
    drop(actor=county.actor("shangyao"), at=AT, decision=decision, day=AT.date(), reason="资金未到位")
    event.gathering.refresh_from_db()
    assert event.gathering.state == Gathering.State.CANCELLED
    taken_back = event.replaced_by
    assert (taken_back.kind, taken_back.reason) == (Kind.WITHDRAWN, "资金未到位")
    assert AuditEntry.objects.get(pk=taken_back.entry_id).type == "decision.corrected"


def test_after_a_drop_the_meeting_is_called_anew(county: County) -> None:
    """What was called off with the decision does not stand again when it is gone on with."""
    decision = opened(county)
    actor = county.actor("shangyao")
    entered(county, decision, "two_committees")
    call = Announcement("members_meeting", date(2026, 11, 28), subject="修西沟路")
    entry = Entry("members_meeting", Kind.ANNOUNCED, AT.date(), {"tells": ["plan"]}, announcement=call)
    enter(actor=actor, at=AT, decision=decision, entry=entry)
    assert "announce" not in waited(decision)
    drop(actor=actor, at=AT, decision=decision, day=AT.date(), reason="资金未到位")
    assert not Decision.objects.get(pk=decision.pk).expected.exists()
    resume(actor=actor, at=AT, decision=decision, reason="资金到了")
    assert "announce" in waited(decision)
    again = enter(actor=actor, at=AT, decision=decision, entry=entry)
    assert again.gathering is not None
    assert again.gathering.state == Gathering.State.ANNOUNCED


def waited(decision: Decision) -> set[str]:
    """What may be done next."""
    return set(decision.expected.values_list("action", flat=True))


def test_a_call_whose_meeting_was_held_stays_when_the_decision_is_dropped(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    drop(actor=county.actor("shangyao"), at=AT, decision=decision, day=AT.date(), reason="资金未到位")
    assert not decision.events.filter(kind=Kind.WITHDRAWN).exists()


def test_the_journal_keeps_no_digest_by_which_words_could_be_guessed(county: County) -> None:
    first, second = opened(county), opened(county, title="修东沟路")
    said = {"details": {"who": "赵大田"}, "text": "有人不同意。"}
    told = []
    for decision in (first, second):
        entry = replace(ENTRIES[1], text=said["text"], details=said["details"])
        entered(county, decision, "proposal")
        event = enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=entry)
        kept = AuditEntry.objects.get(pk=event.entry_id)
        content = json.loads(kept.content or "")
        assert content["told"] == commit(canonical_json(said), bytes(event.salt)).hex()
        assert sha256(canonical_json(said).encode()).hexdigest() not in str(kept.content)
        assert "有人不同意" not in str(kept.content)
        told.append(content["told"])
    assert told[0] != told[1]


def test_minutes_of_another_body_are_no_meeting_of_the_step(county: County) -> None:
    decision = opened(county)
    unit, day = county.unit("上窑村"), date(2026, 10, 9)
    held = record_gathering(
        actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes("members_meeting", day)
    )
    entry = Entry("proposal", Kind.HELD, day, {"ayes": 3, "nays": 0}, gathering=held)
    with pytest.raises(Invalid, match="meeting_of_another_body"):
        enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=entry)
    with pytest.raises(Invalid, match="meeting_of_another_body"):
        enter(
            actor=county.actor("shangyao"),
            at=AT,
            decision=decision,
            entry=replace(ENTRIES[0], minutes=minutes("members_meeting", day)),
        )
    assert not decision.events.exists()
