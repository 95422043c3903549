"""What holds of judging whatever is recorded."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jiceng.engines.procedure.decisions import (
    Event,
    Procedure,
    Result,
    ShareRule,
    State,
    as_json,
    judge,
    read_record,
)
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import Invalid
from tests.engines.procedure.decisions.told import Told, any_records, records, sound, votes

OFTEN = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
RANK = {
    Result.VOID: 0,
    Result.REJECTED: 0,
    Result.UNDER_WAY: 0,
    Result.ADOPTED: 1,
    Result.CARRIED_OUT: 1,
}


def judged(told: Told) -> State:
    return judge(told.procedure, told.record, told.on)


def said(state: State) -> dict[str, object]:
    """The answer without the ids of entries, which say only who stands for whom."""
    answer = as_json(state)
    for event in answer["events"]:
        event.pop("id")
    for part in ("violations", "below_usual"):
        answer[part] = [(each["step"], each["code"]) for each in answer[part]]
    return {key: value for key, value in answer.items() if key not in ("corrected", "next")}


@OFTEN
@given(records())
def test_judging_never_raises_and_its_answer_is_plain_json(told: Told) -> None:
    canonical_json(as_json(judged(told)))


@OFTEN
@given(any_records())
def test_whatever_is_well_formed_is_judged(given_: tuple[Procedure, dict[str, Any], date]) -> None:
    procedure, data, on = given_
    try:
        record = read_record(data, procedure)
    except Invalid as refused:
        assume(refused.code != "record_correction")
        raise
    state = judge(procedure, record, on)
    canonical_json(as_json(state))
    assert {each.event.id for each in state.events} <= {each.id for each in record.standing}


@OFTEN
@given(records())
def test_nothing_is_adopted_with_a_failed_quorum_or_majority(told: Told) -> None:
    state = judged(told)
    for each in state.events:
        if each.counts and each.event.kind == "held":
            version = told.procedure.version_on(each.event.day)
            step = version.steps[each.event.step]
            listed = _listed(state, step.roll_of, each.event)
            if step.quorum:
                assert any(_met(rule, each.event, listed) for rule in step.quorum), each
            binding = [rule for rule in step.majority if rule.binds(told.record.matter)]
            assert not binding or _met(binding[0], each.event, listed), each
    if RANK[state.result]:
        _all_before_it(told.procedure, state)


def _all_before_it(procedure: Procedure, state: State) -> None:
    """Every place before the decision has an event that counts, of no later day."""
    deciding = state.version.deciding
    counting = {}
    for each in state.events:
        if each.counts and each.event.kind in ("held", "posted", "ruled", "reported", "skipped", "merged"):
            step = procedure.version_on(each.event.day).steps[each.event.step]
            counting.setdefault(step.place, each.event.day)
    assert deciding in counting
    decided = state.version.before[deciding]
    assert all(place in counting and counting[place] <= counting[deciding] for place in decided)


def _listed(state: State, step: str, event: Event) -> dict[str, int]:
    """What earlier events of a step gave as the roll."""
    found: dict[str, int] = {}
    for each in state.events:
        if step and each.event.step == step and each.event.day <= event.day and each.counts:
            found |= {key: each.event.numbers[key] for key in ("entitled",) if key in each.event.numbers}
    return found


def _met(rule: ShareRule, event: Event, listed: dict[str, int]) -> bool:
    """The rule once more, from the raw entry, in long hand."""
    given_ = {**listed, **event.numbers}
    aside = sum(event.recused.values())
    entitled = given_.get("entitled", 0)
    if rule.whole == "entitled" and aside and entitled * rule.share > 0:
        wholes = {entitled, entitled - aside}
    else:
        spoken = sum(event.numbers.get(each, 0) for each in ("ayes", "nays", "abstained", "invalid"))
        derived = {
            "countable": entitled - given_.get("left_out", 0),
            "cast": given_.get("returned", spoken),
            "present": given_.get("present", 0) + given_.get("proxies", 0),
            "votes": given_.get("votes", entitled),
        }
        wholes = {derived.get(rule.whole, given_.get(rule.whole, 0))}
    spoken = sum(event.numbers.get(each, 0) for each in ("ayes", "nays", "abstained", "invalid"))
    parts = {
        "present": given_.get("present", 0) + given_.get("proxies", 0),
        "cast": given_.get("returned", spoken),
    }
    part = parts.get(rule.part, given_.get(rule.part, 0))
    left = part * rule.share.denominator
    return any(
        left >= rule.share.numerator * whole
        if rule.comparator is Comparator.AT_LEAST
        else left > rule.share.numerator * whole
        for whole in wholes
    )


@OFTEN
@given(records(), st.data())
def test_turning_an_aye_into_a_nay_never_helps(told: Told, data: st.DataObject) -> None:
    places = votes(told.record)
    assume(places)
    place = data.draw(st.sampled_from(places))
    event = told.record.events[place]
    numbers = dict(event.numbers)
    if event.votes:
        loser = data.draw(st.sampled_from(sorted(event.votes)))
        assume(event.votes[loser] > 0 and len(event.votes) == 1)
        other = replace(event, votes={**event.votes, loser: event.votes[loser] - 1})
    else:
        other = replace(
            event, numbers={**numbers, "ayes": numbers["ayes"] - 1, "nays": numbers.get("nays", 0) + 1}
        )
    assert RANK[judged(_with(told, place, other)).result] <= RANK[judged(told).result]


@OFTEN
@given(records(), st.data())
def test_a_nay_more_never_helps(told: Told, data: st.DataObject) -> None:
    """Somebody who was there and had not voted votes against. Somebody who comes only to vote against may
    bring a quorum about: that is the law's, not a fault here.
    """
    places = [each for each in votes(told.record) if not told.record.events[each].votes]
    assume(places)
    place = data.draw(st.sampled_from(places))
    event = told.record.events[place]
    numbers = {**event.numbers, "nays": event.numbers.get("nays", 0) + 1}
    if numbers.get("abstained", 0):
        numbers["abstained"] -= 1
    elif "returned" not in numbers:
        rules = [
            step.quorum for v in told.procedure.versions for c, step in v.steps.items() if c == event.step
        ]
        assume(not any(rule.part == "cast" for quorum in rules for rule in quorum))
    other = replace(event, numbers=numbers)
    assert RANK[judged(_with(told, place, other)).result] <= RANK[judged(told).result]


@OFTEN
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(told: Told, chance: random.Random) -> None:
    shuffled = list(told.record.events)
    chance.shuffle(shuffled)
    other = replace(told.record, events=tuple(shuffled))
    assert as_json(judge(told.procedure, other, told.on)) == as_json(judged(told))


@OFTEN
@given(records(), st.data())
def test_a_correction_is_worth_what_the_right_entry_would_have_been_and_shows(
    told: Told, data: st.DataObject
) -> None:
    events = told.record.events
    standing = [each for each in told.record.standing if not each.replaces]
    assume(standing)
    event = data.draw(st.sampled_from(standing))
    wrong = replace(event, id="wrong", numbers={"entitled": 3, "present": 1}, day=event.day, answers="")
    right = replace(event, replaces="wrong")
    others = tuple(each for each in events if each.id != event.id)
    corrected = replace(told.record, events=(wrong, *others, right))
    state = judge(told.procedure, corrected, told.on)
    assert said(state) == said(judged(told))
    assert state.corrected["wrong"] == event.id


@OFTEN
@given(records(), st.integers(1, 3000))
def test_what_is_adopted_stays_so_as_time_goes_by(told: Told, days: int) -> None:
    known = sound([each for each in told.record.events if each.day <= told.on])
    record = replace(told.record, events=known)
    assume(RANK[judge(told.procedure, record, told.on).result])
    after = judge(told.procedure, record, told.on + timedelta(days=days))
    assert RANK[after.result]


@OFTEN
@given(records())
def test_later_events_are_not_known_yet(told: Told) -> None:
    known = {each.id for each in told.record.events if each.day <= told.on}
    kept = tuple(each for each in told.record.events if each.id in known)
    assume(all(each.answers in known | {""} and each.replaces in known | {""} for each in kept))
    assume(not any(each.replaces in known for each in told.record.events if each.id not in known))
    other = replace(told.record, events=kept)
    assert as_json(judge(told.procedure, other, told.on)) | {"corrected": {}} == as_json(judged(told)) | {
        "corrected": {}
    }


def _with(told: Told, place: int, event: Event) -> Told:
    events = (*told.record.events[:place], event, *told.record.events[place + 1 :])
    return replace(told, record=replace(told.record, events=events))
