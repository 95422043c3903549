"""One row of a ledger of meetings: what was held or is called, when, by whom, with how many."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes, check_minutes
from jiceng.apps.intake import cells
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.gatherings import words as words
from jiceng.apps.intake.kinds.words import Words, trade
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import profile
from jiceng.engines.sheets import Cell, Why
from jiceng.kernel.errors import Invalid

_SHORT = ("subject", "place", "chair", "recorder")
_LONGEST = {name: getattr(Gathering._meta.get_field(name), "max_length", 0) for name in _SHORT}
_LONGEST_MINUTES = 20_000
_FURTHEST = timedelta(days=366)
"""Nobody is called together for a later day: the year is mistyped."""

_MOMENT = re.compile(
    r"(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{8}(?!\d))[\sT]*(.*)",
    re.ASCII | re.DOTALL,
)
_WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?[,\s]*")
_UNTIL = re.compile(r"[-–—~～至到]")


class Counts(NamedTuple):
    """Heads as the row says them, None where it does not: entitled, present of them, and all who came."""

    entitled: int | None = None
    present: int | None = None
    attended: int | None = None


@dataclass(slots=True, eq=False)
class GatheringRow:
    """A row without a fault in itself. `body`, who met as the row names it; `body_id` is found when all rows
    are matched.
    """

    source: RowReader
    unit_id: int
    announced: bool
    minutes: Minutes
    counts: Counts
    body: str
    body_id: int | None = None

    @property
    def said(self) -> dict[str, Any]:
        """Fields of the record that the row fills in: an empty cell says nothing."""
        minutes = self.minutes
        values: dict[str, Any] = {
            "time": minutes.time,
            "place": minutes.place,
            "subject": minutes.subject,
        }
        if not self.announced:
            values |= {"chair": minutes.chair, "recorder": minutes.recorder, "minutes": minutes.text}
            values |= {
                "items": ",".join(minutes.items),
                "makes_up": minutes.makes_up,
                "measured": minutes.measured,
                **self.counts._asdict(),
            }
        return {name: value for name, value in values.items() if value not in ("", None)}

    @property
    def state(self) -> str:
        """As the register has it."""
        return Gathering.State.ANNOUNCED if self.announced else Gathering.State.HELD


def read_row(reader: RowReader, setting: Setting) -> GatheringRow | None:
    """The row as a record, or for a coming day as an announcement. None, or faults in the reader."""
    known = trade()
    day, hour = _moment(reader)
    kind = _kind(reader, known.gatherings)
    unit = setting.units.of(reader)
    subject, place, chair, recorder = (
        reader.read(name, cells.read_short_text, _LONGEST[name]) or "" for name in _SHORT
    )
    text = reader.read("minutes", cells.read_long_text, _LONGEST_MINUTES) or ""
    items = reader.read("items", lambda cell: words.read_items(cell, known.items)) or ()
    makes_up = _makes_up(reader, day)
    counts = _counts(reader)
    measured = reader.read("measured", cells.read_count)
    body = reader.read("body", cells.read_short_text, 100) or ""
    if day is None or not kind:
        return None
    held = profile().gathering_kinds[kind]
    announced = _announced(reader, day, setting.day)
    if not announced:
        counts = _held(reader, counts, bool(text) or held.posted)
    counts = counts if held.attended else Counts()
    minutes = Minutes(
        kind=kind,
        day=day,
        time=hour,
        subject=subject,
        place=place,
        chair=chair,
        recorder=recorder,
        text=text,
        items=items,
        makes_up=makes_up,
        entitled=counts.entitled or 0,
        present=counts.present or 0,
        measured=measured if held.measure else None,
    )
    if announced:
        _only_called(reader, minutes, counts)
    else:
        _check(reader, minutes, setting.day)
    return GatheringRow(reader, unit.unit_id, announced, minutes, counts, body) if unit else None


def _moment(reader: RowReader) -> tuple[date | None, time | None]:
    """Day and hour, from a column each or from one for both."""
    if not reader.has("day"):
        return reader.read("time", _day_and_hour) or (None, None)
    day, hour = reader.read("day", _day_and_hour) or (None, None)
    return day, reader.read("time", _hour) or hour


def _day_and_hour(cell: Cell) -> tuple[date, time | None]:
    """A day, with the hour where the cell holds one. Raises `Invalid("day_missing")` and as `read_whole_day`
    and `read_time` do.
    """
    if isinstance(cell, datetime):
        return cell.date(), cell.time().replace(microsecond=0)
    said, rest = _parted(cell) if isinstance(cell, str) else (cell, "")
    day = cells.read_whole_day(said)
    if day is None:
        raise Invalid("day_missing")
    hour = _hour(rest)
    return day, None if hour == time() else hour


def _hour(cell: Cell) -> time | None:
    """The hour a gathering began: of a span its beginning, of a moment its hour. Raises as `read_time`."""
    if isinstance(cell, str):
        day, rest = _parted(cell)
        cell = _UNTIL.split(rest if _MOMENT.fullmatch(day) else day)[0]
    return cells.read_time(cell)


def _parted(text: str) -> tuple[str, str]:
    """The day in a text, as it is written, and what follows it without the weekday. Where it
    does not begin with a day, all of it.
    """
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text)).strip()
    found = _MOMENT.fullmatch(plain)
    return ("".join(found[1].split()), found[3]) if found else (plain, "")


def _kind(reader: RowReader, kinds: Words) -> str | None:
    """By its column; where there is none, by the group row, the lines above the headings, the sheet's name:
    a ledger often keeps a sheet for each kind.
    """
    if reader.has("kind"):
        return reader.read("kind", lambda cell: words.read_kind(cell, kinds))
    above = [line.text for line in reader.table.left_out if line.why is Why.TITLE]
    kept = reader.read("group", cells.read_text) or ""
    for text in (reader.row.group or kept, *above, reader.table.sheet):
        if len(found := kinds.named(text)) == 1:
            return found[0]
    reader.reject("kind", "gathering_kind_missing")
    return None


def _makes_up(reader: RowReader, day: date | None) -> str:
    return (reader.read("makes_up", lambda cell: words.read_period(cell, day)) if day else None) or ""


def _announced(reader: RowReader, day: date, today: date) -> bool:
    """Whether the row calls a gathering: its day is still to come, or its column says so of today."""
    state = reader.word("state")
    if day > today + _FURTHEST:
        reader.reject("day" if reader.has("day") else "time", "day_too_far")
    elif state == Gathering.State.CANCELLED:
        reader.reject("state", "gathering_called_off")
    elif day > today and state == Gathering.State.HELD:
        reader.reject("state", "held_in_the_future")
    elif day < today and state == Gathering.State.ANNOUNCED:
        reader.reject("state", "announced_in_the_past")
    return day > today or (day == today and state == Gathering.State.ANNOUNCED)


def _counts(reader: RowReader) -> Counts:
    """Heads as the row says them; none where one of the cells cannot be read."""
    faults = len(reader.rejections)
    found = Counts(*(reader.read(name, cells.read_count) for name in Counts._fields))
    return found if len(reader.rejections) == faults else Counts()


def _counted(reader: RowReader, counts: Counts) -> Counts:
    """Heads that go together. Where only those who came are counted beside the entitled, they are the
    present.
    """
    entitled, present, attended = counts
    if present is None and entitled is not None:
        present = attended
    for key, lacking in (("entitled", entitled), ("present", present)):
        if lacking is None and (entitled, present) != (None, None):
            reader.reject(key, f"{key}_missing")
            return Counts()
    if present is not None and attended is not None and attended < present:
        reader.reject("attended", "fewer_attended_than_present")
    return Counts(entitled, present, attended)


def _held(reader: RowReader, counts: Counts, said: bool) -> Counts:
    """Heads of what was held, which something in the row must say it was."""
    if not said and not reader.cell("state") and counts == Counts():
        reader.reject("present" if reader.has("present") else "minutes", "nothing_says_held")
    return _counted(reader, counts)


def _only_called(reader: RowReader, minutes: Minutes, counts: Counts) -> None:
    """What has not been held has no minutes, and nobody has come yet. Of a call the register keeps when,
    where and about what; that the row says more is noted.
    """
    for key, said in (("minutes", minutes.text), ("present", counts.present), ("attended", counts.attended)):
        if said:
            reader.reject(key, "held_in_the_future")
    if minutes.chair or minutes.recorder or minutes.items or minutes.makes_up or counts.entitled:
        reader.notes["only_called"] += 1


def _check(reader: RowReader, minutes: Minutes, today: date) -> None:
    """As the service that records a gathering checks it."""
    try:
        check_minutes(minutes, today)
    except Invalid as error:
        key = error.data.get("field", "day")
        if key == "present" and not reader.has(key):
            key = "attended"
        usual = profile().gathering_kinds[minutes.kind].items if key == "items" else ()
        reader.reject(key, error.code, suggestion=trade().items.titled(usual))
