"""Imports: one file, one transaction, one audit entry."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.duties.freshness import MOST_AT_ONCE
from jiceng.apps.duties.services import rebuild
from jiceng.apps.intake.audit_types import IMPORT_WRITTEN, REACHED_BEYOND
from jiceng.apps.intake.bulk import bulk_insert, collector_at_rest
from jiceng.apps.intake.choices import Choices, Setting, silent
from jiceng.apps.intake.kinds import KINDS, may_import
from jiceng.apps.intake.kinds.kind import Kind, Matched, Written
from jiceng.apps.intake.layout import Layout, understand
from jiceng.apps.intake.mappings import learned, with_learned
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.intake.records import RECORDS
from jiceng.apps.intake.report import BEYOND_REACH, ImportReport, Rejection, shown
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.intake.sealed import as_file
from jiceng.apps.intake.units import UnitIndex
from jiceng.apps.intake.vocabulary import KindVocabulary, vocabularies
from jiceng.apps.jobs.progress import Tell
from jiceng.apps.journal.services import record
from jiceng.engines.sheets import Sheet, Why, read_workbook
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import FileRefused, Refused

_TOLD_EVERY = 1_000

MOST_BEYOND_REACH = 20
"""People of one file that may be in the register where its sender may not look."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its sheets, its SHA-256, what it is called."""

    sheets: Sequence[Sheet]
    digest: str
    name: str

    @classmethod
    @collector_at_rest()
    def of(cls, path: Path) -> "Source":
        """Read a file. Raises `FileRefused`."""
        sheets = read_workbook(path)
        with path.open("rb") as file:
            return cls(sheets, hashlib.file_digest(file, "sha256").hexdigest(), path.name)

    @classmethod
    @collector_at_rest()
    def of_content(cls, content: bytes, name: str) -> "Source":
        """Read a file that was sent in. Raises `FileRefused`."""
        with as_file(content) as path:
            return cls(read_workbook(path, name=name), hashlib.sha256(content).hexdigest(), name)


def import_file(
    *, actor: Actor, at: datetime, path: Path, choices: Choices, tell: Tell = silent
) -> ImportReport:
    """Take a file into the register, all rows or none.

    Parameters: `path` of the file; `choices`, the decisions; `tell`, told of progress. When more units are
    touched than are computed while someone waits, all verdicts are rebuilt afterwards.
    Returns what became of every row. Raises `FileRefused` when the file cannot be read or is none of the
    kinds, `Refused("not_permitted")` for an actor who may write none of them,
    `Conflict("register_changed")` when another write came between.
    """
    permitted_kinds(actor, choices.kind)
    tell("reading", 0, 0)
    return import_source(actor=actor, at=at, source=Source.of(path), choices=choices, tell=tell)


def permitted_kinds(actor: Actor, kind: str | None = None) -> list[str]:
    """The kinds an actor may import, or the one asked for. Raises `Refused("not_permitted")` for none."""
    wanted = [kind] if kind else list(KINDS)
    found = [code for code in may_import(actor) if code in wanted]
    if not found:
        raise Refused("not_permitted", permission=KINDS[wanted[0]].permission)
    return found


def known(actor: Actor, kind: str | None, choices: Choices) -> list[KindVocabulary]:
    """The words of the kinds an actor may import, or of one, with what she has said headings mean."""
    words = choices.learned
    return [
        with_learned(vocabularies()[code], learned(actor, code) if words is None else words.get(code, {}))
        for code in permitted_kinds(actor, kind)
    ]


@collector_at_rest()
def import_source(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    choices: Choices,
    tell: Tell = silent,
    into: Import | None = None,
) -> ImportReport:
    """As `import_file`, from a file that was read already; `into`, the import it was sent in as."""
    layout = understand(source.sheets, known(actor, choices.kind, choices), choices.columns)
    kind: Kind[Any] = KINDS[layout.vocabulary.code]
    day = timezone.localdate(at)
    with nullcontext() if choices.dry_run else transaction.atomic():
        setting = Setting(actor, at, day, UnitIndex(actor, day, kind.permission), choices)
        matched, found = _check(kind, layout, setting, tell)
        _note_reach(setting, source, found)
        written: list[Written] = []
        if not choices.dry_run and found.good and (choices.accept_good or not found.rejected):
            tell("writing", 0, found.good)
            taken = into or _begin(setting, source)
            written = kind.write(matched, replace(setting, import_id=taken.pk))
            found = _note(setting, source, found, written, taken)
    if len({each.unit_id for each in written}) > MOST_AT_ONCE:
        tell("duties", 0, 0)
        rebuild(actor=system_actor(f"import {found.import_id}"), at=at)
    return found


def _note_reach(setting: Setting, source: Source, found: ImportReport) -> None:
    """A file of identity numbers must not become a way to ask who is a member elsewhere: whoever names
    people beyond reach is noted, and of many she is told nothing.

    Raises `FileRefused("too_many_elsewhere")`.
    """
    beyond = sum(each.code == BEYOND_REACH for each in found.rejected)
    if not beyond or setting.actor.system:
        return
    with transaction.atomic():
        record(
            actor=setting.actor,
            at=setting.at,
            type=REACHED_BEYOND,
            subject=f"file:{source.digest[:16]}",
            unit_ids=[],
            content={"digest": source.digest, "rows": found.rows, "beyond": beyond},
        )
    if beyond > MOST_BEYOND_REACH:
        raise FileRefused("too_many_elsewhere", limit=MOST_BEYOND_REACH)


def _check(
    kind: Kind[Any], layout: Layout, setting: Setting, tell: Tell
) -> tuple[Matched[Any], ImportReport]:
    """Every row read and compared, and what is to be said of it."""
    notes: Counter[str] = Counter()
    faults = list(_unread(layout))
    drafts = []
    total = sum(len(table.rows) for table in layout.tables)
    for number, reader in enumerate(_readers(layout, notes)):
        if number % _TOLD_EVERY == 0:
            tell("checking", number, total)
        draft = kind.read(reader, setting)
        if reader.rejections or draft is None:
            faults += reader.rejections
        else:
            drafts.append(draft)
    matched = kind.match(drafts, setting)
    found = ImportReport(
        kind=kind.code,
        rows=total,
        written=0,
        unchanged=matched.unchanged,
        good=len(matched.new) + len(matched.changed),
        changed=len(matched.changed),
        rejected=_in_file_order([*faults, *matched.rejections], layout),
        unknown_columns=layout.unknown_columns,
        import_id=None,
        left_out=tuple(
            (shown(table.sheet), line.number, shown(line.text), str(line.why))
            for table in layout.tables
            for line in table.left_out
        ),
        notes=dict(notes),
    )
    return matched, found


def _unread(layout: Layout) -> Iterator[Rejection]:
    """Rows and sheets that look like records of another list: not read, and not to be lost unseen."""
    for table in layout.tables:
        for line in table.left_out:
            if line.why is Why.ANOTHER_TABLE:
                yield Rejection(shown(table.sheet), line.number, "", shown(line.text), "another_table")
    for sheet, row in layout.unread:
        text = next(str(cell) for cell in row.cells if cell is not None)
        yield Rejection(shown(sheet), row.number, "", shown(text), "sheet_unread")


def _readers(layout: Layout, notes: Counter[str]) -> Iterator[RowReader]:
    for table in layout.tables:
        for row in table.rows:
            yield RowReader(layout.vocabulary, table, row, notes)


def _in_file_order(faults: Iterable[Rejection], layout: Layout) -> tuple[Rejection, ...]:
    place = {table.sheet: number for number, table in enumerate(layout.tables)}
    return tuple(sorted(faults, key=lambda fault: (place.get(fault.sheet, 0), fault.row)))


def _begin(setting: Setting, source: Source) -> Import:
    """The import as it is known before anything is written."""
    about = {"at": setting.at, "by": setting.actor.name, "by_id": setting.actor.id}
    return Import.objects.create(name=source.name[:120], digest=source.digest, **about)


def _note(
    setting: Setting, source: Source, found: ImportReport, written: Sequence[Written], taken: Import
) -> ImportReport:
    """Keep what was written, row by row, and the entry that tells of it."""
    taken.state, taken.digest, taken.kind = Import.State.WRITTEN, source.digest, found.kind
    taken.rows, taken.written, taken.unchanged = found.rows, found.good, found.unchanged
    taken.rejected = found.rejected_rows
    taken.save()
    bulk_insert(Change, list(_changes(taken, written)))
    unit_ids = sorted({each.unit_id for each in written})
    record(
        actor=setting.actor,
        at=setting.at,
        type=IMPORT_WRITTEN,
        subject=f"import:{taken.pk}",
        unit_ids=unit_ids,
        content={
            "import": taken.pk,
            "kind": found.kind,
            "digest": taken.digest,
            "day": str(setting.day),
            "rows": found.rows,
            "written": found.good,
            "unchanged": found.unchanged,
            "rejected": found.rejected_rows,
            "units": unit_ids,
        },
    )
    return replace(found, written=found.good, import_id=taken.pk)


def _changes(taken: Import, written: Sequence[Written]) -> Iterator[Change]:
    """One row a record, with its values as they are now."""
    for name, kept in RECORDS.items():
        mine = [each for each in written if each.record == name]
        after = kept.values({each.record_id for each in mine}) if mine else {}
        for each in mine:
            sheet, row = each.place
            yield Change(
                of_id=taken.pk,
                sheet=sheet[:100],
                row=row,
                record=name,
                record_id=each.record_id,
                unit_id=each.unit_id,
                before=each.before,
                after=after[each.record_id],
            )
