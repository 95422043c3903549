"""A ledger of meetings (会议记录): gatherings held, and for coming days announcements."""

from collections.abc import Sequence

from jiceng.apps.gatherings.models import Gathering, Revision
from jiceng.apps.gatherings.policies import RECORD
from jiceng.apps.gatherings.services import earlier_version
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.gatherings.matching import match
from jiceng.apps.intake.kinds.gatherings.rows import GatheringRow, read_row
from jiceng.apps.intake.kinds.kind import Known, Matched, Written
from jiceng.apps.intake.records import RECORDS, chunks
from jiceng.apps.intake.rows import RowReader

_BATCH = 300
_WRITTEN = (
    *("state", "time", "place", "subject", "minutes", "items", "makes_up", "chair", "recorder"),
    *("entitled", "present", "attended", "measured", "revision", "recorded_at", "recorded_by"),
)


class Gatherings:
    """Gatherings with their minutes and counts, without attendance by name.

    What the services check is checked here: the right to record, today, and that the unit is within reach by
    `UnitIndex`; the kind, its parts, the day, the counts and what is made up for in `rows`, the
    last four by the service's own `check_minutes`; that the unit was there on the day and who met, with the
    units held, in `matching`. A correction keeps the earlier version, as the service's does.
    """

    code = "gatherings"
    permission = RECORD
    asks: tuple[str, ...] = ()

    def read(self, reader: RowReader, setting: Setting) -> GatheringRow | None:
        """The row as a record or an announcement."""
        return read_row(reader, setting)

    def match(self, drafts: Sequence[GatheringRow], setting: Setting) -> Matched[GatheringRow]:
        """Rows against one another and against the register."""
        return match(drafts, setting)

    def write(self, matched: Matched[GatheringRow], setting: Setting) -> list[Written]:
        """New gatherings; of announced ones the record; of those known what the file says otherwise."""
        made = bulk_insert(Gathering, [_new(row, setting) for row in matched.new])
        written = [
            Written(row.source.place, "gathering", gathering.pk, row.unit_id)
            for gathering, row in zip(made, matched.new, strict=True)
        ]
        return written + _change(matched.changed, setting)


def _new(row: GatheringRow, setting: Setting) -> Gathering:
    gathering = Gathering(
        unit_id=row.unit_id, body_id=row.body_id, kind=row.minutes.kind, day=row.minutes.day
    )
    _take(gathering, row)
    return _recorded(gathering, row, setting)


def _take(gathering: Gathering, row: GatheringRow) -> None:
    """What the row says; where it does not count all who came, no fewer came than were present."""
    for name, value in row.said.items():
        setattr(gathering, name, value)
    gathering.attended = max(gathering.attended, gathering.present)


def _recorded(gathering: Gathering, row: GatheringRow, setting: Setting) -> Gathering:
    gathering.state, gathering.recorded_at, gathering.recorded_by = row.state, setting.at, setting.actor.name
    return gathering


def _change(changed: Sequence[Known[GatheringRow]], setting: Setting) -> list[Written]:
    """Announcements become records, records are corrected as new versions; an empty cell says nothing."""
    ids = [known.record_id for known in changed]
    before = RECORDS["gathering"].values(ids)
    there: dict[int, Gathering] = {}
    for chunk in chunks(ids):
        there |= Gathering.objects.in_bulk(chunk)
    earlier = []
    for known in changed:
        gathering = there[known.record_id]
        if gathering.state == Gathering.State.HELD:
            earlier.append(
                earlier_version(setting.actor, setting.at, gathering, f"import {setting.import_id}")
            )
        else:
            _recorded(gathering, known.draft, setting)
        _take(gathering, known.draft)
    bulk_insert(Revision, earlier)
    Gathering.objects.bulk_update(there.values(), _WRITTEN, batch_size=_BATCH)
    return [
        Written(
            known.draft.source.place,
            "gathering",
            known.record_id,
            known.draft.unit_id,
            before[known.record_id],
        )
        for known in changed
    ]
