"""Admissions under way in the invented county: applicants at every stage, and those on probation."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from jiceng.apps.admissions.cases import KIND, bring_up_to_date
from jiceng.apps.admissions.models import Admission, AdmissionEntry, AdmissionPerson, ExpectedStep
from jiceng.apps.demonstration.names import personal_name
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.names import initials

_COURSE = "admission"
_SHARE = 0.55
_LEAST_MEMBERS = 8
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


def write_admissions(today: date, seed: int) -> dict[str, int]:
    """Write a case in every second branch, and one for everyone who joined in the last year.

    Returns rows by table; nothing where the profile knows no such course.
    """
    if not any(each.code == _COURSE for each in profile().courses_of(KIND)):
        return {}
    random = Random(f"admissions {seed}")
    branches = UnitVersion.objects.filter(on(today), form__in=("branch", "joint_branch")).order_by("pk")
    full: dict[int, list[int]] = {}
    members = Membership.objects.filter(on(today), standing="full").order_by("joined_on", "person_id")
    for unit_id, person_id in members.values_list("unit_id", "person_id"):
        full.setdefault(unit_id, []).append(person_id)
    joined = _on_probation(today, full)
    cases = [*_applicants(random, branches, full, today), *joined]
    inside = {case.person_id for case, _ in joined}
    entries = [entry for case, day in cases for entry in _entries(random, case, day, today, full, inside)]
    AdmissionEntry.objects.bulk_create(entries, batch_size=2_000)
    named = [each for entry in entries for each in _people(entry, full)]
    AdmissionPerson.objects.bulk_create(named, batch_size=2_000)
    while Admission.objects.filter(judged_by="").exists():
        bring_up_to_date(current_rules(), "", today)
    models = (Admission, AdmissionEntry, AdmissionPerson, ExpectedStep)
    return {model._meta.db_table: model.objects.count() for model in models}


Case = tuple[Admission, date]
"""A case and the day its meeting is, was, or would be."""


def _applicants(
    random: Random, branches: Iterable[UnitVersion], full: dict[int, list[int]], today: date
) -> list[Case]:
    """New persons, no members yet; a branch that is large enough has one or two."""
    people, wanted = [], []
    for version in branches:
        if len(full.get(version.unit_id, ())) < _LEAST_MEMBERS:
            continue
        for share in (_SHARE, _SHARE / 3):
            if random.random() < share:
                people.append(_person(random, today))
                wanted.append((version.unit_id, today + timedelta(days=random.randint(-80, 870))))
    Person.objects.bulk_create(people, batch_size=2_000)
    found = []
    for person, (unit_id, meeting) in zip(people, wanted, strict=True):
        found.append((_case(person.pk, unit_id, meeting), meeting))
    Admission.objects.bulk_create([case for case, _ in found], batch_size=2_000)
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
    Admission.objects.bulk_create([case for case, _ in found], batch_size=2_000)
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
    entry = AdmissionEntry(
        admission=case,
        step=step,
        day=day,
        recorded_at=timezone.make_aware(datetime.combine(day, time(17, 40))),
        recorded_by="示例",
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
