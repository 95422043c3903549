"""The records an import makes: their values before and after, whether something rests on them, how they are
taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db.models import CASCADE, F, Model

from jiceng.apps.coverage.models import Establishment, Roster, RosterEntry
from jiceng.apps.gatherings.models import Gathering, Revision, Roll
from jiceng.apps.organisations.models import Body, Post, Term, Unit, UnitVersion
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding, Seat

Value = TypeVar("Value")
Values = dict[str, Any]

_FAR = "9999-12-31"
_CHUNK = 900
"""Values in one IN list: below the least that SQLite was ever built to take."""
_FEW = 300
"""Rows in one UPDATE that gives each values of its own."""


def chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Values in lists short enough for one IN list."""
    listed = list(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def plain(values: Mapping[str, Any]) -> Values:
    """Values as JSON keeps them: days and times as ISO 8601 text."""
    return {
        name: value.isoformat() if isinstance(value, date | time) else value for name, value in values.items()
    }


@dataclass(frozen=True)
class Record:
    """One kind of record: its model, and the fields an import fills, those of a related row as
    "relation__field"; `owns`, models whose rows are part of the record and go with it.
    """

    model: type[Model]
    fields: tuple[str, ...]
    owns: tuple[type[Model], ...] = ()

    def values(self, ids: Collection[int]) -> dict[int, Values]:
        """Values of the records there are, by id; one query a chunk."""
        found: dict[int, Values] = {}
        for chunk in chunks(ids):
            for row in self.model._default_manager.filter(pk__in=chunk).values("pk", *self.fields):
                record_id = row.pop("pk")
                found[record_id] = plain(row)
        return found

    def in_use(self, ids: Collection[int], since: datetime) -> set[int]:
        """Those on which other records rest that are no part of them. `since`, when they were made."""
        return resting_on(self.model, ids, self.owns)

    def displaced(self, before: Mapping[int, Values]) -> set[int]:
        """Those that cannot be as before: something else stands in their place."""
        return set()

    def delete(self, ids: Collection[int]) -> None:
        """Take the records out, with what is part of them; what is derived from them goes by itself."""
        for chunk in chunks(ids):
            for relation in _pointing_to(self.model):
                if relation.related_model in self.owns:
                    _rows(relation, chunk).delete()
            self.model._default_manager.filter(pk__in=chunk).delete()

    def restore(self, before: Mapping[int, Values]) -> None:
        """Give records the values they had."""
        for record in self.model._default_manager.filter(pk__in=list(before)):
            for name, value in before[record.pk].items():
                _set(record, name, value)
            for related in sorted({name.split("__")[0] for name in self.fields if "__" in name}):
                getattr(record, related).save()
            record.save()


def _set(record: Model, name: str, value: Any) -> None:
    """Give a field, or a related row's field, a value as JSON keeps it."""
    relation, _, field = name.rpartition("__")
    owner = getattr(record, relation) if relation else record
    about: Any = owner._meta.get_field(field.removesuffix("_id") if field.endswith("_id") else field)
    setattr(owner, field, about.to_python(value))


def _pointing_to(model: type[Model]) -> list[Any]:
    """Relations of other models to this one, the nameless ones too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete]


def _rows(relation: Any, ids: Collection[int]) -> Any:
    return relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids})


def resting_on(model: type[Model], ids: Collection[int], owns: tuple[type[Model], ...] = ()) -> set[int]:
    """Rows of a model to which others point that do not go with them (verdicts and the like do)."""
    used: set[int] = set()
    for relation in _pointing_to(model):
        if relation.related_model in owns or relation.on_delete is CASCADE:
            continue
        for chunk in chunks(ids):
            used.update(_rows(relation, chunk).values_list(relation.field.attname, flat=True))
    return used


class GatheringRecord(Record):
    """A gathering with its earlier versions."""

    def restore(self, before: Mapping[int, Values]) -> None:
        """As it was; a version kept since is kept no more."""
        for chunk in chunks(before):
            super().restore({pk: before[pk] for pk in chunk})
            kept = Revision.objects.filter(gathering__in=chunk)
            kept.filter(number__gte=F("gathering__revision")).delete()


class MembershipRecord(Record):
    """A membership with its person, who comes and goes with it."""

    def in_use(self, ids: Collection[int], since: datetime) -> set[int]:
        """Where the person has another membership, a seat, a post, a spell away, or stands on the roll of a
        gathering recorded since.
        """
        owners: dict[int, int] = {}
        units: set[int] = set()
        for chunk in chunks(ids):
            for pk, person, unit in Membership.objects.filter(pk__in=chunk).values_list(
                "pk", "person_id", "unit_id"
            ):
                owners[person] = pk
                units.add(unit)
        used = resting_on(Person, owners, owns=(Membership,)) | _on_rolls(units, since)
        for chunk in chunks(owners):
            others = Membership.objects.filter(person_id__in=chunk).exclude(
                pk__in=[owners[id] for id in chunk]
            )
            used.update(others.values_list("person_id", flat=True))
        return {pk for person, pk in owners.items() if person in used}

    def restore(self, before: Mapping[int, Values]) -> None:
        """An identity number that was not there before goes, sealed and index too."""
        super().restore(before)
        bare = [pk for pk, values in before.items() if not values["person__id_number_masked"]]
        for chunk in chunks(bare):
            people = Person.objects.filter(memberships__in=chunk)
            people.update(id_number_sealed=None, id_number_index=None)

    def delete(self, ids: Collection[int]) -> None:
        """The memberships and their persons."""
        for chunk in chunks(ids):
            rows = Membership.objects.filter(pk__in=chunk)
            persons = list(rows.values_list("person_id", flat=True))
            rows.delete()
            Person.objects.filter(pk__in=persons).delete()


class UnitRecord(Record):
    """A unit as it is at last; its versions come and go with it. Posts are records of their own."""

    def values(self, ids: Collection[int]) -> dict[int, Values]:
        """Code, division code and the last version."""
        found: dict[int, Values] = {}
        for chunk in chunks(ids):
            rows = UnitVersion.objects.filter(unit_id__in=chunk).order_by("starts_on")
            for row in rows.values("unit_id", *self.fields):
                found[row.pop("unit_id")] = plain(row)
        return found

    def in_use(self, ids: Collection[int], since: datetime) -> set[int]:
        """Where something hangs on the unit, or another unit stands or stood under it that stays."""
        used, below = super().in_use(ids, since), defaultdict(set)
        for chunk in chunks(ids):
            rows = UnitVersion.objects.filter(parent_id__in=chunk).values_list("parent_id", "unit_id")
            for parent_id, unit_id in rows:
                below[parent_id].add(unit_id)
        going = set(ids) - used
        while staying := {id for id in going if not below[id] <= going}:
            going -= staying
        return set(ids) - going

    def restore(self, before: Mapping[int, Values]) -> None:
        """The last version as it was, or the one before it in force again."""
        for chunk in chunks(before):
            versions = list(UnitVersion.objects.filter(unit_id__in=chunk).select_related("unit"))
            last = {version.unit_id: version for version in versions if version.ends_on is None}
            gone = [
                version for id, version in last.items() if str(version.starts_on) != before[id]["starts_on"]
            ]
            earlier = [each for each in versions if each.ends_on == last[each.unit_id].starts_on]
            UnitVersion.objects.filter(pk__in=[version.pk for version in gone]).delete()
            for version in (each for each in earlier if last[each.unit_id] in gone):
                version.ends_on, last[version.unit_id] = None, version
            for id, version in last.items():
                for name in ("name", "kind", "form"):
                    setattr(version, name, before[id][name])
                version.unit.division_code = before[id]["unit__division_code"]
            fields = ["name", "kind", "form", "ends_on"]
            UnitVersion.objects.bulk_update(last.values(), fields, batch_size=_FEW)
            units = [version.unit for version in last.values()]
            Unit.objects.bulk_update(units, ["division_code"], batch_size=_FEW)


@dataclass(frozen=True)
class SpanRecord(Record):
    """Something that goes on from a day until another: no two of the same `owner` (fields) at a time."""

    owner: tuple[str, ...] = ()
    end: str = "ends_on"

    def displaced(self, before: Mapping[int, Values]) -> set[int]:
        """Those in whose time another of the same owner stands now."""
        there: dict[tuple[Any, ...], dict[int, Values]] = defaultdict(dict)
        for chunk in chunks({values[self.owner[0]] for values in before.values()}):
            for row in self.model._default_manager.filter(**{f"{self.owner[0]}__in": chunk}).values(
                "pk", *self.fields
            ):
                record_id = row.pop("pk")
                there[self._owner(row)][record_id] = before.get(record_id) or plain(row)
        return {
            record_id
            for record_id, values in before.items()
            if any(
                other_id != record_id and self._meet(values, other)
                for other_id, other in there[self._owner(values)].items()
            )
        }

    def _owner(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] for name in self.owner)

    def _meet(self, one: Values, other: Values) -> bool:
        """Whether two times have a day in common; days as ISO 8601 text compare as days do."""
        ends = [values[self.end] or _FAR for values in (one, other)]
        starts = [values["starts_on"] for values in (one, other)]
        return bool(max(starts) < min(ends))


class SeatRecord(SpanRecord):
    """A seat; whoever sits in a body stands on its rolls."""

    def in_use(self, ids: Collection[int], since: datetime) -> set[int]:
        """Where the person stands on the roll of a gathering of the body recorded since."""
        used: set[int] = set()
        for chunk in chunks(ids):
            seats = Seat.objects.filter(pk__in=chunk).values_list("pk", "body_id", "person_id")
            rolls = Roll.objects.filter(
                gatherings__body_id__in={body for _, body, _ in seats}, gatherings__recorded_at__gte=since
            )
            listed = {
                (body, person)
                for body, entries in rolls.distinct().values_list("gatherings__body_id", "entries")
                for person, _ in entries
            }
            used.update(pk for pk, body, person in seats if (body, person) in listed)
        return used


def _on_rolls(unit_ids: Collection[int], since: datetime) -> set[int]:
    """Persons on the rolls of the units' gatherings recorded since a moment."""
    found: set[int] = set()
    for chunk in chunks(unit_ids):
        rolls = Roll.objects.filter(gatherings__unit_id__in=chunk, gatherings__recorded_at__gte=since)
        for entries in rolls.distinct().values_list("entries", flat=True):
            found.update(person for person, _ in entries)
    return found


_PERSON = (
    "name", "sex", "birth_date", "ethnicity", "education", "occupation", "phone", "id_number_masked",
)  # fmt: skip

_GATHERING = (
    *("unit_id", "body_id", "kind", "state", "day", "time", "place", "subject", "minutes", "items"),
    *("makes_up", "chair", "recorder", "entitled", "present", "attended", "measured", "revision"),
    *("recorded_at", "recorded_by"),
)

_ENTRY = (
    *("roster_id", "establishment_id", "name", "place_id", "industry", "employees", "state"),
    *("registered_on", "last_report", "members"),
)

RECORDS: dict[str, Record] = {
    "roster_entry": Record(RosterEntry, _ENTRY),
    "establishment": Record(Establishment, ("kind", "code", "name", "place_id")),
    "roster": Record(Roster, ("kind", "as_of", "source")),
    "gathering": GatheringRecord(Gathering, _GATHERING),
    "holding": SpanRecord(PostHolding, ("post_id", "person_id", "starts_on", "ends_on"), owner=("post_id",)),
    "seat": SeatRecord(
        Seat, ("body_id", "person_id", "starts_on", "ends_on"), owner=("body_id", "person_id")
    ),
    "term": SpanRecord(
        Term, ("body_id", "starts_on", "due_on", "ended_on"), owner=("body_id",), end="ended_on"
    ),
    "absence": Record(Absence, ("person_id", "unit_id", "starts_on", "ends_on")),
    "post": Record(Post, ("unit_id", "kind", "starts_on", "ends_on")),
    "body": Record(Body, ("unit_id", "kind", "name", "starts_on", "ends_on")),
    "membership": MembershipRecord(
        Membership,
        (
            *("person_id", "unit_id", "standing", "joined_on", "starts_on", "ends_on", "end_reason"),
            *(f"person__{name}" for name in _PERSON),
        ),
    ),
    "unit": UnitRecord(
        Unit,
        (
            *("unit__code", "unit__division_code", "name", "kind", "form"),
            *("parent__code", "path", "order", "starts_on", "ends_on"),
        ),
        owns=(UnitVersion,),
    ),
}
"""Every kind of record an import makes, in the order in which they are taken back: what rests on others
first.
"""
