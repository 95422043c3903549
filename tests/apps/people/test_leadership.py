"""Leaders' training against the year, and who is named to follow: officers only, no order."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people import leadership
from jiceng.apps.people.leadership import TrainingDraft
from jiceng.apps.people.models import Successor
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, County


def entered(county: County, **other: Any) -> Any:
    """Training of the secretary of 上窑村."""
    values: dict[str, Any] = {"day": date(2026, 5, 8), "hours": Decimal("8.5"), "subject": "党支部书记培训班"}
    return leadership.enter_training(
        actor=county.actor("qingshi"),
        at=AT,
        person=county.members["上窑村"][0].person,
        unit=county.unit("上窑村"),
        draft=TrainingDraft(**values | other),
    )


def named(county: County, **other: Any) -> Successor:
    """Someone named for the secretary's post of 上窑村."""
    values: dict[str, Any] = {
        "post": county.unit("上窑村").posts.get(kind="secretary"),
        "person": county.members["上窑村"][3].person,
        "day": DAY,
        "until": None,
        "reason": "任村委会会计八年，熟悉村务",
    }
    return leadership.name_successor(actor=county.actor("qingshi"), at=AT, **values | other)


def test_hours_of_a_year_add_up_without_those_withdrawn(county: County) -> None:
    person = entered(county).person
    entered(county, hours=Decimal(24), day=date(2026, 1, 1))
    entered(county, hours=Decimal(16), day=date(2025, 12, 31))
    mistaken = entered(county, hours=Decimal(40))
    leadership.withdraw_training(actor=county.actor("county"), at=AT, training=mistaken)
    assert leadership.training_hours([person.pk], 2026) == {person.pk: Decimal("32.5")}
    with pytest.raises(Conflict, match="training_withdrawn"):
        leadership.withdraw_training(actor=county.actor("county"), at=AT, training=mistaken)


def test_the_journal_says_of_which_unit_as_of_every_entry_about_a_person(county: County) -> None:
    leadership.withdraw_training(actor=county.actor("qingshi"), at=AT, training=entered(county))
    leadership.end_successor(actor=county.actor("qingshi"), at=AT, successor=named(county), day=DAY)
    for type in ("training.entered", "training.withdrawn", "successor.named", "successor.ended"):
        content = json.loads(AuditEntry.objects.get(type=type).content or "")
        assert content["unit"] == county.unit("上窑村").code, type
        assert {"person", "day"} <= set(content), type


@pytest.mark.parametrize("hours", ["0", "-1", "400.5", "1.2"])
def test_hours_are_halves_above_none(county: County, hours: str) -> None:
    with pytest.raises(Invalid, match="bad_hours"):
        entered(county, hours=Decimal(hours))


def test_training_of_a_day_to_come_is_refused(county: County) -> None:
    assert entered(county, day=DAY).day == DAY
    with pytest.raises(Invalid, match="held_in_the_future"):
        entered(county, day=date(2026, 11, 23))


def test_a_secretary_enters_no_training_and_names_nobody(county: County) -> None:
    draft = TrainingDraft(DAY, Decimal(8), "培训")
    person, unit = county.members["上窑村"][0].person, county.unit("上窑村")
    with pytest.raises(Refused):
        leadership.enter_training(
            actor=county.actor("shangyao"), at=AT, person=person, unit=unit, draft=draft
        )
    successor = named(county)
    with pytest.raises(Refused):
        leadership.successors_of(county.actor("shangyao"), county.version("上窑村"), successor.post, DAY)
    with pytest.raises(Refused):
        leadership.successor_by_id(county.actor("shangyao"), successor.pk)
    assert leadership.successor_counts(county.actor("shangyao"), [successor.post_id], DAY) == {}
    assert leadership.successor_counts(county.actor("qingshi"), [successor.post_id], DAY) == {
        successor.post_id: 1
    }


def test_outsiders_do_not_learn_who_is_named(county: County) -> None:
    successor = named(county)
    with pytest.raises(NotFound):
        leadership.successor_by_id(county.actor("hewan"), successor.pk)
    with pytest.raises(NotFound):
        leadership.training_by_id(county.actor("hewan"), entered(county).pk)


def test_nobody_is_named_twice_nor_to_follow_herself(county: County) -> None:
    named(county)
    with pytest.raises(Conflict, match="successor_named"):
        named(county)
    with pytest.raises(Conflict, match="successor_named"):
        named(county, person=county.members["上窑村"][0].person)
    with pytest.raises(Invalid, match="reason_missing"):
        named(county, person=county.members["上窑村"][4].person, reason=" ")


def test_a_naming_lasts_until_its_day_or_until_it_is_ended(county: County) -> None:
    actor, version = county.actor("qingshi"), county.version("上窑村")
    post = named(county, until=date(2027, 1, 1)).post
    assert len(leadership.successors_of(actor, version, post, date(2026, 12, 31))) == 1
    assert leadership.successors_of(actor, version, post, date(2027, 1, 1)) == []
    lasting = named(county, person=county.members["上窑村"][4].person)
    leadership.end_successor(actor=actor, at=AT, successor=lasting, day=DAY)
    assert leadership.successor_counts(actor, [post.pk], DAY) == {post.pk: 1}
    with pytest.raises(Conflict, match="successor_ended"):
        leadership.end_successor(actor=actor, at=AT, successor=lasting, day=DAY)


def test_those_named_stand_by_name_and_say_no_reason_in_the_journal(county: County) -> None:
    for place in (5, 3, 7):
        successor = named(county, person=county.members["上窑村"][place].person)
    rows = leadership.successors_of(county.actor("county"), county.version("上窑村"), successor.post, DAY)
    assert [row.person.initials for row in rows] == sorted(row.person.initials for row in rows)
    entries = AuditEntry.objects.filter(type="successor.named")
    assert entries.count() == 3
    assert not any("熟悉" in (entry.content or "") for entry in entries)
