"""Running a profile's worked cases: the tests a rule carries with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from jiceng.engines.procedure.course_cases import check_case
from jiceng.engines.procedure.courses import Course, CourseCase
from jiceng.engines.procedure.evaluate import evaluate
from jiceng.engines.procedure.explain import Explanation, explain
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.outcome import Outcome, State, state_on
from jiceng.engines.procedure.profile import Duty, Profile
from jiceng.engines.procedure.records import (
    AbsenceRecord,
    ActRecord,
    BodyRecord,
    MembershipRecord,
    PostponementRecord,
    SpanRecord,
    TermRecord,
    UnitRecord,
    VacancyRecord,
)
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.worked import Case
from jiceng.kernel.errors import NotFound

UNIT = "unit"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a worked case expects and what evaluation and explanation found: state, then what else the case
    names.
    """

    duty: str
    name: Text
    expected: str
    found_bulk: str
    found_explain: str
    ok: bool


def check_profile(profile: Profile) -> list[CaseResult]:
    """Run every worked case of a profile through evaluation and through explanation.

    Returns one result a case, in order of duties, then of courses. Raises `NotFound` for a case that names
    what the profile does not know.
    """
    duties = [_result(profile, duty, case) for duty in profile.duties.values() for case in duty.cases]
    return duties + [_of_course(course, case) for course in profile.courses.values() for case in course.cases]


def _of_course(course: Course, case: CourseCase) -> CaseResult:
    found = check_case(course, case)
    return CaseResult(
        course.code, case.name, found.expected, found.found, found.found, found.expected == found.found
    )


def _result(profile: Profile, duty: Duty, case: Case) -> CaseResult:
    facts = case_facts(profile, duty, case)
    outcomes = evaluate(profile, facts, case.period.start, case.period.end, [duty.code])
    rows = [
        each
        for each in outcomes.rows()
        if (each.opens_on, each.closes_on) == (case.period.start, case.period.end)
    ]
    explanation = explain(profile, facts, 0, duty.code, case.period)
    expected = _spoken(case, case.state, case.excuse, case.counted)
    bulk = _found(case, rows[0] if rows else None)
    single = _found(case, explanation.outcome)
    reasons = _reasons(explanation)
    ok = bulk == expected == single and (not case.reason or case.reason in reasons)
    if case.reason:
        expected, single = f"{expected} · {case.reason}", " · ".join([single, *reasons])
    return CaseResult(duty.code, case.name, expected, bulk, single, ok)


def _found(case: Case, outcome: Outcome | None) -> str:
    if outcome is None:
        return _spoken(case, State.NOT_APPLICABLE, "", 0)
    return _spoken(case, state_on(outcome, case.on), outcome.excuse, outcome.counted)


def _spoken(case: Case, state: str, excuse: str, counted: int | None) -> str:
    """State, with the excuse and the count when the case names them."""
    parts = [str(state)]
    if case.excuse:
        parts.append(excuse or "-")
    if case.counted is not None:
        parts.append(str(counted))
    return " · ".join(parts)


def _reasons(explanation: Explanation) -> list[str]:
    """Codes of what did not hold: of the population first, then of each gathering."""
    conditions = [each.code for each in explanation.conditions if not each.holds]
    return [*conditions, *(act.reason for act in explanation.acts if not act.accepted)]


def case_facts(profile: Profile, duty: Duty, case: Case) -> Facts:
    """The facts a worked case tells, as those of one unit. Raises `NotFound` for a word the profile lacks."""
    unit, numbers = case.unit, {body.name: number for number, body in enumerate(case.unit.bodies, start=1)}
    until = case.postponed_until
    return Facts.from_rows(
        profile,
        [UnitRecord(UNIT, unit.founded, tuple(_spans(case)), unit.closed)],
        memberships=[
            MembershipRecord(UNIT, unit.founded, None, number < unit.voting) for number in range(unit.members)
        ],
        absences=[AbsenceRecord(UNIT, each.start, each.end) for each in unit.away for _ in range(each.count)],
        bodies=[BodyRecord(UNIT, numbers[b.name], b.kind, b.start, b.end) for b in unit.bodies],
        terms=list(_terms(case, numbers)),
        acts=list(_acts(case, numbers)),
        vacancies=[VacancyRecord(UNIT, each.post, each.start, each.end) for each in unit.vacancies],
        postponements=[PostponementRecord(UNIT, duty.code, case.period, until)] if until else [],
    )


def _terms(case: Case, numbers: dict[str, int]) -> Iterator[TermRecord]:
    kinds = {body.name: body.kind for body in case.unit.bodies}
    for term in case.unit.terms:
        number = _body(numbers, term.body)
        yield TermRecord(
            unit=UNIT,
            body=number,
            body_kind=kinds[term.body],
            start=term.start,
            ends_on=term.ends_on,
            ended=term.successor,
            successor_start=term.successor,
        )


def _spans(case: Case) -> Iterator[SpanRecord]:
    """The unit without a form until it took its own."""
    unit = case.unit
    if unit.since > unit.founded:
        yield SpanRecord(unit.kind, "", unit.founded, unit.since)
    yield SpanRecord(unit.kind, unit.form, unit.since, unit.closed)


def _acts(case: Case, numbers: dict[str, int]) -> Iterator[ActRecord]:
    for number, act in enumerate(case.acts, start=1):
        yield ActRecord(
            id=number,
            unit=UNIT,
            kind=act.kind,
            day=act.day,
            entitled=act.entitled,
            present=act.present,
            items=act.items,
            body=_body(numbers, act.body) if act.body else -1,
            makes_up=act.makes_up,
            measured=act.measured,
        )


def _body(numbers: dict[str, int], name: str) -> int:
    if name not in numbers:
        raise NotFound("unknown_body", body=name)
    return numbers[name]
