"""Is this person known already? Rows against one another and against the register."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Known, Matched
from jiceng.apps.intake.kinds.repeats import repeated
from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.report import BEYOND_REACH, Beside, Rejection
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Absence, Membership, Person
from jiceng.apps.people.policies import READ
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.intake.kinds.people.kind import PersonRow

_COMPARED = (
    ("name", "person__name"),
    ("sex", "person__sex"),
    ("birth_date", "person__birth_date"),
    ("ethnicity", "person__ethnicity"),
    ("education", "person__education"),
    ("occupation", "person__occupation"),
    ("phone", "person__phone"),
    ("standing", "standing"),
    ("joined_on", "joined_on"),
    ("away_since", "away_since"),
)
_SHOWN = (("id_number", "person__id_number_masked"), *_COMPARED)
_BY_FORM = ("standing", "away_since")
"""What no file corrects: becoming a full member, going away, are events with a day of their own."""

Member = dict[str, Any]


def match(rows: Sequence["PersonRow"], setting: Setting) -> Matched["PersonRow"]:
    """Sort rows without faults of their own into new ones, changed ones, unchanged ones and those that
    contradict something. Where something is to be written, the units are held from here on.

    A person is known again by her identity number; without it by unit, name and birth date, or the day of
    joining where no birth date is given; a namesake about whom that says nothing is a question.
    Raises `Conflict("register_changed")` when a unit was moved or closed meanwhile.
    Codes of rejections: twice_in_file, differs_from_register, standing_differs, member_elsewhere,
    member_before, known_elsewhere, namesake_in_register, in_register_without_id_number, in_register_twice,
    identity_missing.
    """
    setting.hold(row.unit_id for row in rows)
    indexes = [id_numbers.index(row.id_number) if row.id_number else None for row in rows]
    found: Matched[PersonRow] = Matched()
    spoilt = _repeated(rows, indexes, found.rejections)
    matcher = _Matcher(rows, indexes, setting, found)
    for row, index in zip(rows, indexes, strict=True):
        if id(row) not in spoilt:
            matcher.sort(row, index)
    return found


def _content(row: "PersonRow") -> tuple[object, ...]:
    return (row.unit_id, *(getattr(row, key) for key, _ in _COMPARED))


def _repeated(
    rows: Sequence["PersonRow"], indexes: Sequence[bytes | None], rejections: list[Rejection]
) -> set[int]:
    """Identities of rows to be left out because a person stands in the file twice.

    Of rows that agree in everything the first is kept; of rows that do not, none is. A row without identity
    number that may be a person who stands there with hers is left out.
    """
    known = {id(row): index for row, index in zip(rows, indexes, strict=True)}
    spoilt: set[int] = set()
    for row, other in repeated(
        rows, lambda row: known[id(row)] or (row.unit_id, row.name, row.birth_date or row.joined_on), _content
    ):
        rejections.append(_twice(row, other))
        spoilt.add(id(row))
    for row, other in _numbered_too(rows):
        if id(row) not in spoilt:
            rejections.append(_twice(row, other))
            spoilt.add(id(row))
    return spoilt


def _numbered_too(rows: Sequence["PersonRow"]) -> Iterator[tuple["PersonRow", "PersonRow"]]:
    """Rows without identity number, each with one that has it and agrees in unit, name and day."""
    numbered: dict[object, PersonRow] = {}
    for row in (each for each in rows if each.id_number):
        for key in ("birth_date", "joined_on"):
            numbered.setdefault((row.unit_id, row.name, key, getattr(row, key)), row)
    for row in (each for each in rows if not each.id_number):
        key = "birth_date" if row.birth_date else "joined_on"
        other = numbered.get((row.unit_id, row.name, key, getattr(row, key)))
        if other is not None:
            yield row, other


def _twice(row: "PersonRow", other: "PersonRow") -> Rejection:
    beside = _beside(row, {name: getattr(other, own) for own, name in _SHOWN})
    return row.source.reject_twice("id_number" if row.id_number else "name", other.source, beside)


def _beside(row: "PersonRow", other: Member) -> tuple[Beside, ...]:
    """The row and another record, column by column."""
    found = []
    for key, name in _SHOWN:
        here, there = getattr(row, key), other.get(name)
        standard = row.source.vocabulary.standard(key)
        if here or there:
            found.append(Beside(standard, _text(row, key, here), _text(row, key, there)))
    return tuple(found)


def _text(row: "PersonRow", key: str, value: object) -> str:
    """A value as a sheet would say it; identity numbers are masked by their own text."""
    words = row.source.vocabulary.words.get(key)
    if words and value is not None:
        return next((word for word, stands in words.items() if stands == value), str(value))
    return "" if value is None else str(value)


class _Matcher:
    """Compares rows with the members of the units they name, and with whoever else bears their numbers."""

    def __init__(
        self,
        rows: Sequence["PersonRow"],
        indexes: Sequence[bytes | None],
        setting: Setting,
        found: Matched["PersonRow"],
    ) -> None:
        self.setting = setting
        self.found = found
        self._claimed: dict[int, PersonRow] = {}
        self._by_index: dict[bytes, Member] = {}
        self._by_name: dict[tuple[int, str], list[Member]] = defaultdict(list)
        for member in _members({row.unit_id for row in rows}):
            index = member["person__id_number_index"]
            self._by_name[member["unit_id"], member["person__name"]].append(member)
            if index is not None:
                self._by_index[bytes(index)] = member
        elsewhere = {index for index in indexes if index is not None and index not in self._by_index}
        self._elsewhere = dict(_known(elsewhere, setting.actor))

    def sort(self, row: "PersonRow", index: bytes | None) -> None:
        """Put one row where it belongs."""
        column = "id_number" if row.id_number else "name"
        if index is not None and index in self._by_index:
            self._compare(row, self._by_index[index])
        elif index is not None and index in self._elsewhere:
            self._reject(row, column, self._elsewhere[index])
        else:
            namesakes = self._by_name.get((row.unit_id, row.name), [])
            if index is not None:
                self._by_name_only(row, [m for m in namesakes if m["person__id_number_index"] is None])
            else:
                self._without_number(row, namesakes)

    def _without_number(self, row: "PersonRow", namesakes: list[Member]) -> None:
        """A row without identity number: by unit, name and date, else a question."""
        alike = [member for member in namesakes if _same_day(row, member)]
        if len(alike) == 1:
            self._compare(row, alike[0])
        elif alike:
            self._reject(row, "name", "in_register_twice")
        elif namesakes:
            self._ask(row, namesakes[0], "namesake_in_register")
        elif row.birth_date is None:
            self._reject(row, "id_number", "identity_missing")
        else:
            self.found.new.append(row)

    def _by_name_only(self, row: "PersonRow", namesakes: list[Member]) -> None:
        """A row whose number is new: it may be somebody registered without one."""
        alike = [member for member in namesakes if _same_day(row, member)]
        if alike:
            self._ask(row, alike[0], "in_register_without_id_number")
        else:
            self.found.new.append(row)

    def _ask(self, row: "PersonRow", member: Member, code: str) -> None:
        match self.setting.choices.answers.get(row.source.place):
            case "new":
                self.found.new.append(row)
            case "same":
                if self._claim(row, member):
                    self.found.changed.append(Known(row, member["pk"]))
            case "register":
                self.found.unchanged += 1
            case _:
                beside, answers = _beside(row, member), ("same", "new", "register")
                column = "id_number" if row.id_number else "name"
                rejection = row.source.reject(column, code, beside=beside, answers=answers)
                self.found.rejections.append(rejection)

    def _compare(self, row: "PersonRow", member: Member) -> None:
        """A member of the register: unchanged, or with what differs."""
        if member["unit_id"] != row.unit_id:
            self._reject(row, "id_number" if row.id_number else "name", "member_elsewhere")
            return
        if not self._claim(row, member):
            return
        differing = list(_differing(row, member))
        decided = self.setting.decided(*row.source.place)
        if not differing or decided == "register":
            self.found.unchanged += 1
        elif decided == "file" and not set(differing).intersection(_BY_FORM):
            self.found.changed.append(Known(row, member["pk"]))
        else:
            self._differ(row, member, differing)

    def _claim(self, row: "PersonRow", member: Member) -> bool:
        """Whether no row before is that member; the fault noted otherwise."""
        other = self._claimed.setdefault(member["pk"], row)
        if other is not row:
            self.found.rejections.append(_twice(row, other))
        return other is row

    def _differ(self, row: "PersonRow", member: Member, differing: list[str]) -> None:
        beside = _beside(row, member)
        for key in differing:
            by_form = key in _BY_FORM
            answers = ("register",) if set(differing).intersection(_BY_FORM) else ("register", "file")
            code = f"{key.removesuffix('_since')}_differs" if by_form else "differs_from_register"
            there = _text(row, key, member[dict(_COMPARED)[key]])
            rejection = row.source.reject(key, code, suggestion=there, beside=beside, answers=answers)
            self.found.rejections.append(rejection)

    def _reject(self, row: "PersonRow", key: str, code: str) -> None:
        self.found.rejections.append(row.source.reject(key, code))


def _same_day(row: "PersonRow", member: Member) -> bool:
    """Whether birth date, or without one the day of joining, is the register's."""
    if row.birth_date is not None:
        return bool(row.birth_date == member["person__birth_date"])
    return bool(row.joined_on == member["joined_on"])


def _differing(row: "PersonRow", member: Member) -> Iterator[str]:
    """Columns that say something else than the register; an empty cell says nothing."""
    for key, name in _COMPARED:
        value = getattr(row, key)
        if value in ("", None) or (key == "sex" and value == "0"):
            continue
        if value != member[name]:
            yield key


def _members(unit_ids: set[int]) -> Iterator[Member]:
    names = ("pk", "unit_id", "person__id_number_index", *(name for _, name in _SHOWN))
    away = Absence.objects.filter(person_id=OuterRef("person_id"), ends_on__isnull=True)
    for chunk in chunks(unit_ids):
        rows = Membership.objects.filter(unit_id__in=chunk, ends_on__isnull=True)
        yield from rows.annotate(away_since=Subquery(away.values("starts_on")[:1])).values(*names)


def _known(indexes: set[bytes], actor: Actor) -> Iterator[tuple[bytes, str]]:
    """Identity numbers the register knows, each with what the actor may be told: that the person is, or was,
    a member somewhere within her reach, or only that the number is known.
    """
    if not indexes:
        return
    readable = set(last_versions(actor, READ).values_list("unit_id", flat=True))
    for chunk in chunks(indexes):
        rows = Person.objects.filter(id_number_index__in=chunk)
        names = ("id_number_index", "memberships__unit_id", "memberships__ends_on")
        for index, unit_id, ends_on in rows.order_by("memberships__starts_on").values_list(*names):
            code = "member_elsewhere" if ends_on is None else "member_before"
            yield bytes(index or b""), code if unit_id in readable else BEYOND_REACH
