"""Who met, as a row names it or as the kind of gathering tells."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from jiceng.apps.intake.cells import read_plain
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.gatherings import words as words
from jiceng.apps.intake.kinds.gatherings.rows import GatheringRow
from jiceng.apps.intake.kinds.words import Words, trade
from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.units import short
from jiceng.apps.organisations.models import Body, profile
from jiceng.engines.sheets import normalise
from jiceng.kernel.errors import Invalid


class Met(NamedTuple):
    """A body of a unit."""

    pk: int
    unit_id: int
    kind: str
    name: str
    starts_on: date
    ends_on: date | None

    def gone_by(self, day: date) -> bool:
        """Whether it had ended by `day`. One that began later is taken all the same: an office enters its
        committee when it comes to it, and the meetings before with it.
        """
        return self.ends_on is not None and self.ends_on <= day


class BodyFinder:
    """The bodies of some units."""

    def __init__(self, unit_ids: set[int], setting: Setting) -> None:
        self._units = setting.units.versions
        self._rules, self._words = profile(), trade().bodies
        self._bodies: dict[int, list[Met]] = defaultdict(list)
        for chunk in chunks(unit_ids):
            rows = Body.objects.filter(unit_id__in=chunk).order_by("pk").values_list(*Met._fields)
            for met in map(Met._make, rows):
                self._bodies[met.unit_id].append(met)

    def find(self, row: GatheringRow) -> int | None:
        """The body a row is of; None where the members met.

        A kind that an appointed body holds needs one: the only one of the unit, else the one named in its
        column, in the kind or in the subject. Raises `Invalid`: body_not_there, body_ambiguous.
        """
        day, kind = row.minutes.day, self._appointed(row.minutes.kind)
        fitting = [
            met
            for met in self._bodies[row.unit_id]
            if not met.gone_by(day) and (kind is None or met.kind == kind)
        ]
        if kind is None:
            named = _by_name(fitting, row.body)
            if not named and (self._names_unit(row) or self._words.code(row.body)):
                return None
        elif self._names_unit(row) or self._words.code(row.body) == kind:
            named = _in_force(fitting, day)
            named = named if len(named) == 1 else _named_in(fitting, row) or named
        else:
            named = _by_name(fitting, row.body)
        named = _in_force(named, day)
        if len(named) != 1:
            raise Invalid("body_ambiguous" if named else "body_not_there", suggestion=_names(fitting))
        return named[0].pk

    def _appointed(self, kind: str) -> str | None:
        """The kind of appointed body that holds a kind of gathering."""
        meets = self._rules.gathering_kinds[kind].body
        return meets if meets and self._rules.body_kinds[meets].roll == "appointed" else None

    def _names_unit(self, row: GatheringRow) -> bool:
        """Whether the row says no more of who met than that it was the unit."""
        return not row.body or short(row.body) == short(self._units[row.unit_id].name)


def _in_force(bodies: Sequence[Met], day: date) -> list[Met]:
    """Those in force on `day`; where there are none, those that began later."""
    return [met for met in bodies if met.starts_on <= day] or list(bodies)


def _by_name(bodies: Sequence[Met], name: str) -> list[Met]:
    return [met for met in bodies if normalise(met.name) == normalise(name)]


def _named_in(bodies: Sequence[Met], row: GatheringRow) -> list[Met]:
    """Those whose names stand in what the row says of its kind and subject."""
    said = read_plain(f"{row.source.cell('kind') or ''} {row.minutes.subject}").lower()
    return [met for met in bodies if normalise(met.name) in said]


def _names(bodies: Sequence[Met]) -> str:
    return Words.listed(dict.fromkeys(met.name for met in bodies))
