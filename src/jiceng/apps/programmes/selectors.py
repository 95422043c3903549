"""Reads of programmes: where each indicator stands, its months, its parts below, and what the office set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Q

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations import selectors as tree
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.programmes import policies
from jiceng.apps.programmes.models import Entry, Reading, Risk, Target
from jiceng.apps.programmes.readings import on_records
from jiceng.apps.quantities import selectors as quantities
from jiceng.apps.quantities.counting import Counted
from jiceng.apps.quantities.sources import SOURCES
from jiceng.engines.procedure.programmes import (
    Amount,
    Carrier,
    Indicator,
    Programme,
    Progress,
    amount_of,
    progress,
    total,
)
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.quantities import Figure

MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Point:
    """What an indicator came to on a day. `whole` False: the records did not reach back far enough."""

    day: date
    value: "Figure | None"
    amount: Amount
    whole: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: its value, by when; `set` the office's own row, None where it is the profile's; `inherited`,
    whether it was set for the unit above.
    """

    value: "Figure"
    by: date
    set: Target | None = None
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Where an indicator stands in a unit. `readable` False: the part of this program that carries it is not
    there; `points`, its months, oldest first; `now`, the last; `changes`, targets set, the newest first.
    """

    indicator: Indicator
    readable: bool
    now: Point | None
    baseline: Point | None
    aim: Aim | None
    progress: Progress
    points: tuple[Point, ...] = ()
    changes: tuple[Target, ...] = ()

    @property
    def carried(self) -> bool:
        """Whether it has an amount at all: from records, or from a number with its source."""
        return self.readable and self.indicator.carrier is not Carrier.NOT_YET


@dataclass(frozen=True, slots=True)
class Board:
    """A programme in a unit: its indicators by code, risks, and as on which day the records were read (None:
    not yet).
    """

    unit: UnitVersion
    programme: Programme
    rows: Mapping[str, Row]
    risks: tuple[Risk, ...]
    read_on: date | None

    def of(self, codes: Iterable[Indicator]) -> list[Row]:
        """The rows of some indicators."""
        return [self.rows[each.code] for each in codes]


@dataclass
class _Kept:
    """What is kept of some units: rows by indicator and unit, oldest first."""

    readings: dict[tuple[str, int], list[Reading]] = field(default_factory=dict)
    entries: dict[tuple[str, int], list[Entry]] = field(default_factory=dict)
    targets: dict[tuple[str, int], list[Target]] = field(default_factory=dict)


def programmes() -> tuple[Programme, ...]:
    """All programmes of the profile."""
    return tuple(current_rules().programmes.values())


def board(actor: Actor, version: UnitVersion, code: str, day: date) -> Board:
    """A programme in a unit, from what is kept. Raises `NotFound("unknown_programme")`, and what `require`
    does.
    """
    require(actor, READ, version.path)
    rules = current_rules()
    programme = rules.programme(code)
    top = int(version.path[:SEGMENT])
    kept = _kept(programme, {version.unit_id, top}, {version.unit_id})
    rows = _rows(rules, programme, programme.indicators.values(), version.unit_id, top, kept, day)
    risks = Risk.objects.filter(programme=code, unit_id=version.unit_id).order_by("-closed_on", "due", "pk")
    days = [row.now.day for row in rows.values() if row.now and row.indicator.quantity]
    ordered = sorted(risks, key=lambda each: each.closed_on is not None)
    return Board(version, programme, rows, tuple(ordered), max(days, default=None))


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the units below comes to; `version` None: the unit itself and those directly below that
    have none below them (`count` of them), together.
    """

    version: UnitVersion | None
    row: Row
    count: int = 1


def parts(actor: Actor, version: UnitVersion, code: str, indicator: str, day: date) -> list[Part]:
    """An indicator by the units directly below that have a number, in official order; what is left of the
    whole stands last.
    """
    require(actor, READ, version.path)
    rules = current_rules()
    programme = rules.programme(code)
    asked = programme.indicator(indicator)
    below, top = tree.children(actor, version, day), int(version.path[:SEGMENT])
    ids = {each.unit_id for each in below}
    kept = _kept(programme, {*ids, version.unit_id, top}, {*ids, version.unit_id}, indicator)
    found = []
    for each in below:
        row = _rows(rules, programme, [asked], each.unit_id, top, kept, day)[indicator]
        if row.now is not None:
            found.append(Part(each, row))
    whole = _rows(rules, programme, [asked], version.unit_id, top, kept, day)[indicator]
    rest = _rest(asked, whole, [each.row for each in found])
    return [*found, Part(None, rest, len(below) - len(found))] if rest and found else found


def _rest(indicator: Indicator, whole: Row, rows: Sequence[Row]) -> Row | None:
    """What the whole has over its parts, as on the day both were read."""
    if whole.now is None or not indicator.aggregate:
        return None
    amounts = [row.now.amount for row in rows if row.now and row.now.day == whole.now.day]
    all_of, taken = whole.now.amount, sum(amounts, Amount())
    left = Amount(all_of.part - taken.part, all_of.known - taken.known, all_of.unknown - taken.unknown)
    if left.known <= 0 and left.unknown <= 0:
        return None
    now = Point(whole.now.day, left.value(indicator.aggregate), left, whole.now.whole)
    return Row(indicator, True, now, None, None, progress(None, now.value, None, indicator.better))


def _kept(programme: Programme, aimed: set[int], units: set[int], indicator: str = "") -> _Kept:
    """Three queries. Parameters: `aimed`, units whose targets are wanted."""
    one = Q(indicator=indicator) if indicator else Q()
    named, found = Q(programme=programme.code) & one, _Kept()
    for reading in Reading.objects.filter(named, unit_id__in=units).order_by("month"):
        found.readings.setdefault((reading.indicator, reading.unit_id), []).append(reading)
    for entry in Entry.objects.filter(named, unit_id__in=units).order_by("day", "pk"):
        found.entries.setdefault((entry.indicator, entry.unit_id), []).append(entry)
    for target in Target.objects.filter(named, unit_id__in=aimed).order_by("pk"):
        found.targets.setdefault((target.indicator, target.unit_id), []).append(target)
    return found


def _rows(
    rules: "Profile",
    programme: Programme,
    indicators: Iterable[Indicator],
    unit: int,
    top: int,
    kept: _Kept,
    day: date,
) -> dict[str, Row]:
    readable = {each.code for each in on_records(rules, programme)}
    found = {}
    for each in indicators:
        entered = _entered(kept.entries.get((each.code, unit), []), day)
        points = _points(each, kept.readings.get((each.code, unit), [])) if each.quantity else entered
        baseline = _baseline(programme, points, entered)
        aim = _aim(rules, programme, each, unit, top, kept, day)
        now = points[-1] if points else None
        found[each.code] = Row(
            indicator=each,
            readable=not each.quantity or each.code in readable,
            now=now,
            baseline=baseline,
            aim=aim,
            progress=progress(_value(baseline), _value(now), aim.value if aim else None, each.better),
            points=tuple(points[-MONTHS_SHOWN:]),
            changes=tuple(reversed(kept.targets.get((each.code, unit), []))),
        )
    return found


def _value(point: Point | None) -> "Figure | None":
    return point.value if point else None


def _points(indicator: Indicator, readings: Iterable[Reading]) -> list[Point]:
    found = []
    for each in readings:
        amount = Amount(_figure(each.part), each.known, each.unknown)
        found.append(Point(each.day, amount.value(indicator.aggregate), amount, each.whole))
    return found


def _entered(entries: Iterable[Entry], day: date) -> list[Point]:
    """Of each day the number entered last."""
    newest = {each.day: each for each in entries if each.day <= day}
    return [
        Point(each.day, _figure(each.value), Amount(_figure(each.value), 1), source=each.source)
        for each in newest.values()
    ]


def _baseline(programme: Programme, points: Sequence[Point], entered: Sequence[Point]) -> Point | None:
    """What it came to on the programme's first day: as entered, else as read where the records reach back."""
    on = programme.baseline_on
    known = [*entered, *(each for each in points if each.whole and each.value is not None)]
    return next((each for each in known if each.day == on), None)


def _aim(
    rules: "Profile", programme: Programme, each: Indicator, unit: int, top: int, kept: _Kept, day: date
) -> Aim | None:
    """The unit's own target; else the county's, where it holds of a part as of the whole (a share, a mean,
    nothing at all); else the profile's.
    """
    own, above = kept.targets.get((each.code, unit)), kept.targets.get((each.code, top))
    if own:
        return Aim(_figure(own[-1].value), own[-1].by, own[-1])
    figure = rules.amount(each.target, day) if each.target is not None else None
    set_above = above[-1] if above else None
    value = _figure(set_above.value) if set_above else figure
    if value is None or (unit != top and each.additive and value != 0):
        return None
    return Aim(value, set_above.by if set_above else programme.by, set_above, inherited=unit != top)


def _figure(value: object) -> "Figure":
    """Exact; whole where it is."""
    found = Fraction(str(value))
    return int(found) if found.denominator == 1 else found


@dataclass(frozen=True, slots=True)
class Behind:
    """The units behind a figure, as on `day`: each with its amount, in the order of the tree."""

    day: date
    units: tuple[tuple[UnitVersion, Counted, bool | None], ...]
    amount: Amount
    value: "Figure | None"


def behind(actor: Actor, version: UnitVersion, indicator: Indicator, day: date) -> Behind:
    """What each unit under a unit (and itself) adds to an indicator on records today, read afresh.

    The third of each: whether it meets the criterion; None where there is none, or it is not known.
    Raises `NotFound("unknown_indicator")` for one that no record carries.
    """
    rules = current_rules()
    if not carried(indicator):
        raise NotFound("unknown_indicator", indicator=indicator.code)
    counted = quantities.amounts_below(actor, version, day, [indicator.quantity])[indicator.quantity]
    figure = rules.amount(indicator.criterion.value, day) if indicator.criterion else 0
    found = []
    for each in tree.whole(actor, version, day, READ):
        amount = counted.get(each.unit_id)
        if amount is None or (indicator.unit_kinds and each.kind not in indicator.unit_kinds):
            continue
        met = indicator.criterion.met(amount.value, figure) if indicator.criterion else None
        found.append((each, amount, met))
    together = total(amount_of(indicator, each.value, figure) for _version, each, _met in found)
    return Behind(day, tuple(found), together, together.value(indicator.aggregate))


def risk_by_id(actor: Actor, risk_id: int) -> tuple[Risk, UnitVersion]:
    """One risk, to be closed. Raises `NotFound("risk_not_found")` to outsiders, `Refused`."""
    risk = Risk.objects.filter(pk=risk_id).select_related("unit").first()
    version = tree.last_versions(actor).filter(unit_id=risk.unit_id).first() if risk else None
    if risk is None or version is None:
        raise NotFound("risk_not_found")
    require(actor, policies.RECORD, version.path)
    return risk, version


def entries(actor: Actor, version: UnitVersion, code: str, indicator: str) -> list[Entry]:
    """Every number entered of an indicator in a unit, the newest day first; corrected ones too."""
    require(actor, READ, version.path)
    rows = Entry.objects.filter(programme=code, indicator=indicator, unit_id=version.unit_id)
    return list(rows.order_by("-day", "-pk"))


def declared(code: str) -> Programme:
    """A programme as the profile has it, with the office's own figures. Raises
    `NotFound("unknown_programme")`.
    """
    return current_rules().programme(code)


def carried(indicator: Indicator) -> bool:
    """Whether the registers carry an indicator in this program, as it stands."""
    return bool(indicator.quantity) and current_rules().quantities[indicator.quantity].source in SOURCES


def quantity_unit(indicator: Indicator) -> str:
    """In what the amount of one unit is told."""
    return current_rules().quantities[indicator.quantity].unit


def topmost(version: UnitVersion) -> bool:
    """Whether a unit is at the top of the tree: where a programme's records are read for all below."""
    return len(version.path) == SEGMENT
