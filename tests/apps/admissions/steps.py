"""A whole admission in the small county, step by step, as tests record it."""

from datetime import date

from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.admissions.services import StepDraft, open_admission, record_step
from jiceng.apps.people.services import PersonDraft
from tests.county import AT, County

BEGUN = date(2023, 1, 31)
VOTE = {"entitled": 8, "present": 7, "ayes": 6}
STEPS: tuple[tuple[str, date, dict[str, object]], ...] = (
    ("first_talk", date(2023, 2, 20), {"people": {"talker": 1}}),
    ("activist", date(2023, 6, 1), {}),
    ("activist_filing", date(2023, 6, 10), {}),
    ("contacts", date(2023, 6, 10), {"people": {"contact": 2}}),
    ("review", date(2023, 11, 30), {}),
    ("candidate", date(2024, 7, 1), {}),
    ("candidate_filing", date(2024, 7, 10), {}),
    ("introducers", date(2024, 7, 10), {"people": {"introducer": 2}}),
    ("political_review", date(2024, 8, 1), {"people": {"reviewer": 1}}),
    ("training", date(2024, 8, 10), {"measured": {"days": 3}}),
    ("committee_examination", date(2024, 8, 20), {}),
    ("acceptance_notice", date(2024, 8, 21), {}),
    ("pre_review", date(2024, 8, 28), {}),
    ("application_form", date(2024, 8, 29), {}),
    ("acceptance_meeting", date(2024, 8, 31), VOTE),
    ("acceptance_talk", date(2024, 9, 10), {}),
    ("acceptance_approval", date(2024, 9, 20), {"note": "青石党组〔2024〕12号"}),
    ("acceptance_filing", date(2024, 9, 25), {}),
    ("placement", date(2024, 9, 25), {}),
    ("oath", date(2024, 10, 1), {}),
    ("probation_review", date(2025, 3, 1), {}),
    ("conversion_application", date(2025, 8, 15), {}),
    ("conversion_meeting", date(2025, 8, 31), VOTE),
    ("conversion_approval", date(2025, 10, 10), {}),
    ("archive", date(2025, 10, 12), {}),
)
ABOVE = {"activist_filing", "candidate_filing", "pre_review", "acceptance_talk", "acceptance_filing"} | {
    "acceptance_approval",
    "conversion_approval",
}


def apply(
    county: County, name: str = "朱小禾", unit: str = "上窑村", day: date = BEGUN, **more: str
) -> Admission:
    """Someone applies."""
    person = PersonDraft(name, birth_date=date(1995, 4, 2), **more)  # type: ignore[arg-type]
    return open_admission(
        actor=county.actor("shangyao" if unit == "上窑村" else "liulin"),
        at=AT,
        unit=county.unit(unit),
        course="admission",
        person=person,
        step=StepDraft(day),
    )


def draft(county: County, step: str, **changes: object) -> StepDraft:
    """What is recorded of a step in the whole course; persons are counted from the unit's first member on."""
    _, day, given = next(each for each in STEPS if each[0] == step)
    told = {"day": day} | given | changes
    counts: dict[str, int] = told.pop("people", {})  # type: ignore[assignment]
    ids = [each.person_id for each in county.members["上窑村"]]
    people = {role: tuple(ids[:number]) for role, number in counts.items()}
    return StepDraft(people=people, **told)  # type: ignore[arg-type]


def take(county: County, admission: Admission, step: str, **changes: object) -> AdmissionEntry:
    """Record one step, by whom it concerns."""
    actor = county.actor("qingshi" if step in ABOVE else "shangyao")
    return record_step(
        actor=actor, at=AT, admission=admission, step=step, draft=draft(county, step, **changes)
    )


def up_to(county: County, last: str, name: str = "朱小禾") -> Admission:
    """A case in which every step up to `last` is done ("application": nothing more)."""
    admission = apply(county, name)
    for step, _, _ in STEPS:
        if last == "application":
            break
        take(county, admission, step)
        if step == last:
            break
    admission.refresh_from_db()
    return admission
