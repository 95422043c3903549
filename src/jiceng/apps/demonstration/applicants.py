"""Admissions under way in the invented county: applicants at every stage, and those on probation."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from jiceng.apps.admissions.cases import KIND, course_of, judge, rule_of, take_stage
from jiceng.apps.admissions.models import Admission, AdmissionEntry, AdmissionPerson, ExpectedStep
from jiceng.apps.demonstration.names import personal_name
from jiceng.apps.demonstration.words import recorder
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.names import initials
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

_COURSE = "admission"
_LEAST_MEMBERS = 3
_CANDIDATE, _MORE, _EARLY = 0.95, 0.2, 0.3
"""Shares of branches with somebody chosen as a candidate: where nobody is on probation, and elsewhere; and of
those with an applicant who is not that far.
"""
_OVERDUE = 0.12
_DAYS = (
    *(("application", -900), ("first_talk", -885), ("activist", -800), ("activist_filing", -792)),
    *(("contacts", -790), ("review", -640), ("review", -470), ("candidate", -420)),
    *(("candidate_filing", -410), ("introducers", -400), ("political_review", -330), ("training", -300)),
    *(("committee_examination", -60), ("acceptance_notice", -50), ("pre_review", -40)),
    *(("application_form", -30), ("acceptance_meeting", 0), ("acceptance_talk", 20)),
    *(("acceptance_approval", 45), ("acceptance_filing", 60), ("placement", 62), ("oath", 120)),
    ("probation_review", 180),
)
"""Steps in order, with days before and after the meeting that accepts."""
_NAMED = {"first_talk": ("talker", 1), "contacts": ("contact", 2), "introducers": ("introducer", 2)} | {
    "political_review": ("reviewer", 1)
}
_VOTE = "acceptance_meeting"
_CHOSEN = timedelta(days=dict(_DAYS)["candidate"])


def write_admissions(today: date, seed: int) -> dict[str, int]:
    """Write a case in nearly every branch, and one for everyone who joined in the last year.

    Returns rows by table; nothing where the profile knows no such course.
    """
    if not any(each.code == _COURSE for each in profile().courses_of(KIND)):
        return {}
    random, rules = Random(f"admissions {seed}"), current_rules()
    branches = UnitVersion.objects.filter(on(today), form__in=("branch", "joint_branch")).order_by("pk")
    full: dict[int, list[int]] = {}
    members = Membership.objects.filter(on(today), standing="full").order_by("joined_on", "person_id")
    for unit_id, person_id in members.values_list("unit_id", "person_id"):
        full.setdefault(unit_id, []).append(person_id)
    joined = _on_probation(today, full)
    lately = {case.unit_id for case, day in joined if day + _CHOSEN > months_after(today, -24)}
    cases = [*_applicants(random, branches, full, lately, today), *joined]
    inside = {case.person_id for case, _ in joined}
    entries = {case: _entries(random, case, day, today, full, inside) for case, day in cases}
    every = bulk_insert(AdmissionEntry, [entry for each in entries.values() for entry in each])
    named = bulk_insert(AdmissionPerson, [each for entry in every for each in _people(entry, full)])
    _judge(rules, entries, named, today)
    models = (Admission, AdmissionEntry, AdmissionPerson, ExpectedStep)
    return {model._meta.db_table: model.objects.count() for model in models}


Case = tuple[Admission, date]
"""A case and the day its meeting is, was, or would be."""


def _judge(
    rules: "Profile",
    cases: dict[Admission, list[AdmissionEntry]],
    named: Iterable[AdmissionPerson],
    today: date,
) -> None:
    """Write each case's stage and what is expected next, as the app itself would."""
    roles: dict[int, list[str]] = {}
    for each in named:
        roles.setdefault(each.entry_id, []).append(each.role)
    people = Person.objects.in_bulk([case.person_id for case in cases])
    expected: list[ExpectedStep] = []
    alike: dict[tuple[str, str], list[int]] = {}
    for case, entries in cases.items():
        case.person = people[case.person_id]
        expected += take_stage(rules, case, judge(rules, case, entries, today, roles).state, today)
        alike.setdefault((case.stage, case.judged_by), []).append(case.pk)
    for (stage, judged_by), ids in alike.items():
        Admission.objects.filter(pk__in=ids).update(stage=stage, judged_by=judged_by)
    bulk_insert(ExpectedStep, expected)


def _applicants(
    random: Random,
    branches: Iterable[UnitVersion],
    full: dict[int, list[int]],
    lately: set[int],
    today: date,
) -> list[Case]:
    """New persons, no members yet: in most branches someone who is a candidate, in some an applicant.
    Parameters: `lately`, units in which someone now on probation was chosen within two years.
    """
    people, wanted = [], []
    for version in branches:
        if len(full.get(version.unit_id, ())) < _LEAST_MEMBERS:
            continue
        candidate = _MORE if version.unit_id in lately else _CANDIDATE
        for share, days in ((candidate, (-40, 410)), (_EARLY, (430, 870))):
            if random.random() < share:
                people.append(_person(random, today))
                wanted.append((version.unit_id, today + timedelta(days=random.randint(*days))))
    bulk_insert(Person, people)
    found = []
    for person, (unit_id, meeting) in zip(people, wanted, strict=True):
        found.append((_case(person.pk, unit_id, meeting), meeting))
    bulk_insert(Admission, [case for case, _ in found])
    return found


def _person(random: Random, today: date) -> Person:
    born = today - timedelta(days=random.randint(21 * 366, 45 * 365))
    sex = "2" if random.random() < 0.45 else "1"
    name = personal_name(random, sex, born.year)
    return Person(name=name, initials=initials(name), sex=sex, birth_date=born)


def _on_probation(today: date, full: dict[int, list[int]]) -> list[Case]:
    rows = Membership.objects.filter(on(today), standing="probationary", joined_on__gt=today - timedelta(365))
    found = [
        (_case(row.person_id, row.unit_id, row.joined_on), row.joined_on)
        for row in rows.order_by("pk")
        if len(full.get(row.unit_id, ())) >= _LEAST_MEMBERS
    ]
    bulk_insert(Admission, [case for case, _ in found])
    return found


def _case(person_id: int, unit_id: int, meeting: date) -> Admission:
    begun = meeting + timedelta(days=_DAYS[0][1])
    return Admission(person_id=person_id, unit_id=unit_id, course=_COURSE, begun_on=begun)


def _entries(
    random: Random, case: Admission, meeting: date, today: date, full: dict[int, list[int]], members: set[int]
) -> list[AdmissionEntry]:
    """What has happened by today; here and there the last step has not been done yet, though it is due."""
    member = case.person_id in members
    found = []
    for step, days in _DAYS:
        day = meeting + timedelta(days=days)
        if day > today or (step == "acceptance_approval" and not member):
            break
        found.append(_entry(random, case, step, day, len(full[case.unit_id])))
        if step == "acceptance_approval":
            found[-1].gave = "probationary"
    if len(found) > 1 and not member and random.random() < _OVERDUE:
        found.pop()
    return found


def _entry(random: Random, case: Admission, step: str, day: date, entitled: int) -> AdmissionEntry:
    rules = profile()
    entry = AdmissionEntry(
        admission=case,
        step=step,
        day=day,
        recorded_at=timezone.make_aware(datetime.combine(day, time(17, 40))),
        recorded_by=recorder(rules, rule_of(course_of(rules, _COURSE), step, day).keeper),
    )
    if step == _VOTE:
        entry.entitled = entitled
        entry.present = entitled - random.randint(0, entitled // 4)
        entry.ayes = entry.present - random.randint(0, 1)
    if step == "training":
        entry.measured = {"days": 3, "hours": 24}
    return entry


def _people(entry: AdmissionEntry, full: dict[int, list[int]]) -> list[AdmissionPerson]:
    role, number = _NAMED.get(entry.step, ("", 0))
    ids = full[entry.admission.unit_id][1 : 1 + number]
    return [AdmissionPerson(entry=entry, role=role, person_id=id) for id in ids]
