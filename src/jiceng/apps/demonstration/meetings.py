"""Two years of gatherings: held on their rolls, with who was absent, what was said, what was corrected
since.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.calendar import Calendar, Slot
from jiceng.apps.demonstration.minutes_text import usual_place, wording
from jiceng.apps.demonstration.records import (
    BodyRecord,
    GatheringRecord,
    PersonRecord,
    RevisionRecord,
    UnitRecord,
)
from jiceng.apps.demonstration.rolls import Listed, RollBook, Rolls
from jiceng.apps.demonstration.words import (
    ACTIVITY_DAY,
    BRANCH_COMMITTEE,
    HEART_TALKS,
    HEART_TALKS_WITHOUT_COMMITTEE,
    HOLDING_FORMS,
    MEMBERS_MEETING,
    PARTY_LECTURE,
    SECRETARY,
    SECRETARY_LECTURE,
    Words,
)
from jiceng.engines.procedure import GatheringKind, HeldAs

_HOURS = ((9, 0), (9, 30), (10, 0), (14, 30), (15, 0), (15, 30), (19, 30))
_REASONS = ("", "", "", "leave", "leave", "leave", "ill")
_ABSENT, _WITHOUT_QUORUM, _ITEM_MISSING, _CORRECTED = 0.065, 0.006, 0.012, 0.0012
_HELD_AGAIN, _MISSING_QUORUM = 0.7, 0.62


@dataclass(slots=True)
class Meetings:
    """Makes the gatherings of one unit after the other."""

    words: Words
    first: date
    ids: "count[int]" = field(default_factory=lambda: count(1))
    book: RollBook = field(default_factory=RollBook)
    gatherings: list[GatheringRecord] = field(default_factory=list)
    revisions: list[RevisionRecord] = field(default_factory=list)

    def hold(self, random: Random, unit: UnitRecord) -> None:
        """Every gathering of a unit, in order of days."""
        room = Room(self, random, unit)
        slots = list(Calendar(self.words, random, unit, self.first, self.words.day).slots())
        for slot in sorted(slots, key=lambda slot: (slot.day, slot.duty, slot.body.id if slot.body else 0)):
            if unit.silent_since is not None and slot.day >= unit.silent_since:
                break
            if slot.announced:
                room.announce(slot)
            else:
                room.hold(slot)


class Room:
    """One unit's gatherings: its rolls, its chair, its habits of place and hour."""

    def __init__(self, meetings: Meetings, random: Random, unit: UnitRecord) -> None:
        self._all, self._random, self._unit = meetings, random, unit
        self._rolls = Rolls(meetings.book, unit)
        self._place = usual_place(random, unit.setting)
        self._hour = time(*random.choice(_HOURS))
        self._secretary = unit.post(SECRETARY)
        self._has_committee = unit.form not in HOLDING_FORMS or unit.body(BRANCH_COMMITTEE) is not None

    def announce(self, slot: Slot) -> None:
        """Call a gathering of a coming day."""
        today = self._all.words.day
        listed = self._rolls.on(today, slot.body)
        chair, recorder = self._officers(today, listed)
        said = wording(self._random, slot.duty, self._unit.setting, slot.day, (chair, recorder), self._place)
        record = self._record(slot, said.place, said.subject, recorder)
        record.state, record.recorded_on = "announced", today - timedelta(days=int(self._random.random() * 4))

    def hold(self, slot: Slot) -> None:
        """Hold a gathering on its roll."""
        random, today = self._random, self._all.words.day
        kind = self._kind(slot.duty)
        listed = self._rolls.on(slot.day, slot.body, alike=kind.held_as is HeldAs.TRAINING)
        if listed is None and self._unit.form in HOLDING_FORMS:
            return
        chair, recorder = self._officers(slot.day, listed)
        names = self._names(listed, chair, recorder, slot.duty)
        place = self._place if random.random() < 0.8 else ""
        year = int(slot.makes_up[:4]) if slot.makes_up else slot.day.year
        said = wording(random, self._rule(slot.duty), self._unit.setting, slot.day, names, place, year)
        record = self._record(slot, said.place, said.subject, recorder)
        record.minutes, record.chair, record.recorder = self._spoken(said.minutes), chair, recorder
        record.makes_up, record.items = slot.makes_up, self._items(slot.duty, record.kind)
        record.recorded_on = min(slot.day + timedelta(days=int(random.random() * 4)), today)
        record.measured = slot.measured
        failing = slot.duty == MEMBERS_MEETING and random.random() < _WITHOUT_QUORUM
        self._attend(record, listed, failing)
        if not kind.attended:
            record.roll, record.absent = None, None
            record.entitled = record.present = record.attended = 0
        if failing and random.random() < _HELD_AGAIN and slot.day + timedelta(days=7) <= today:
            self.hold(Slot(slot.duty, slot.day + timedelta(days=7), slot.body, slot.makes_up))
        if random.random() < _CORRECTED and (today - record.recorded_on).days > 10:
            self._correct(record)

    def _kind(self, duty: str) -> GatheringKind:
        return self._all.words.kind_of(duty)

    def _record(self, slot: Slot, place: str, subject: str, by: str) -> GatheringRecord:
        made = GatheringRecord(
            id=next(self._all.ids),
            unit_id=self._unit.id,
            body_id=slot.body.id if slot.body else None,
            kind=self._kind(slot.duty).code,
            state="held",
            day=slot.day,
            time=self._hour,
            place=place,
            subject=subject,
            recorded_on=slot.day,
            recorded_by=by,
        )
        self._all.gatherings.append(made)
        return made

    def _officers(self, day: date, listed: Listed | None) -> tuple[str, str]:
        """Who chairs, the secretary where there is one, and who writes."""
        people = listed.people if listed else []
        secretary = self._secretary.holder_on(day) if self._secretary else None
        seated = _seated(self._unit, day) or people
        chair = secretary or (seated[0] if seated else None)
        recorder = next((person for person in seated[1:] if person is not chair), None)
        recorder = recorder or next((person for person in people if person is not chair), chair)
        return (chair.name if chair else "", recorder.name if recorder else "")

    def _names(self, listed: Listed | None, chair: str, recorder: str, duty: str) -> tuple[str, str]:
        if duty in (PARTY_LECTURE, SECRETARY_LECTURE) or listed is None or len(listed.people) < 3:
            return chair, recorder
        people, draw = listed.people, self._random.random
        first = int(draw() * len(people))
        other = (first + 1 + int(draw() * (len(people) - 1))) % len(people)
        return people[first].name, people[other].name

    def _rule(self, duty: str) -> str:
        """The duty whose rule binds this unit: heart talks have another where there is no committee."""
        return HEART_TALKS_WITHOUT_COMMITTEE if duty == HEART_TALKS and not self._has_committee else duty

    def _spoken(self, minutes: str) -> str:
        """A branch without a committee does not speak of one."""
        return (
            minutes if self._has_committee else minutes.replace("支委会", "支部").replace("支委", "支部书记")
        )

    def _items(self, duty: str, kind: str) -> str:
        items = self._all.words.items(self._rule(duty), kind)
        kept = list(items.asked)
        if duty in (ACTIVITY_DAY, HEART_TALKS) and kept and self._random.random() < _ITEM_MISSING:
            kept.remove(self._random.choice(kept))
        if duty == ACTIVITY_DAY:
            kept += [code for code in items.free if self._random.random() < 1.4 / len(items.free)]
        return ",".join(kept)

    def _attend(self, record: GatheringRecord, listed: Listed | None, failing: bool) -> None:
        """Freeze the roll and take off those absent; a unit without members of its own counts heads."""
        random = self._random
        if listed is None:
            record.entitled = 24 + int(random.random() * 30)
            record.present = record.attended = record.entitled - int(random.random() * 5)
            return
        roll, people = listed.roll, listed.people
        away = {
            place: "away"
            for place in listed.mobile
            if people[place].is_away(record.day) and random.random() < 0.94
        }
        if failing:
            places = random.sample(range(roll.size), min(int(roll.size * _MISSING_QUORUM) + 1, roll.size - 1))
        else:
            number = int(roll.size * _ABSENT * 2 * random.random() + random.random())
            places = [int(random.random() * roll.size) for _ in range(min(number, roll.size - 1))]
        for place in places:
            if place not in away and people[place].name != record.chair:
                away[place] = _REASONS[int(random.random() * len(_REASONS))]
        entries = roll.entries
        record.absent = [[entries[place][0], away[place]] for place in sorted(away)]
        record.roll, record.entitled = roll, roll.voting
        record.present = roll.voting - sum(entries[place][1] for place in away)
        record.attended = roll.size - len(away)

    def _correct(self, record: GatheringRecord) -> None:
        """The record was corrected once: it says more now, or another place."""
        names = (
            "kind",
            "subject",
            "items",
            "chair",
            "recorder",
            "makes_up",
            "entitled",
            "present",
            "attended",
            "measured",
        )
        before: dict[str, object] = {name: getattr(record, name) for name in names}
        shorter = record.minutes.split("。")[0] + "。"
        before |= {
            "place": record.place,
            "minutes": shorter,
            "day": str(record.day),
            "time": str(record.time or ""),
        }
        reason = self._random.choice(("补充会议议定事项", "补记讨论情况", "核对后补充内容"))
        if shorter == record.minutes:
            before["place"], reason = usual_place(self._random, self._unit.setting), "更正会议地点"
        day = record.recorded_on + timedelta(days=1 + int(self._random.random() * 9))
        record.revision = 2
        self._all.revisions.append(RevisionRecord(record.id, before, reason, day, record.recorded_by))


def _seated(unit: UnitRecord, day: date) -> list[PersonRecord]:
    """Who sits in the unit's committee on a day."""
    body: BodyRecord | None = next((body for body in unit.bodies if body.terms), None)
    if body is None:
        return []
    return [s.person for s in body.seats if s.starts_on <= day and (s.ends_on is None or day < s.ends_on)]
