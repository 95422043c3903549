"""Records as columns: what the procedure engine judges by, loaded with one query a table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from jiceng.apps.duties.models import Postponement
from jiceng.apps.duties.ordinals import Ordinal, ordinal_or
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import Body, Term, UnitVersion
from jiceng.apps.people.models import Absence, Membership, PostHolding
from jiceng.engines.procedure import (
    CADENCE_NUMBERS,
    OPEN,
    Absences,
    Acts,
    Bodies,
    Clock,
    ExcuseKind,
    Facts,
    Memberships,
    Postponements,
    Terms,
    Units,
    UnitSpans,
    Vacancies,
)
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

UnitIds = NDArray[np.int64]


def load_facts(
    rules: "Profile", unit_ids: list[int] | None, first: date, duty: str | None = None
) -> tuple[Facts, UnitIds]:
    """Everything the duties of some units (all: None) are judged by, for periods since a day.

    Parameters: `duty`, load only what this one is judged by. Returns the facts, and the unit ids in the order
    in which the facts number them.
    """
    loader = _Loader(rules, unit_ids)
    read: dict[str, Callable[[], Any]] = {
        "memberships": loader.memberships,
        "absences": loader.absences,
        "bodies": loader.bodies,
        "terms": loader.terms,
        "acts": lambda: loader.acts(date(first.year, 1, 1)),  # the longest period that has a day since then
        "vacancies": loader.vacancies,
        "postponements": loader.postponements,
    }
    wanted = set(read) if duty is None else tables_for(rules, duty)
    tables = {name: load() for name, load in read.items() if name in wanted}
    return Facts(units=loader.units, unit_spans=loader.spans, **tables), loader.ids


def tables_for(rules: "Profile", duty: str) -> set[str]:
    """Which tables the rules of a duty look at, besides the units themselves."""
    found: set[str] = set()
    for plan in (version.plan for version in rules.duties[duty].versions):
        columns = [each.column for each in plan.population.where] + [plan.requirement.column or ""]
        found |= {"bodies" if name.startswith("bodies.") else "memberships" for name in columns if name}
        if plan.excuse(ExcuseKind.MEMBERS_AWAY):
            found |= {"memberships", "absences"}
        if plan.excuse(ExcuseKind.POSTPONED):
            found.add("postponements")
        match plan.clock:
            case Clock.CALENDAR:
                found.add("acts")
            case Clock.TERM:
                found |= {"terms", "bodies"}
            case Clock.VACANCY:
                found.add("vacancies")
    return found


class _Loader:
    """Loads table after table; units are numbered by their ids in ascending order."""

    def __init__(self, rules: "Profile", unit_ids: list[int] | None) -> None:
        self.rules = rules
        self.chosen = unit_ids
        numbers = rules.numbers
        unit, kind, form, start, end = self.columns(
            UnitVersion.objects.order_by("unit_id", "starts_on"),
            "unit_id",
            ("kind", numbers.unit_kinds),
            ("form", numbers.organisation_forms),
            Ordinal("starts_on"),
            ordinal_or("ends_on", OPEN),
        )
        self.ids, where = np.unique(unit, return_index=True)
        ends = np.append(where[1:], len(unit)) - 1 if len(unit) else where
        self.units = Units(founded=start[where], closed=end[ends])
        self.spans = UnitSpans(self.number(unit), kind, form, start, end)

    def columns(self, rows: QuerySet[Any], unit: str, *wanted: Any) -> list[NDArray[Any]]:
        """Columns of a query: the unit ids, then each wanted one; `(field, numbers)` is a word to be
        numbered, −1 if unknown.
        """
        if self.chosen is not None:
            rows = rows.filter(**{f"{unit}__in": self.chosen})
        expressions = [each[0] if isinstance(each, tuple) else each for each in wanted]
        table = list(rows.values_list(unit, *expressions))
        found = list(zip(*table, strict=True)) or [()] * (1 + len(wanted))
        columns = [np.asarray(found[0], np.int64)]
        for values, each in zip(found[1:], wanted, strict=True):
            columns.append(_numbered(values, each[1]) if isinstance(each, tuple) else np.asarray(values))
        return columns

    def number(self, unit: UnitIds) -> Any:
        """Numbers of units from their ids."""
        return np.searchsorted(self.ids, unit)

    def memberships(self) -> Memberships:
        unit, voting, start, end = self.columns(
            Membership.objects.all(),
            "unit_id",
            ("standing", {code: int(kind.votes) for code, kind in self.rules.standings.items()}),
            Ordinal("starts_on"),
            ordinal_or("ends_on", OPEN),
        )
        return Memberships(self.number(unit), start, end, voting)

    def absences(self) -> Absences:
        unit, start, end = self.columns(
            Absence.objects.all(), "unit_id", Ordinal("starts_on"), ordinal_or("ends_on", OPEN)
        )
        return Absences(self.number(unit), start, end)

    def bodies(self) -> Bodies:
        unit, kind, start, end, body = self.columns(
            Body.objects.all(),
            "unit_id",
            ("kind", self.rules.numbers.body_kinds),
            Ordinal("starts_on"),
            ordinal_or("ends_on", OPEN),
            "pk",
        )
        return Bodies(self.number(unit), kind, start, end, body)

    def terms(self) -> Terms:
        """Terms of bodies that still are; each one's successor is the next of the same body."""
        unit, body, kind, start, due, ended = self.columns(
            Term.objects.filter(body__ends_on=None).order_by("body_id", "starts_on"),
            "body__unit_id",
            "body_id",
            ("body__kind", self.rules.numbers.body_kinds),
            Ordinal("starts_on"),
            Ordinal("due_on"),
            ordinal_or("ended_on", OPEN),
        )
        successor = np.full(len(body), OPEN)
        followed = np.flatnonzero(body[1:] == body[:-1])
        successor[followed] = start[followed + 1]
        return Terms(self.number(unit), body, kind, start, due, ended, successor)

    def acts(self, first: date) -> Acts:
        """Gatherings held since `first`; those after a period's end may still make it up."""
        unit, id, kind, day, makes_up, body, entitled, present, items, measured = self.columns(
            Gathering.objects.filter(state=Gathering.State.HELD, day__gte=first),
            "unit_id",
            "pk",
            ("kind", self.rules.numbers.gathering_kinds),
            Ordinal("day"),
            ("makes_up", _Made(_period_number)),
            Coalesce("body_id", Value(-1)),
            "entitled",
            "present",
            ("items", _Made(self._items)),
            Coalesce("measured", Value(-1)),
        )
        posted = [each.posted for each in self.rules.gathering_kinds.values()]
        unsaid = np.where(np.append(posted, np.False_)[kind], OPEN, 0)
        return Acts(
            id=id,
            unit=self.number(unit),
            kind=kind,
            day=day,
            makes_up_start=makes_up // _CADENCES,
            makes_up_cadence=makes_up % _CADENCES,
            body=body,
            entitled=entitled,
            present=present,
            items=items.astype(np.uint64),
            measured=np.where(measured < 0, unsaid, measured),
        )

    def _items(self, listed: str) -> int:
        """Bits of a comma-separated list of item codes; a word the profile no longer has is left out."""
        numbers = self.rules.numbers.items
        return sum(1 << numbers[code] for code in listed.split(",") if code in numbers)

    def vacancies(self) -> Vacancies:
        """Gaps between holders of a post, and after the last. A post nobody is known to have held is not
        called vacant:
        its holder may only not have been entered yet."""
        unit, post, kind, start, end, closed = self.columns(
            PostHolding.objects.order_by("post_id", "starts_on"),
            "post__unit_id",
            "post_id",
            ("post__kind", self.rules.numbers.post_kinds),
            Ordinal("starts_on"),
            ordinal_or("ends_on", OPEN),
            ordinal_or("post__ends_on", OPEN),
        )
        next_start = np.full(len(post), OPEN)
        followed = np.flatnonzero(post[1:] == post[:-1])
        next_start[followed] = start[followed + 1]
        gap = np.flatnonzero((end < next_start) & (end < closed))
        return Vacancies(self.number(unit[gap]), kind[gap], end[gap], next_start[gap])

    def postponements(self) -> Postponements:
        """Approved postponements that were not withdrawn."""
        unit, duty, start, end, until = self.columns(
            Postponement.objects.filter(withdrawn_at=None),
            "unit_id",
            ("duty", self.rules.numbers.duties),
            ("period", _Made(lambda key: Period.parse(key).start.toordinal())),
            ("period", _Made(lambda key: Period.parse(key).end.toordinal())),
            Ordinal("until"),
        )
        return Postponements(self.number(unit), duty, start, end, until)


_CADENCES = 8


def _period_number(key: str) -> int:
    """A period's first day and cadence in one number; 0 for none, or for a key that is no calendar period."""
    if not key:
        return 0
    period = Period.parse(key)
    cadence = CADENCE_NUMBERS.get(str(period.cadence or ""), 0)
    return period.start.toordinal() * _CADENCES + cadence if cadence else 0


class _Made(dict[str, int]):
    """Numbers made from words as they come, each word once."""

    def __init__(self, make: Callable[[str], int]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, word: str) -> int:
        number = self[word] = self.make(word)
        return number


def _numbered(words: Iterable[str], numbers: Mapping[str, int]) -> NDArray[np.int64]:
    """Words as their numbers; −1 for a word there is no number for."""
    if isinstance(numbers, _Made):
        return np.fromiter((numbers[word] for word in words), np.int64)
    return np.fromiter((numbers.get(word, -1) for word in words), np.int64)
