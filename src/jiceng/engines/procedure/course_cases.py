"""Running the worked cases of a course."""

from dataclasses import dataclass

from jiceng.engines.procedure.course_judgement import CourseState, judge_course
from jiceng.engines.procedure.courses import Course, CourseCase
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class CourseCaseResult:
    """What a case expects and what was found, key by key."""

    expected: str
    found: str


def check_case(course: Course, case: CourseCase) -> CourseCaseResult:
    """Judge a worked case of a course. Raises `NotFound("unknown_step")` where it asks for another's step."""
    found = _found(judge_course(course, case.record, case.on), case)
    expected = [f"{key}={value}" for key, value in case.expected.items()]
    got = [f"{key}={found[key]}" for key in case.expected]
    return CourseCaseResult(" · ".join(expected), " · ".join(got))


def _found(state: CourseState, case: CourseCase) -> dict[str, str]:
    step = state.step(case.step)
    if step is None:
        raise NotFound("unknown_step", step=case.step)
    entries = [each for each in state.entries if each.entry.step == case.step]
    return {
        "verdict": str(entries[-1].verdict) if entries else "",
        "standing": str(step.standing),
        "opens_on": str(step.opens_on or ""),
        "due_by": str(step.due_by or ""),
        "latest": str(step.latest or ""),
        "stage": state.stage,
    }
