"""Relations declared for one decision: who may, who reads, who stands aside, when they are gone; and who
decided what about whom.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiceng.apps.decisions import about, interests, retention
from jiceng.apps.decisions.judging import bring_up_to_date
from jiceng.apps.decisions.meetings import roll_of
from jiceng.apps.decisions.models import Decision, Interest
from jiceng.apps.decisions.services import drop, enter
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.people.models import Person
from jiceng.engines.procedure.decisions import Step
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.decisions.firm import STEP, asked, founded
from tests.apps.decisions.steps import ENTRIES, at, entered, opened
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(county: County) -> tuple[Decision, list[Person]]:
    firm, people = founded(county)
    return asked(county, firm), people


def declare(
    county: County, decision: Decision, person: Person, relation: str = "interest", actor: str = "qingshi"
) -> Interest:
    return interests.declare(
        actor=county.actor(actor), at=AT, decision=decision, person_id=person.pk, relation=relation, day=DAY
    )


def study(decision: Decision) -> Step:
    [step] = interests.steps_with_recusal(decision, DAY)
    assert step.code == STEP
    return step


def test_who_declared_a_relation_stands_aside_and_is_counted_once(
    county: County, matter: tuple[Decision, list[Person]]
) -> None:
    decision, people = matter
    declare(county, decision, people[1])
    declare(county, decision, people[1], "self")
    declare(county, decision, people[3])
    declare(county, decision, people[3])
    step = study(decision)
    roll = roll_of(decision.unit, step, "state_firm", DAY)
    aside = interests.standing_aside(decision, step, roll)
    assert dict(aside.conflicts) == {"self": 1, "interest": 1}
    assert {each.name for each in aside.persons} == {"何立春", "施巧云"}
    assert interests.standing_aside(decision, step, []).persons == ()
    assert interests.standing_aside(decision, replace(step, recusal=None), roll).persons == ()


def test_whom_it_is_about_stands_aside_undeclared(county: County) -> None:
    firm, people = founded(county)
    decision = asked(county, firm, concerned=(people[0].pk, people[5].pk))
    step = study(decision)
    aside = interests.standing_aside(decision, step, roll_of(firm, step, "state_firm", DAY))
    assert (dict(aside.conflicts), [each.name for each in aside.persons]) == ({"self": 1}, ["许文清"])


def test_only_relations_that_bar_and_persons_of_the_roll_can_be_declared(
    county: County, matter: tuple[Decision, list[Person]]
) -> None:
    decision, people = matter
    with pytest.raises(Invalid, match="unknown_relation"):
        declare(county, decision, people[0], "near_relative")
    with pytest.raises(Invalid, match="not_on_the_roll"):
        declare(county, decision, people[5])
    with pytest.raises(Invalid, match="not_on_the_roll"):
        declare(county, decision, county.members["上窑村"][0].person)


def test_it_is_read_by_who_enters_there_alone_and_each_look_is_logged(
    county: County, matter: tuple[Decision, list[Person]]
) -> None:
    decision, people = matter
    declare(county, decision, people[1])
    read = {"at": AT, "decision_id": decision.pk, "day": DAY}
    with pytest.raises(Refused):
        interests.read(actor=county.actor("auditor"), **read)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        interests.read(actor=county.actor("shangyao"), **read)  # type: ignore[arg-type]
    assert not Reading.objects.filter(part=interests.PART).exists()
    found = interests.read(actor=county.actor("qingshi"), **read)  # type: ignore[arg-type]
    assert [each.person.name for each in found.interests] == ["何立春"]
    assert set(found.persons) == {each.pk for each in people[:5]}
    look = Reading.objects.get(part=interests.PART)
    assert (look.person_id, look.unit_id) == (people[1].pk, decision.unit_id)
    with pytest.raises(Refused):
        declare(county, decision, people[2], actor="auditor")


def test_the_journal_says_that_it_was_declared_and_not_of_whom(
    county: County, matter: tuple[Decision, list[Person]]
) -> None:
    decision, people = matter
    interest = declare(county, decision, people[1])
    interests.take_back(actor=county.actor("qingshi"), at=AT, decision=decision, interest_id=interest.pk)
    assert not decision.interests.exists()
    entries = AuditEntry.objects.filter(type__startswith="interest.").order_by("pk")
    assert [each.type for each in entries] == ["interest.declared", "interest.taken_back"]
    assert all("何立春" not in (each.content or "") for each in entries)
    assert {each.subject for each in entries} == {f"decision:{decision.pk}"}
    with pytest.raises(NotFound):
        interests.take_back(actor=county.actor("qingshi"), at=AT, decision=decision, interest_id=interest.pk)


def test_a_decision_without_such_a_rule_has_no_such_page(county: County) -> None:
    decision = opened(county)
    with pytest.raises(NotFound):
        interests.read(actor=county.actor("shangyao"), at=AT, decision_id=decision.pk, day=DAY)


def erased(day: date) -> int:
    return retention.erase_interests(actor=SYSTEM, at=at(day), rules=current_rules(), day=day)


def test_they_are_deleted_sixty_days_after_a_decision_was_given_up(
    county: County, matter: tuple[Decision, list[Person]]
) -> None:
    decision, people = matter
    declare(county, decision, people[1])
    declare(county, decision, people[2])
    assert erased(date(2028, 1, 1)) == 0, "while it goes on they are kept"
    drop(actor=county.actor("qingshi"), at=AT, decision=decision, day=date(2026, 11, 1), reason="撤项")
    with pytest.raises(Conflict, match="decision_dropped"):
        declare(county, decision, people[3])
    assert erased(date(2026, 11, 1) + timedelta(days=60)) == 0
    assert erased(date(2026, 11, 1) + timedelta(days=61)) == 2
    entry = AuditEntry.objects.get(type="interest.erased")
    assert '"decisions":1' in (entry.content or "")
    assert '"rows":2' in (entry.content or "")
    assert "何立春" not in (entry.content or "")
    assert erased(date(2027, 6, 1)) == 0
    with pytest.raises(Refused):
        retention.erase_interests(
            actor=county.actor("county"), at=AT, rules=current_rules(), day=date(2027, 6, 1)
        )


def test_the_end_of_a_decision_is_the_last_day_of_what_it_posted(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "results_posting")  # up from 12 November for fifteen days
    person = county.members["上窑村"][0].person
    Interest.objects.create(
        decision=decision, person=person, relation="self", declared_on=DAY, declared_by="用户"
    )
    end = date(2026, 11, 27)
    bring_up_to_date(current_rules(), county.version("青禾县").path, end)
    assert erased(end + timedelta(days=60)) == 0
    assert erased(end + timedelta(days=61)) == 1


def test_who_decided_what_about_whom(county: County) -> None:
    member, other = (county.members["上窑村"][place].person for place in (0, 5))
    decision = opened(county, concerned=(other.pk,))
    entered(county, decision, "members_meeting")
    actor = county.actor("shangyao")
    seated = about.decided(actor=actor, at=AT, person_id=member.pk, day=DAY)
    assert [(each.step, each.day) for each in seated.taken] == [("proposal", date(2026, 10, 9))]
    assert seated.concerned == []
    concerned = about.decided(actor=actor, at=AT, person_id=other.pk, day=DAY)
    assert ([each.title for each in concerned.concerned], concerned.taken) == (["修西沟路"], [])
    looks = Reading.objects.filter(part=about.PART).values_list("person_id", flat=True)
    assert set(looks) == {member.pk, other.pk}
    for outsider, refusal in (("liulin", NotFound), ("auditor", Refused)):
        with pytest.raises(refusal):
            about.decided(actor=county.actor(outsider), at=AT, person_id=member.pk, day=DAY)


def test_a_seat_of_another_time_and_an_entry_corrected_are_not_told(county: County) -> None:
    member = county.members["上窑村"][0].person
    decision = opened(county)
    event = enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=ENTRIES[0])
    seat = county.committee.seats.get(person=member)
    seat.ends_on = event.day
    seat.save()
    found = about.decided(actor=county.actor("shangyao"), at=AT, person_id=member.pk, day=DAY)
    assert found.taken == [], "the day a seat ends is the first day without it"
    seat.ends_on = event.day + timedelta(days=1)
    seat.save()
    found = about.decided(actor=county.actor("shangyao"), at=AT, person_id=member.pk, day=DAY)
    assert found.taken == [event]
