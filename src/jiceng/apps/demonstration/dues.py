"""Dues of the invented county: as what members pay, this year's payments, a few reductions."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from jiceng.apps.access.models import Grant
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.dues.accounts import Rates
from jiceng.apps.dues.bases import seal
from jiceng.apps.dues.models import DuesStanding, Payment, Reduction
from jiceng.apps.dues.months import between, first_of, last_day
from jiceng.apps.intake.bulk import insert_lines
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.people.models import Membership
from jiceng.kernel.periods import months_after

_NOT_SET_UP = 0.06
"""Share of units whose list is not set up."""
_BEGUN_MONTHS = 2
"""Months for which most units keep their list here; those near the accounts keep it since January."""
_RECORDED_NOW = 0.35
"""Share of units that have recorded this month already."""
_LATER = 0.03
"""Share of members who pay a month or two later."""
_RETIRED = 60
_BASES = (320_000, 385_000, 410_000, 465_000, 498_000, 520_000, 610_000, 730_000)
_CHOSEN = (20, 20, 50, 100)
_REDUCTIONS = 14


@dataclass(frozen=True, slots=True)
class _Member:
    person_id: int
    born: date | None
    since: date


def write_dues(today: date, seed: int) -> dict[str, int]:
    """Write the lists of most units for this year. Returns rows by table; none where there are no dues."""
    if not profile().payers:
        return {}
    random = Random(f"dues {seed}")
    kinds, members, own, near = _kinds(today), _members(today), _own_units(), _near(today)
    lists, stamp = _Lists(random, today), _at(today)
    for unit_id, there in members.items():
        if random.random() < _NOT_SET_UP and unit_id not in own:
            continue
        back = today.month - 1 if unit_id in near else min(today.month, _BEGUN_MONTHS) - 1
        months = between(months_after(first_of(today), -back), first_of(today))
        if unit_id in own or random.random() > _RECORDED_NOW:
            lists.keep(unit_id, kinds.get(unit_id, ""), there, months, months[:-1], stamp)
        else:
            lists.keep(unit_id, kinds.get(unit_id, ""), there, months, months, stamp)
    reductions = list(_reductions(random, members, own, today))
    Reduction.objects.bulk_create(reductions)
    tables = {
        DuesStanding: insert_lines(DuesStanding, _STANDING, lists.standings),
        Payment: insert_lines(Payment, _PAYMENT, lists.payments),
        Reduction: len(reductions),
    }
    return {model._meta.db_table: number for model, number in tables.items()}


_BANDED = ("salaried", "retired", "self_employed")
_STANDING = ("person", "unit", "payer", "base_sealed", "chosen_fen", "starts_on", "ends_on")
_PAYMENT = (
    *("person", "unit", "month", "amount_fen", "paid_on", "receipt", "entered_by", "entered_at"),
    *("reason", "replaced"),
)


def _own_units() -> set[int]:
    """Units a secretary's account looks at: their lists are set up."""
    return set(Grant.objects.filter(role="secretary").values_list("unit_id", flat=True))


def _near(today: date) -> set[int]:
    """Units in the towns the accounts look at."""
    towns = Grant.objects.filter(role="town_officer").values_list("unit_id", flat=True)
    tops = UnitVersion.objects.filter(on(today), unit_id__in=towns).values_list("path", flat=True)
    rows = UnitVersion.objects.filter(on(today)).values_list("unit_id", "path")
    return {unit_id for unit_id, path in rows if any(path.startswith(top) for top in tops)}


def _kinds(today: date) -> dict[int, str]:
    """What kind of place a unit's members are of: a branch's is that of the unit above."""
    rows = list(UnitVersion.objects.filter(on(today)).values_list("unit_id", "kind", "parent_id"))
    kinds = {unit_id: kind for unit_id, kind, _parent in rows}
    return {
        unit_id: kinds.get(parent or 0, kind) if kind == "branch" else kind for unit_id, kind, parent in rows
    }


def _members(today: date) -> dict[int, list[_Member]]:
    rows = Membership.objects.filter(on(today)).order_by("unit_id", "person_id")
    earlier = Membership.objects.filter(person_id=OuterRef("person_id"), unit_id=OuterRef("unit_id"))
    first = earlier.order_by("starts_on").values("starts_on")[:1]
    found: dict[int, list[_Member]] = defaultdict(list)
    names = ("unit_id", "person_id", "person__birth_date", "first")
    for unit_id, person_id, born, since in rows.annotate(first=Subquery(first)).values_list(*names):
        found[unit_id].append(_Member(person_id, born, since))
    return found


def _standing(random: Random, kind: str, member: _Member, chosen: int, today: date) -> tuple[str, int | None]:
    """A kind of payer and her base or sum, as such places have them."""
    drawn = random.random()
    if kind in ("village", "community") and drawn < 0.02:
        return "relief", None
    if kind == "village":
        return ("farmer", chosen) if drawn < 0.96 else ("retired", 300_000 + 100 * random.randrange(2_000))
    if member.born is not None and today.year - member.born.year >= _RETIRED:
        return "retired", 280_000 + 100 * random.randrange(3_000)
    if kind == "community" and drawn < 0.25:
        return "jobless", None
    return "salaried", random.choice(_BASES)


class _Lists:
    """Rows of standings and payments, unit by unit."""

    def __init__(self, random: Random, today: date) -> None:
        self.standings: list[tuple[Any, ...]] = []
        self.payments: list[tuple[Any, ...]] = []
        self._random, self._today, self._rates = random, today, Rates()
        self._by: str = read_data("members")["recorder"]

    def keep(
        self, unit_id: int, kind: str, there: list[_Member], months: list[date], paid: list[date], at: Any
    ) -> None:
        """A unit's list from the first of `months`; what is recorded for the months `paid`."""
        chosen, first = self._random.choice(_CHOSEN), months[0].isoformat()
        owing: list[tuple[_Member, int, bool]] = []
        for member in there:
            payer, given = _standing(self._random, kind, member, chosen, self._today)
            sealed = seal(given, member.person_id) if given is not None and payer in _BANDED else None
            chosen_fen = given if payer == "farmer" else None
            self.standings.append((member.person_id, unit_id, payer, sealed, chosen_fen, first, None))
            late = self._random.random() < _LATER
            owing.append((member, self._rates.of(payer, given, months[0]) or 0, late))
        serial = 0
        for month in paid:
            day = min(month + timedelta(days=self._random.choice((4, 7, 11))), self._today)
            last = last_day(month)
            for member, owed, late in owing:
                if owed and member.since <= last and not (late and month == paid[-1]):
                    serial += 1
                    self._pay(member.person_id, unit_id, month, owed, day, f"{day.year}-{serial:04}", at)

    def _pay(
        self, person_id: int, unit_id: int, month: date, owed: int, day: date, receipt: str, at: Any
    ) -> None:
        row = (person_id, unit_id, month.isoformat(), owed, day.isoformat(), receipt, self._by, at, "", False)
        self.payments.append(row)


def _at(today: date) -> Any:
    moment = timezone.make_aware(datetime.combine(today, time(8, 0)))
    return connection.ops.adapt_datetimefield_value(moment)


def _reductions(
    random: Random, members: dict[int, list[_Member]], own: set[int], today: date
) -> Iterator[Reduction]:
    """A few granted, one refused, and one that waits for the town of each secretary's account."""
    words = read_data("members")
    asked = timezone.make_aware(datetime.combine(today - timedelta(days=40), time(9, 30)))
    owned = sorted(own & members.keys())
    others = random.sample(sorted(members.keys() - set(owned)), min(_REDUCTIONS, len(members) - len(owned)))
    for number, unit_id in enumerate([*owned, *others]):
        state = "asked" if unit_id in owned else "refused" if number == len(owned) else "approved"
        yield Reduction(
            unit_id=unit_id,
            person_id=random.choice(members[unit_id]).person_id,
            amount_fen=0,
            starts_on=first_of(today),
            ends_on=date(today.year + 1, 7, 1),
            reason=random.choice(words["hardships"]),
            asked_by="示例",
            asked_at=asked,
            state=state,
            answer=words["refusal"] if state == "refused" else "",
            decided_by="" if state == "asked" else "示例审批",
            decided_at=None if state == "asked" else asked + timedelta(days=6),
        )
