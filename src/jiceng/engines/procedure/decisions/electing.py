"""Electing: who has the votes, how ties stand, and what a further round is for."""

from collections.abc import Iterator

from jiceng.engines.procedure.decisions.counting import Numbers, figure
from jiceng.engines.procedure.decisions.findings import Fault, Finding, Weight
from jiceng.engines.procedure.decisions.progress import Progress
from jiceng.engines.procedure.decisions.record import Event
from jiceng.engines.procedure.decisions.rules import ShareRule, Step


def elect(step: Step, event: Event, numbers: Numbers, progress: Progress) -> Iterator[Finding]:
    """Findings of one round: a figure for each candidate, then seats still open and ties."""
    rule = round_rule(step, progress)
    seats = progress.seats.get(step.code, numbers.get("seats"))
    absent = tuple(
        name for name, there in (("seats", seats), ("candidates", event.votes)) if not there
    ) + tuple(each for each in (rule.whole,) if each not in numbers)
    if absent or not seats:
        yield Finding(Fault.NUMBERS_MISSING, Weight.UNDOES, step.citation, names=absent or ("seats",))
        return
    for code in sorted(event.votes):
        found = figure(rule, {**numbers, rule.part: event.votes[code]})
        fault = Fault.MET if found is not None and found.holds else Fault.NOT_CARRIED
        yield Finding(fault, Weight.NOTE, step.citation, figure=found, names=(code,))
    before = progress.elected.get(step.code, [])
    won, tied = winners(rule, event, numbers, seats - len(before), before)
    if tied:
        yield Finding(Fault.TIED, Weight.UNDOES, step.citation, names=tied)
    if len(before) + len(won) < seats:
        yield Finding(Fault.SEATS_OPEN, Weight.UNDOES, step.citation, names=(*before, *won))


def round_rule(step: Step, progress: Progress) -> ShareRule:
    """What a candidate needs in the round that is on. The step is an election."""
    election = step.election
    assert election is not None  # noqa: S101
    again = progress.rounds.get(step.code, 0) > 0 and election.runoff is not None
    return election.runoff if again and election.runoff is not None else election.elected


def winners(
    rule: ShareRule, event: Event, numbers: Numbers, seats: int, before: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is elected to `seats`, most votes first, and who is tied for the last of them: none of those is."""
    base = numbers.get(rule.whole, 0)
    enough = [
        code
        for code, votes in sorted(event.votes.items(), key=lambda pair: (-pair[1], pair[0]))
        if code not in before and rule.comparator.holds_share(votes, base, rule.share)
    ]
    if len(enough) <= seats:
        return tuple(enough), ()
    edge = event.votes[enough[seats]]
    if event.votes[enough[seats - 1]] != edge:
        return tuple(enough[:seats]), ()
    tied = tuple(code for code in enough if event.votes[code] == edge)
    return tuple(code for code in enough if event.votes[code] > edge), tied
