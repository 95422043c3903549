"""Commendations of the invented county, given around 1 July of the last three years."""

from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.utils import timezone

from jiceng.apps.access.models import Grant
from jiceng.apps.commendations.models import Commendation
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.people.models import Membership, PostHolding

_YEARS = 3
_EACH = 6
"""Of each kind, each year."""


def write_commendations(today: date, seed: int, county: str) -> dict[str, int]:
    """Write a few honours of every kind a year, some where the accounts look. Returns rows by table."""
    random = Random(f"commendations {seed}")
    units = UnitVersion.objects.filter(on(today), form__in=("branch", "joint_branch")).order_by("pk")
    branches = dict(units.values_list("unit_id", "kind"))
    own = list(Grant.objects.filter(role="secretary").values_list("unit_id", flat=True).order_by("pk"))
    days = [date(today.year - back, 6, 28) for back in range(_YEARS)]
    rows = [
        row
        for day in days
        if day <= today
        for number, honour in enumerate(read_data("members")["honour"], start=9)
        for fit in [_fitting(honour, branches)]
        for shown in [[unit for unit in own[:1] if unit in fit] if (number - day.year) % 3 == 0 else []]
        for row in _given(random, honour, [*shown, *random.sample(fit, min(_EACH, len(fit)))])
        for row in [_dated(row, day, number, county)]
    ]
    Commendation.objects.bulk_create(rows)
    return {Commendation._meta.db_table: len(rows)}


def _fitting(honour: dict[str, Any], branches: dict[int, str]) -> list[int]:
    """The branches an honour can be given to: those of the kinds it is for."""
    kinds = honour.get("kinds")
    return [unit for unit, kind in branches.items() if kinds is None or kind in kinds]


def _given(random: Random, honour: dict[str, Any], unit_ids: list[int]) -> Iterator[Commendation]:
    for unit_id in dict.fromkeys(unit_ids):
        person: Any = None
        if honour["of"] == "person":
            rows = Membership.objects.filter(ends_on=None, unit_id=unit_id, standing="full")
            found = list(rows.order_by("pk").values_list("person_id", flat=True))
            person = random.choice(found) if found else None
        elif honour["of"] == "leader":
            held = PostHolding.objects.filter(ends_on=None, post__unit_id=unit_id, post__kind="secretary")
            person = held.values_list("person_id", flat=True).first()
        if person is not None or honour["of"] == "unit":
            yield Commendation(
                unit_id=unit_id, person_id=person, honour=honour["title"], basis=honour["basis"]
            )


def _dated(row: Commendation, day: date, number: int, county: str) -> Commendation:
    row.day, row.given_by = day, f"中共{county}委"
    row.document = f"{county[0]}委〔{day.year}〕{number}号"
    row.entered_by = "示例"
    row.entered_at = timezone.make_aware(datetime.combine(day, time(17, 0)))
    return row
