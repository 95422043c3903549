"""Is this gathering known already? Rows against one another and against the register."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.gatherings import words as words
from jiceng.apps.intake.kinds.gatherings.bodies import BodyFinder
from jiceng.apps.intake.kinds.gatherings.rows import Counts, GatheringRow
from jiceng.apps.intake.kinds.kind import Known, Matched
from jiceng.apps.intake.kinds.repeats import repeated
from jiceng.apps.intake.kinds.words import trade
from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.report import Beside, Rejection, shown
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.errors import Invalid

_SHOWN = (
    "state",
    "time",
    "subject",
    "place",
    "chair",
    "recorder",
    *Counts._fields,
    "items",
    "makes_up",
    "measured",
    "minutes",
)

Key = tuple[int, str, date, int | None]


class Kept(NamedTuple):
    """A gathering of the register."""

    pk: int
    unit_id: int
    kind: str
    day: date
    body_id: int | None
    state: str
    time: time | None
    subject: str
    place: str
    chair: str
    recorder: str
    entitled: int
    present: int
    attended: int
    items: str
    makes_up: str
    measured: int | None
    minutes: str
    roll_id: int | None
    absences_expired_at: datetime | None
    follows: str

    @property
    def counted_by_name(self) -> bool:
        """Whether its counts come from attendance by name."""
        return self.roll_id is not None or self.absences_expired_at is not None


def match(rows: Sequence[GatheringRow], setting: Setting) -> Matched[GatheringRow]:
    """Sort rows without faults of their own into new ones, changed ones, unchanged ones and those that
    contradict something. Where something is to be written, the units are held from here on, so that what was
    compared is so until it is written.

    A gathering is known again by unit, kind, day and who met, and by its subject or its hour; one of that day
    about which both are silent is a question. An announcement becomes the record of what the file says was
    held. Raises `Conflict("register_changed")` when a unit was moved or closed meanwhile.
    Codes of rejections: unit_not_active, body_not_there, body_ambiguous, twice_in_file,
    differs_from_register, counts_by_name, announcement_differs, follows_posting, gathering_cancelled,
    gathering_same_day.
    """
    unit_ids = {row.unit_id for row in rows}
    setting.hold(unit_ids)
    found: Matched[GatheringRow] = Matched()
    groups: dict[Key, list[GatheringRow]] = defaultdict(list)
    for row in _once(list(_placed(rows, setting, found)), setting, found):
        groups[row.unit_id, row.minutes.kind, row.minutes.day, row.body_id].append(row)
    register = _register(rows, unit_ids)
    matcher = _Matcher(setting, found)
    for key, group in groups.items():
        matcher.sort(group, register.get(key, []))
    return found


def _placed(
    rows: Sequence[GatheringRow], setting: Setting, found: Matched[GatheringRow]
) -> Iterator[GatheringRow]:
    """Rows whose unit was there on their day and of which it is known who met."""
    unit_ids = {row.unit_id for row in rows}
    there: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for chunk in chunks(unit_ids):
        versions = UnitVersion.objects.filter(unit_id__in=chunk)
        for unit_id, start, end in versions.values_list("unit_id", "starts_on", "ends_on"):
            there[unit_id].append((start, end or date.max))
    finder = BodyFinder(unit_ids, setting)
    for row in rows:
        day = row.minutes.day
        try:
            if not any(start <= day < end for start, end in there[row.unit_id]):
                code = setting.units.versions[row.unit_id].unit.code
                raise Invalid("unit_not_active", unit=code, day=str(day))
            row.body_id = finder.find(row)
            yield row
        except Invalid as error:
            data = dict(error.data)
            key = "body" if error.code.startswith("body") else "day" if row.source.has("day") else "time"
            suggestion = data.pop("suggestion", "")
            found.rejections.append(row.source.reject(key, error.code, suggestion=suggestion, **data))


def _once(
    rows: Sequence[GatheringRow], setting: Setting, found: Matched[GatheringRow]
) -> Iterator[GatheringRow]:
    """Rows that do not stand in the file twice, or of which it was said that they are two gatherings."""

    def about(row: GatheringRow) -> tuple[object, ...]:
        minutes = row.minutes
        what = (minutes.subject, minutes.time, minutes.makes_up)
        return (row.unit_id, minutes.kind, minutes.day, row.body_id, *what)

    spoilt: set[int] = set()
    undecided = [row for row in rows if not _two(row, setting)]
    for row, other in repeated(undecided, about, lambda row: row.said):
        found.rejections.append(_twice(row, other))
        spoilt.add(id(row))
    return (row for row in rows if id(row) not in spoilt)


def _two(row: GatheringRow, setting: Setting) -> bool:
    """Whether it was said that a row like another of the file is a gathering of its own."""
    return setting.choices.answers.get(row.source.place) == "new"


def _twice(row: GatheringRow, other: GatheringRow) -> Rejection:
    beside = _beside(row, {"state": other.state, **other.said})
    return row.source.reject_twice("subject", other.source, beside, answers=("new",))


def _register(rows: Sequence[GatheringRow], unit_ids: set[int]) -> dict[Key, list[Kept]]:
    """Gatherings of the units on the days the file speaks of."""
    register: dict[Key, list[Kept]] = defaultdict(list)
    if rows:
        first, last = min(row.minutes.day for row in rows), max(row.minutes.day for row in rows)
        for chunk in chunks(unit_ids):
            there = Gathering.objects.filter(unit_id__in=chunk, day__gte=first, day__lte=last).order_by("pk")
            for kept in map(Kept._make, there.values_list(*Kept._fields)):
                register[kept.unit_id, kept.kind, kept.day, kept.body_id].append(kept)
    return register


def _beside(row: GatheringRow, other: dict[str, Any]) -> tuple[Beside, ...]:
    """The row and another record, column by column."""
    said = {"state": row.state, **row.said}
    pairs = ((key, _text(row, key, said.get(key)), _text(row, key, other.get(key))) for key in _SHOWN)
    return tuple(Beside(row.source.vocabulary.standard(key), *texts) for key, *texts in pairs if any(texts))


def _text(row: GatheringRow, key: str, value: Any) -> str:
    """A value as a sheet would say it."""
    if value is None:
        return ""
    if key == "items":
        return trade().items.titled(filter(None, value.split(",")))
    if key == "state":
        return next(word for word, stands in row.source.vocabulary.words[key].items() if stands == value)
    return f"{value:%H:%M}" if isinstance(value, time) else shown(value)


def _agree(here: object, there: object) -> int:
    """1 where both say the same, -1 where they do not, 0 where one is silent."""
    return 0 if here in ("", None) or there in ("", None) else 1 if here == there else -1


def _likeness(row: GatheringRow, kept: Kept) -> int:
    """How surely a row of the same unit, kind, day and body is this gathering; 0 for not known."""
    minutes = row.minutes
    made_up = minutes.makes_up == kept.makes_up
    if (minutes.subject, minutes.time) == (kept.subject, kept.time) and made_up:
        return 9
    known = 4 * (_agree(minutes.subject, kept.subject) == 1) + 2 * (_agree(minutes.time, kept.time) == 1)
    return known + made_up if known else 0


class _Matcher:
    """Compares the rows of one unit, kind, day and body with the gatherings of the register."""

    def __init__(self, setting: Setting, found: Matched[GatheringRow]) -> None:
        self.setting = setting
        self.found = found

    def sort(self, rows: Sequence[GatheringRow], register: Sequence[Kept]) -> None:
        """Put each row where it belongs; each gathering is one row's at most, the likeliest first."""
        left = list(register)
        open_rows = list(rows)
        ranked = sorted(
            (
                (_likeness(row, kept), kept.state != Gathering.State.CANCELLED, row, kept)
                for row in rows
                for kept in left
            ),
            key=lambda each: each[:2],
            reverse=True,
        )
        for likeness, _, row, kept in ranked:
            if likeness and row in open_rows and kept in left:
                open_rows.remove(row)
                left.remove(kept)
                self._compare(row, kept)
        for row in open_rows:
            self._unlike(row, left)

    def _unlike(self, row: GatheringRow, left: list[Kept]) -> None:
        """A row that says nothing a gathering of its day says too."""
        said = row.minutes
        agreements = [
            (kept, {_agree(said.subject, kept.subject), _agree(said.time, kept.time)})
            for kept in left
            if kept.state != Gathering.State.CANCELLED
        ]
        silent = [kept for kept, agreement in agreements if agreement == {0}]
        unsure = [kept for kept, agreement in agreements if 0 in agreement]
        if len(silent) == 1:
            left.remove(silent[0])
            self._compare(row, silent[0])
        elif unsure:
            self._ask(row, unsure[0], left)
        else:
            self.found.new.append(row)

    def _ask(self, row: GatheringRow, kept: Kept, left: list[Kept]) -> None:
        match self.setting.choices.answers.get(row.source.place):
            case "new":
                self.found.new.append(row)
            case "same":
                left.remove(kept)
                self._same(row, kept)
            case "register":
                self.found.unchanged += 1
            case _:
                self._reject(row, kept, "subject", "gathering_same_day", ("same", "new", "register"))

    def _same(self, row: GatheringRow, kept: Kept) -> None:
        """A row that was said to be a gathering of the register: what it says is taken."""
        differing = _differing(row, kept)
        if _blocking(row, kept, differing):
            self._differ(row, kept, differing)
        elif differing or row.state != kept.state:
            self.found.changed.append(Known(row, kept.pk))
        else:
            self.found.unchanged += 1

    def _compare(self, row: GatheringRow, kept: Kept) -> None:
        """A gathering of the register: unchanged, or with what differs."""
        decided = self.setting.decided(*row.source.place)
        differing = _differing(row, kept)
        if kept.state == Gathering.State.CANCELLED:
            self._cancelled(row, kept, decided)
        elif kept.state == Gathering.State.ANNOUNCED and not row.announced:
            self.found.changed.append(Known(row, kept.pk))
        elif kept.state != row.state or not differing or decided == "register":
            self.found.unchanged += 1
        elif decided in ("file", "same") and not _blocking(row, kept, differing):
            self.found.changed.append(Known(row, kept.pk))
        elif decided == "new" and _might_be_another(differing):
            self.found.new.append(row)
        else:
            self._differ(row, kept, differing)

    def _cancelled(self, row: GatheringRow, kept: Kept, decided: str | None) -> None:
        if decided in ("new", "file"):
            self.found.new.append(row)
        elif decided == "register":
            self.found.unchanged += 1
        else:
            self._reject(row, kept, "subject", "gathering_cancelled", ("register", "new"))

    def _differ(self, row: GatheringRow, kept: Kept, differing: Sequence[str]) -> None:
        answers: tuple[str, ...] = ("register",) if _blocking(row, kept, differing) else ("register", "file")
        answers += ("new",) if _might_be_another(differing) else ()
        for key in differing:
            code = _blocking(row, kept, [key]) or "differs_from_register"
            self._reject(row, kept, key, code, answers, _text(row, key, getattr(kept, key)))

    def _reject(
        self,
        row: GatheringRow,
        kept: Kept,
        key: str,
        code: str,
        answers: tuple[str, ...],
        suggestion: str = "",
    ) -> None:
        beside = _beside(row, kept._asdict())
        rejection = row.source.reject(key, code, suggestion=suggestion, beside=beside, answers=answers)
        self.found.rejections.append(rejection)


def _differing(row: GatheringRow, kept: Kept) -> list[str]:
    """Columns that say something else than the register."""
    return [
        key
        for key, value in row.said.items()
        if value != (there := getattr(kept, key))
        and not (key == "items" and set(value.split(",")) == set(there.split(",")))
    ]


def _might_be_another(differing: Sequence[str]) -> bool:
    """Whether subject or hour differs: then it may be another meeting of the day after all."""
    return "subject" in differing or "time" in differing


def _blocking(row: GatheringRow, kept: Kept, differing: Sequence[str]) -> str:
    """Why no file corrects these columns, "" where one may: a call is not corrected but called off and sent
    anew, what was posted says what it says, and counts taken from attendance by name are the branch's own.
    """
    if row.announced and kept.state == Gathering.State.ANNOUNCED and differing:
        return "announcement_differs"
    if kept.follows and differing:
        return "follows_posting"
    return "counts_by_name" if kept.counted_by_name and set(differing) & set(Counts._fields) else ""
