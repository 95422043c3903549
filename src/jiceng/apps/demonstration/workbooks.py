"""The register as the workbooks an office keeps: units, members, leaders, minutes of two years."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from jiceng.apps.demonstration import audit_types, leaders
from jiceng.apps.duties.freshness import horizon
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.policies import READ as READ_GATHERINGS
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Absence, Membership
from jiceng.apps.people.policies import EXPORT, READ_ID_NUMBER
from jiceng.engines.sheets.writing import Column, Properties, Value, WrittenSheet, write_workbook
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, Refused

_SEXES = {"1": "男", "2": "女"}


def write_workbooks(*, actor: Actor, at: datetime, folder: Path) -> list[Path]:
    """Write units, members, leaders and, for each year, gatherings of all units in the actor's reach to
    `folder`; names of absent members stay out. Files and headings have the running profile's names, by which
    `jiceng import` knows them.

    Identity numbers are whole only where the actor may read them. The export and its purpose are noted in
    the journal.
    Returns the files. Raises `Refused` without the right to export, `Invalid("purpose_missing")` without
    a stated purpose.
    """
    if not actor.has(EXPORT):
        raise Refused("not_permitted", permission=EXPORT)
    if not actor.purpose.strip():
        raise Invalid("purpose_missing", field="purpose")
    today = timezone.localdate(at)
    units = {version.unit_id: version for version in visible(actor, today, EXPORT).select_related("unit")}
    readable = set(visible(actor, today, READ_GATHERINGS).values_list("unit_id", flat=True)) & set(units)
    sheets = (
        _sheet("units", _unit_columns(), _units(units, today)),
        _sheet("people", _MEMBER_COLUMNS, _members(actor, units, today)),
        _sheet("posts", leaders.COLUMNS, leaders.lines(units, today)),
        *_minutes(units, readable, today),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, int]] = []
    for sheet in sheets:
        path = folder / f"{sheet.name}.xlsx"
        (rows,) = write_workbook(path, [sheet], Properties(sheet.name, actor.name, at))
        written.append((path, rows))
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            type=audit_types.WORKBOOKS_WRITTEN,
            subject="register:1",
            unit_ids=[],
            content={"purpose": actor.purpose, "rows": [[path.name, rows] for path, rows in written]},
        )
    return [path for path, _ in written]


def _sheet(
    kind: str, columns: Sequence[tuple[str, int]], lines: Iterator[Sequence[Value]], year: int | str = ""
) -> WrittenSheet:
    """`columns`, keys of the kind's vocabulary and widths in characters."""
    words = vocabularies()[kind]
    headed = [Column(words.standard(key), width) for key, width in columns]
    return WrittenSheet(f"{words.title['zh']}{year}", headed, lines)


_Units = dict[int, UnitVersion]

_UNIT_COLUMNS = (
    ("number", 7), ("code", 20), ("name", 34), ("kind", 12), ("form", 12), ("parent_name", 34),
    ("parent_code", 20), ("founded", 12), ("division_code", 14), ("former_name", 20), ("renamed_on", 12),
    ("members", 9), ("probationary", 13),
)  # fmt: skip


def _unit_columns() -> Sequence[tuple[str, int]]:
    """The last one only where some are on probation."""
    return _UNIT_COLUMNS if profile().probation else _UNIT_COLUMNS[:-1]


def _units(units: _Units, today: date) -> Iterator[Sequence[Value]]:
    """Units in official order, and a total below."""
    words, totals = profile(), [0, 0]
    counts = slice(2 if words.probation else 1)
    members = Membership.objects.filter(on(today), unit_id__in=list(units)).values("unit_id", "standing")
    counted = {
        (row["unit_id"], row["standing"]): row["heads"]
        for row in members.annotate(heads=Count("pk")).order_by()
    }
    histories: dict[int, list[UnitVersion]] = {}
    past = UnitVersion.objects.filter(unit_id__in=list(units), starts_on__lte=today)
    for version in past.order_by("-starts_on"):
        histories.setdefault(version.unit_id, []).append(version)
    for number, version in enumerate(units.values(), start=1):
        parent = units.get(version.parent_id) if version.parent_id else None
        on_probation = counted.get((version.unit_id, "probationary"), 0)
        heads = counted.get((version.unit_id, "full"), 0) + on_probation
        totals = [totals[0] + heads, totals[1] + on_probation]
        form = words.organisation_forms.get(version.form)
        history = histories[version.unit_id]
        renamed = next((pair for pair in pairwise(history) if pair[0].name != pair[1].name), None)
        yield (
            number,
            version.unit.code,
            version.name,
            words.unit_kinds[version.kind].title.zh,
            form.title.zh if form else "",
            parent.name if parent else "",
            parent.unit.code if parent else "",
            history[-1].starts_on,
            version.unit.division_code,
            renamed[1].name if renamed else "",
            renamed[0].starts_on if renamed else None,
            *(heads, on_probation)[counts],
        )
    yield ("", "", "合计", "", "", "", "", None, "", "", None, *totals[counts])


_MEMBER_COLUMNS = (
    ("name", 9), ("sex", 9), ("ethnicity", 9), ("id_number", 22), ("birth_date", 12), ("education", 9),
    ("occupation", 14), ("joined_on", 13), ("standing", 9), ("unit_name", 34), ("unit_code", 22),
    ("member_since", 12), ("phone", 14), ("away_since", 12),
)  # fmt: skip


def _members(actor: Actor, units: _Units, today: date) -> Iterator[Sequence[Value]]:
    """Members by unit in official order, the longest first: the layout that `jiceng import` reads."""
    standings = profile().standings
    away = Absence.objects.filter(person_id=OuterRef("person_id"), starts_on__lte=today, ends_on=None)
    rows = Membership.objects.filter(on(today), unit_id__in=list(units)).select_related("person")
    rows = rows.annotate(away_since=Subquery(away.values("starts_on")[:1]))
    places = {unit_id: place for place, unit_id in enumerate(units)}
    for row in sorted(rows, key=lambda row: (places[row.unit_id], row.joined_on, row.person_id)):
        person, version = row.person, units[row.unit_id]
        number = person.id_number_masked
        sealed, index = person.id_number_sealed, person.id_number_index
        if sealed is not None and index is not None and actor.may(READ_ID_NUMBER, version.path):
            number = id_numbers.unseal(bytes(sealed), bytes(index)).characters
        yield (
            person.name,
            _SEXES.get(person.sex, ""),
            person.ethnicity,
            number,
            person.birth_date,
            person.education,
            person.occupation,
            row.joined_on,
            standings[row.standing].title.zh,
            version.name,
            version.unit.code,
            row.starts_on,
            person.phone,
            row.away_since,
        )


_MINUTES_COLUMNS = (
    ("day", 12), ("time", 8), ("unit_code", 20), ("unit_name", 34), ("kind", 18), ("body", 16),
    ("subject", 34), ("place", 18), ("chair", 10), ("recorder", 10), ("entitled", 7), ("present", 7),
    ("attended", 9), ("minutes", 80), ("items", 34), ("makes_up", 12), ("measured", 10), ("state", 9),
)  # fmt: skip

_FIELDS = (
    *("unit_id", "day", "time", "kind", "body__name", "subject", "place", "chair", "recorder"),
    *("entitled", "present", "attended", "minutes", "items", "makes_up", "measured", "state", "pk"),
)
_STATES = {Gathering.State.HELD: "已召开", Gathering.State.ANNOUNCED: "已通知"}


def _minutes(units: _Units, readable: set[int], today: date) -> Iterator[WrittenSheet]:
    """A sheet for each year since the first whose duties are kept: what was held, and what is announced."""
    there = Gathering.objects.filter(
        Q(state=Gathering.State.HELD, day__lte=today) | Q(state=Gathering.State.ANNOUNCED, day__gte=today),
        day__gte=horizon(today)[0],
        unit_id__in=readable,
    )
    for first in there.dates("day", "year"):
        year = there.filter(day__gte=first, day__lte=first.replace(month=12, day=31))
        yield _sheet("gatherings", _MINUTES_COLUMNS, _gatherings(year, units), first.year)


def _gatherings(there: QuerySet[Gathering], units: _Units) -> Iterator[Sequence[Value]]:
    """By unit in official order, then by day; nobody absent is named."""
    words = profile()
    kinds = {code: kind.title.zh for code, kind in words.gathering_kinds.items()}
    places = {unit_id: place for place, unit_id in enumerate(units)}
    for row in sorted(there.values_list(*_FIELDS), key=lambda row: (places[row[0]], row[1], row[-1])):
        unit_id, day, hour, kind, body, *said, text, items, makes_up, measured, state, _ = row
        version = units[unit_id]
        titles = [words.items[code].title.zh for code in items.split(",") if code in words.items]
        named = (version.unit.code, version.name, kinds[kind], body or "")
        yield (day, hour, *named, *said, text, "、".join(titles), makes_up, measured, _STATES[state])
