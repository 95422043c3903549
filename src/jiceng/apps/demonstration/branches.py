"""Weak branches put right and models named in an invented office: some at every stage, one relapsed, one
looked back on, one model retired.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.exemplars.checks import checks
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.people.models import PostHolding
from jiceng.apps.rectification.grounds import holding
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry, SetAside

BY = "示例"
_COURSES = (
    (15, 0),
    (55, 1),
    (150, 1),
    (100, 2),
    (120, 3),
    (130, 4),
    (140, 5),
    (150, 6),
    (330, 7),
    (420, 7),
    (460, 8),
    (640, 9),
)
"""Days since the listing, and how far: 0 listed, 1 planned, 2 mended, 3 asked in vain, 4 asked, 5 checked,
6 accepted, 7 off the list, 8 looked back on once, 9 twice.
"""


@dataclass
class _Story:
    """One case with its entries."""

    case: Case
    random: Random
    entries: list[CaseEntry] = field(default_factory=list)

    def enter(self, kind: str, day: date, text: str = "", **said: Any) -> int:
        """Add an entry; returns its number."""
        number = len(self.entries) + 1
        self.entries.append(
            CaseEntry(
                case=self.case, number=number, kind=kind, day=day, said=said, text=text,
                recorded_at=_moment(day), recorded_by=BY,
            )
        )  # fmt: skip
        return number


def write_branches(today: date, seed: int) -> dict[str, int]:
    """Write cases and models, where the profile knows them. Returns rows by table."""
    random, rules = Random(f"branches {seed}"), current_rules()
    if rules.weaknesses:
        _write_cases(random, today)
    if rules.exemplar_kinds:
        _write_models(random, today)
    models = (Case, CaseEntry, Attestation, Exemplar)
    return {model._meta.db_table: model.objects.count() for model in models}


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(16, 20)))


def _villages(random: Random, today: date) -> list[UnitVersion]:
    """Villages that were there all the while, in a made-up order."""
    rows = UnitVersion.objects.filter(on(today), kind="village", starts_on__lt=today - timedelta(days=900))
    found = list(rows.select_related("unit").order_by("path"))
    random.shuffle(found)
    return found


def _write_cases(random: Random, today: date) -> None:
    data, villages = read_data("branches"), _villages(random, today)
    held = holding(villages[:120], today)
    weak = [each for each in villages if each.unit_id in held]
    plain = [each for each in villages if each.unit_id not in held]
    stories: list[_Story] = []
    for (ago, stage), number in zip(_COURSES, range(len(villages)), strict=False):
        chosen = weak if weak and stage in (0, 1, 7) else plain
        if not chosen:
            continue
        version, opened = chosen.pop(), today - timedelta(days=ago)
        grounds = _grounds(held.get(version.unit_id, {}), data, version, opened, number)
        case = Case(
            unit=version.unit, opened_on=opened, paper=f"组发〔{opened.year}〕{number + 11}号", grounds=grounds,
            opened_at=_moment(opened), opened_by=BY,
        )  # fmt: skip
        case.save()
        story = _Story(case, random)
        _go(story, data, opened, stage, today)
        stories.append(story)
    CaseEntry.objects.bulk_create([entry for each in stories for entry in each.entries], batch_size=500)
    Case.objects.bulk_update([each.case for each in stories], ["removed_on"])
    for version, each in zip(plain[:2], data["said"], strict=False):
        _attest(version, each, today - timedelta(days=6), answered=False)
    if weak:
        code = next(iter(held[weak[-1].unit_id]))
        SetAside.objects.create(
            unit=weak[-1].unit, weakness=code, until=today + timedelta(days=60),
            reason="已列入年度计划，两个月内落实", by=BY, at=_moment(today - timedelta(days=3)),
        )  # fmt: skip


def _grounds(
    found: dict[str, Any], data: dict[str, Any], version: UnitVersion, opened: date, number: int
) -> list[dict[str, Any]]:
    """What holds by the registers; else what an officer said and the unit answered."""
    if found:
        return [{"weakness": code, "amounts": amounts} for code, amounts in found.items()]
    said = data["said"][number % len(data["said"])]
    made = _attest(version, said, opened - timedelta(days=20), answered=True)
    return [{"weakness": made.weakness, "attestation": made.pk}]


def _attest(version: UnitVersion, said: dict[str, str], day: date, *, answered: bool) -> Attestation:
    after = day + timedelta(days=5)
    more = {"answered_on": after, "answer": said["answer"], "answered_by": BY} if answered else {}
    return Attestation.objects.create(
        unit=version.unit, weakness=said["weakness"], day=day, text=said["text"], source=said["source"],
        by=BY, at=_moment(day), **more,
    )  # fmt: skip


def _go(story: _Story, data: dict[str, Any], opened: date, stage: int, today: date) -> None:
    """Enter step after step as far as the case has come."""
    random, day = story.random, opened + timedelta(days=12)
    if stage == 0:
        return
    story.enter("plan", day, random.choice(data["causes"]), leads=data["leads"])
    numbers = list(_measures(story, data, day, opened))
    if stage == 1:
        return
    for each in numbers:
        day += timedelta(days=random.randint(8, 15))
        story.enter("done", day, random.choice(data["done"]), measure=each)
    if stage >= 3:
        day += timedelta(days=6)
        satisfied = 11 if stage == 3 else 19
        story.enter("asked", day, asked=21, satisfied=satisfied, counted_by="镇党委组织员")
    for place, kind in ((5, "checked"), (6, "accepted")):
        if stage >= place:
            day += timedelta(days=7)
            story.enter(kind, day, "实地看过，与台账相符。", passed=True)
    if stage >= 7:
        day += timedelta(days=9)
        story.case.removed_on = day
        story.enter("removed", day, paper=f"组发〔{day.year}〕{story.case.pk % 40 + 40}号", decision=None)
    for which in (1, 2)[: max(0, stage - 7)]:
        looked = min(day + timedelta(days=which * 184), today)
        story.enter("looked", looked, "组织生活正常，群众认可。", which=which, holds=True)


def _measures(story: _Story, data: dict[str, Any], day: date, opened: date) -> Iterator[int]:
    """The usual measures of the first ground, and one in words. Yields those somebody must say are done."""
    ground = story.case.grounds[0]["weakness"]
    for remedy in current_rules().weaknesses[ground].remedies:
        done = remedy.done
        said = (
            {"quantity": done.quantity, "compare": done.compare.value, "value": done.value} if done else None
        )
        due = (opened + timedelta(days=90)).isoformat()
        yield story.enter("measure", day, remedy.title.zh, owner="above", who="", due=due, done=said)
    due = (opened + timedelta(days=75)).isoformat()
    text = story.random.choice(data["measures"])
    yield story.enter("measure", day, text, owner="own", who="", due=due, done=None)


def _write_models(random: Random, today: date) -> None:
    """Two named, one of them to be looked at again; one retired; one just nominated."""
    rules, villages = current_rules(), iter(_villages(random, today))
    plans = ((200, "named"), (390, "named"), (500, "retired"), (4, "nominated"))
    for (ago, stage), model in zip(plans, read_data("branches")["model"], strict=True):
        kind = rules.exemplar_kinds.get(model["kind"])
        version = next(villages, None)
        if kind is None or version is None:
            continue
        day = today - timedelta(days=ago)
        person = _leader(version, today) if kind.about == "person" else None
        if kind.about == "person" and person is None:
            continue
        _model(
            version,
            model,
            day,
            stage,
            [each.plain() for each in checks(kind, version, person, today)],
            person,
        )


def _leader(version: UnitVersion, today: date) -> Any:
    rows = PostHolding.objects.filter(on(today), post__unit=version.unit, post__kind="secretary")
    holding = rows.select_related("person").first()
    return holding.person if holding else None


def _model(
    version: UnitVersion, model: dict[str, str], day: date, stage: str, found: list[Any], person: Any
) -> None:
    named = day + timedelta(days=14)
    ended = named + timedelta(days=300)
    made = Exemplar.objects.create(
        unit=version.unit, person=person, kind=model["kind"], what=model["what"], nominated_on=day,
        nominated_at=_moment(day), nominated_by=BY,
        named_on=None if stage == "nominated" else named,
        ended_on=ended if stage == "retired" else None,
    )  # fmt: skip
    failed = not all(each["met"] for each in found)
    steps: list[tuple[str, date, dict[str, Any], str]] = [
        ("nominated", day, {"checks": found}, "个别事项正在补办，做法本身值得推广。" if failed else "")
    ]
    if stage != "nominated":
        steps.append(
            ("named", named, {"paper": f"组发〔{named.year}〕{made.pk + 60}号", "decision": None}, "")
        )
    if stage == "retired":
        steps.append(("retired", ended, {}, "换届后做法没有坚持，按规定退出。"))
    ExemplarEntry.objects.bulk_create(
        ExemplarEntry(
            exemplar=made, number=number, kind=kind, day=on_, said=said, text=text,
            recorded_at=_moment(on_), recorded_by=BY,
        )
        for number, (kind, on_, said, text) in enumerate(steps, start=1)
    )  # fmt: skip
