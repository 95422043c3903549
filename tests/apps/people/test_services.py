"""Persons: sealed numbers, dated memberships, logged looks."""

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import id_numbers, posts, selectors, services
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.names import initials
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County, id_number

CHANGE = date(2026, 11, 1)


def test_an_identity_number_is_sealed_at_rest_and_found_by_its_index(county: County) -> None:
    number = id_number(1)
    person = Person.objects.get(name="赵大田")
    assert person.id_number_sealed is not None
    assert person.id_number_index is not None
    assert number.encode() not in bytes(person.id_number_sealed) + bytes(person.id_number_index)
    assert person.id_number_masked == number[:3] + "*" * 13 + number[-2:]
    assert bytes(person.id_number_index) == id_numbers.index(IdNumber.parse(number))


def test_the_same_number_is_sealed_differently_each_time(county: County) -> None:
    number = IdNumber.parse(id_number(1))
    assert id_numbers.seal(number) != id_numbers.seal(number)
    assert id_numbers.unseal(id_numbers.seal(number), id_numbers.index(number)) == number


def test_a_tampered_seal_is_not_read(county: County) -> None:
    number = IdNumber.parse(id_number(1))
    sealed = bytearray(id_numbers.seal(number))
    sealed[-1] ^= 1
    with pytest.raises(Conflict):
        id_numbers.unseal(bytes(sealed), id_numbers.index(number))


def test_the_keys_are_for_their_owner_alone(county: County) -> None:
    keys = list(Path(settings.KEYS_FOLDER).glob("id-number-*"))
    assert len(keys) == 2
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)


def test_sex_and_birth_date_follow_from_the_number(county: County) -> None:
    person = Person.objects.get(name="赵大田")
    assert (person.sex, person.birth_date) == ("1", date(1970, 1, 1))


def test_nobody_is_registered_twice(county: County) -> None:
    with pytest.raises(Conflict, match="id_number_in_register"):
        services.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("柳林村"),
            draft=services.PersonDraft("赵大田", id_number(1)),
            standing="full",
            joined_on=date(2000, 1, 1),
            day=DAY,
        )


def test_a_transfer_ends_one_membership_and_begins_the_next(county: County) -> None:
    membership = county.members["柳林村"][1]
    services.transfer(
        actor=county.actor("qingshi"), at=AT, membership=membership, unit=county.unit("上窑村"), day=CHANGE
    )
    old, new = Membership.objects.filter(person=membership.person).order_by("starts_on")
    assert (old.unit, old.ends_on, old.end_reason) == (county.unit("柳林村"), CHANGE, "transferred")
    assert (new.unit, new.starts_on, new.ends_on) == (county.unit("上窑村"), CHANGE, None)
    assert new.joined_on == old.joined_on


def test_a_spell_away_ends_with_the_membership(county: County) -> None:
    membership = county.members["柳林村"][1]
    absence = services.start_absence(actor=SYSTEM, at=AT, membership=membership, day=date(2026, 3, 1))
    services.end_membership(actor=SYSTEM, at=AT, membership=membership, day=CHANGE, reason="died")
    absence.refresh_from_db()
    assert absence.ends_on == CHANGE


def test_who_becomes_a_full_member_stays_away(county: County) -> None:
    membership = county.members["上窑村"][-1]
    absence = services.start_absence(actor=SYSTEM, at=AT, membership=membership, day=date(2026, 6, 1))
    services.become_full_member(actor=SYSTEM, at=AT, membership=membership, day=DAY)
    absence.refresh_from_db()
    assert absence.ends_on is None


def test_who_left_comes_back_with_a_new_membership(county: County) -> None:
    left = county.members["柳林村"][1]
    named: dict[str, Any] = {
        "person": left.person,
        "unit": county.unit("上窑村"),
        "standing": "full",
        "joined_on": left.joined_on,
        "day": DAY,
    }
    with pytest.raises(Conflict, match="member_elsewhere"):
        services.start_membership(actor=SYSTEM, at=AT, **named)
    services.end_membership(actor=SYSTEM, at=AT, membership=left, day=CHANGE, reason="left")
    assert services.start_membership(actor=SYSTEM, at=AT, **named).unit == county.unit("上窑村")


def test_nobody_becomes_a_member_of_a_unit_closed_since(county: County) -> None:
    for membership in county.members["南坡村"]:
        services.end_membership(actor=SYSTEM, at=AT, membership=membership, day=CHANGE, reason="left")
    organisations.close_unit(actor=SYSTEM, at=AT, unit=county.unit("南坡村"), day=CHANGE, reason="撤并")
    with pytest.raises(Conflict, match="unit_not_active"):
        services.transfer(
            actor=SYSTEM,
            at=AT,
            membership=county.members["柳林村"][1],
            unit=county.unit("南坡村"),
            day=date(2026, 10, 1),
        )


def test_a_transfer_into_a_unit_one_does_not_manage_is_refused(county: County) -> None:
    with pytest.raises(NotFound):
        services.transfer(
            actor=county.actor("qingshi"),
            at=AT,
            membership=county.members["柳林村"][1],
            unit=county.unit("南坡村"),
            day=CHANGE,
        )


def test_a_member_on_probation_becomes_a_full_one_once(county: County) -> None:
    probation = county.members["上窑村"][-1]
    full = services.become_full_member(actor=county.actor("qingshi"), at=AT, membership=probation, day=CHANGE)
    assert full.standing == "full"
    with pytest.raises(Conflict, match="not_probationary"):
        services.become_full_member(actor=county.actor("qingshi"), at=AT, membership=full, day=DAY)


def test_reading_a_file_is_logged(county: County) -> None:
    person_id = county.members["上窑村"][0].person_id
    file = selectors.read_file(actor=county.actor("qingshi"), at=AT, person_id=person_id, day=DAY)
    assert file.person.name == "赵大田"
    reading = Reading.objects.get()
    assert (reading.person_id, reading.part, reading.actor_name) == (person_id, "file", "用户qingshi")


def test_a_number_is_unmasked_only_for_a_purpose_and_is_logged(county: County) -> None:
    person_id = county.members["上窑村"][0].person_id
    actor = county.actor("county")
    with pytest.raises(Invalid, match="purpose_missing"):
        selectors.read_id_number(actor=actor, at=AT, person_id=person_id, day=DAY)
    with pytest.raises(Refused):
        selectors.read_id_number(
            actor=county.actor("shangyao").with_purpose("看看"), at=AT, person_id=person_id, day=DAY
        )
    assert not Reading.objects.exists()
    shown = selectors.read_id_number(
        actor=actor.with_purpose("核对组织关系介绍信"), at=AT, person_id=person_id, day=DAY
    )
    assert shown == id_number(1)
    assert Reading.objects.get().purpose == "核对组织关系介绍信"
    assert not AuditEntry.objects.filter(content__contains=shown).exists()


@pytest.mark.parametrize("username", ["hewan", "liulin", "stranger", "revoked", "auditor"])
def test_a_stranger_learns_nothing_of_a_person(county: County, username: str) -> None:
    person_id = county.members["上窑村"][0].person_id
    with pytest.raises((NotFound, Refused)):
        selectors.read_file(actor=county.actor(username), at=AT, person_id=person_id, day=DAY)
    assert not Reading.objects.exists()


def test_people_are_found_by_name_and_by_pinyin_initials_within_scope(county: County) -> None:
    qingshi = county.actor("qingshi")
    assert [m.person.name for m in selectors.search_people(qingshi, "zdt", DAY, 10)] == ["赵大田"]
    assert [m.person.name for m in selectors.search_people(qingshi, "秀英", DAY, 10)] == ["钱秀英"]
    assert selectors.search_people(county.actor("hewan"), "zdt", DAY, 10) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("张建国", "zjg"), ("单雄信", "sxx"), ("曾国藩", "zgf"), ("买买提·艾力", "mmtal"), ("Li Hua", "lihua")],
)
def test_initials_are_the_first_letters_of_syllables(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_vacant_post_shows_since_when(county: County) -> None:
    post = county.unit("柳林村").posts.get(kind="secretary")
    holding = post.holdings.get()
    posts.leave_post(actor=county.actor("qingshi"), at=AT, holding=holding, day=CHANGE)
    (state,) = selectors.posts(county.actor("qingshi"), county.version("柳林村"), DAY)
    assert (state.holding, state.vacant_since) == (None, CHANGE)


def test_a_post_has_one_holder(county: County) -> None:
    post = county.unit("柳林村").posts.get(kind="secretary")
    with pytest.raises(Conflict, match="post_held"):
        posts.take_post(
            actor=county.actor("qingshi"),
            at=AT,
            post=post,
            person=county.members["柳林村"][1].person,
            day=DAY,
        )
