"""The register: heads over a tree, candidates, leaders, merging with members, the reading log."""

from datetime import date

import pytest

from jiceng.apps.people import leaders, posts, readings, register, selectors, services
from jiceng.kernel.errors import NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County


def test_heads_are_counted_by_unit_standing_and_absence(county: County) -> None:
    services.start_absence(actor=SYSTEM, at=AT, membership=county.members["上窑村"][1], day=date(2026, 3, 1))
    heads = register.heads_by_unit(county.actor("auditor"), county.version("青石镇"), DAY)
    assert heads == {
        county.unit("上窑村").pk: register.Heads(8, 1, 1),
        county.unit("柳林村").pk: register.Heads(4, 0, 0),
    }


def test_heads_of_a_past_day_are_those_of_that_day(county: County) -> None:
    heads = register.heads_by_unit(county.actor("county"), county.version("上窑村"), date(2026, 4, 30))
    assert heads[county.unit("上窑村").pk] == register.Heads(8, 0, 0)


def test_the_register_is_for_those_who_read_persons(county: County) -> None:
    wanted = register.MemberFilter()
    with pytest.raises(Refused):
        register.register(county.actor("auditor"), county.version("上窑村"), DAY, wanted)
    with pytest.raises(NotFound):
        register.register(county.actor("hewan"), county.version("上窑村"), DAY, wanted)


def test_candidates_are_the_unit_s_own_or_of_that_name_below(county: County) -> None:
    actor, town = county.actor("qingshi"), county.version("青石镇")
    assert register.candidates(actor, town, DAY, "", 10) == []
    found = register.candidates(actor, town, DAY, "zdt", 10)
    assert [row.person.name for row in found] == ["赵大田"]
    assert len(register.candidates(actor, county.version("上窑村"), DAY, "", 5)) == 5


def test_a_post_says_its_holder_or_since_when_it_is_vacant(county: County) -> None:
    ids = [county.unit(name).pk for name in ("上窑村", "南坡村")]
    held, never = (leaders.posts_of(ids, DAY)[id][0] for id in ids)
    assert (held.name, held.since, held.vacant_since) == ("赵大田", date(2022, 3, 1), None)
    assert never.vacant_since == date(2019, 1, 1)
    holding = county.unit("上窑村").posts.get().holdings.get()
    posts.leave_post(actor=SYSTEM, at=AT, holding=holding, day=date(2026, 11, 12))
    left = leaders.posts_of(ids, DAY)[ids[0]][0]
    assert (left.holding_id, left.vacant_since, left.vacant_days(DAY)) == (None, date(2026, 11, 12), 10)
    assert leaders.posts_of(ids, date(2026, 11, 11))[ids[0]][0].name == "赵大田"


def test_a_body_shows_its_running_term_and_names_only_to_those_who_read_persons(county: County) -> None:
    version = county.version("上窑村")
    (mine,) = leaders.bodies_of(county.actor("shangyao"), version, DAY)
    (theirs,) = leaders.bodies_of(county.actor("auditor"), version, DAY)
    assert [seat.name for seat in mine.seats] == ["赵大田", "钱秀英", "孙建国"]
    assert (theirs.seated, theirs.seats, theirs.term_due) == (3, (), date(2027, 3, 1))
    assert mine.ends_soon(DAY)
    assert not mine.overdue(DAY)
    assert mine.overdue(date(2027, 3, 2))


def test_a_holding_is_ended_only_by_those_who_manage_the_unit(county: County) -> None:
    holding = county.unit("上窑村").posts.get().holdings.get()
    assert leaders.holding_by_id(county.actor("qingshi"), holding.pk) == holding
    with pytest.raises(Refused):
        leaders.holding_by_id(county.actor("shangyao"), holding.pk)
    with pytest.raises(NotFound):
        leaders.holding_by_id(county.actor("hewan"), holding.pk)


def test_whose_entry_may_be_changed_follows_her_membership(county: County) -> None:
    membership = county.members["柳林村"][0]
    assert register.managed_person(county.actor("qingshi"), membership.person_id).membership == membership
    for username in ("liulin", "auditor"):
        with pytest.raises(Refused):
            register.managed_person(county.actor(username), membership.person_id)
    with pytest.raises(NotFound):
        register.managed_person(county.actor("hewan"), membership.person_id)


def test_the_reading_log_follows_the_tree_of_those_who_read_the_journal(county: County) -> None:
    for unit in ("上窑村", "南坡村"):
        person_id = county.members[unit][0].person_id
        selectors.read_file(actor=county.actor("county"), at=AT, person_id=person_id, day=DAY)
    assert readings.readings(county.actor("auditor"), readings.ReadingFilter()).count() == 2
    with pytest.raises(NotFound):
        readings.readings(county.actor("qingshi"), readings.ReadingFilter())
