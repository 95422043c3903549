"""Any entries in any order, by several at once: nothing is adopted that was not decided, nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.apps.decisions.drafts import Entry, Proposal
from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.decisions.services import correct, enter, open_decision, withdraw
from jiceng.apps.journal.models import AuditEntry
from jiceng.engines.procedure.decisions import Kind
from jiceng.kernel.errors import JicengError
from tests.apps.decisions.steps import OPENED, entered, opened
from tests.county import AT, County

FIRST = date(2026, 10, 9)
VOTED = ("proposal", "two_committees", "members_meeting", "villagers_assembly", "representatives_meeting")


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A meeting of one of the four deliberations, on some day, well or badly attended; or a call."""
    step, day = draw(st.sampled_from(VOTED)), FIRST + timedelta(days=draw(st.integers(0, 30)))
    if draw(st.integers(0, 5)) == 0:
        return Entry(step, Kind.ANNOUNCED, day, {"tells": ["plan"]})
    entitled = draw(st.integers(3, 12))
    present = draw(st.integers(entitled // 2, entitled))
    ayes = draw(st.integers(present // 2, present))
    said = {"roll": {"on": day.isoformat(), "entitled": entitled}, "present": present, "ayes": ayes}
    return Entry(step, Kind.HELD, day, said | {"papers": ["delegation"]})


def voted(event: Event) -> tuple[int, int, int]:
    return event.said["roll"]["entitled"], event.said["present"], event.said["ayes"]


def decided(decision: Decision) -> bool:
    """Whether each of the four steps was, among the entries that stand, held once with enough of them: worked
    out here in whole numbers, and nowhere looked up.
    """
    replaced = {each.replaces_id for each in decision.events.all()}
    held = [each for each in decision.events.all() if each.kind == Kind.HELD and each.pk not in replaced]

    def once(step: str) -> bool:
        return any(_enough(step, *voted(each)) for each in held if each.step == step)

    resolved = once("villagers_assembly") or once("representatives_meeting")
    return resolved and all(once(each) for each in VOTED[:3])


def _enough(step: str, entitled: int, present: int, ayes: int) -> bool:
    match step:
        case "proposal":
            return 2 * present >= entitled and 2 * ayes > present
        case "two_committees":
            return 2 * ayes > present
        case "members_meeting":
            return 3 * present >= 2 * entitled and 2 * ayes > entitled
        case "villagers_assembly":
            return 2 * present > entitled and 2 * ayes > present
    return 3 * present >= 2 * entitled and 2 * ayes > present


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(st.tuples(entries(), st.sampled_from(("enter", "correct", "withdraw"))), max_size=9))
def test_no_sequence_of_entries_adopts_what_too_few_decided(
    county: County, several: list[tuple[Entry, str]]
) -> None:
    decision, actor = opened(county), county.actor("shangyao")
    for entry, how in several:
        event = decision.events.order_by("-number").first()
        with suppress(JicengError):
            if how == "enter" or event is None:
                enter(actor=actor, at=AT, decision=decision, entry=entry, knowing=True)
            elif how == "correct":
                correct(actor=actor, at=AT, event=event, entry=entry, reason="更正", knowing=True)
            else:
                withdraw(actor=actor, at=AT, event=event, reason="误记", knowing=True)
    decision.refresh_from_db()
    assert decision.result not in ("adopted", "carried_out") or decided(decision)
    numbers = list(decision.events.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db
def test_the_property_can_fail(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "representatives_meeting")
    decision.refresh_from_db()
    assert decision.result == "adopted"
    event = decision.events.get(step="representatives_meeting")
    Event.objects.filter(pk=event.pk).update(said={**event.said, "present": 19, "ayes": 19})
    assert not decided(decision)


@pytest.mark.django_db
def test_more_ballots_back_than_given_out_is_void_and_can_be_entered(county: County) -> None:
    actor = county.actor("shangyao")
    proposal = Proposal("villagers_election", "换届", date(2026, 9, 1))
    decision = open_decision(actor=actor, at=AT, unit=county.unit("上窑村"), proposal=proposal)
    said: dict[str, Any] = {"tells": ["names"], "roll": {"on": "2026-09-02", "entitled": 500}}
    posted = Entry("voter_list", Kind.POSTED, date(2026, 9, 2), said)
    enter(actor=actor, at=AT, decision=decision, entry=posted)
    said = {"ballots": {"issued": 400, "returned": 401}, "secret": True, "seats": 3}
    vote = Entry(
        "election", Kind.HELD, date(2026, 9, 22), said | {"votes": {"c1": 300, "c2": 300, "c3": 300}}
    )
    with pytest.raises(JicengError, match="decision_out_of_order"):
        enter(actor=actor, at=AT, decision=decision, entry=vote)
    enter(actor=actor, at=AT, decision=decision, entry=vote, knowing=True)
    decision.refresh_from_db()
    assert (decision.result, decision.violations) == ("void", 1)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Others, each on a connection of her own."""
    with ThreadPoolExecutor(4) as found:
        yield found


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_each_gets_a_number_and_a_form_sent_twice_one_entry(
    county: County, pool: ThreadPoolExecutor
) -> None:
    decision, actor = opened(county), county.actor("shangyao")
    same = UUID(int=7)

    def call(key: UUID | None) -> int:
        entry = Entry("members_meeting", Kind.ANNOUNCED, OPENED, {"tells": ["plan"]})
        try:
            return enter(actor=actor, at=AT, decision=decision, entry=entry, entry_key=key).number
        finally:
            connection.close()

    keys = [None, same, None, same, None, same, None, same]
    numbers = list(pool.map(call, keys))
    assert sorted(set(numbers)) == [1, 2, 3, 4, 5]
    assert len({number for number, key in zip(numbers, keys, strict=True) if key == same}) == 1
    written = decision.events.order_by("number").values_list("number", "entry_id")
    assert [number for number, _entry in written] == [1, 2, 3, 4, 5]
    assert [entry for _number, entry in written] == sorted(entry for _number, entry in written)
    assert AuditEntry.objects.filter(type="decision.entered").count() == 5
