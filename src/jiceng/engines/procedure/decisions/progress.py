"""How far a record has come while its events are taken one after another."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from jiceng.engines.procedure.decisions.record import Event, Kind
from jiceng.engines.procedure.decisions.rules import Limit, ProcedureVersion, Step
from jiceng.kernel.periods import months_after

ROLL = ("entitled", "left_out", "households", "votes")


@dataclass
class Progress:
    """`filled`, places and the day from which what follows may come; `done`, steps and their day, `reached`,
    places and theirs; `full`, postings and the day their time is over; `announced`, calls since the last
    meeting of a step; `rolls`, the list a step has given; `rounds`, `seats` and `elected` of elections;
    `objections` not yet ruled on, by id, with the day a ruling is due (None: no such day) and whether what
    follows waits for it; `short`, postings taken down too early on which nothing waits: what followed stands,
    they are owed again.
    """

    filled: dict[str, date] = field(default_factory=dict)
    done: dict[str, date] = field(default_factory=dict)
    reached: dict[str, date] = field(default_factory=dict)
    full: dict[str, date] = field(default_factory=dict)
    announced: dict[str, list[Event]] = field(default_factory=dict)
    rolls: dict[str, dict[str, int]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    elected: dict[str, list[str]] = field(default_factory=dict)
    objections: "dict[str, Objection]" = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    annulled: date | None = None

    def missing(self, version: ProcedureVersion, place: str, day: date) -> tuple[str, ...]:
        """Places to be filled before `place` that are not on `day`."""
        filled = self.filled
        return tuple(each for each in version.before[place] if each not in filled or filled[each] > day)

    def window(self, step: Step) -> tuple[date | None, date | None, date | None]:
        """From when, by when, and at the very latest when a step can be done; None where nothing bounds
        it.
        """
        opens, due, latest = None, None, None
        for wait in step.waits:
            if wait.step in self.done:
                found = later(self.done[wait.step], wait.months, wait.days)
                opens = found if opens is None else max(opens, found)
        for limit in step.limits:
            end = self.due(limit)
            due = end if due is None or (end is not None and end < due) else due
            start = self.start(limit)
            if limit.latest_months and start is not None:
                last = months_after(start, limit.latest_months)
                latest = last if latest is None else min(latest, last)
        return opens, due, latest

    def due(self, limit: Limit) -> date | None:
        """The last day within a limit, None while what it counts from is not done."""
        start = self.start(limit)
        return None if start is None else later(start, limit.months, limit.days)

    def start(self, limit: Limit) -> date | None:
        """The day a limit counts from: that of a step, or of a place, by whichever of its steps it was
        filled.
        """
        return self.done.get(limit.of, self.reached.get(limit.of))

    def fill(self, step: Step, event: Event) -> None:
        """The step is done by an event."""
        day = event.day
        self.done[step.code] = self.reached[step.place] = day
        self.short.discard(step.code)
        if step.posting is not None and event.kind is Kind.POSTED:
            self.full[step.code] = day + timedelta(days=step.posting.days)
            day = self.full[step.code] if step.posting.holds else day
        self.filled[step.place] = day
        self.note_roll(step.code, event)

    def note_roll(self, step: str, event: Event) -> None:
        """Keep the list an event gives."""
        given = {name: event.numbers[name] for name in ROLL if name in event.numbers}
        if given:
            self.rolls[step] = self.rolls.get(step, {}) | given


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection not yet ruled on."""

    event: Event
    due: date | None
    holds: bool


def later(day: date, months: int, days: int) -> date:
    """So many months and days on."""
    return (months_after(day, months) if months else day) + timedelta(days=days)
