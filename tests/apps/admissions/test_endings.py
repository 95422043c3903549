"""Cases that end or go on otherwise than usual: memberships that moved or ended, rules that changed, two who
write at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jiceng.apps.admissions import cases, selectors, services
from jiceng.apps.admissions.models import Admission, ExpectedStep
from jiceng.apps.admissions.services import StepDraft, close_admission, correct_step, record_step
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.services import (
    become_full_member,
    end_membership,
    start_membership,
    transfer,
)
from jiceng.engines.procedure import CourseVersion, Profile
from jiceng.kernel.errors import Conflict, Invalid, NotFound
from tests.apps.admissions.steps import STEPS, VOTE, apply, take, up_to
from tests.county import AT, DAY, County


def standings(admission: Admission) -> list[tuple[str, str, date]]:
    rows = admission.person.memberships.order_by("starts_on", "pk").values_list(
        "unit__code", "standing", "joined_on"
    )
    return list(rows)


def test_a_probationer_removed_in_the_register_does_not_become_a_full_member(county: County) -> None:
    admission = up_to(county, "conversion_meeting")
    membership = admission.person.memberships.get(ends_on=None)
    day = date(2025, 9, 5)
    end_membership(actor=county.actor("qingshi"), at=AT, membership=membership, day=day, reason="removed")
    with pytest.raises(Conflict, match="not_probationary"):
        take(county, admission, "conversion_approval")
    assert not admission.person.memberships.filter(ends_on=None).exists()
    assert not admission.entries.filter(step="conversion_approval").exists()
    actor = county.actor("shangyao")
    close_admission(actor=actor, at=AT, admission=admission, day=DAY, outcome="not_accepted")


def test_who_is_a_full_member_already_completes_the_step_without_a_second_membership(county: County) -> None:
    admission = up_to(county, "conversion_meeting")
    membership = admission.person.memberships.get(ends_on=None)
    actor = county.actor("qingshi")
    become_full_member(actor=actor, at=AT, membership=membership, day=date(2025, 8, 31))
    take(county, admission, "conversion_approval")
    joined = date(2024, 8, 31)
    assert standings(admission) == [
        ("990525100200", "probationary", joined),
        ("990525100200", "full", joined),
    ]
    take(county, admission, "archive")
    admission.refresh_from_db()
    assert admission.outcome == "completed"


def test_the_probation_goes_on_in_the_branch_the_probationer_moved_to(county: County) -> None:
    admission = up_to(county, "oath")
    membership = admission.person.memberships.get(ends_on=None)
    there, day = county.unit("柳林村"), date(2025, 1, 10)
    transfer(actor=county.actor("qingshi"), at=AT, membership=membership, unit=there, day=day)
    admission.refresh_from_db()
    assert admission.unit == there
    told = AuditEntry.objects.get(type="admission.moved")
    assert (told.unit_id, told.actor_name) == (there.pk, county.actor("qingshi").name)
    assert '"day":"2025-01-10"' in str(told.content)
    with pytest.raises(NotFound):
        take(county, admission, "probation_review")
    rest = STEPS[[each[0] for each in STEPS].index("probation_review") :]
    for step, held, told_of in rest:
        actor = county.actor("qingshi" if step == "conversion_approval" else "liulin")
        vote = {"entitled": 4, "present": 4, "ayes": 4} if told_of == VOTE else {}
        record_step(actor=actor, at=AT, admission=admission, step=step, draft=StepDraft(held, **vote))
    admission.refresh_from_db()
    assert (admission.outcome, standings(admission)[-1]) == (
        "completed",
        ("990525100201", "full", date(2024, 8, 31)),
    )


def test_the_case_of_an_applicant_stays_where_it_is(county: County) -> None:
    """What a case has given nothing of, it does not follow; it can be closed over it."""
    admission = apply(county)
    start_membership(
        actor=county.actor("qingshi"),
        at=AT,
        person=admission.person,
        unit=county.unit("柳林村"),
        standing="probationary",
        joined_on=DAY,
        day=DAY,
    )
    admission.refresh_from_db()
    assert admission.unit == county.unit("上窑村")
    actor = county.actor("shangyao")
    close_admission(actor=actor, at=AT, admission=admission, day=DAY, outcome="moved")


def stale(county: County, number: int) -> list[Admission]:
    found = [apply(county, f"申{each}") for each in range(number)]
    Admission.objects.update(judged_by="")
    ExpectedStep.objects.all().delete()
    return found


def test_a_case_closed_meanwhile_is_not_reopened(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stale(county, 1)

    @contextmanager
    def another_is_first() -> Iterator[None]:
        Admission.objects.update(closed_on=DAY, outcome="withdrawn")
        with transaction.atomic():
            yield

    monkeypatch.setattr(cases, "transaction", SimpleNamespace(atomic=another_is_first))
    cases.bring_up_to_date(current_rules(), "", DAY)
    assert Admission.objects.values_list("closed_on", "outcome").get() == (DAY, "withdrawn")
    assert not ExpectedStep.objects.exists()


def test_a_page_judges_some_and_a_rebuild_the_rest(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cases.AT_ONCE <= 60
    stale(county, 5)
    monkeypatch.setattr(cases, "AT_ONCE", 2)
    assert cases.bring_up_to_date(current_rules(), "", DAY) == 2
    assert Admission.objects.filter(judged_by="").count() == 3
    assert services.judge_stale(at=AT) == 3
    assert ExpectedStep.objects.count() == 5
    assert services.judge_stale(at=AT) == 0


def test_many_stale_cases_take_as_many_queries_as_one(county: County) -> None:
    asked = []
    for number in (1, 4):
        stale(county, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            cases.bring_up_to_date(current_rules(), "", DAY)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_step_is_expected_once(county: County) -> None:
    row = apply(county).expected.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def with_versions(monkeypatch: pytest.MonkeyPatch, *days: tuple[date, date | None, str]) -> Profile:
    """The rules with the course in force from and to these days, each time without one step."""
    rules = copy(current_rules())
    course = rules.courses["admission"]
    versions = [_without(course.versions[0], each) for each in days]
    numbered = [replace(each, number=number) for number, each in enumerate(versions, 1)]
    changed = replace(
        rules, courses={**rules.courses, "admission": replace(course, versions=tuple(numbered))}
    )
    for module in (services, selectors):
        monkeypatch.setattr(module, "current_rules", lambda: changed)
    return changed


def _without(version: CourseVersion, each: tuple[date, date | None, str]) -> CourseVersion:
    begins, ends, gone = each
    stages = tuple(
        replace(stage, steps=tuple(step for step in stage.steps if step.code != gone))
        for stage in version.stages
    )
    return replace(version, in_force_from=begins, in_force_to=ends, stages=stages)


def test_a_day_without_a_rule_in_force_is_refused_at_the_day(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_versions(monkeypatch, (date(2023, 1, 31), date(2024, 12, 31), ""))
    with pytest.raises(Invalid, match="course_not_in_force") as refused:
        apply(county, day=date(2023, 1, 30))
    assert refused.value.field == "day"
    admission = apply(county)
    with pytest.raises(Invalid, match="course_not_in_force") as refused:
        take(county, admission, "first_talk", day=date(2025, 1, 1))
    assert refused.value.field == "day"
    take(county, admission, "first_talk", day=date(2024, 12, 31))


def test_a_course_no_longer_in_force_asks_nothing_and_its_cases_stay_readable(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    admission = apply(county)
    with_versions(monkeypatch, (date(2014, 5, 28), date(2026, 10, 31), ""))
    actor = county.actor("shangyao")
    assert selectors.due(actor, county.version("上窑村"), DAY, 5) == ([], 0)
    found = selectors.read_case(actor=actor, at=AT, admission_id=admission.pk, day=DAY)
    assert found.judged.state.stage == "application"
    assert selectors.cases(actor, county.version("上窑村"), DAY, "").counts["open"] == 1
    close_admission(actor=actor, at=AT, admission=admission, day=DAY, outcome="withdrawn")


def test_a_step_that_only_older_rules_know_is_still_due(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_versions(
        monkeypatch, (date(2014, 5, 28), date(2025, 12, 31), ""), (date(2026, 1, 1), None, "first_talk")
    )
    apply(county)
    found, _ = selectors.due(county.actor("shangyao"), county.version("上窑村"), DAY, 5)
    assert [each.rule.code for each in found] == ["first_talk"]


def test_a_step_the_rules_of_the_case_do_not_know_is_not_recorded(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_versions(
        monkeypatch, (date(2014, 5, 28), date(2023, 2, 15), "first_talk"), (date(2023, 2, 16), None, "")
    )
    admission = apply(county)
    with pytest.raises(NotFound, match="unknown_step"):
        take(county, admission, "first_talk")


def test_a_day_corrected_into_other_rules_does_not_lose_a_step(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_versions(
        monkeypatch, (date(2014, 5, 28), date(2023, 2, 15), ""), (date(2023, 2, 16), None, "first_talk")
    )
    admission = up_to(county, "first_talk")
    given = {"actor": county.actor("shangyao"), "at": AT, "reason": "日期有误"}
    first, talk = admission.entries.order_by("pk")
    with pytest.raises(Conflict, match="correction_unsettles"):
        correct_step(**given, entry=first, draft=StepDraft(date(2023, 2, 17)))
    correct_step(**given, entry=talk, draft=None)
    correct_step(**given, entry=first, draft=StepDraft(date(2023, 2, 17)))
    actor = county.actor("shangyao")
    file = selectors.read_case(actor=actor, at=AT, admission_id=admission.pk, day=DAY)
    assert "first_talk" not in file.judged.state.version.steps
    assert len(file.entries) == 4
    assert selectors.entry_in_scope(actor, talk.pk)[2].code == "first_talk"
