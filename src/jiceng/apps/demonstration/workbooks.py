"""The register as the workbooks an office keeps: units, members, leaders, minutes of the last year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from jiceng.apps.demonstration import audit_types
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.policies import READ as READ_GATHERINGS
from jiceng.apps.intake.layout import HEADINGS
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Post, UnitVersion, on, profile
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Membership, PostHolding
from jiceng.apps.people.policies import EXPORT, READ_ID_NUMBER
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, Refused

Cell = str | int | date | time | None
_SEXES = {"1": "男", "2": "女"}
_STANDINGS = {"full": "正式党员", "probationary": "预备党员"}
_DAYS_OF_MINUTES = 365
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
"""Nothing a person wrote ever becomes a formula, a link or a number."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One workbook: its name, headings with their widths in characters, rows."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def write_workbooks(*, actor: Actor, at: datetime, folder: Path) -> list[Path]:
    """Write 组织机构, 党员名册, 班子成员 and 会议记录 of all units in the actor's reach to `folder`; names of absent
    members stay out.

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
        _Sheet("组织机构", _UNIT_HEADINGS, _units(units, today)),
        _Sheet("党员名册", _MEMBER_HEADINGS, _members(actor, units, today)),
        _Sheet("班子成员", _LEADER_HEADINGS, _leaders(units, today)),
        _Sheet("会议记录", _MINUTES_HEADINGS, _minutes(units, readable, today)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder / f"{sheet.name}.xlsx", sheet) for sheet in sheets]
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


def _write(path: Path, sheet: _Sheet) -> tuple[Path, int]:
    """Write one workbook with its headings kept in sight; returns it with the number of rows."""
    count = 0
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        hour = book.add_format({"num_format": "hh:mm"})
        page = book.add_worksheet(sheet.name)
        for column, (heading, width) in enumerate(sheet.headings):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, bold)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        for count, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(page, count, column, cell, hour)
        page.autofilter(0, 0, max(count, 1), len(sheet.headings) - 1)
    return path, count


def _write_cell(page: Any, row: int, column: int, cell: Cell, hour: Any) -> None:
    if isinstance(cell, str):
        if cell:
            page.write_string(row, column, cell)
    elif isinstance(cell, int):
        page.write_number(row, column, cell)
    elif isinstance(cell, time):
        page.write_datetime(row, column, cell, hour)
    elif cell is not None:
        page.write_datetime(row, column, cell)


_Units = dict[int, UnitVersion]

_UNIT_HEADINGS = (
    ("序号", 7), ("单位代码", 20), ("单位名称", 34), ("单位类别", 12), ("组织形式", 12), ("上级单位", 34),
    ("上级代码", 20), ("设立日期", 12), ("党员数", 9), ("其中预备党员", 13),
)  # fmt: skip


def _units(units: _Units, today: date) -> Iterator[Sequence[Cell]]:
    """Units in official order, and a total below."""
    words, totals = profile(), [0, 0]
    members = Membership.objects.filter(on(today), unit_id__in=list(units)).values("unit_id", "standing")
    counted = {
        (row["unit_id"], row["standing"]): row["heads"]
        for row in members.annotate(heads=Count("pk")).order_by()
    }
    founded = dict(
        UnitVersion.objects.filter(unit_id__in=list(units))
        .order_by("-starts_on")
        .values_list("unit_id", "starts_on")
    )
    for number, version in enumerate(units.values(), start=1):
        parent = units.get(version.parent_id) if version.parent_id else None
        on_probation = counted.get((version.unit_id, "probationary"), 0)
        heads = counted.get((version.unit_id, "full"), 0) + on_probation
        totals = [totals[0] + heads, totals[1] + on_probation]
        form = words.organisation_forms.get(version.form)
        yield (
            number,
            version.unit.code,
            version.name,
            words.unit_kinds[version.kind].title.zh,
            form.title.zh if form else "",
            parent.name if parent else "",
            parent.unit.code if parent else "",
            founded[version.unit_id],
            heads,
            on_probation,
        )
    yield ("", "", "合计", "", "", "", "", None, *totals)


_WIDTHS = {
    "公民身份号码": 22,
    "所在支部": 34,
    "支部代码": 22,
    "联系电话": 14,
    "加入组织日期": 13,
    "出生日期": 12,
}
_MEMBER_HEADINGS = tuple((heading, _WIDTHS.get(heading, 9)) for heading in HEADINGS)


def _members(actor: Actor, units: _Units, today: date) -> Iterator[Sequence[Cell]]:
    """Members by unit in official order, the longest first: the layout that `jiceng import` reads."""
    rows = Membership.objects.filter(on(today), unit_id__in=list(units)).select_related("person")
    places = {unit_id: place for place, unit_id in enumerate(units)}
    for row in sorted(rows, key=lambda row: (places[row.unit_id], row.joined_on, row.person_id)):
        person, version = row.person, units[row.unit_id]
        number = person.id_number_masked
        sealed, index = person.id_number_sealed, person.id_number_index
        if sealed is not None and index is not None and actor.may(READ_ID_NUMBER, version.path):
            number = id_numbers.unseal(bytes(sealed), bytes(index)).characters
        cells: dict[str, Cell] = {
            "name": person.name,
            "sex": _SEXES.get(person.sex, ""),
            "ethnicity": person.ethnicity,
            "id_number": number,
            "birth_date": person.birth_date,
            "education": person.education,
            "joined_on": row.joined_on,
            "standing": _STANDINGS[row.standing],
            "unit_name": version.name,
            "unit_code": version.unit.code,
            "phone": person.phone,
        }
        yield [cells[column] for column in HEADINGS.values()]


_LEADER_HEADINGS = (
    ("单位代码", 20), ("单位名称", 34), ("职务", 14), ("姓名", 10), ("性别", 7), ("出生日期", 12), ("学历", 9),
    ("任职日期", 12), ("空缺自", 12),
)  # fmt: skip


def _leaders(units: _Units, today: date) -> Iterator[Sequence[Cell]]:
    """Posts by unit in official order, with their holders, or since when they are vacant."""
    words = profile()
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(on(today), unit_id__in=list(units)).order_by("pk"):
        posts.setdefault(post.unit_id, []).append(post)
    held = PostHolding.objects.filter(on(today)).select_related("person")
    holders = {holding.post_id: holding for holding in held}
    left = dict(
        PostHolding.objects.filter(ends_on__lte=today).order_by("ends_on").values_list("post_id", "ends_on")
    )
    for version in units.values():
        for post in posts.get(version.unit_id, ()):
            holding = holders.get(post.pk)
            person = holding.person if holding else None
            yield (
                version.unit.code,
                version.name,
                words.post_kinds[post.kind].title.zh,
                person.name if person else "",
                _SEXES.get(person.sex, "") if person else "",
                person.birth_date if person else None,
                person.education if person else "",
                holding.starts_on if holding else None,
                None if holding else left.get(post.pk, post.starts_on),
            )


_MINUTES_HEADINGS = (
    ("日期", 12), ("时间", 8), ("单位代码", 20), ("单位名称", 34), ("会议或活动", 18), ("机构", 16), ("主题", 34), ("地点", 18),
    ("主持人", 10), ("记录人", 10), ("应到", 7), ("实到", 7), ("内容", 80), ("项目", 34), ("补办周期", 12),
)  # fmt: skip


_FIELDS = (
    *("unit_id", "day", "time", "kind", "body__name", "subject", "place", "chair", "recorder"),
    *("entitled", "present", "minutes", "items", "makes_up", "pk"),
)


def _minutes(units: _Units, readable: set[int], today: date) -> Iterator[Sequence[Cell]]:
    """What was held in the last year, by unit in official order, then by day; nobody absent is named."""
    words = profile()
    kinds = {code: kind.title.zh for code, kind in words.gathering_kinds.items()}
    since = today - timedelta(days=_DAYS_OF_MINUTES)
    held = Gathering.objects.filter(
        state=Gathering.State.HELD, day__gt=since, day__lte=today, unit_id__in=readable
    )
    places = {unit_id: place for place, unit_id in enumerate(units)}
    for row in sorted(held.values_list(*_FIELDS), key=lambda row: (places[row[0]], row[1], row[-1])):
        unit_id, day, hour, kind, body, *said, text, items, makes_up, _ = row
        version = units[unit_id]
        titles = [words.items[code].title.zh for code in items.split(",") if code in words.items]
        named = (version.unit.code, version.name, kinds[kind], body or "")
        yield (day, hour, *named, *said, text, "、".join(titles), makes_up)
