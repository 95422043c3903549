"""Writing a list of establishments: what is new at once, in the caller's transaction."""

from collections.abc import Iterator, Sequence

from django.db import IntegrityError

from jiceng.apps.coverage.models import Establishment, Roster, RosterEntry
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.establishments.matching import List, known, told
from jiceng.apps.intake.kinds.establishments.rows import EstablishmentRow
from jiceng.apps.intake.kinds.kind import Known, Matched, Written
from jiceng.apps.intake.records import RECORDS
from jiceng.kernel.errors import Conflict

_BATCH = 300


def write(matched: Matched[EstablishmentRow], setting: Setting) -> list[Written]:
    """Write what is new in the list, and put right what was decided. Raises
    `Conflict("register_changed")`, `Conflict("list_not_told")`.
    """
    about = told(setting)
    if about is None:
        raise Conflict("list_not_told")
    rows = [*matched.new, *(each.draft for each in matched.changed)]
    setting.hold(row.place_id for row in rows)
    try:
        roster, made = _roster(about, setting)
        first = rows[0] if made else None
        head = [Written(first.source.place, "roster", roster.pk, first.place_id)] if first else []
        return [*head, *_new(matched.new, roster), *_changed(matched.changed)]
    except IntegrityError:
        raise Conflict("register_changed") from None


def _roster(about: List, setting: Setting) -> tuple[Roster, bool]:
    more = {"imported_by": setting.actor.name[:80], "imported_at": setting.at}
    return Roster.objects.get_or_create(
        kind=about.kind, as_of=about.as_of, source=about.source, defaults=more
    )


def _new(rows: Sequence[EstablishmentRow], roster: Roster) -> Iterator[Written]:
    """Establishments that are new, the code of those that had none, and an entry for each row."""
    there = dict(known(rows, roster.kind))
    coded = {each.pk: row for row, each in there.items() if row.code and not each.code}
    before = RECORDS["establishment"].values(coded)
    for pk, row in coded.items():
        Establishment.objects.filter(pk=pk).update(code=row.code)
        yield Written(row.source.place, "establishment", pk, row.place_id, before[pk])
    fresh = [row for row in rows if row not in there]
    made = bulk_insert(
        Establishment,
        [
            Establishment(kind=roster.kind, code=row.code, name=row.name, place_id=row.place_id)
            for row in fresh
        ],
    )
    for row, establishment in zip(fresh, made, strict=True):
        there[row] = establishment
        yield Written(row.source.place, "establishment", establishment.pk, row.place_id)
    entries = bulk_insert(
        RosterEntry, [RosterEntry(roster=roster, establishment=there[row], **row.said) for row in rows]
    )
    for row, entry in zip(rows, entries, strict=True):
        yield Written(row.source.place, "roster_entry", entry.pk, row.place_id)


def _changed(changed: Sequence[Known[EstablishmentRow]]) -> Iterator[Written]:
    """Entries of the same list that are put right."""
    before = RECORDS["roster_entry"].values([each.record_id for each in changed])
    for each in changed:
        RosterEntry.objects.filter(pk=each.record_id).update(**each.draft.said)
        place = each.draft.source.place
        yield Written(place, "roster_entry", each.record_id, each.draft.place_id, before[each.record_id])
