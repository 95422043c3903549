"""Records sent from a device that may have sent them before: stored once, however often they arrive.

A network that fails after the commit and before the answer leaves the device not knowing. It sends again;
what is stored already is told so, and what would double or overwrite a record is asked about, never decided.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jiceng.apps.gatherings import policies, services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.organisations.models import Body, Unit, profile
from jiceng.apps.organisations.versions import admit
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class Submitted:
    """A record that a submission made; `before`, whether an earlier sending of it had made it already."""

    gathering: Gathering
    before: bool


@transaction.atomic
def submit_gathering(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    body: Body | None,
    minutes: Minutes,
    announced: Gathering | None,
    entry_key: UUID,
    beside: bool,
    by_count: bool = False,
) -> Submitted:
    """Record a gathering written on a device, once for each `entry_key`.

    Parameters: `beside`, whether the writer has seen that the same was recorded of that day and wants hers
    kept as well; `by_count` as for `record_gathering`.
    Raises what `record_gathering` does; `Conflict("already_recorded")` when this entry or its
    announcement is on record with another content, `Conflict("recorded_meanwhile")` when another record has
    the same kind, body and day (of kinds held once a day), `Conflict("entry_taken_back")` when this entry's
    record was cancelled since.
    All name the record that stands, or stood, as `gathering`.
    """
    admit(actor, policies.RECORD, unit, minutes.day)
    earlier = Gathering.objects.filter(unit=unit, entry_key=entry_key).select_related("roll").first()
    if earlier is not None:
        if earlier.state == Gathering.State.CANCELLED:
            raise Conflict("entry_taken_back", gathering=earlier.pk)
        if earlier.body_id != (body.pk if body else None) or not _says(earlier, minutes):
            raise Conflict("already_recorded", gathering=earlier.pk)
        return Submitted(earlier, before=True)
    if announced is not None and announced.state != Gathering.State.ANNOUNCED:
        raise Conflict("already_recorded", gathering=announced.pk)
    same = Gathering.objects.filter(
        unit=unit, body=body, kind=minutes.kind, day=minutes.day, state=Gathering.State.HELD
    )
    kind = profile().gathering_kinds.get(minutes.kind)
    asked = not beside and (kind is None or kind.once_a_day)
    if asked and (other := same.order_by("pk").first()) is not None:
        raise Conflict("recorded_meanwhile", gathering=other.pk)
    gathering = services.record_gathering(
        actor=actor,
        at=at,
        unit=unit,
        body=body,
        minutes=minutes,
        announced=announced,
        entry_key=entry_key,
        by_count=by_count,
    )
    return Submitted(gathering, before=False)


def _says(earlier: Gathering, minutes: Minutes) -> bool:
    """Whether a record said this when it was made, whatever was corrected since."""
    expired = earlier.absences_expired_at is not None
    candidate = Gathering(unit_id=earlier.unit_id)
    try:
        absent = None if expired else minutes.absent or {}
        services._write(candidate, replace(minutes, absent=absent), earlier.roll)
    except Invalid:  # someone ticked who was not on the roll
        return False
    first = earlier.revisions.order_by("number").first()
    then = first.content if first is not None else services._content(earlier)
    now = services._content(candidate)
    counts = {"entitled", "present", "attended"} if expired else set()
    same = all(now[name] == then.get(name, now[name]) for name in now if name not in counts)
    return same and (expired or first is not None or candidate.absent == earlier.absent)
