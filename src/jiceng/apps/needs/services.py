"""Writes to needs: raise, enter what comes next, correct. An entry is never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiceng.apps.access.models import Grant
from jiceng.apps.access.policies import ROLES
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback import policies as feedback
from jiceng.apps.feedback.models import Question
from jiceng.apps.feedback.selectors import inbox
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.needs import audit_types, policies
from jiceng.apps.needs.models import STRUCK, Need, NeedEntry, OwedToNeed
from jiceng.apps.needs.policies import Places, may_enter
from jiceng.apps.needs.standing import counting, judged, keep, note
from jiceng.apps.organisations.models import Unit, UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT, admit, hold, last_version
from jiceng.engines.procedure import Move
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused

if TYPE_CHECKING:
    from jiceng.engines.procedure import NeedStanding, Profile

LONGEST, LONGEST_TITLE, LONGEST_PLACE = 2000, 80, 120
_SAYS_WHY = {
    Move.PASSED_UP,
    Move.ANSWERED,
    Move.DONE,
    Move.UNDONE,
    Move.DISPUTED,
    Move.CLOSED,
    Move.WITHDRAWN,
}
_MAY_NAME_A_DAY = {Move.ASSIGNED, Move.ANSWERED, Move.UNDONE}
_EARLIEST = 1949


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """A need to be raised. `since_year` of a long-standing one; `gathering`, the unit's meeting it was
    written in; `letter`, what it is made of at the desk that has it; `former`, the ended need it is again.
    """

    kind: str
    title: str
    day: date
    text: str = ""
    place: str = ""
    since_year: int | None = None
    gathering: Gathering | None = None
    letter: Question | None = None
    former: Need | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What is entered next: `text`, what was done or why not; `to`, the owner named; `by`, the day an answer
    is asked for or the deed promised (an answer without one says that it cannot be).
    """

    move: Move
    day: date
    text: str = ""
    to: Unit | None = None
    by: date | None = None


@transaction.atomic
def raise_need(*, actor: Actor, at: datetime, unit: Unit, draft: NeedDraft) -> Need:
    """Write down what a unit needs; the same sent twice is written once.

    Of a letter by the desk that has it, in the desk's own words, and never of a complaint in a unit it is
    about. Raises `Invalid` naming the field, `NotFound`: "gathering_not_found", "question_not_found",
    "need_not_found"; `Conflict("complaint_stays_at_desk")`.
    """
    version = admit(
        actor, policies.ASSIGN if draft.letter else policies.RECORD, unit, draft.day, lasting=True
    )
    rules = current_rules()
    _check(rules, unit, draft, timezone.localdate(at))
    if draft.letter is not None:
        _check_letter(actor, draft.letter, version)
    need = Need(
        unit=unit,
        kind=draft.kind,
        title=" ".join(draft.title.split()),
        text=draft.text.strip(),
        place=draft.place.strip(),
        since_year=draft.since_year,
        raised_on=draft.day,
        gathering=draft.gathering,
        letter=draft.letter,
        former=draft.former,
        raised_at=at,
        raised_by=actor.name[:80],
    )
    if earlier := _raised_before(need):
        return earlier
    holder = holder_above(version.path, draft.day)
    first = NeedEntry(
        need=need, number=1, move=Move.RAISED, day=draft.day, to_id=holder, recorded_at=at,
        recorded_by=actor.name[:80],
    )  # fmt: skip
    owed = note(rules, need, judged(rules, need, [first]))
    need.save()
    first.save()
    OwedToNeed.objects.bulk_create(owed)
    _record(actor, at, audit_types.NEED_RAISED, need, Move.RAISED, draft.day)
    return need


def _check(rules: "Profile", unit: Unit, draft: NeedDraft, today: date) -> None:
    """What is wrong with a need, whoever raises it."""
    if draft.kind not in rules.needs.kinds:
        raise Invalid("need_kind_unknown", field="kind")
    if not draft.title.strip():
        raise Invalid("text_missing", field="title")
    for name, limit in (("title", LONGEST_TITLE), ("text", LONGEST), ("place", LONGEST_PLACE)):
        if len(getattr(draft, name)) > limit:
            raise Invalid("text_too_long", field=name, limit=limit)
    if draft.since_year is not None and not _EARLIEST <= draft.since_year <= draft.day.year:
        raise Invalid("need_since_wrong", field="since_year", first=_EARLIEST)
    if draft.day > today:
        raise Invalid("letter_in_the_future", field="day")
    if draft.gathering is not None and draft.gathering.unit_id != unit.pk:
        raise NotFound("gathering_not_found")
    former = draft.former
    if former is not None and (former.unit_id != unit.pk or former.ended_on is None):
        raise NotFound("need_not_found")


def _check_letter(actor: Actor, letter: Question, version: UnitVersion) -> None:
    """Safety rule 6: only the desk that has it, and no complaint where those complained of would read it."""
    if not letter.is_letter or not inbox(actor).filter(pk=letter.pk).exists():
        raise NotFound("question_not_found")
    complaint = letter.kind == feedback.COMPLAINT and letter.about is not None
    if complaint and letter.about and version.path.startswith(last_version(letter.about).path):
        raise Conflict("complaint_stays_at_desk")


def _raised_before(need: Need) -> Need | None:
    """The same need sent once before."""
    names = ("unit_id", "kind", "title", "text", "raised_on", "raised_by", "letter_id", "former_id")
    return Need.objects.filter(**{name: getattr(need, name) for name in names}).first()


def holder_above(path: str, day: date) -> int:
    """Who holds a need of the unit at `path`: the nearest unit above at which somebody sits who may name an
    owner, else the one at the top.
    """
    above = [path[:end] for end in range(SEGMENT, len(path), SEGMENT)] or [path]
    ids = {int(each[-SEGMENT:]): len(each) for each in above}
    roles = [role for role, permissions in ROLES.items() if policies.ASSIGN in permissions]
    held = Grant.objects.filter(on(day), unit_id__in=ids, role__in=roles, user__is_active=True)
    sat = list(held.values_list("unit_id", flat=True).distinct())
    return max(sat, key=ids.__getitem__) if sat else int(above[0][-SEGMENT:])


@transaction.atomic
def enter(*, actor: Actor, at: datetime, need: Need, draft: EntryDraft) -> NeedEntry:
    """Enter what comes next; the same sent twice is entered once.

    Raises `Refused` to who may not say this, `Invalid` naming the field, `Conflict("need_out_of_order")` for
    what cannot come now, "need_at_top", "need_not_closable" before the village's days are over.
    """
    need, entries = _held(need)
    places = places_of(need)
    _let(actor, places, draft.move)
    if entries and _same(entries[-1], draft):
        return entries[-1]
    entry = _made(actor, at, need, draft, entries, places)
    _keep(need, [*entries, entry])
    entry.save()
    _record(actor, at, audit_types.NEED_ENTERED, need, draft.move, draft.day)
    return entry


@transaction.atomic
def correct(
    *, actor: Actor, at: datetime, entry: NeedEntry, draft: EntryDraft | None, reason: str
) -> NeedEntry:
    """Correct an entry by a new one that shows, or take it back (`draft` None); the old one counts no more.

    Raises what `enter` does; `Conflict`: "event_corrected_already", "need_entry_stays" for the first one,
    "need_unsettles" where a later entry would no longer follow; `Invalid("reason_missing")`.
    """
    need, entries = _held(entry.need)
    places, move = places_of(need), entry.moved
    if move is None or any(each.replaces_id == entry.pk for each in entries):
        raise Conflict("event_corrected_already")
    if move is Move.RAISED or (draft is not None and draft.move != move):
        raise Conflict("need_entry_stays")
    _let(actor, places, move)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if draft is None:
        new = NeedEntry(need=need, number=len(entries) + 1, move=STRUCK, day=entry.day, recorded_at=at)
        new.recorded_by = actor.name[:80]
    else:
        new = _made(actor, at, need, draft, entries, places, corrected=entry)
    new.replaces, new.reason = entry, reason.strip()[:200]
    try:
        _keep(need, [*entries, new])
    except Conflict:
        raise Conflict("need_unsettles") from None
    new.save()
    _record(actor, at, audit_types.NEED_CORRECTED, need, move, new.day)
    return new


def places_of(need: Need) -> Places:
    """Where a need lies now, by paths."""
    ids = [each for each in (need.unit_id, need.holder_id, need.owner_id) if each]
    rows = UnitVersion.objects.filter(unit_id__in=ids).order_by("starts_on")
    paths = dict(rows.values_list("unit_id", "path"))
    owner = paths[need.owner_id] if need.owner_id else ""
    return Places(paths[need.unit_id], paths[need.holder_id], owner)


def _held(need: Need) -> tuple[Need, list[NeedEntry]]:
    """The need and its entries, for one writer at a time."""
    hold([need.unit_id])
    found = Need.objects.select_for_update(of=("self",), no_key=True).get(pk=need.pk)
    return found, list(found.entries.order_by("number"))


def _let(actor: Actor, places: Places, move: Move) -> None:
    if not may_enter(actor, places, move):
        raise Refused("not_permitted", permission=policies.RECORD)


def _same(last: NeedEntry, draft: EntryDraft) -> bool:
    """Whether the form was sent twice."""
    said = (draft.move, draft.day, draft.text.strip(), draft.by)
    to = draft.to.pk if draft.to else last.to_id
    return (last.move, last.day, last.text, last.by) == said and last.to_id == to


def _made(
    actor: Actor,
    at: datetime,
    need: Need,
    draft: EntryDraft,
    entries: list[NeedEntry],
    places: Places,
    corrected: NeedEntry | None = None,
) -> NeedEntry:
    """The entry of a draft, checked for itself."""
    text, counted = draft.text.strip(), counting(entries)
    if draft.move in _SAYS_WHY and not text:
        raise Invalid("text_missing", field="text")
    if len(text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    first = need.raised_on if corrected else counted[-1].day
    if not first <= draft.day <= timezone.localdate(at):
        raise Invalid("event_day_wrong", field="day", first=first)
    by = draft.by if draft.move in _MAY_NAME_A_DAY else None
    if by is not None and by < draft.day:
        raise Invalid("need_by_before", field="by")
    if draft.move is Move.CLOSED and need.due_by is not None and draft.day <= need.due_by:
        raise Conflict("need_not_closable", last=need.due_by)
    return NeedEntry(
        need=need, number=len(entries) + 1, move=draft.move, day=draft.day, text=text,
        to_id=_to(need, draft, places, corrected), by=by, recorded_at=at, recorded_by=actor.name[:80],
    )  # fmt: skip


def _to(need: Need, draft: EntryDraft, places: Places, corrected: NeedEntry | None) -> int | None:
    """The unit an entry names: the owner, or who holds the need next. Nobody owns her own unit's need."""
    if draft.move is Move.PASSED_UP:
        if corrected is not None:
            return corrected.to_id
        if len(places.holder) == SEGMENT:
            raise Conflict("need_at_top")
        return holder_above(places.holder, draft.day)
    if draft.move is not Move.ASSIGNED:
        return None
    if draft.to is None:
        raise Invalid("need_owner_missing", field="to")
    if last_version(draft.to).path.startswith(places.unit):
        raise Invalid("need_owner_itself", field="to")
    return draft.to.pk


def _keep(need: Need, entries: list[NeedEntry]) -> "NeedStanding":
    rules = current_rules()
    found = judged(rules, need, entries)
    keep(rules, need, found)
    return found


def _record(actor: Actor, at: datetime, type: AuditType, need: Need, move: Move, day: date) -> None:
    units = dict.fromkeys(each for each in (need.unit_id, need.holder_id, need.owner_id) if each)
    content = {"need": need.kind, "move": str(move), "day": str(day)}
    record(actor=actor, at=at, type=type, subject=f"need:{need.pk}", unit_ids=list(units), content=content)
