"""What each member owes each month and what she paid: derived from the register, the standings, payments
and reductions of units. A fixed number of queries, whatever their number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from jiceng.apps.dues.bases import unseal
from jiceng.apps.dues.models import DuesStanding, Payment, Reduction
from jiceng.apps.dues.months import last_day
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import OPEN
from jiceng.apps.people.models import Membership
from jiceng.engines.procedure import standard
from jiceng.engines.procedure.dues import ROUNDING
from jiceng.kernel.errors import Invalid

PAID, EXEMPT, DUE, AHEAD, UNSET, ELSEWHERE, NOT_HERE = (
    *("paid", "exempt", "due", "ahead", "unset", "elsewhere", ""),
)
"""States of a month: paid; nothing asked; to be paid; not begun; without a standard; paid in another unit; no
member here.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing as it is read: `given`, fen, the base or the sum chosen."""

    payer: str
    given: int | None
    starts_on: date
    ends_on: date | None

    def on(self, month: date) -> bool:
        """Whether it holds in a month."""
        return self.starts_on <= month and (self.ends_on is None or month < self.ends_on)


@dataclass(slots=True)
class Account:
    """One member of one unit: when she was a member there, as what she pays, what less was granted."""

    unit_id: int
    person_id: int
    spells: list[tuple[date, date | None]] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    reductions: list[tuple[date, date, int]] = field(default_factory=list)

    def here(self, month: date) -> bool:
        """Whether she is a member on the month's last day."""
        day = last_day(month)
        return any(start <= day and (end is None or day < end) for start, end in self.spells)

    def standing(self, month: date) -> Standing | None:
        """As what she pays in a month; None where that was not said."""
        return next((each for each in self.standings if each.on(month)), None)

    def reduced(self, month: date) -> int | None:
        """What was granted to be paid instead, in fen; None where nothing was."""
        return next((fen for start, end, fen in self.reductions if start <= month < end), None)


class Rates:
    """Standards by the rules in force, each computed once."""

    def __init__(self) -> None:
        self._rules = current_rules()
        self._bound: dict[tuple[str, date], tuple[int, int]] = {}
        self._found: dict[tuple[str, int | None, tuple[int, int]], int | None] = {}

    def owed(self, account: Account, month: date) -> int | None:
        """Fen a member owes for a month; None without a standard, or where no rule was in force."""
        reduced, standing = account.reduced(month), account.standing(month)
        if reduced is not None:
            return reduced
        return None if standing is None else self.of(standing.payer, standing.given, month)

    def of(self, payer: str, given: int | None, month: date) -> int | None:
        """Fen a kind of payer owes for a month."""
        bound = self._bound.get((payer, month)) or self._bind(payer, month)
        asked = (payer, given, bound)
        if asked not in self._found:
            self._found[asked] = self._computed(payer, given, month, bound[1])
        return self._found[asked]

    def _bind(self, payer: str, month: date) -> tuple[int, int]:
        """Which version of the rule binds a kind in a month, and what is rounded to: the same due follows."""
        rules, kind = self._rules, self._rules.payers.get(payer)
        version = kind.version_on(month) if kind else None
        rounding = int(rules.figure(ROUNDING, month)) if ROUNDING in rules.parameters else 1
        self._bound[payer, month] = (id(version), rounding)
        return self._bound[payer, month]

    def _computed(self, payer: str, given: int | None, month: date, rounding: int) -> int | None:
        kind = self._rules.payers.get(payer)
        try:
            return standard(kind, month, given, rounding).fen if kind else None
        except Invalid:
            return None


def accounts(unit_ids: Any, first: date, last: date) -> dict[tuple[int, int], Account]:
    """Accounts of all who were members of units in the months from `first` to `last`, by unit and person:
    three queries. Of units the caller has already checked.
    """
    found: dict[tuple[int, int], Account] = {}
    until = last_day(last)
    members = Membership.objects.filter(
        OPEN | Q(ends_on__gt=first), unit_id__in=unit_ids, starts_on__lte=until
    )
    rows = members.order_by("person_id", "starts_on").values_list(
        "unit_id", "person_id", "starts_on", "ends_on"
    )
    for unit_id, person_id, start, end in rows:
        account = found.setdefault((unit_id, person_id), Account(unit_id, person_id))
        account.spells.append((start, end))
    for key, standing in _standings(unit_ids, first, last):
        if key in found:
            found[key].standings.append(standing)
    granted = Reduction.objects.filter(state="approved", unit_id__in=unit_ids, starts_on__lte=last)
    for unit_id, person_id, start, until, fen in granted.order_by("-pk").values_list(
        "unit_id", "person_id", "starts_on", "ends_on", "amount_fen"
    ):
        if (unit_id, person_id) in found:
            found[unit_id, person_id].reductions.append((start, until, fen))
    return found


def _standings(unit_ids: Any, first: date, last: date) -> Iterator[tuple[tuple[int, int], Standing]]:
    rows = DuesStanding.objects.filter(OPEN | Q(ends_on__gt=first), unit_id__in=unit_ids, starts_on__lte=last)
    names = ("unit_id", "person_id", "payer", "base_sealed", "chosen_fen", "starts_on", "ends_on")
    for unit_id, person_id, payer, sealed, chosen, start, end in rows.order_by("pk").values_list(*names):
        given = chosen if sealed is None else unseal(bytes(sealed), person_id)
        yield (unit_id, person_id), Standing(payer, given, start, end)


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one member: its state, what is owed and what was paid here, in fen."""

    month: date
    state: str
    owed: int = 0
    payment: Payment | None = None

    @property
    def paid(self) -> int:
        """Fen paid here."""
        return self.payment.amount_fen if self.payment is not None and self.state == PAID else 0


def cells(account: Account, months: Sequence[date], now: date, rates: Rates, paid: "Paid") -> list[Cell]:
    """A member's months, each with its state as in the month `now`."""
    return [_cell(account, month, now, rates, paid.of(account, month)) for month in months]


def _cell(account: Account, month: date, now: date, rates: Rates, payment: Payment | None) -> Cell:
    here = account.here(month)
    owed = rates.owed(account, month) if here else None
    if payment is not None and payment.amount_fen > 0:
        state = PAID if payment.unit_id == account.unit_id else ELSEWHERE
        return Cell(month, state, owed or 0, payment)
    if not here:
        return Cell(month, NOT_HERE)
    if owed is None:
        return Cell(month, UNSET, 0, payment)
    if owed == 0:
        return Cell(month, EXEMPT, 0, payment)
    return Cell(month, DUE if month <= now else AHEAD, owed, payment)


class Paid:
    """Payments in force of some persons for some months, whichever unit took them: one query."""

    def __init__(self, person_ids: Collection[int], months: Sequence[date]) -> None:
        rows = Payment.objects.filter(
            replaced=False, person_id__in=person_ids, month__gte=months[0], month__lte=months[-1]
        )
        self._rows = {(row.person_id, row.month): row for row in rows}

    def of(self, account: Account, month: date) -> Payment | None:
        """What a member paid for a month: here, or elsewhere while she was a member here."""
        row = self._rows.get((account.person_id, month))
        if row is None or row.unit_id == account.unit_id or account.here(month):
            return row
        return None


def by_unit(found: dict[tuple[int, int], Account]) -> dict[int, list[Account]]:
    """Accounts by unit."""
    grouped: dict[int, list[Account]] = defaultdict(list)
    for account in found.values():
        grouped[account.unit_id].append(account)
    return grouped
