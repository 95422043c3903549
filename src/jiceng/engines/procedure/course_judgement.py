"""Judging a case by its course: what each entry is worth, what is done, and what may or must come next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jiceng.engines.procedure.courses import (
    PASSED,
    AmountRule,
    Course,
    CourseEntry,
    CourseRecord,
    CourseVersion,
    Limit,
    StepRule,
    Verdict,
    VoteRule,
)
from jiceng.kernel.periods import months_after


class Standing(StrEnum):
    """Where a step stands on a day."""

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    BLOCKED = "blocked"
    LAPSED = "lapsed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """An entry and what it is worth.

    `number`, its place in the record; `rule`, by which it was judged; `missing`, steps to be done before;
    `opens_on`, `due_by`, `latest`: from when, by when, and at the very latest when the step could be done.
    """

    number: int
    entry: CourseEntry
    rule: StepRule
    verdict: Verdict
    missing: tuple[str, ...] = ()
    opens_on: date | None = None
    due_by: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class StepState:
    """One step on a day; days as in `JudgedEntry`."""

    rule: StepRule
    standing: Standing
    missing: tuple[str, ...] = ()
    opens_on: date | None = None
    due_by: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class CourseState:
    """A case on a day: every entry judged, in order of days; every step's state in order of the course.

    `stage`, the furthest one in which a step is done ("" before the first); `complete` once all required
    steps are done.
    """

    version: CourseVersion
    entries: tuple[JudgedEntry, ...]
    steps: tuple[StepState, ...]
    stage: str
    complete: bool

    @property
    def ready(self) -> tuple[StepState, ...]:
        """What may be recorded now, required steps first, else in order of the course."""
        found = [each for each in self.steps if each.standing in (Standing.OPEN, Standing.OVERDUE)]
        return tuple(sorted(found, key=lambda each: not each.rule.required))

    def step(self, code: str) -> StepState | None:
        """The state of a step, None where the course has no such step."""
        return next((each for each in self.steps if each.rule.code == code), None)


Done = Mapping[str, CourseEntry]


def judge_course(course: Course, record: CourseRecord, on: date) -> CourseState:
    """Judge a case as on a day; entries of later days are left out.

    The case follows the version in force on the day of its first entry (without one, on `on`); each entry is
    judged by the figures in force on its own day, what is still open by those of `on`.
    Raises `NotFound("course_not_in_force")` where no version was.
    """
    numbered = [(number, each) for number, each in enumerate(record.entries) if each.day <= on]
    ordered = sorted(numbered, key=lambda pair: (pair[1].day, pair[0]))
    version = course.version_on(ordered[0][1].day if ordered else on)
    done: dict[str, CourseEntry] = {}
    judged = []
    for number, entry in ordered:
        found = _judge(course, version, number, entry, done, record.born)
        judged.append(found)
        if found.verdict in PASSED:
            done[entry.step] = entry
    complete = all(code in done for code, rule in version.steps.items() if rule.required)
    stages = [stage.code for stage in version.stages if any(step.code in done for step in stage.steps)]
    stage = stages[-1] if stages else ""
    steps = _states(course, version, done, on, complete=complete)
    return CourseState(version, tuple(judged), steps, stage, complete)


def _rule(course: Course, version: CourseVersion, code: str, day: date) -> StepRule:
    """A step by the figures of a day; where that day's version has no such step, by the case's own."""
    return course.version_on(day).steps.get(code) or version.steps[code]


def _judge(
    course: Course,
    version: CourseVersion,
    number: int,
    entry: CourseEntry,
    done: Done,
    born: date | None,
) -> JudgedEntry:
    rule = _rule(course, version, entry.step, entry.day)
    missing = tuple(code for code in version.before[rule.code] if code not in done)
    opens_on, due_by, latest = _window(rule, done)
    if rule.code in done and not rule.every_months and not _may_vote_again(version, rule, done):
        verdict = Verdict.DONE_BEFORE
    elif missing:
        verdict = Verdict.MISSING_BEFORE
    elif opens_on is not None and entry.day < opens_on:
        verdict = Verdict.TOO_EARLY
    elif latest is not None and entry.day > latest:
        verdict = Verdict.TOO_LATE
    else:
        late = due_by is not None and entry.day > due_by
        verdict = _fault(rule, entry, born) or (Verdict.LATE if late else Verdict.OK)
    return JudgedEntry(number, entry, rule, verdict, missing, opens_on, due_by, latest)


def _may_vote_again(version: CourseVersion, rule: StepRule, done: Done) -> bool:
    """Whether a vote may be held anew: nothing that rests on it has been done."""
    return rule.vote is not None and not any(rule.code in version.before[code] for code in done)


def _fault(rule: StepRule, entry: CourseEntry, born: date | None) -> Verdict | None:
    """What is wrong with an entry by itself, or decided nothing; None where it holds."""
    if rule.least_age and (born is None or months_after(born, 12 * rule.least_age) > entry.day):
        return Verdict.TOO_YOUNG
    for role in rule.people:
        if entry.people.get(role.role, 0) < role.least:
            return Verdict.TOO_FEW
        if entry.people.get(role.role, 0) > role.most:
            return Verdict.TOO_MANY
    if rule.measures and not any(_enough(each, entry) for each in rule.measures):
        above = any(each.most and entry.measured.get(each.measure, 0) > each.most for each in rule.measures)
        return Verdict.TOO_MUCH if above else Verdict.TOO_LITTLE
    if rule.decides and not entry.passed:
        return Verdict.NOT_PASSED
    return _vote_fault(rule.vote, entry) if rule.vote else None


def _enough(rule: AmountRule, entry: CourseEntry) -> bool:
    value = entry.measured.get(rule.measure, 0)
    return value >= rule.least and (not rule.most or value <= rule.most)


def _vote_fault(vote: VoteRule, entry: CourseEntry) -> Verdict | None:
    if not vote.present.holds_share(entry.present, entry.entitled, vote.present_share):
        return Verdict.NO_QUORUM
    whole = entry.entitled if vote.of == "entitled" else entry.present
    return None if vote.ayes.holds_share(entry.ayes, whole, vote.ayes_share) else Verdict.NOT_CARRIED


def _window(rule: StepRule, done: Done) -> tuple[date | None, date | None, date | None]:
    """From when, by when, and at the very latest when a step can be done; None where nothing bounds it."""
    opens = [
        _later(done[wait.step].day, wait.months + _extra(wait.plus, done), wait.days)
        for wait in rule.waits
        if wait.step in done
    ]
    if rule.every_months and rule.code in done:
        return max(opens, default=None), months_after(done[rule.code].day, rule.every_months), None
    limits = [limit for limit in rule.limits if limit.step in done]
    due = [_due(limit, limit.months, done) for limit in limits]
    latest = [_due(limit, limit.most_months, done) for limit in limits if limit.most_months]
    return max(opens, default=None), min(due, default=None), min(latest, default=None)


def _due(limit: Limit, months: int, done: Done) -> date:
    return _later(done[limit.step].day, months + _extra(limit.plus, done), limit.days)


def _extra(step: str, done: Done) -> int:
    """Months that another step has added, 0 until it is done."""
    return done[step].measured.get("months", 0) if step in done else 0


def _later(day: date, months: int, days: int) -> date:
    return months_after(day, months) + timedelta(days=days)


def _states(
    course: Course, version: CourseVersion, done: Done, on: date, *, complete: bool
) -> tuple[StepState, ...]:
    places = {stage.code: place for place, stage in enumerate(version.stages)}
    reached = max((places[version.steps[code].stage] for code in done), default=0)
    found = []
    for code in version.steps:
        rule = _rule(course, version, code, on)
        over = complete or places[version.steps[code].stage] < reached
        found.append(_state(version, rule, done, on, over=over))
    again = {limit.step for each in found if each.standing is Standing.LAPSED for limit in each.rule.limits}
    return tuple(
        StepState(each.rule, Standing.OPEN) if each.rule.code in again and each.rule.vote else each
        for each in found
    )


def _state(version: CourseVersion, rule: StepRule, done: Done, on: date, *, over: bool) -> StepState:
    """One step on a day; `over` once its stage has been left behind."""
    if rule.code in done and (over or not rule.every_months):
        return StepState(rule, Standing.DONE)
    if over and not rule.required:
        return StepState(rule, Standing.SKIPPED)
    missing = tuple(code for code in version.before[rule.code] if code not in done)
    if missing:
        return StepState(rule, Standing.BLOCKED, missing)
    opens_on, due_by, latest = _window(rule, done)
    if opens_on is not None and opens_on > on:
        standing = Standing.WAITING
    elif latest is not None and latest < on:
        standing = Standing.LAPSED
    else:
        standing = Standing.OVERDUE if due_by is not None and due_by < on else Standing.OPEN
    return StepState(rule, standing, (), opens_on, due_by, latest)
