"""Lists of private firms and social organisations of the invented county, what covers them, and such a list
as the registration office would send it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jiceng.apps.coverage.models import Establishment, Link, Overruling, Roster, RosterEntry
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.names import personal_name
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.versions import WITHOUT_FORM
from jiceng.engines.sheets.writing import Column, Properties, Value, WrittenSheet, write_workbook
from jiceng.kernel.codes import credit_code_check

FIRMS, SOCIETIES = 312, 64
"""Rows of the two lists, shells and dormant ones among them."""
_TRIES = 10
"""Names drawn for each row at most."""
_HEADS = {"private_firm": "91", "social_organisation": "52"}
_STATES = (
    ("operating", 86),
    ("suspended", 5),
    ("closed", 4),
    ("revoked", 3),
    ("liquidating", 1),
    ("moved_out", 1),
)
_WAYS = (("", 45), ("instructor", 30), ("liaison", 12), ("union", 10), ("league", 3))
_KNOWN = 0.92
"""Share of the register's organisations that are linked already."""


@dataclass(slots=True)
class _Line:
    """One establishment as it is made up; `unit`, the unit of the register that is the same."""

    kind: str
    name: str
    place_id: int
    industry: str
    unit: UnitVersion | None
    entry: dict[str, Any]


def write_coverage(today: date, at: datetime, seed: int, by: str) -> dict[str, int]:
    """Two lists of firms a year apart and one of social organisations, with what covers them.

    Parameters: `by`, who took the lists in. Returns rows by table; nothing where the profile counts none.
    """
    kinds = profile().coverage.kinds
    towns = list(_towns(today))
    if not kinds or not towns:
        return {}
    made: dict[str, int] = {}
    for kind, size in (("private_firm", FIRMS), ("social_organisation", SOCIETIES)):
        if kind in kinds:
            lines = _lines(Random(f"coverage {kind} {seed}"), kind, size, towns, today)
            for table, rows in _write(Random(f"covers {kind} {seed}"), lines, kind, today, at, by):
                made[table] = made.get(table, 0) + rows
    return made


def _towns(today: date) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(on(today), kind="town").select_related("unit").order_by("order")


def _as_of(today: date) -> date:
    """The last day of the last quarter."""
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)


def _lines(random: Random, kind: str, size: int, towns: Sequence[UnitVersion], today: date) -> list[_Line]:
    """The units of the register that are establishments, and more until the list is as long as it should be,
    or, with few towns, until hardly a name is left.
    """
    units = UnitVersion.objects.filter(on(today), kind__in=profile().coverage.kinds[kind].unit_kinds)
    own = [
        each for each in units.select_related("unit").order_by("order") if not each.form.startswith("joint")
    ]
    found = [_of_unit(random, kind, each, towns, today) for each in own][:size]
    names = {each.name for each in found}
    for _ in range(_TRIES * size):
        if len(found) == size:
            break
        line = _other(random, kind, random.choice(towns), today)
        if line.name not in names:
            names.add(line.name)
            found.append(line)
    return found


def _of_unit(
    random: Random, kind: str, unit: UnitVersion, towns: Sequence[UnitVersion], today: date
) -> _Line:
    inside = [town for town in towns if unit.path.startswith(town.path)]
    place = inside[0] if inside else random.choice(towns)
    line = _line(random, kind, unit.name, place, today)
    line.unit = unit
    line.entry |= {"state": "operating", "employees": random.randint(8, 240), "last_report": today.year - 1}
    line.entry["members"] = random.randint(3, 20) if unit.form not in WITHOUT_FORM else random.randint(1, 2)
    return line


def _other(random: Random, kind: str, town: UnitVersion, today: date) -> _Line:
    short = town.name.removesuffix("镇")
    if kind == "private_firm":
        data = read_data("organisations")["firm_names"]
        name = f"{short}{random.choice(data['brand'])}{random.choice(data['trade'])}有限公司"
    else:
        data = read_data("establishments")["societies"]
        name = f"{town.name}{random.choice(data['of'])}{random.choice(data['form'])}"
    return _line(random, kind, name, town, today)


def _line(random: Random, kind: str, name: str, town: UnitVersion, today: date) -> _Line:
    words = read_data("establishments")
    trades = words["industry"] if kind == "private_firm" else words["society_industry"]
    industry = next((each["title"] for each in trades if any(part in name for part in each["parts"])), "其他")
    state = _drawn(random, _STATES)
    running = state == "operating"
    entry = {
        "state": state,
        "employees": 0 if running and random.random() < 0.05 else random.randint(1, 60),
        "registered_on": date(
            random.randint(2003, today.year - 1), random.randint(1, 12), random.randint(1, 28)
        ),
        "last_report": today.year - 1 if random.random() < 0.92 else today.year - random.randint(3, 5),
        "members": random.choice((0, 0, 0, 0, 1, 1, 2, 3, None)),
    }
    return _Line(kind, name, town.unit_id, industry, None, entry)


def _drawn(random: Random, shares: Sequence[tuple[str, int]]) -> str:
    return random.choices([each for each, _ in shares], [share for _, share in shares])[0]


def _write(
    random: Random, lines: Sequence[_Line], kind: str, today: date, at: datetime, by: str
) -> Iterator[tuple[str, int]]:
    words = read_data("establishments")["source"][kind]
    as_of = _as_of(today)
    first = as_of - timedelta(days=365)
    days = (first, as_of) if kind == "private_firm" else (as_of,)
    made = Establishment.objects.bulk_create(
        Establishment(kind=kind, code=_code(kind, number), name=line.name, place_id=line.place_id)
        for number, line in enumerate(lines, start=1)
    )
    yield Establishment._meta.db_table, len(made)
    for day in days:
        roster = Roster.objects.create(kind=kind, as_of=day, source=words, imported_by=by, imported_at=at)
        entries = list(_entries(random, roster, lines, made, day, last=day == as_of))
        RosterEntry.objects.bulk_create(entries)
        yield RosterEntry._meta.db_table, len(entries)
    yield Link._meta.db_table, len(Link.objects.bulk_create(_links(random, lines, made, today, by)))
    yield Overruling._meta.db_table, len(Overruling.objects.bulk_create(_overrulings(lines, made, today, by)))


def _code(kind: str, number: int) -> str:
    head = f"{_HEADS[kind]}990525MA{number * 7919 % 10**7:07}"
    return head + credit_code_check(head)


def _entries(
    random: Random,
    roster: Roster,
    lines: Sequence[_Line],
    made: Sequence[Establishment],
    day: date,
    *,
    last: bool,
) -> Iterator[RosterEntry]:
    """The rows of one list: of an earlier one who was registered by then, at work as a rule."""
    for line, establishment in zip(lines, made, strict=True):
        if line.entry["registered_on"] > day:
            continue
        said = dict(line.entry)
        if not last:
            said["last_report"] = min(said["last_report"], day.year - 1)
            said["state"] = "operating" if random.random() < 0.6 else said["state"]
        about = {"name": line.name, "place_id": line.place_id, "industry": line.industry}
        yield RosterEntry(roster=roster, establishment=establishment, **about, **said)


def _links(
    random: Random, lines: Sequence[_Line], made: Sequence[Establishment], today: date, by: str
) -> Iterator[Link]:
    """Of the register's units their organisation, as a rule; of some others somebody sent."""
    joints = UnitVersion.objects.filter(on(today)).exclude(form__in=WITHOUT_FORM).select_related("unit")
    above = {each.unit_id: each for each in joints}
    for line, establishment in zip(lines, made, strict=True):
        about: dict[str, Any] = {"establishment": establishment, "entered_by": by}
        if line.unit is not None:
            whole = line.unit if line.unit.form not in WITHOUT_FORM else above.get(line.unit.parent_id or 0)
            if whole is not None and random.random() < _KNOWN:
                how = "sole" if whole is line.unit else "joint"
                yield Link(how=how, unit_id=whole.unit_id, starts_on=whole.starts_on, **about)
        elif how := _drawn(random, _WAYS):
            name = (
                personal_name(random, random.choice("12"), today.year - 45)
                if how in ("instructor", "liaison")
                else ""
            )
            day = today - timedelta(days=random.randint(30, 900))
            yield Link(how=how, name=name, starts_on=day, **about)


def _overrulings(
    lines: Sequence[_Line], made: Sequence[Establishment], today: date, by: str
) -> Iterator[Overruling]:
    """One that works though its list says that nobody is employed."""
    for line, establishment in zip(lines, made, strict=True):
        if line.entry["employees"] == 0 and line.entry["state"] == "operating":
            reason = read_data("establishments")["overruled"]
            day = today - timedelta(days=20)
            yield Overruling(establishment=establishment, reason=reason, starts_on=day, entered_by=by)
            return


_COLUMNS = (
    ("number", 6), ("name", 30), ("credit_code", 24), ("state", 12), ("registered_on", 12), ("industry", 16),
    ("employees", 9), ("address", 34), ("place", 12), ("last_report", 14), ("members", 9),
)  # fmt: skip


def write_registry_workbook(folder: Path, today: date) -> Path | None:
    """The newest list of firms as the registration office's workbook, with what such lists are not free of:
    rows twice, credit codes with a wrong character, an unknown state, no township. Nobody is named in it.

    Returns the file; None where there is no list.
    """
    roster = Roster.objects.filter(kind="private_firm", as_of__lte=today).order_by("-as_of").first()
    if roster is None:
        return None
    words = vocabularies()["establishments"]
    said = {code: word for word, code in reversed([*words.words["state"].items()])}
    entries = roster.entries.select_related("establishment", "place").order_by("pk")
    lines = [list(_sheet_line(entry, said)) for entry in entries]
    names = dict(UnitVersion.objects.filter(ends_on=None).values_list("unit_id", "name"))
    county = UnitVersion.objects.get(parent=None, ends_on=None).name
    for line, entry in zip(lines, entries, strict=True):
        line[7], line[8] = (
            f"{county}{names[entry.place_id]}工业路{entry.pk % 90 + 1}号",
            names[entry.place_id],
        )
    _spoil(lines)
    columns = [Column(words.standard(key), width) for key, width in _COLUMNS]
    title = f"{county}非公有制企业名单（截至{roster.as_of.year}年{roster.as_of.month}月{roster.as_of.day}日）"
    numbered: list[list[Value]] = [[number, *line[1:]] for number, line in enumerate(lines, start=1)]
    path = folder / f"{words.title['zh']}.xlsx"
    sheet = WrittenSheet(words.title["zh"], columns, numbered, title)
    write_workbook(path, [sheet], Properties(title, roster.source, timezone.now()))
    return path


def _sheet_line(entry: RosterEntry, said: dict[str, str]) -> Iterator[Value]:
    yield from (0, entry.name, entry.establishment.code, said[entry.state], entry.registered_on)
    yield from (entry.industry, entry.employees, "", "", entry.last_report, entry.members)


def _spoil(lines: list[list[Value]]) -> None:
    """Three codes with a wrong last character, three rows twice, of them one with another number of
    employees, one unknown state, two without a township.
    """
    for line in lines[10:13]:
        code = str(line[2])
        line[2] = code[:-1] + ("A" if code[-1] != "A" else "B")
    lines[20][3] = "经营异常"
    for line in lines[30:32]:
        line[8] = ""
    twice = [list(line) for line in lines[40:43]]
    twice[2][6] = 999
    lines += twice
