"""Who is meant by a row of a table of leaders: nobody is made, and nobody out of reach is found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.db.models import Exists, OuterRef, QuerySet

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.report import Beside, Rejection
from jiceng.apps.organisations.models import OPEN
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Membership
from jiceng.apps.people.policies import READ

_SHOWN = 3
_FIELDS = ("person_id", "unit_id", "person__name", "person__birth_date", "person__id_number_index", "ends_on")


@dataclass(frozen=True, slots=True)
class _Member:
    """A person by her open membership, or her last."""

    person_id: int
    unit_id: int
    name: str
    birth_date: date | None
    index: bytes | None
    ended: bool


def find_people(rows: Sequence[PostRow], setting: Setting) -> list[Rejection]:
    """Set `person_id` of rows that name somebody; what is wrong with the others.

    By identity number; without one, or where the register has none, by name: among members of the unit, then
    of those below it, of the one above, of all within reach; the nearest that has the name, and the birth
    date where one is given. Who is no member any more is found for a time that has ended only.
    Codes: person_not_found (with the likeliest names of the unit), person_ambiguous, name_differs.
    """
    named = [row for row in rows if row.name]
    indexes = {id(row): id_numbers.index(row.id_number) for row in named if row.id_number}
    finder = _Finder(setting, named, set(indexes.values()))
    rejections, lost = [], []
    for row in named:
        match finder.find(row, indexes.get(id(row))):
            case Rejection() as rejection:
                rejections.append(rejection)
            case None:
                lost.append(row)
            case member:
                row.person_id = member.person_id
    return rejections + finder.lost(lost)


class _Finder:
    """Members within reach who bear a name or a number of the file."""

    def __init__(self, setting: Setting, rows: Sequence[PostRow], indexes: set[bytes]) -> None:
        self._setting = setting
        self._by_index: dict[bytes, _Member] = {}
        self._by_name: dict[str, dict[int, _Member]] = defaultdict(dict)
        for chunk in chunks(sorted(indexes)):
            for member in self._members(person__id_number_index__in=chunk):
                self._by_index[member.index or b""] = member
        for names in chunks(sorted({row.name for row in rows})):
            for member in self._members(person__name__in=names):
                self._by_name[member.name][member.person_id] = member

    def _within_reach(self) -> QuerySet[Membership]:
        units = visible(self._setting.actor, self._setting.day, READ).order_by().values("unit_id")
        elsewhere = Membership.objects.filter(OPEN, person=OuterRef("person_id"))
        rows = Membership.objects.filter(unit_id__in=units)
        return rows.filter(OPEN | ~Exists(elsewhere)).order_by("starts_on")

    def _members(self, **wanted: object) -> Iterable[_Member]:
        for person, unit, name, born, index, ends_on in (
            self._within_reach().filter(**wanted).values_list(*_FIELDS)
        ):
            yield _Member(person, unit, name, born, bytes(index) if index else None, ends_on is not None)

    def find(self, row: PostRow, index: bytes | None) -> _Member | Rejection | None:
        """The person of a row, None for nobody, or what is wrong."""
        known = self._by_index.get(index) if index else None
        if known is not None and (row.day("until") or not known.ended):
            if known.name == row.name:
                return known
            return row.source.reject("name", "name_differs", suggestion=known.name)
        possible = [each for each in self._by_name[row.name].values() if self._may_be(row, each, index)]
        if not possible:
            return None
        nearest = min(self._distance(row, each) for each in possible)
        found = [each for each in possible if self._distance(row, each) == nearest]
        return found[0] if len(found) == 1 else self._ambiguous(row, found)

    def _may_be(self, row: PostRow, member: _Member, index: bytes | None) -> bool:
        """Whether nothing speaks against it."""
        if (index and member.index) or (member.ended and not row.day("until")):
            return False
        return member.birth_date is None or row.agrees("birth_date", member.birth_date)

    def _distance(self, row: PostRow, member: _Member) -> int:
        """How far a member's unit is from the row's: the same, below it, the one above, elsewhere."""
        if member.unit_id == row.unit_id:
            return 0
        version = self._setting.units.versions.get(member.unit_id)
        if version is not None and version.path.startswith(row.unit.path):
            return 1
        return 2 if member.unit_id == row.unit.parent_id else 3

    def _ambiguous(self, row: PostRow, found: Sequence[_Member]) -> Rejection:
        shown = found[:_SHOWN]
        versions = self._setting.units.versions
        standard = row.source.vocabulary.standard
        born = " / ".join(str(each.birth_date or "—") for each in shown)
        units = " / ".join(versions[each.unit_id].name for each in shown if each.unit_id in versions)
        beside = (
            Beside(standard("name"), row.name, row.name),
            Beside(standard("birth_date"), row.said("birth_date"), born),
            Beside(standard("unit_name"), row.unit.name, units),
        )
        return row.source.reject("name", "person_ambiguous", suggestion=born, beside=beside)

    def lost(self, rows: Sequence[PostRow]) -> list[Rejection]:
        """Those nobody is found for, with the likeliest names among the members of their units."""
        names: dict[int, list[str]] = defaultdict(list)
        for chunk in chunks(sorted({row.unit_id for row in rows})):
            for member in self._members(unit_id__in=chunk, ends_on=None):
                names[member.unit_id].append(member.name)
        rejections = []
        for row in rows:
            near = get_close_matches(row.name, names[row.unit_id], n=_SHOWN, cutoff=0.5)
            rejections.append(row.source.reject("name", "person_not_found", suggestion=" / ".join(near)))
        return rejections
