"""Whether a step may be recorded, or an entry corrected: every refusal with its clause and how to mend it."""

from collections.abc import Mapping
from datetime import date

from jiceng.apps.admissions.cases import JudgedCase, entries_of, in_force, judge
from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.organisations.models import on
from jiceng.apps.people.models import Membership
from jiceng.engines.procedure import HELD, PASSED, JudgedEntry, Profile, StepRule, Verdict
from jiceng.kernel.errors import Conflict, Invalid, NotFound

_FIELDS = {
    Verdict.TOO_EARLY: "day",
    Verdict.TOO_LATE: "day",
    Verdict.TOO_YOUNG: "birth_date",
    Verdict.TOO_LITTLE: "measured",
    Verdict.TOO_MUCH: "measured",
}
"""Which part of a form a verdict speaks of; of people, their role; the others of none."""


def check_numbers(rule: StepRule, entitled: int, present: int, ayes: int) -> None:
    """Whether the heads of a vote can be so. Raises `Invalid` naming the field."""
    if rule.vote is None:
        return
    if entitled <= 0:
        raise Invalid("nobody_entitled", field="entitled")
    if present > entitled:
        raise Invalid("more_present_than_entitled", field="present")
    if ayes > present:
        raise Invalid("more_ayes_than_present", field="ayes")


def check_people(
    rule: StepRule, admission: Admission, people: Mapping[str, tuple[int, ...]], day: date
) -> None:
    """Whether those named are members of the unit on the day, of the standing asked for, each once.

    Raises `Invalid` naming the role: unknown_role_of_step, named_twice, not_of_this_unit.
    """
    roles = {each.role: each for each in rule.people}
    standing = dict(
        Membership.objects.filter(on(day), unit_id=admission.unit_id).values_list("person_id", "standing")
    )
    for role, ids in people.items():
        if role not in roles:
            raise Invalid("unknown_role_of_step", field=role)
        if len(set(ids)) < len(ids):
            raise Invalid("named_twice", field=role)
        wanted = roles[role].standing
        fitting = {id for id, each in standing.items() if wanted in ("any", each)} - {admission.person_id}
        if set(ids) - fitting:
            raise Invalid("not_of_this_unit", field=role)


def check_step(rules: Profile, admission: Admission, entry: AdmissionEntry, today: date) -> JudgedCase:
    """Judge the case with an entry just saved, be it a step, a correction, or a step struck.

    Raises `Invalid` when the entry is out of order, `NotFound("unknown_step")` when the rules the case
    follows have no such step, `Conflict("correction_unsettles")` when a step that was in order no longer is.
    """
    entries = entries_of(admission)
    before = judge(rules, admission, [each for each in entries if each.pk != entry.pk], today)
    judged = judge(rules, admission, entries, today)
    worth = {each.pk: found for each, found in pairs(judged)}
    if not entry.struck and entry.pk not in worth:
        raise NotFound("unknown_step", step=entry.step)
    if not entry.struck and worth[entry.pk].verdict not in HELD:
        raise _refusal(worth[entry.pk], judged)
    kept = {each.pk for each in in_force(entries)}
    for each, found in pairs(before):
        still = worth.get(each.pk)
        if each.pk in kept and found.verdict in HELD and (still is None or still.verdict not in HELD):
            raise Conflict("correction_unsettles", step=found.rule.title, day=each.day)
    return judged


def pairs(judged: JudgedCase) -> list[tuple[AdmissionEntry, JudgedEntry]]:
    """Entries in force with what each is worth, in order of days."""
    return [(judged.entries[each.number], each) for each in judged.state.entries]


def _refusal(found: JudgedEntry, judged: JudgedCase) -> Invalid:
    titles = {code: step.title for code, step in judged.state.version.steps.items()}
    rule = found.rule
    field = _FIELDS.get(found.verdict, "")
    if found.verdict in (Verdict.TOO_FEW, Verdict.TOO_MANY):
        named = found.entry.people
        wrong = [each for each in rule.people if not each.least <= named.get(each.role, 0) <= each.most]
        field = wrong[0].role
    return Invalid(
        f"step_{found.verdict}",
        field=field,
        step=rule.title,
        missing=tuple(titles[code] for code in found.missing),
        opens_on=found.opens_on,
        latest=found.latest,
        age=rule.least_age,
        clause=rule.citation.clause,
    )


def check_correction(rules: Profile, admission: Admission, entry: AdmissionEntry) -> None:
    """Whether an entry may still be corrected.

    Raises `Conflict`: step_corrected_already; step_gave_membership for one that gave a membership, or by
    whose day it began; admission_closed once the case was closed before its end.
    """
    if entry.struck or AdmissionEntry.objects.filter(replaces=entry).exists():
        raise Conflict("step_corrected_already")
    if admission.closed_on is not None and admission.outcome != "completed":
        raise Conflict("admission_closed")
    steps = rules.courses[admission.course].version_on(admission.begun_on).steps
    gave = admission.entries.exclude(gave="").values_list("step", flat=True)
    since = {steps[step].since for step in gave if step in steps}
    if entry.gave or entry.step in since:
        raise Conflict("step_gave_membership")


def done(judged: JudgedCase) -> dict[str, date]:
    """Days on which the steps that are done were done."""
    return {each.entry.step: each.entry.day for each in judged.state.entries if each.verdict in PASSED}
