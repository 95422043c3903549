"""Needs of the last year in an invented office, at every stage: most seen to in time, some left too long,
some raised again; one kind recurs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiceng.apps.access.models import Grant
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.needs.models import Need, NeedEntry, OwedToNeed
from jiceng.apps.needs.standing import judged, note
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.engines.procedure import Move

BY = "示例"
_MANY, _OWN_TOWN = 120, 24
"""How many there are, and how many of them where the accounts look."""
_KINDS = ("village", "community")
_FATES: dict[str, tuple[int, tuple[int, int]]] = {
    "unowned": (6, (0, 4)),
    "unowned_late": (3, (7, 20)),
    "unanswered": (8, (4, 14)),
    "unanswered_late": (4, (24, 45)),
    "in_hand": (18, (25, 70)),
    "in_hand_late": (5, (60, 160)),
    "to_confirm": (8, (40, 120)),
    "disputed": (4, (40, 120)),
    "passed_up": (4, (8, 30)),
    "solved": (44, (60, 350)),
    "explained": (6, (60, 350)),
    "closed": (3, (90, 350)),
    "withdrawn": (2, (30, 300)),
}
"""How often a need goes that way, and how many days ago it was raised."""
_FIRST = ("to_confirm", "in_hand", "unanswered", "solved", "solved")
"""What the secretary's own unit has: something to look at, and something she owes."""
_LONG, _AGAIN, _MET = 0.14, 0.15, 0.8
"""Shares that are long-standing, that come again once solved, that were written in a meeting."""


@dataclass(slots=True)
class Way:
    """One need on its way: who holds it, who sees to it, what was said, and the entries so far."""

    need: Need
    holder: int
    owner: int
    top: int
    answer: str
    deed: str
    random: Random
    today: date
    entries: list[NeedEntry] = field(default_factory=list)

    def enter(self, move: Move, day: date, text: str = "", **more: Any) -> None:
        """Add an entry, never one to come."""
        day = min(day, self.today)
        self.entries.append(
            NeedEntry(
                need=self.need,
                number=len(self.entries) + 1,
                move=move,
                day=day,
                text=text,
                recorded_at=_moment(day),
                recorded_by=BY,
                **more,
            )
        )

    def later(self, least: int, most: int) -> date:
        """Some days after the last entry."""
        return self.entries[-1].day + timedelta(days=self.random.randint(least, most))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17, 40)))


def write_needs(today: date, seed: int) -> dict[str, int]:
    """Write a year of needs of the kinds the profile has. Returns rows by table."""
    rules, random = current_rules(), Random(f"needs {seed}")
    described = {kind: each for kind, each in read_data("needs").items() if kind in rules.needs.kinds}
    units = list(
        UnitVersion.objects.filter(on(today), kind__in=_KINDS).select_related("unit").order_by("path")
    )
    if not described or not units:
        return {}
    offices = UnitVersion.objects.filter(on(today), name__in={each["owner"] for each in described.values()})
    named = dict(offices.values_list("name", "unit_id"))
    ways: list[Way] = []
    for unit, fate in _chosen(random, units):
        ways += _ways(random, unit, fate, described, named, today)
    _in_meetings(random, [each.need for each in ways])
    for way in ways:
        way.entries[0].day, way.entries[0].recorded_at = way.need.raised_on, _moment(way.need.raised_on)
    owed = [row for way in ways for row in note(rules, way.need, judged(rules, way.need, way.entries))]
    for again in (False, True):
        Need.objects.bulk_create(each.need for each in ways if (each.need.former is not None) is again)
    NeedEntry.objects.bulk_create([entry for each in ways for entry in each.entries])
    OwedToNeed.objects.bulk_create(owed)
    return {model._meta.db_table: model.objects.count() for model in (Need, NeedEntry, OwedToNeed)}


def _chosen(random: Random, units: list[UnitVersion]) -> Iterator[tuple[UnitVersion, str]]:
    """Which units need something, and how it goes: the accounts' own first."""
    secretary = (
        Grant.objects.filter(role="secretary").order_by("pk").values_list("unit_id", flat=True).first()
    )
    own = next((each for each in units if each.unit_id == secretary), units[0])
    yield from ((own, fate) for fate in _FIRST)
    near = [each for each in units if each.path[:-SEGMENT] == own.path[:-SEGMENT]]
    fates, weights = list(_FATES), [weight for weight, _ages in _FATES.values()]
    most = min(_MANY, 3 * len(units))
    for number in range(len(_FIRST), most):
        among = near if number < _OWN_TOWN else units
        yield random.choice(among), random.choices(fates, weights)[0]


def _ways(
    random: Random,
    unit: UnitVersion,
    fate: str,
    described: dict[str, Any],
    named: dict[str, int],
    today: date,
) -> Iterator[Way]:
    """A need of a unit; some that were solved come again."""
    kind = random.choices(list(described), [each["weight"] for each in described.values()])[0]
    title, text, answer, deed = random.choice(described[kind]["topics"])
    holder = int(unit.path[-2 * SEGMENT : -SEGMENT] or unit.path[:SEGMENT])
    owner = named.get(described[kind]["owner"], holder)
    raised = today - timedelta(days=random.randint(*_FATES[fate][1]))
    need = Need(unit=unit.unit, kind=kind, title=title, text=text, place=unit.name, raised_on=raised)
    need.raised_at, need.raised_by = _moment(raised), BY
    if random.random() < _LONG:
        need.since_year = raised.year - random.randint(4, 15)
    way = Way(need, holder, owner, int(unit.path[:SEGMENT]), answer, deed, random, today)
    _go(way, fate)
    yield way
    ended = way.entries[-1].day
    if fate == "solved" and random.random() < _AGAIN and ended + timedelta(days=30) < today:
        day = today - timedelta(days=random.randint(2, min(20, (today - ended).days - 1)))
        again = Need(unit=unit.unit, kind=kind, title=title, text=text, place=unit.name, raised_on=day)
        again.raised_at, again.raised_by, again.former = _moment(day), BY, need
        second = Way(again, holder, owner, way.top, answer, deed, random, today)
        _go(second, "unanswered")
        yield second


def _go(way: Way, fate: str) -> None:
    """The entries of a need that goes a way."""
    way.enter(Move.RAISED, way.need.raised_on, to_id=way.holder)
    if fate.startswith("unowned"):
        return
    if fate == "withdrawn":
        way.enter(Move.WITHDRAWN, way.later(1, 6), "村里自己解决了。")
        return
    if fate == "passed_up":
        way.enter(Move.PASSED_UP, way.later(2, 5), "镇里办不了，需要上级部门出面。", to_id=way.top)
        return
    way.enter(Move.ASSIGNED, way.later(1, 4), to_id=way.owner)
    if fate.startswith("unanswered"):
        return
    if fate in ("explained", "closed"):
        way.enter(Move.ANSWERED, way.later(4, 14), "今年没有资金来源，先列入下一年计划。")
        word = (Move.CONFIRMED, 2, 12, "问过了，同意等到下一年。")
        move, least, most, text = word if fate == "explained" else (Move.CLOSED, 17, 30, "到期没有回音。")
        way.enter(move, way.later(least, most), text)
        return
    late, day = fate == "in_hand_late", way.later(4, 13)
    by = way.today - timedelta(days=way.random.randint(3, 25)) if late else None
    if fate == "in_hand":
        by = way.today + timedelta(days=way.random.randint(5, 90))
    way.enter(Move.ANSWERED, day, way.answer, by=max(by or day + timedelta(days=20), day))
    if fate.startswith("in_hand"):
        return
    _finish(way, fate)


def _finish(way: Way, fate: str) -> None:
    """From the answer on: done, and what those concerned say."""
    if fate == "to_confirm":
        way.enter(Move.DONE, way.today - timedelta(days=way.random.randint(1, 9)), way.deed)
        return
    way.enter(Move.DONE, way.later(6, 24), way.deed)
    if fate == "disputed" or way.random.random() < 0.08:
        way.enter(Move.DISPUTED, way.later(1, 6), "没有全好，还有几户用不上。")
        if fate == "disputed":
            return
        way.enter(Move.DONE, way.later(3, 12), "又派人处理，剩下的几户也解决了。")
    way.enter(Move.CONFIRMED, way.later(1, 9), "问过几户，都说好了。")


def _in_meetings(random: Random, needs: list[Need]) -> None:
    """Some were written in a meeting of the unit held shortly before: they take its day."""
    met = [code for code, kind in settings.PROFILE.gathering_kinds.items() if kind.attended]
    units = {each.unit_id for each in needs}
    rows = Gathering.objects.filter(state="held", unit_id__in=units, kind__in=met)
    held: dict[int, list[tuple[date, int]]] = {}
    for pk, unit_id, day in rows.order_by("day", "pk").values_list("pk", "unit_id", "day"):
        held.setdefault(unit_id, []).append((day, pk))
    for need in needs:
        first = need.raised_on - timedelta(days=4)
        near = [pair for pair in held.get(need.unit_id, ()) if first <= pair[0] <= need.raised_on]
        if near and need.former is None and random.random() < _MET:
            need.raised_on, need.gathering_id = near[-1]
            need.raised_at = _moment(need.raised_on)
