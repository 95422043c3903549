"""Reads of dues: a unit's own list by name, and for those above counts and sums alone."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Sum, Value

from jiceng.apps.commendations.selectors import Honour, honours_of
from jiceng.apps.dues import policies
from jiceng.apps.dues.accounts import (
    DUE,
    NOT_HERE,
    Account,
    Cell,
    Paid,
    Rates,
    Standing,
    accounts,
    by_unit,
    cells,
)
from jiceng.apps.dues.models import DuesStanding, Payment, Reduction
from jiceng.apps.dues.months import first_of, last_day, of_year
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import last_versions, name_on, subtree
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people.models import Membership, Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class MemberYear:
    """A member's year: as what she pays now, what that is a month (None: not said), her twelve months."""

    person: Person
    standing: Standing | None
    standard: int | None
    cells: list[Cell]

    @property
    def paid(self) -> int:
        """Fen paid here in the year."""
        return sum(cell.paid for cell in self.cells)

    @property
    def open(self) -> list[date]:
        """Months begun that are still to be recorded."""
        return [cell.month for cell in self.cells if cell.state == DUE]


def year_list(actor: Actor, version: UnitVersion, year: int, day: date) -> list[MemberYear]:
    """The list of a unit's members in a year, by initials; of who belonged to it for some month. Five
    queries.

    Raises `Refused` for whoever does not keep that unit's list.
    """
    require(actor, policies.RECORD, version.path)
    months, now = of_year(year), first_of(day)
    found = accounts([version.unit_id], months[0], months[-1])
    paid, rates = Paid([each.person_id for each in found.values()], months), Rates()
    people = Person.objects.in_bulk([each.person_id for each in found.values()])
    shown = min(max(now, months[0]), months[-1])
    rows = [
        _member_year(
            people[account.person_id], account, cells(account, months, now, rates, paid), shown, rates
        )
        for account in found.values()
    ]
    there = [row for row in rows if any(cell.state != NOT_HERE for cell in row.cells)]
    return sorted(there, key=lambda row: (row.person.initials, row.person.pk))


def _member_year(
    person: Person, account: Account, months: list[Cell], shown: date, rates: Rates
) -> MemberYear:
    standing = account.standing(shown)
    monthly = rates.of(standing.payer, standing.given, shown) if standing else None
    return MemberYear(person, standing, monthly, months)


def payments(actor: Actor, version: UnitVersion, month: date) -> list[Payment]:
    """All rows of a unit's month, those corrected too, by receipt."""
    require(actor, policies.RECORD, version.path)
    rows = Payment.objects.filter(unit_id=version.unit_id, month=first_of(month)).select_related("person")
    return list(rows.order_by("receipt", "pk"))


def receipts(actor: Actor, version: UnitVersion, month: date) -> list[list[Payment]]:
    """What is receipted for a month and with it: each receipt with all the months it is for."""
    require(actor, policies.RECORD, version.path)
    valid = Payment.objects.filter(unit_id=version.unit_id, replaced=False, amount_fen__gt=0)
    numbers = valid.filter(month=first_of(month)).values("receipt")
    rows = valid.filter(receipt__in=numbers).select_related("person").order_by("receipt", "month")
    found: dict[str, list[Payment]] = {}
    for row in rows:
        found.setdefault(row.receipt, []).append(row)
    return list(found.values())


def payment_by_id(actor: Actor, payment_id: int) -> tuple[Payment, UnitVersion]:
    """One payment, to be put right. Raises `NotFound("payment_not_found")` to outsiders, `Refused`."""
    row = Payment.objects.filter(pk=payment_id).select_related("person", "unit").first()
    return _seen(actor, row, policies.RECORD, "payment_not_found")


def reduction_by_id(actor: Actor, reduction_id: int) -> tuple[Reduction, UnitVersion]:
    """What a unit asked, to be decided. Raises `NotFound("reduction_not_found")` to outsiders, `Refused`."""
    row = Reduction.objects.filter(pk=reduction_id).select_related("person", "unit").first()
    return _seen(actor, row, policies.APPROVE, "reduction_not_found")


def _seen(actor: Actor, row: Any, permission: str, code: str) -> tuple[Any, UnitVersion]:
    version = last_versions(actor).filter(unit_id=row.unit_id).select_related("unit").first() if row else None
    if row is None or version is None:
        raise NotFound(code)
    require(actor, permission, version.path)
    return row, version


def reductions(actor: Actor, version: UnitVersion) -> list[Reduction]:
    """What a unit asked for and how it was answered, newest first."""
    require(actor, policies.RECORD, version.path)
    rows = Reduction.objects.filter(unit_id=version.unit_id).select_related("person")
    return list(rows.order_by("-pk"))


def asked(actor: Actor, version: UnitVersion, day: date) -> QuerySet[Any]:
    """What waits to be granted in a unit and below it, oldest first, each with `unit_name`; none for whoever
    does not decide."""
    if not actor.may(policies.APPROVE, version.path):
        return Reduction.objects.none()
    below = last_versions(actor, policies.APPROVE).filter(path__gte=version.path, path__lt=version.path + "~")
    rows = Reduction.objects.filter(state="asked", unit_id__in=below.values("unit_id"))
    return rows.select_related("person", "unit").annotate(unit_name=name_on("unit_id", day)).order_by("pk")


def to_record(actor: Actor, version: UnitVersion, day: date) -> list[QuerySet[DuesStanding]]:
    """The standings of a unit's members who have not been recorded for the month of `day`, to be counted with
    what else a page counts; none for whoever does not keep its list.
    """
    if not profile().payers or not actor.may(policies.RECORD, version.path):
        return []
    month = first_of(day)
    of_person = {"person_id": OuterRef("person_id")}
    here = Membership.objects.filter(on(last_day(month)), unit_id=version.unit_id, **of_person)
    paid = Payment.objects.filter(month=month, replaced=False, amount_fen__gt=0, **of_person)
    granted = Reduction.objects.filter(on(month), unit_id=version.unit_id, state="approved", amount_fen=0)
    rows = DuesStanding.objects.filter(on(month), Exists(here), ~Exists(paid))
    return [rows.filter(~Exists(granted.filter(**of_person)))]


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts and sums of units, in fen: `units` with members, `without` those whose list is not set up,
    members now, of them without a standard (`unset`) and paying nothing by leave (`exempt`); owed and
    paid so far.
    """

    units: int = 0
    without: int = 0
    members: int = 0
    unset: int = 0
    exempt: int = 0
    owed: int = 0
    paid: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in Sums.__slots__))


@dataclass(frozen=True, slots=True)
class Totals:
    """A row for each unit directly below in official order, the unit itself first where it has members."""

    rows: list[tuple[UnitVersion, Sums, bool]]
    total: Sums


def totals(actor: Actor, version: UnitVersion, year: int, day: date) -> Totals:
    """Dues of a unit and all below it in a year, up to the month of `day`: seven queries, no names."""
    require(actor, READ, version.path)
    below = [version, *subtree(actor, version, day)]
    months = [month for month in of_year(year) if month <= first_of(day)]
    sums = _sums([each.unit_id for each in below], months) if months else {}
    length = len(version.path) + SEGMENT
    under: dict[str, Sums] = {}
    deep = set()
    for each in below:
        place = each.path[:length]
        under[place] = under.get(place, Sums()) + sums.get(each.unit_id, Sums())
        if len(each.path) > length:
            deep.add(place)
    shown = [each for each in below if len(each.path) <= length and under[each.path].units]
    rows = [(each, under[each.path], each.path in deep) for each in shown]
    return Totals(rows, sum((each[1] for each in rows), Sums()))


def _sums(unit_ids: Sequence[int], months: list[date]) -> dict[int, Sums]:
    grouped, year = by_unit(accounts(unit_ids, months[0], months[-1])), _Months(months)
    rows = Payment.objects.filter(
        replaced=False, unit_id__in=unit_ids, month__gte=months[0], month__lte=months[-1]
    )
    paid = dict(rows.order_by().values_list("unit_id").annotate(fen=Sum("amount_fen")))
    found = {unit_id: _sum(each, year) for unit_id, each in grouped.items()}
    return {
        unit_id: replace(sums, paid=paid.get(unit_id, 0)) for unit_id, sums in found.items() if sums.members
    }


def _sum(found: Iterable[Account], year: "_Months") -> Sums:
    """One unit's counts and what is owed in it."""
    members = unset = exempt = owed = 0
    now = year.months[-1]
    for account in found:
        owed += year.owed(account)
        if account.here(now):
            last = year.rates.owed(account, now)
            members += 1
            unset += last is None
            exempt += last == 0
    return Sums(1, int(members == unset), members, unset, exempt, owed)


class _Months:
    """Some months in a row, and what is owed in them: by spans, not month by month, since a county has forty
    thousand members.
    """

    def __init__(self, months: Sequence[date]) -> None:
        self.months, self.rates = months, Rates()
        self._ends = [last_day(month) for month in months]
        self._sums: dict[tuple[str, int | None], list[int]] = {}

    def owed(self, account: Account) -> int:
        """Fen a member owes for the months she is here with a standard, less what was granted."""
        if account.reductions:
            return sum(self.rates.owed(account, month) or 0 for month in self.months if account.here(month))
        found = 0
        for start, end in account.spells:
            first = bisect_left(self._ends, start)
            last = len(self.months) if end is None else bisect_left(self._ends, end)
            for each in account.standings:
                low = max(first, bisect_left(self.months, each.starts_on))
                high = last if each.ends_on is None else min(last, bisect_left(self.months, each.ends_on))
                if low < high:
                    sums = self._of(each.payer, each.given)
                    found += sums[high] - sums[low]
        return found

    def _of(self, payer: str, given: int | None) -> list[int]:
        """What a kind of payer owes until before each month."""
        if (payer, given) not in self._sums:
            each = (self.rates.of(payer, given, month) or 0 for month in self.months)
            self._sums[payer, given] = [0, *accumulate(each)]
        return self._sums[payer, given]


def on_file(person_id: int, year: int) -> tuple[list[Honour], list[date]]:
    """What a person's file says beside the register: her honours, newest first, and for which months of a
    year her dues are recorded, wherever. One query. Of a person the caller has already checked.
    """
    paid = Payment.objects.filter(person_id=person_id, replaced=False, amount_fen__gt=0, month__year=year)
    words = [Value("", CharField())] * 4
    rows = [Honour(*row) for row in honours_of(person_id).union(paid.values_list(*words, "month"), all=True)]
    honours = sorted((row for row in rows if row.honour), key=lambda row: row.day, reverse=True)
    return honours, sorted(row.day for row in rows if not row.honour)
