"""Running a profile's worked cases: the tests a rule carries with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from jiceng.engines.procedure.course_cases import check_case
from jiceng.engines.procedure.courses import Course, CourseCase
from jiceng.engines.procedure.coverage_reading import check_coverage
from jiceng.engines.procedure.decisions import Procedure, check_decision
from jiceng.engines.procedure.decisions.cases import DecisionCase
from jiceng.engines.procedure.dues import ROUNDING, PayerCase, PayerKind, check_payer
from jiceng.engines.procedure.evaluate import evaluate
from jiceng.engines.procedure.explain import Explanation, explain
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.needs import check_need
from jiceng.engines.procedure.notices import NoticeKind, PostingCase, check_posting
from jiceng.engines.procedure.outcome import Outcome, State, state_on
from jiceng.engines.procedure.profile import Duty, Profile
from jiceng.engines.procedure.programmes import Programme, ProgrammeCase
from jiceng.engines.procedure.programmes import check_case as check_programme
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
from jiceng.engines.procedure.statistics import Classification, PlacingCase, check_placing
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.weaknesses import Weakness, WeaknessCase, check_weakness
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

    Returns one result a case: duties, courses, procedures, kinds of notice, what follows a branch through its
    year. Raises `NotFound` for a case that names what the profile does not know.
    """
    return [
        *(_result(profile, duty, case) for duty in profile.duties.values() for case in duty.cases),
        *(_of_course(course, case) for course in profile.courses.values() for case in course.cases),
        *(_of_decision(each, case) for each in profile.procedures.values() for case in each.cases),
        *(_of_notice(profile, k, case) for k in profile.notices.values() for case in k.cases),
        *_of_needs(profile),
        *(CaseResult(*case, case[3], case[2] == case[3]) for case in check_coverage(profile.coverage)),
        *(_of_payer(profile, k, case) for k in profile.payers.values() for case in k.cases),
        *(_of_placing(each, case) for each in profile.classifications.values() for case in each.cases),
        *(_of_weakness(profile, each, case) for each in profile.weaknesses.values() for case in each.cases),
        *(_of_programme(profile, each, case) for each in profile.programmes.values() for case in each.cases),
    ]


def _of_placing(classification: Classification, case: PlacingCase) -> CaseResult:
    expected, found = check_placing(classification, case)
    return CaseResult(classification.code, case.name, expected, found, found, expected == found)


def _of_needs(profile: Profile) -> list[CaseResult]:
    found = [(case.name, *check_need(profile.needs, case)) for case in profile.needs.cases]
    return [CaseResult("needs", name, wanted, got, got, wanted == got) for name, wanted, got in found]


def _of_notice(profile: Profile, kind: NoticeKind, case: PostingCase) -> CaseResult:
    expected, found = check_posting(kind, profile.duties.values(), case)
    return CaseResult(kind.code, case.name, expected, found, found, expected == found)


def _of_payer(profile: Profile, kind: PayerKind, case: PayerCase) -> CaseResult:
    rounding = int(profile.figure(ROUNDING, case.on)) if ROUNDING in profile.parameters else 1
    expected, found = check_payer(kind, case, rounding)
    return CaseResult(kind.code, case.name, expected, found, found, expected == found)


def _of_programme(profile: Profile, programme: Programme, case: ProgrammeCase) -> CaseResult:
    criterion = programme.indicator(case.indicator).criterion
    figure = profile.amount(criterion.value, programme.baseline_on) if criterion else 0
    expected, found = check_programme(programme, case, figure)
    return CaseResult(programme.code, case.name, expected, found, found, expected == found)


def _of_weakness(profile: Profile, weakness: Weakness, case: WeaknessCase) -> CaseResult:
    expected, found = check_weakness(weakness, case, lambda given: profile.amount(given, case.on))
    return CaseResult(weakness.code, case.name, expected, found, found, expected == found)


def _of_decision(procedure: Procedure, case: DecisionCase) -> CaseResult:
    expected, found = check_decision(procedure, case)
    return CaseResult(procedure.code, case.name, expected, found, found, expected == found)


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
