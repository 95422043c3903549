"""What is to be done about people in motion, and by when: one list for a unit's home, an office's board
and the
pages of transfers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.selectors import last_versions, names_on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people import policies as people
from jiceng.apps.transfers import policies
from jiceng.apps.transfers.departures import suspended
from jiceng.apps.transfers.mobile import CONTACT, figure
from jiceng.apps.transfers.models import WAITING, Transfer
from jiceng.apps.transfers.selectors import absences, sides, visitors
from jiceng.kernel.actors import Actor
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


def due(actor: Actor, day: date, below: str = "") -> list[Due]:
    """What the actor has to do on `day`, the most urgent first (`below`: for units at or under a path).

    A fixed number of queries.
    """
    if not actor.has(people.READ):
        return []
    rules = current_rules()
    found = [*_letters(actor, day, below, rules), *_statements(actor, day, below, rules)]
    if actor.has(people.MANAGE):
        found += _removals(actor, day, below, rules)
    names = names_on({each.unit_id for each in found}, day) if found else {}
    named = [
        Due(each.kind, each.id, each.name, each.unit_id, names.get(each.unit_id, ""), each.day)
        for each in found
    ]
    return sorted(named, key=lambda each: (KINDS.index(each.kind), each.day or date.max, each.name))


def _removals(actor: Actor, day: date, below: str, rules: "Profile") -> Iterator[Due]:
    for each in suspended(actor, below, rules):
        row, first = each.membership, each.removable_from
        if first is not None and first <= day:
            yield Due("removal", row.person_id, row.person.name, row.unit_id, "", first)


def _letters(actor: Actor, day: date, below: str, rules: "Profile") -> Iterator[Due]:
    ours = sides(actor, below=below)
    waiting = Transfer.objects.filter(WAITING).filter(Q(from_unit__in=ours) | Q(to_unit__in=ours))
    rows = list(waiting.select_related("person").order_by("pk"))
    ends = {id for row in rows for id in (row.from_unit_id, row.to_unit_id) if id is not None}
    scope = last_versions(actor, people.READ).filter(path__startswith=below, unit_id__in=ends)
    reach = dict(scope.values_list("unit_id", "path")) if rows else {}
    soon = day + timedelta(days=figure("transfer_reminder_days", day, rules) or 0)
    for row in rows:
        kind, unit_id = _kind(actor, row, reach, day, soon)
        if kind:
            yield Due(kind, row.pk, row.person.name, unit_id, "", row.valid_until)


def _kind(actor: Actor, row: Transfer, reach: dict[int, str], day: date, soon: date) -> tuple[str, int]:
    """What a letter asks of the actor: nothing ("") of one who only waits."""
    over = row.valid_until is not None and row.valid_until < day
    to_unit, from_unit = row.to_unit_id or 0, row.from_unit_id or 0
    if to_unit in reach:
        if row.state == "received":
            return ("receipt", to_unit) if actor.may(people.MANAGE, reach[to_unit]) else ("", to_unit)
        if not over and actor.may(policies.CONFIRM, reach[to_unit]):
            return "answer", to_unit
    if from_unit in reach and actor.may(people.MANAGE, reach[from_unit]):
        if over:
            return "expired", from_unit
        top = reach[from_unit][:SEGMENT]
        if row.direction == "within" and row.to_unit_id is None and actor.may(people.MANAGE, top):
            return "address", from_unit
        if row.valid_until is not None and row.valid_until <= soon:
            return "ending", from_unit
    return "", from_unit


def _statements(actor: Actor, day: date, below: str, rules: "Profile") -> Iterator[Due]:
    months = figure(CONTACT, day, rules)
    before = months_after(day, -months) if months else date.min
    for row in absences(actor, day, below=below).filter(Q(last_said__lte=before) | Q(expected_until__lt=day)):
        if row.expected_until is not None and row.expected_until < day:
            yield Due("back", row.person_id, row.person.name, row.unit_id, "", row.expected_until)
        else:
            until = months_after(row.last_said, months or 0)
            yield Due("renew", row.person_id, row.person.name, row.unit_id, "", until)
    for row in visitors(actor, day, below=below).filter(last_said__lte=before):
        yield Due("visitor", row.pk, row.name, row.unit_id, "", months_after(row.last_said, months or 0))
