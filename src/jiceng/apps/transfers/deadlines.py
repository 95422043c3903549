"""What is to be done about people in motion, and by when: one list for a unit's home, an office's board
and the
pages of transfers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DateField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.selectors import last_versions, name_on, within
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people import policies as people
from jiceng.apps.transfers import policies
from jiceng.apps.transfers.departures import resting_until, suspended
from jiceng.apps.transfers.mobile import CONTACT, figure
from jiceng.apps.transfers.models import WAITING, Transfer
from jiceng.apps.transfers.selectors import absences, sides, visitors
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

KINDS = ("answer", "receipt", "address", "expired", "ending", "back", "renew", "visitor", "removal")


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done about a person.

    `kind`, one of KINDS: a letter to answer, a receipt to send back, a letter to address, one that has
    expired or
    soon will, a member who meant to be back, a statement to renew (of one away, of one from elsewhere), a
    suspended membership that may be ended; `id`, the letter's, person's or visitor's; `day`, by when.
    """

    kind: str
    id: int
    name: str
    unit_id: int
    unit: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A letter, a spell away, a visit or a suspension as `due` reads them all, in one query.

    `unit_id`, `path` and `unit` are the sender's of a letter, `to_…` the receiver's; a path is None of a
    unit where the actor reads no persons. `code`, a letter's state or a suspension's reason; `until`, a
    letter's last day, the day one away meant to be back, or on which a suspension began.
    """

    source: str
    id: int
    name: str
    unit_id: int | None
    path: str | None
    unit: str | None
    to_id: int | None
    to_path: str | None
    to_unit: str | None
    code: str
    direction: str
    until: date | None
    said: date | None


_NO_ID, _NO_DAY = Cast(Value(None), IntegerField()), Cast(Value(None), DateField())
_NO_TEXT = Cast(Value(None), CharField())
_NO_RECEIVER = (_NO_ID, _NO_TEXT, _NO_TEXT)


def due(actor: Actor, day: date, below: str = "", until: date | None = None) -> list[Due]:
    """What the actor has to do on `day`, the most urgent first (`below`: for units at or under a path;
    `until`: what will be due by then too).

    One query, and one for the rules.
    """
    until = max(day, until or day)
    if not actor.has(people.READ):
        return []
    rules = current_rules()
    months = figure(CONTACT, day, rules)
    before = months_after(until, -months) if months else date.min
    rows = _letters(actor, day, below).union(*_others(actor, day, below, before, until), all=True)
    soon = max(until, day + timedelta(days=figure("transfer_reminder_days", day, rules) or 0))
    found = []
    for row in (_Row(*each) for each in rows):
        if row.source == "letter":
            each = _of_letter(actor, row, day, soon)
        elif row.source == "removal":
            each = _of_removal(row, until, rules)
        else:
            each = _of_statement(row, until, months or 0)
        found += [] if each is None else [each]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.day or date.max, each.name))


def _letters(actor: Actor, day: date, below: str) -> QuerySet[Any, Any]:
    ours = sides(actor, below=below)
    rows = Transfer.objects.filter(WAITING).filter(Q(from_unit__in=ours) | Q(to_unit__in=ours))
    return rows.order_by().values_list(
        Value("letter"),
        "pk",
        "person__name",
        *("from_unit_id", _reach(actor, below, "from_unit_id"), name_on("from_unit_id", day)),
        *("to_unit_id", _reach(actor, below, "to_unit_id"), name_on("to_unit_id", day)),
        *("state", "direction", "valid_until"),
        _NO_DAY,
    )


def _reach(actor: Actor, below: str, field: str) -> Subquery:
    """The path of a unit where the actor reads persons."""
    scope = last_versions(actor, people.READ).filter(within([PathRange.below(below)]))
    return Subquery(scope.filter(unit_id=OuterRef(field)).values("path")[:1])


def _others(actor: Actor, day: date, below: str, before: date, until: date) -> list[QuerySet[Any, Any]]:
    """Statements last made by `before` or run out by `until`, and what the actor manages of suspensions."""
    late = Q(last_said__lte=before) | Q(expected_until__lt=until)
    away = absences(actor, day, below=below).filter(late).order_by()
    here = visitors(actor, day, below=below).filter(last_said__lte=before).order_by()
    unit = ("unit_id", _NO_TEXT, "unit_name", *_NO_RECEIVER, Value(""), Value(""))
    found = [
        away.values_list(Value("away"), "person_id", "person__name", *unit, "expected_until", "last_said"),
        here.values_list(Value("visitor"), "pk", "name", *unit, _NO_DAY, "last_said"),
    ]
    if actor.has(people.MANAGE):
        named = ("unit_id", _NO_TEXT, name_on("unit_id", day), *_NO_RECEIVER)
        resting = suspended(actor, below).order_by()
        what = (Value("removal"), "person_id", "person__name")
        found.append(resting.values_list(*what, *named, "end_reason", Value(""), "ends_on", _NO_DAY))
    return found


def _of_removal(row: _Row, day: date, rules: "Profile") -> Due | None:
    first = resting_until(row.code, row.until, rules)
    ripe = first is not None and first <= day
    return Due("removal", row.id, row.name, row.unit_id or 0, row.unit or "", first) if ripe else None


def _of_letter(actor: Actor, row: _Row, day: date, soon: date) -> Due | None:
    kind, receivers = _kind(actor, row, day, soon)
    unit_id, unit = (row.to_id, row.to_unit) if receivers else (row.unit_id, row.unit)
    return Due(kind, row.id, row.name, unit_id or 0, unit or "", row.until) if kind else None


def _kind(actor: Actor, row: _Row, day: date, soon: date) -> tuple[str, bool]:
    """What a letter asks of the actor: nothing ("") of one who only waits; and whether as its receiver."""
    over = row.until is not None and row.until < day
    if row.to_path is not None:
        if row.code == "received":
            return ("receipt" if actor.may(people.MANAGE, row.to_path) else "", True)
        if not over and actor.may(policies.CONFIRM, row.to_path):
            return "answer", True
    if row.path is not None and actor.may(people.MANAGE, row.path):
        if over:
            return "expired", False
        top = row.path[:SEGMENT]
        if row.direction == "within" and row.to_id is None and actor.may(people.MANAGE, top):
            return "address", False
        if row.until is not None and row.until <= soon:
            return "ending", False
    return "", False


def _of_statement(row: _Row, day: date, months: int) -> Due:
    unit_id, unit = row.unit_id or 0, row.unit or ""
    if row.until is not None and row.until < day:
        return Due("back", row.id, row.name, unit_id, unit, row.until)
    assert row.said is not None  # noqa: S101 - every statement was made on a day
    kind = "renew" if row.source == "away" else "visitor"
    return Due(kind, row.id, row.name, unit_id, unit, months_after(row.said, months))
