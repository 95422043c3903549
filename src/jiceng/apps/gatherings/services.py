"""Writes to gatherings: announce, record, correct, cancel.

A record is written once and corrected as a new version.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiceng.apps.gatherings import audit_types, policies, rolls
from jiceng.apps.gatherings.models import Gathering, Revision, Roll
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Body, Unit, profile
from jiceng.apps.organisations.versions import admit, hold
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused
from jiceng.kernel.periods import Period

ABSENCE_REASONS = ("", "leave", "away", "ill")
"""Reasons a branch may note beside an absence; none need be given."""
MOST_MEASURED = 9999
"""Hours or days beyond which a figure is mistyped."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """The call to a gathering (会议通知)."""

    kind: str
    day: date
    time: clock | None = None
    place: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the secretary writes once.

    `absent` maps person ids of the roll to a reason (may be ""). Where a unit has no register, `entitled`
    and `present` are heads counted by hand. `makes_up` is the key of an earlier period this gathering makes
    up for, or "". In a correction `absent` None leaves roll, attendance and counts as they are, and so does
    every correction once attendance has expired. `measured` is hours, or days a notice was posted from `day`
    on; None: not noted, or still posted.
    """

    kind: str
    day: date
    subject: str = ""
    text: str = ""
    place: str = ""
    chair: str = ""
    recorder: str = ""
    items: tuple[str, ...] = ()
    absent: Mapping[int, str] | None = field(default_factory=dict)
    entitled: int = 0
    present: int = 0
    makes_up: str = ""
    time: clock | None = None
    measured: int | None = None


@transaction.atomic
def announce(
    *, actor: Actor, at: datetime, unit: Unit, body: Body | None, announcement: Announcement
) -> Gathering:
    """Announce a gathering. Raises `Invalid("announced_in_the_past")` for a day gone by."""
    admit(actor, policies.RECORD, unit, announcement.day)
    _check_kind(unit, body, announcement.kind)
    if announcement.day < timezone.localdate(at):
        raise Invalid("announced_in_the_past", field="day")
    gathering = Gathering.objects.create(
        unit=unit,
        body=body,
        state=Gathering.State.ANNOUNCED,
        recorded_at=at,
        recorded_by=actor.name,
        **asdict(announcement),
    )
    _record(actor, at, audit_types.GATHERING_ANNOUNCED, gathering)
    return gathering


@transaction.atomic
def record_gathering(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    body: Body | None,
    minutes: Minutes,
    announced: Gathering | None = None,
    entry_key: UUID | None = None,
    by_count: bool = False,
) -> Gathering:
    """Record a gathering that was held: the roll of its day is frozen, those absent taken off, the
    minutes kept.

    Parameters: `announced`, the announcement it was called by, which becomes the record; `entry_key`, made
    once for each form: the same form sent again gives the record it made; `by_count`, whether heads were
    counted by hand though there is a register (a sheet of paper), so that no roll is kept. Raises `Invalid`
    naming the field; `Conflict("already_recorded")` when the announcement was recorded or cancelled since, or
    the form, sent once already, now says something else; `Conflict("posted_already")` for a notice that is on
    record because it was posted that day: nothing but what it makes up for is noted of it.
    """
    admit(actor, policies.RECORD, unit, minutes.day)
    _check_kind(unit, body, minutes.kind)
    check_minutes(minutes, timezone.localdate(at))
    if earlier := _entered(unit, minutes, entry_key):
        return earlier
    if posted := _posted_that_day(unit, minutes):
        return _make_up(actor, at, posted, minutes)
    gathering = Gathering(unit=unit)
    if announced is not None:
        gathering = Gathering.objects.select_for_update().get(pk=announced.pk, unit=unit)
        if gathering.state != Gathering.State.ANNOUNCED:
            raise Conflict("already_recorded")
    entitled = [] if by_count else rolls.entitled_on(unit, body, minutes.kind, minutes.day)
    roll = rolls.freeze(unit, entitled)
    gathering.body, gathering.state, gathering.entry_key = body, Gathering.State.HELD, entry_key
    gathering.recorded_at, gathering.recorded_by = at, actor.name
    _write(gathering, replace(minutes, absent=minutes.absent or {}), roll)
    gathering.save()
    _record(actor, at, audit_types.GATHERING_RECORDED, gathering)
    return gathering


@transaction.atomic
def correct_gathering(
    *, actor: Actor, at: datetime, gathering: Gathering, minutes: Minutes, reason: str, revision: int
) -> Gathering:
    """Correct a record: what it said before is kept as an earlier version.

    Parameters: `revision`, the version the corrector saw. Raises `Conflict("changed_meanwhile")` when it is
    no longer the last, `Conflict("not_held")` for what was not held, `Invalid("reason_missing")` without a
    reason, `Conflict("follows_posting")` for what is on record because it was posted.
    """
    gathering = _held(gathering)
    admit(actor, policies.RECORD, gathering.unit, minutes.day)
    _by_hand(gathering)
    _check_kind(gathering.unit, gathering.body, minutes.kind)
    check_minutes(minutes, timezone.localdate(at))
    if gathering.state != Gathering.State.HELD:
        raise Conflict("not_held")
    if gathering.revision != revision:
        raise Conflict("changed_meanwhile", revision=gathering.revision)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    earlier_version(actor, at, gathering, reason).save()
    roll = gathering.roll
    if gathering.absences_expired_at is not None:
        minutes = replace(minutes, absent=None)
    # Heads counted by hand stay so: of the same day there is no roll on which anyone was ticked.
    if minutes.absent is not None and gathering.day != minutes.day:
        entitled = rolls.entitled_on(gathering.unit, gathering.body, gathering.kind, minutes.day)
        roll = rolls.freeze(gathering.unit, entitled)
    _write(gathering, minutes, roll)
    gathering.save()
    _record(actor, at, audit_types.GATHERING_CORRECTED, gathering, reason=reason.strip())
    return gathering


@transaction.atomic
def cancel_gathering(*, actor: Actor, at: datetime, gathering: Gathering, reason: str) -> None:
    """Take back an announcement, or a record entered by mistake.

    It stays readable as cancelled and counts for nothing; why is kept with its last version. It keeps its
    entry key: a device that never got its answer and sends again makes no new one. Raises
    `Conflict("follows_posting")` for what is on record because it was posted.
    """
    gathering = _held(gathering)
    admit(actor, policies.RECORD, gathering.unit, gathering.day)
    _by_hand(gathering)
    if gathering.state == Gathering.State.CANCELLED:
        raise Conflict("already_cancelled")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    earlier_version(actor, at, gathering, reason).save()
    gathering.state = Gathering.State.CANCELLED
    gathering.save(update_fields=["state", "revision"])
    _record(actor, at, audit_types.GATHERING_CANCELLED, gathering, reason=reason.strip())


@transaction.atomic
def expire_attendance(*, actor: Actor, at: datetime, before: date) -> int:
    """Erase attendance by name of gatherings held before a day (safety rule 2); the counts stay.
    Returns how many; nothing is written when there are none.

    `jiceng tidy` calls it with the profile's `attendance_years`.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="attendance.expire")
    old = Gathering.objects.filter(day__lt=before, absences_expired_at__isnull=True, roll__isnull=False)
    rolls_before = list(old.values_list("roll_id", flat=True).distinct())
    if not rolls_before:
        return 0
    erased = old.update(absent=None, roll=None, absences_expired_at=at)
    Roll.objects.filter(pk__in=rolls_before, gatherings__isnull=True).delete()
    record(
        actor=actor,
        at=at,
        type=audit_types.ATTENDANCE_EXPIRED,
        subject="gatherings:all",
        unit_ids=[],
        content={"before": str(before), "gatherings": erased},
    )
    return erased


def _held(gathering: Gathering) -> Gathering:
    """The record as it is now, for one writer at a time; its unit is held first, as by every writer."""
    hold([gathering.unit_id])
    return Gathering.objects.select_for_update(of=("self",)).select_related("unit").get(pk=gathering.pk)


def _entered(unit: Unit, minutes: Minutes, entry_key: UUID | None) -> Gathering | None:
    """The record this very form has made before; of two taps at once the second has waited for `admit`."""
    if entry_key is None:
        return None
    earlier = Gathering.objects.filter(unit=unit, entry_key=entry_key).first()
    if earlier is not None:
        if earlier.state == Gathering.State.CANCELLED:
            raise Conflict("entry_taken_back", gathering=earlier.pk)
        before = (earlier.kind, earlier.day, earlier.subject, earlier.minutes, earlier.measured)
        said = (minutes.kind, minutes.day, minutes.subject.strip(), minutes.text.strip(), minutes.measured)
        if before != said:
            raise Conflict("already_recorded")
    return earlier


def _by_hand(gathering: Gathering) -> None:
    if gathering.follows:
        raise Conflict("follows_posting", follows=gathering.follows)


def _posted_that_day(unit: Unit, minutes: Minutes) -> Gathering | None:
    """The same notice, on record because it was posted: nobody writes it a second time."""
    rows = Gathering.objects.filter(unit=unit, kind=minutes.kind, day=minutes.day, state=Gathering.State.HELD)
    posted = rows.exclude(follows="").select_related("unit").order_by("pk")
    return next((each for each in posted if set(minutes.items) <= set(each.items.split(","))), None)


def _make_up(actor: Actor, at: datetime, posted: Gathering, minutes: Minutes) -> Gathering:
    """What no article says of a notice: for which earlier period it makes up."""
    if not minutes.makes_up:
        raise Conflict("posted_already", gathering=posted.pk)
    if posted.makes_up != minutes.makes_up:
        earlier_version(actor, at, posted, "").save()
        posted.makes_up = minutes.makes_up
        posted.save(update_fields=["makes_up", "revision"])
        _record(actor, at, audit_types.GATHERING_CORRECTED, posted, follows=posted.follows)
    return posted


def earlier_version(actor: Actor, at: datetime, gathering: Gathering, reason: str) -> Revision:
    """What the record says now, to be saved as an earlier version; the record becomes the next."""
    number, gathering.revision = gathering.revision, gathering.revision + 1
    return Revision(
        gathering=gathering,
        number=number,
        content=_content(gathering),
        reason=reason.strip(),
        at=at,
        by=actor.name,
    )


def _check_kind(unit: Unit, body: Body | None, kind: str) -> None:
    kinds = profile().gathering_kinds
    if kind not in kinds:
        raise Invalid("unknown_gathering_kind", field="kind", value=kind)
    if body is not None and body.unit_id != unit.pk:
        raise Invalid("body_of_another_unit", field="body")
    meets = kinds[kind].body
    appointed = meets and profile().body_kinds[meets].roll == "appointed"
    if appointed and (body is None or body.kind != meets):
        raise Invalid("body_missing", field="body")


def check_minutes(minutes: Minutes, today: date) -> None:
    """Whether minutes of a known kind can be a record made on `today`. Raises `Invalid` naming the field."""
    if minutes.day > today:
        raise Invalid("held_in_the_future", field="day")
    unknown = set(minutes.items) - set(profile().gathering_kinds[minutes.kind].items)
    if unknown:
        raise Invalid("unknown_item", field="items", value=min(unknown))
    if set((minutes.absent or {}).values()) - set(ABSENCE_REASONS):
        raise Invalid("unknown_reason", field="absent")
    if minutes.present > minutes.entitled:
        raise Invalid("more_present_than_entitled", field="present")
    if minutes.makes_up and Period.parse(minutes.makes_up).end >= minutes.day:
        raise Invalid("makes_up_not_past", field="makes_up")
    if minutes.measured is not None:
        _check_measured(minutes, minutes.measured, today)


def _check_measured(minutes: Minutes, measured: int, today: date) -> None:
    kind = profile().gathering_kinds[minutes.kind]
    if kind.measure is None:
        raise Invalid("not_measured", field="measured")
    if kind.posted and measured < 0:
        raise Invalid("taken_down_before_posted", field="measured")
    if not 0 <= measured <= MOST_MEASURED:
        raise Invalid("measure_out_of_range", field="measured", most=MOST_MEASURED)
    if kind.posted and minutes.day + timedelta(measured) > today:
        raise Invalid("taken_down_in_the_future", field="measured")


def _write(gathering: Gathering, minutes: Minutes, roll: Roll | None) -> None:
    gathering.kind, gathering.day, gathering.time = minutes.kind, minutes.day, minutes.time
    gathering.place, gathering.subject = minutes.place.strip(), minutes.subject.strip()
    gathering.minutes, gathering.items = minutes.text.strip(), ",".join(minutes.items)
    gathering.chair, gathering.recorder = minutes.chair.strip(), minutes.recorder.strip()
    gathering.makes_up, gathering.roll = minutes.makes_up, roll
    gathering.measured = minutes.measured
    if minutes.absent is None:
        return
    if roll is None:
        gathering.absent = None
        gathering.entitled, gathering.present = minutes.entitled, minutes.present
        gathering.attended = minutes.present
        return
    votes = dict(roll.entries)
    strangers = set(minutes.absent) - set(votes)
    if strangers:
        raise Invalid("absent_not_on_roll", field="absent")
    gathering.absent = [[id, minutes.absent[id]] for id in votes if id in minutes.absent]
    gathering.entitled = roll.voting
    gathering.present = roll.voting - sum(votes[id] for id in minutes.absent)
    gathering.attended = roll.size - len(minutes.absent)


def _content(gathering: Gathering) -> dict[str, object]:
    """A version's fields, without attendance by name, which is not kept in two places."""
    names = ("kind", "place", "subject", "minutes", "items", "chair", "recorder", "makes_up")
    counts = ("entitled", "present", "attended")
    kept = {name: getattr(gathering, name) for name in (*names, *counts, "measured")}
    return kept | {"day": str(gathering.day), "time": str(gathering.time or "")}


def _record(actor: Actor, at: datetime, type: AuditType, gathering: Gathering, **content: object) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"gathering:{gathering.pk}",
        unit_ids=[gathering.unit_id],
        content={
            "unit": gathering.unit.code,
            "revision": gathering.revision,
            **_content(gathering),
            **content,
        },
    )
