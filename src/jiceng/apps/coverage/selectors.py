"""Reads of coverage on a day, within what the actor may see: who counts, what covers whom, every figure with
the list behind it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from jiceng.apps.coverage.models import Establishment, Link, Overruling, Roster, RosterEntry
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import last_versions, visible, within
from jiceng.apps.organisations.versions import SEGMENT, WITHOUT_FORM, last_version
from jiceng.engines.procedure import ORGANISED, Candidate, Row, Stand, Suggestion, among, suggestions, tally
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Item:
    """One establishment of a list as it stands on a day: `path` of its place, codes of the `rules` that leave
    it out, the `overruled` word against them, the links in force.
    """

    entry: RosterEntry
    path: str
    stand: Stand
    rules: tuple[str, ...]
    overruled: Overruling | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """All establishments of a kind under a unit on a day, by the newest list; `roster` None when there is
    none yet.
    """

    kind: str
    roster: Roster | None
    items: Sequence[Item]

    def of(self, show: str, text: str = "") -> list[Item]:
        """Those that belong to a figure, whose name or code has `text` in it."""
        rates = profile().coverage.rates
        return [
            each
            for each in self.items
            if among(rates, show, each.stand)
            and (not text or text in each.entry.name or text.upper() in each.entry.establishment.code)
        ]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A unit of a board and its figures by their codes; `version` None for the sum."""

    version: UnitVersion | None
    figures: Counter[str]


def newest_roster(kind: str, day: date) -> Roster | None:
    """The newest list of a kind as of a day or before it."""
    return Roster.objects.filter(kind=kind, as_of__lte=day).order_by("-as_of", "-pk").first()


def newest_entry(establishment: Establishment) -> RosterEntry:
    """What the newest list that has it says of an establishment. Raises
    `NotFound("establishment_not_found")` for one in no list.
    """
    rows = establishment.entries.select_related("place", "roster").order_by("-roster__as_of", "-roster_id")
    found = rows.first()
    if found is None:
        raise NotFound("establishment_not_found")
    return found


def stock(actor: Actor, version: UnitVersion, day: date, kind: str) -> Stock:
    """The establishments of a kind under a unit, in official order of their places, then by name."""
    require(actor, READ, version.path)
    roster = newest_roster(kind, day)
    if roster is None:
        return Stock(kind, None, ())
    here = last_versions(actor).filter(within([PathRange.below(version.path)]))
    entries = RosterEntry.objects.filter(roster=roster, place_id__in=here.values("unit_id"))
    places = {
        each.unit_id: (each.order, each.path) for each in here.filter(unit_id__in=entries.values("place"))
    }
    mine = entries.values("establishment")
    rows = entries.select_related("establishment", "place")
    found = _items(rows, {id: path for id, (_, path) in places.items()}, _known_of(mine, day), day)
    return Stock(kind, roster, sorted(found, key=lambda each: _order(each, places)))


def counted_on(day: date) -> list[Item]:
    """The establishments of every kind, each by its newest list on a day. Nobody's scope: for measures, whose
    reader is checked there.
    """
    found: list[Item] = []
    for kind in profile().coverage.kinds:
        if (roster := newest_roster(kind, day)) is not None:
            entries = RosterEntry.objects.filter(roster=roster)
            places = UnitVersion.objects.filter(unit_id__in=entries.values("place")).order_by("starts_on")
            rows = entries.select_related("establishment", "place")
            known = _known_of(entries.values("establishment"), day)
            found += _items(rows, dict(places.values_list("unit_id", "path")), known, day)
    return found


def _order(item: Item, places: Mapping[int, tuple[int, str]]) -> tuple[int, str, str, int]:
    order, path = places[item.entry.place_id]
    return order, path, item.entry.name, item.entry.pk


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of some establishments on a day: words against rules, links, and the organisations among
    them with their last sign of life.
    """

    overrulings: Sequence[Overruling]
    links: Sequence[Link]
    alive: Mapping[int, date]


def _known_of(establishments: Any, day: date) -> _Known:
    """What is known of some establishments (a query of their ids): three queries whatever their number."""
    links = Link.objects.filter(on(day), establishment__in=establishments)
    return _Known(
        list(Overruling.objects.filter(on(day), establishment__in=establishments)),
        list(links.select_related("unit").order_by("pk")),
        _alive(links.filter(unit__isnull=False).values("unit_id"), day),
    )


def _items(rows: Iterable[RosterEntry], paths: Mapping[int, str], known: _Known, day: date) -> list[Item]:
    """Rows of a list with all that is known of them."""
    words = {each.establishment_id: each for each in known.overrulings}
    links: dict[int, list[Link]] = {}
    for link in known.links:
        if link.how not in ORGANISED or link.unit_id in known.alive:
            links.setdefault(link.establishment_id, []).append(link)
    return [
        _item(
            entry,
            paths[entry.place_id],
            words.get(entry.establishment_id),
            tuple(links.get(entry.establishment_id, ())),
            known.alive,
            day,
        )
        for entry in rows
    ]


def _item(
    entry: RosterEntry,
    path: str,
    word: Overruling | None,
    links: tuple[Link, ...],
    alive: Mapping[int, date],
    day: date,
) -> Item:
    rules, row = profile().coverage, _row(entry)
    left_out = rules.excluded_by(row, day)
    organisations = [alive[link.unit_id] for link in links if link.unit_id is not None]
    stand = Stand(
        counted=not left_out or word is not None,
        eligible=rules.is_eligible(row, day),
        ways=frozenset(link.how for link in links),
        idle=bool(organisations) and all(rules.is_idle(since, day) for since in organisations),
    )
    return Item(entry, path, stand, left_out, word, links)


def _row(entry: RosterEntry) -> Row:
    return Row(entry.state, entry.employees, entry.registered_on, entry.last_report, entry.members)


def _alive(ids: Any, day: date) -> dict[int, date]:
    """Organisations there are on a day among some units, with their last sign of life: the last gathering
    held by them or by a part directly below, else the day they were founded. Two queries.

    Parameters: `ids`, a query or a list of units' ids.
    """
    versions = UnitVersion.objects.filter(Q(unit_id__in=ids) | Q(parent_id__in=ids), starts_on__lte=day)
    rows = list(
        versions.order_by("-starts_on").values_list("unit_id", "parent_id", "form", "starts_on", "ends_on")
    )
    posted = [kind.code for kind in profile().gathering_kinds.values() if kind.posted]
    held = Gathering.objects.filter(state=Gathering.State.HELD, day__lte=day).exclude(kind__in=posted)
    last = dict(
        held.filter(unit_id__in=versions.values("unit_id")).values_list("unit_id").annotate(Max("day"))
    )
    first = {id: starts_on for id, _, _, starts_on, _ in rows}
    now = [(id, parent, form) for id, parent, form, _, ends_on in rows if ends_on is None or ends_on > day]
    found = {id: first[id] for id, _, form in now if form not in WITHOUT_FORM}
    for id, parent, _ in now:
        for whole in {id, parent} & found.keys():
            found[whole] = max(found[whole], last.get(id, date.min))
    return found


def board(actor: Actor, version: UnitVersion, day: date, found: Stock) -> tuple[list[BoardRow], BoardRow]:
    """The figures of each unit directly below that has establishments, in official order; those that lie at
    the unit itself last; then their sum.
    """
    rates = profile().coverage.rates
    depth = len(version.path) + SEGMENT
    parts: dict[str, list[Stand]] = {}
    for item in found.items:
        parts.setdefault(item.path[:depth], []).append(item.stand)
    below = [each for each in visible(actor, day).filter(parent_id=version.unit_id) if each.path in parts]
    rows = [BoardRow(each, tally(rates, parts.pop(each.path))) for each in below]
    rest = [stand for stands in parts.values() for stand in stands]
    if rest:
        rows.append(BoardRow(version, tally(rates, rest)))
    return rows, BoardRow(None, sum((each.figures for each in rows), Counter[str]()))


def at_itself(actor: Actor, version: UnitVersion, day: date, found: Stock) -> Stock:
    """Those of a stock that lie at the unit itself: the row of a board that bears its own name."""
    below = tuple(visible(actor, day).filter(parent_id=version.unit_id).values_list("path", flat=True))
    return Stock(found.kind, found.roster, [each for each in found.items if not each.path.startswith(below)])


@dataclass(frozen=True, slots=True)
class About:
    """One establishment: what each list said of it, newest first; where it lies by the newest."""

    establishment: Establishment
    entries: Sequence[RosterEntry]
    place: UnitVersion


def about(actor: Actor, establishment_id: int, permission: str = READ) -> About:
    """One establishment. Raises `NotFound("establishment_not_found")` to outsiders, `Refused`."""
    rows = RosterEntry.objects.filter(establishment=establishment_id)
    entries = list(
        rows.select_related("establishment", "roster", "place").order_by("-roster__as_of", "-roster_id")
    )
    place = last_version(entries[0].place) if entries else None
    if place is None or not actor.may(READ, place.path):
        raise NotFound("establishment_not_found")
    require(actor, permission, place.path)
    return About(entries[0].establishment, entries, place)


@dataclass(frozen=True, slots=True)
class File:
    """One establishment with its history: as it stands on the day (None when the newest list has it no
    more), all that ever covered it, all words against rules.
    """

    about: About
    item: Item | None
    links: Sequence[Link]
    overrulings: Sequence[Overruling]


def file(actor: Actor, establishment_id: int, day: date) -> File:
    """All that is known of one establishment. Raises as `about`."""
    found = about(actor, establishment_id)
    one = found.establishment
    newest = newest_roster(one.kind, day)
    links = list(one.links.select_related("unit").order_by("-starts_on", "-pk"))
    words = list(one.overrulings.order_by("-starts_on", "-pk"))
    known = _Known(
        [each for each in words if _holds(each, day)],
        [each for each in reversed(links) if _holds(each, day)],
        _alive([each.unit_id for each in links if each.unit_id], day),
    )
    now = [each for each in found.entries if newest is not None and each.roster_id == newest.pk]
    items = _items(now, {each.place_id: found.place.path for each in now}, known, day)
    return File(found, next(iter(items), None), links, words)


def _holds(span: Link | Overruling, day: date) -> bool:
    return span.starts_on <= day and (span.ends_on is None or day < span.ends_on)


def link_by_id(actor: Actor, link_id: int, permission: str) -> Link:
    """What covers an establishment, to be ended. Raises as `about`."""
    found = Link.objects.filter(pk=link_id).select_related("establishment", "unit").first()
    about(actor, found.establishment_id if found else 0, permission)
    assert found is not None  # noqa: S101 - `about` refuses none
    return found


def overruling_by_id(actor: Actor, overruling_id: int, permission: str) -> Overruling:
    """A word against a rule, to be ended. Raises as `about`."""
    found = Overruling.objects.filter(pk=overruling_id).select_related("establishment").first()
    about(actor, found.establishment_id if found else 0, permission)
    assert found is not None  # noqa: S101 - `about` refuses none
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What the register of units says already: an establishment's organisation, and since when it is so."""

    item: Item
    how: str
    unit: UnitVersion
    since: date


def known_by_register(actor: Actor, day: date, found: Stock) -> list[Known]:
    """Establishments without an organisation by the links, whose name one unit of their kind bears (of
    several the one of their place): with a form it is their own organisation, without one its parent is the
    joint one.
    """
    kinds = profile().coverage.kinds[found.kind].unit_kinds
    named: dict[str, list[UnitVersion]] = {}
    units = {each.unit_id: each for each in visible(actor, day).filter(kind__in=kinds)}
    for each in units.values():
        named.setdefault(_plain(each.name), []).append(each)
    proposed: list[Known] = []
    for item in (each for each in found.items if each.stand.ways.isdisjoint(ORGANISED)):
        bearers = named.get(_plain(item.entry.name), [])
        here = [each for each in bearers if each.path.startswith(item.path)] or bearers
        if len(here) == 1:
            proposed += _known(item, here[0], units)
    return proposed


def _known(item: Item, unit: UnitVersion, units: Mapping[int, UnitVersion]) -> Iterable[Known]:
    if unit.form not in WITHOUT_FORM:
        yield Known(item, "sole", unit, unit.starts_on)
        return
    above = units.get(unit.parent_id or 0)
    if above is not None and above.form not in WITHOUT_FORM:
        yield Known(item, "joint", above, max(unit.starts_on, above.starts_on))


def _plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Establishments that may found a joint organisation, and the suggestion that says why."""

    suggestion: Suggestion
    place: UnitVersion
    items: tuple[Item, ...]


def joint_suggestions(found: Stock, day: date) -> list[Suggestion]:
    """Joint organisations that could be founded, by the rule in force: of establishments that count, have no
    organisation and declared members, of one town; whose town no list names are in none.
    """
    rule = profile().coverage.joining_on(day)
    if rule is None:
        return []
    return suggestions(
        (
            Candidate(
                item.entry.establishment_id,
                int(item.path[SEGMENT : 2 * SEGMENT]),
                item.entry.industry,
                item.entry.members or 0,
            )
            for item in found.items
            if item.stand.counted and not item.stand.organised and len(item.path) > SEGMENT
        ),
        rule,
    )


def joint_proposals(actor: Actor, day: date, found: Stock) -> list[Proposal]:
    """The suggestions with their towns and establishments, in official order of the towns."""
    proposed = joint_suggestions(found, day)
    items = {item.entry.establishment_id: item for item in found.items}
    towns = visible(actor, day).filter(unit_id__in={each.place for each in proposed})
    places = {each.unit_id: each for each in towns}
    return [
        Proposal(each, places[each.place], tuple(items[one.key] for one in each.candidates))
        for each in sorted(
            (each for each in proposed if each.place in places),
            key=lambda each: (places[each.place].order, each.place),
        )
    ]
