"""Gatherings: read, recorded, corrected, cancelled. Who was absent is written, and never given out."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from ninja import Query, Router, Schema, Status

from jiceng.apps.gatherings import policies, services
from jiceng.apps.gatherings.listing import gatherings_below
from jiceng.apps.gatherings.selectors import gathering_by_id
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.organisations.selectors import body_by_id, unit_by_code
from jiceng.faces.api.fields import MOST_TEXT, Clock, Code, Day, EntryKey, Given, Heads, Id, PathId, line
from jiceng.faces.api.keys import ApiRequest, require_somewhere
from jiceng.faces.api.paging import Paging, paged
from jiceng.faces.api.problems import PROBLEMS, Problem

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering as Row

router = Router(tags=["gatherings"])

State = Literal["announced", "held", "cancelled"]
_COPIED = (
    *("id", "kind", "state", "day", "time", "place", "subject", "chair", "recorder", "makes_up"),
    *("entitled", "present", "attended", "measured", "revision", "recorded_at"),
)


class Gathering(Schema):
    """A meeting or activity day: `unit` is the code of the unit, `body` the id of the body that met, null for
    all members. `entitled` and `present` count those who vote, `attended` everyone of the roll who came;
    `measured` is hours it lasted, or days a notice stayed posted, where its kind is measured.
    """

    id: int
    unit: str
    body: int | None
    kind: str
    state: str
    day: Day
    time: Clock | None
    place: str
    subject: str
    items: list[str]
    makes_up: str
    chair: str
    recorder: str
    entitled: int
    present: int
    attended: int
    measured: int | None
    revision: int
    recorded_at: str


class GatheringWithMinutes(Gathering):
    """A gathering with its minutes."""

    minutes: str


class Gatherings(Schema):
    """A page of gatherings, and the cursor of the next."""

    items: list[Gathering]
    cursor: str | None


class GatheringFilter(Paging):
    """`unit`: that unit and all below it, as the tree is now; `first`, `last`: days, inclusive."""

    unit: Code | None = None
    kind: line(40) | None = None  # type: ignore[valid-type]
    state: State | None = None
    first: Day | None = None
    last: Day | None = None


class Absent(Given):
    """Someone of the roll who did not come."""

    person_id: Id
    reason: Literal["", "leave", "away", "ill"] = ""


class Record(Given):
    """What a record says. `absent` lists those of the roll who did not come."""

    kind: Code
    day: Day
    time: Clock | None = None
    place: line(100) = ""  # type: ignore[valid-type]
    subject: line(200) = ""  # type: ignore[valid-type]
    minutes: line(MOST_TEXT) = ""  # type: ignore[valid-type]
    items: list[Code] = []
    makes_up: line(21) = ""  # type: ignore[valid-type]
    chair: line(60) = ""  # type: ignore[valid-type]
    recorder: line(60) = ""  # type: ignore[valid-type]
    absent: list[Absent] | None = []
    entitled: Heads = 0
    present: Heads = 0
    measured: Heads | None = None

    def written(self) -> Minutes:
        """As the service takes it."""
        absent = None if self.absent is None else {each.person_id: each.reason for each in self.absent}
        return Minutes(
            kind=self.kind,
            day=self.day,
            time=self.time,
            place=self.place,
            subject=self.subject,
            text=self.minutes,
            items=tuple(self.items),
            makes_up=self.makes_up,
            chair=self.chair,
            recorder=self.recorder,
            absent=absent,
            entitled=self.entitled,
            present=self.present,
            measured=self.measured,
        )


class NewGathering(Record):
    """A gathering that was held. `entry_key` is a random UUID that you make once for it: sent again after a
    cut line, the same one gives the same record. `absent` null: heads were counted (`entitled`, `present`).
    """

    unit: Code
    body: Id | None = None
    announced: Id | None = None
    entry_key: EntryKey


class Correction(Record):
    """What the record should have said, all of it, why it is changed, and the `revision` you have seen.
    `absent` null leaves attendance as it is.
    """

    absent: list[Absent] | None = None
    reason: line(200, 1)  # type: ignore[valid-type]
    revision: Id


class Cancellation(Given):
    """Why it is taken back."""

    reason: line(200, 1)  # type: ignore[valid-type]


@router.get("", response={200: Gatherings, PROBLEMS: Problem}, url_name="api_gatherings")
def list_gatherings(request: ApiRequest, asked: Query[GatheringFilter]) -> Any:
    """Gatherings in the order they were entered, without their minutes."""
    require_somewhere(request.actor, policies.READ)
    version = (
        unit_by_code(request.actor, asked.unit, request.day, policies.READ)
        if asked.unit is not None
        else None
    )
    wanted: dict[str, str | date | None] = {
        "kind": asked.kind,
        "state": asked.state,
        "day__gte": asked.first,
        "day__lte": asked.last,
    }
    rows = gatherings_below(request.actor, version)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    found, cursor = paged(rows, ["id"], asked)
    return {"items": [_gathering(each) for each in found], "cursor": cursor}


@router.get(
    "/{gathering_id}", response={200: GatheringWithMinutes, PROBLEMS: Problem}, url_name="api_gathering"
)
def get_gathering(request: ApiRequest, gathering_id: PathId) -> Any:
    """One gathering with its minutes."""
    gathering, _version = gathering_by_id(request.actor, gathering_id)
    return _with_minutes(gathering)


@router.post("", response={201: GatheringWithMinutes, PROBLEMS: Problem}, url_name="api_gatherings")
def record_gathering(request: ApiRequest, gathering: NewGathering) -> Any:
    """Record a gathering that was held. Safe to send again with the same `entry_key`: 409 `entry_taken_back`
    when its record was cancelled since.
    """
    version = unit_by_code(request.actor, gathering.unit, request.day, policies.RECORD)
    body = body_by_id(request.actor, gathering.body) if gathering.body is not None else None
    announced = None
    if gathering.announced is not None:
        announced, _version = gathering_by_id(request.actor, gathering.announced, policies.RECORD)
    made = services.record_gathering(
        actor=request.actor,
        at=request.at,
        unit=version.unit,
        body=body,
        minutes=gathering.written(),
        announced=announced,
        entry_key=gathering.entry_key,
        by_count=gathering.absent is None,
    )
    return Status(201, _with_minutes(made))


@router.put(
    "/{gathering_id}", response={200: GatheringWithMinutes, PROBLEMS: Problem}, url_name="api_gathering"
)
def correct_gathering(request: ApiRequest, gathering_id: PathId, correction: Correction) -> Any:
    """Correct a record; what it said before is kept. 409 `changed_meanwhile` when it is no longer the
    revision you have seen.
    """
    gathering, _version = gathering_by_id(request.actor, gathering_id, policies.RECORD)
    corrected = services.correct_gathering(
        actor=request.actor,
        at=request.at,
        gathering=gathering,
        minutes=correction.written(),
        reason=correction.reason,
        revision=correction.revision,
    )
    return _with_minutes(corrected)


@router.post(
    "/{gathering_id}/cancel",
    response={200: GatheringWithMinutes, PROBLEMS: Problem},
    url_name="api_cancel_gathering",
)
def cancel_gathering(request: ApiRequest, gathering_id: PathId, cancellation: Cancellation) -> Any:
    """Take back an announcement, or a record entered by mistake; it stays readable and counts for nothing."""
    gathering, _version = gathering_by_id(request.actor, gathering_id, policies.RECORD)
    services.cancel_gathering(
        actor=request.actor, at=request.at, gathering=gathering, reason=cancellation.reason
    )
    gathering, _version = gathering_by_id(request.actor, gathering_id)
    return _with_minutes(gathering)


def _gathering(row: "Row") -> dict[str, Any]:
    copied = {name: getattr(row, name) for name in _COPIED}
    items = [item for item in row.items.split(",") if item]
    when = row.recorded_at.isoformat()
    return copied | {"unit": row.unit.code, "body": row.body_id, "items": items, "recorded_at": when}


def _with_minutes(row: "Row") -> dict[str, Any]:
    return _gathering(row) | {"minutes": row.minutes}
