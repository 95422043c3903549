"""What one event is worth: every rule of its step held against it and against what came before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jiceng.engines.procedure.decisions.counting import (
    disagreement,
    figure,
    missing,
    numbers_of,
    reach,
)
from jiceng.engines.procedure.decisions.electing import elect
from jiceng.engines.procedure.decisions.findings import Fault, Finding, Weight
from jiceng.engines.procedure.decisions.progress import ROLL, Progress
from jiceng.engines.procedure.decisions.record import Event, Kind
from jiceng.engines.procedure.decisions.rules import Act, ProcedureVersion, Secrecy, ShareRule, Step

DONE_BY = {
    Act.MEETING: Kind.HELD,
    Act.ELECTION: Kind.HELD,
    Act.POSTING: Kind.POSTED,
    Act.APPROVAL: Kind.RULED,
    Act.ACT: Kind.REPORTED,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One event against its step; `matter`, what the record is about; `on`, the day asked."""

    version: ProcedureVersion
    step: Step
    event: Event
    progress: Progress
    matter: str
    on: date

    def findings(self) -> Iterator[Finding]:
        """Everything found, in the order of checking: whose, when, how called, who, how many."""
        yield from self._allowed()
        yield from self._in_time()
        if self.event.kind in (Kind.SKIPPED, Kind.MERGED):
            yield from self._left_out()
        elif self.event.kind is not DONE_BY[self.step.act]:
            yield self._undoes(Fault.WRONG_KIND)
        elif self.step.act is Act.POSTING:
            yield from self._posted()
        else:
            yield from self._done()

    def _undoes(self, fault: Fault, names: tuple[str, ...] = (), day: date | None = None) -> Finding:
        return Finding(fault, Weight.UNDOES, self.step.citation, names=names, day=day)

    def _allowed(self) -> Iterator[Finding]:
        if self.matter in self.step.may_not or (self.step.only and self.matter not in self.step.only):
            yield self._undoes(Fault.BODY_MAY_NOT, (self.matter,))

    def _in_time(self) -> Iterator[Finding]:
        day, progress = self.event.day, self.progress
        if self.step.place in progress.filled and self.step.code not in progress.short:
            yield self._undoes(Fault.DONE_BEFORE)
        before = progress.missing(self.version, self.step.place, day)
        if before:
            yield self._undoes(Fault.OUT_OF_ORDER, before)
        held_up = tuple(each.event.id for each in progress.objections.values() if each.holds)
        if held_up:
            yield self._undoes(Fault.OBJECTION_OPEN, held_up)
        opens, _due, latest = progress.window(self.step)
        if opens is not None and day < opens:
            yield self._undoes(Fault.TOO_EARLY, day=opens)
        if latest is not None and day > latest:
            yield self._undoes(Fault.TOO_LATE, day=latest)
            return
        for limit in self.step.limits:
            due = progress.due(limit)
            if due is not None and day > due:
                weight = Weight.VIOLATES if limit.must else Weight.BELOW
                yield Finding(Fault.LATE, weight, self.step.citation, day=due)

    def _left_out(self) -> Iterator[Finding]:
        skipped = self.event.kind is Kind.SKIPPED
        leave = self.step.skip if skipped else self.step.merge
        if leave is None or (not skipped and self.event.into != leave.into):
            yield self._undoes(Fault.MAY_NOT_SKIP)
        elif not self.event.reason:
            yield self._undoes(Fault.REASON_MISSING)

    def _posted(self) -> Iterator[Finding]:
        posting, event = self.step.posting, self.event
        if posting is None:
            return
        untold = tuple(each for each in posting.tells if each not in event.tells)
        if untold:
            yield self._undoes(Fault.POSTED_WITHOUT, untold)
        full = event.day + timedelta(days=posting.days)
        if event.until is not None and event.until <= self.on and event.until < full:
            yield self._undoes(Fault.POSTED_SHORT, day=full)
        yield from self._papers()
        yield from self._bounds(numbers_of(self.step, event))

    def _done(self) -> Iterator[Finding]:
        listed = self.progress.rolls.get(self.step.roll_of) if self.step.roll_of else None
        numbers = numbers_of(self.step, self.event, listed)
        yield from self._announced()
        yield from self._roll()
        yield from self._persons(numbers)
        yield from self._papers()
        wrong = disagreement(self.event, numbers)
        if wrong:
            yield self._undoes(Fault.FIGURES_DISAGREE, wrong)
        if numbers.get("returned", 0) > numbers.get("issued", numbers.get("returned", 0)):
            yield self._undoes(Fault.BALLOTS_EXCEED, ("returned", "issued"))
        if not self.progress.rounds.get(self.step.code):
            yield from self._bounds(numbers)
        yield from self._decided(numbers)

    def _announced(self) -> Iterator[Finding]:
        rule, event = self.step.announcement, self.event
        if rule is None or (rule.urgent and event.urgent) or self.progress.rounds.get(self.step.code):
            return
        weight = Weight.UNDOES if rule.must else Weight.BELOW
        calls = self.progress.announced.get(self.step.code, ())
        if not calls:
            yield Finding(Fault.NOT_ANNOUNCED, weight, self.step.citation)
            return
        first = calls[0].day + timedelta(days=rule.days)
        if event.day < first:
            yield Finding(Fault.ANNOUNCED_LATE, weight, self.step.citation, day=first)
        told = {each for call in calls for each in call.tells}
        untold = tuple(each for each in rule.tells if each not in told)
        if untold:
            yield Finding(Fault.ANNOUNCED_WITHOUT, weight, self.step.citation, names=untold)
        changed = _differing(calls[-1], event)
        if changed and not self.step.roll_of:
            yield Finding(Fault.ROLL_CHANGED, Weight.NOTE, self.step.citation, names=changed)

    def _roll(self) -> Iterator[Finding]:
        event = self.event
        if self.step.roll_of:
            listed = self.progress.rolls.get(self.step.roll_of)
            if listed is None:
                yield self._undoes(Fault.ROLL_MISSING, (self.step.roll_of,))
                return
            changed = tuple(
                each for each in ROLL if each in event.numbers and event.numbers[each] != listed.get(each, 0)
            )
            if changed:
                yield self._undoes(Fault.ROLL_CHANGED, changed)
        elif event.roll_on is not None and event.roll_on != event.day:
            yield self._undoes(Fault.ROLL_STALE, day=event.roll_on)

    def _persons(self, numbers: dict[str, int]) -> Iterator[Finding]:
        step, event = self.step, self.event
        if step.recusal is not None:
            stayed = sorted(
                each
                for each in step.recusal.relations & event.conflicts.keys()
                if event.conflicts[each] > event.recused.get(each, 0)
            )
            if stayed:
                yield self._undoes(Fault.NOT_RECUSED, tuple(stayed))
        yield from self._proxies(numbers)
        if step.secrecy is Secrecy.SECRET and event.secret is not True:
            yield self._undoes(Fault.NOT_SECRET)
        if step.secrecy is Secrecy.OPEN and event.secret is True:
            yield self._undoes(Fault.NOT_OPEN)

    def _proxies(self, numbers: dict[str, int]) -> Iterator[Finding]:
        rule = self.step.proxies
        if not numbers.get("proxies", 0):
            return
        if rule is None:
            yield self._undoes(Fault.NO_PROXIES)
        elif rule.most and "most_proxies" not in numbers:
            yield self._undoes(Fault.NUMBERS_MISSING, ("most_proxies",))
        elif rule.most and numbers["most_proxies"] > rule.most:
            yield self._undoes(Fault.TOO_MANY_PROXIES, (str(numbers["most_proxies"]), str(rule.most)))
        if rule is not None and not rule.candidates and numbers.get("candidate_proxies", 0):
            yield self._undoes(Fault.CANDIDATE_PROXIES)

    def _papers(self) -> Iterator[Finding]:
        absent = tuple(each for each in self.step.papers if each not in self.event.papers)
        if absent:
            yield self._undoes(Fault.PAPERS_MISSING, absent)

    def _bounds(self, numbers: dict[str, int]) -> Iterator[Finding]:
        for bound in self.step.bounds:
            if not bound.binds(self.matter):
                continue
            weight = Weight.UNDOES if bound.must else Weight.BELOW
            found = reach(bound, numbers)
            if found is None:
                absent = tuple(each for each in (bound.part, bound.whole) if each and each not in numbers)
                yield Finding(Fault.NUMBERS_MISSING, weight, self.step.citation, names=absent)
            elif not found.holds:
                yield Finding(Fault.OUT_OF_BOUNDS, weight, self.step.citation, reach=found)

    def _decided(self, numbers: dict[str, int]) -> Iterator[Finding]:
        step = self.step
        quorum = self._quorum(numbers)
        yield from quorum
        if any(each.weight is Weight.UNDOES for each in quorum):
            return
        if step.act is Act.APPROVAL:
            if self.event.passed is not True:
                fault = Fault.NUMBERS_MISSING if self.event.passed is None else Fault.NOT_PASSED
                yield self._undoes(fault, ("passed",))
        elif step.election is not None:
            yield from elect(step, self.event, numbers, self.progress)
        for rule in (each for each in step.majority if each.binds(self.matter)):
            yield self._held(rule, numbers, Fault.NOT_CARRIED)
            break

    def _quorum(self, numbers: dict[str, int]) -> list[Finding]:
        """One of the alternatives must hold; without one, the first that was counted tells why."""
        found = [
            self._held(rule, numbers, Fault.NO_QUORUM) for rule in self.step.quorum if rule.binds(self.matter)
        ]
        met = [each for each in found if each.fault is Fault.MET]
        counted = [each for each in found if each.figure is not None]
        return (met or counted or found)[:1]

    def _held(self, rule: ShareRule, numbers: dict[str, int], fault: Fault) -> Finding:
        found = figure(rule, numbers)
        if found is None:
            return self._undoes(Fault.NUMBERS_MISSING, missing(rule, numbers))
        if found.holds:
            return Finding(Fault.MET, Weight.NOTE, self.step.citation, figure=found)
        return Finding(fault, Weight.UNDOES, self.step.citation, figure=found)


def _differing(call: Event, event: Event) -> tuple[str, ...]:
    """Names of the roll's numbers that both give and that are not the same."""
    return tuple(
        each
        for each in ROLL
        if each in call.numbers and each in event.numbers and call.numbers[each] != event.numbers[each]
    )
