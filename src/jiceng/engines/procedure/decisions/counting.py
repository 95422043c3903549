"""Counting heads and votes: the numbers an event gives, and whether they meet a rule. Whole numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiceng.engines.procedure.decisions.record import Event
from jiceng.engines.procedure.decisions.rules import Bound, ShareRule, Step
from jiceng.kernel.comparators import Comparator

Numbers = Mapping[str, int]
PAIRS = (
    ("present", "entitled"),
    ("left_out", "entitled"),
    ("households_present", "households"),
    ("most_proxies", "proxies"),
    ("candidate_proxies", "proxies"),
)
"""No more of the one than of the other."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A rule held against what was counted: `count` of `base`; `holds`, whether it was met."""

    rule: ShareRule
    count: int
    base: int
    holds: bool

    @property
    def needed(self) -> int:
        """The fewest that would have met it."""
        return self.rule.comparator.needed(self.base, self.rule.share)


@dataclass(frozen=True, slots=True)
class Reach:
    """A number held against its bounds, worked out in heads where they are shares."""

    bound: Bound
    count: int
    least: int | None
    most: int | None
    holds: bool


def numbers_of(step: Step, event: Event, listed: Numbers | None = None) -> dict[str, int]:
    """What an event counts, by the names rules use; `listed`, the roll an earlier step gave.

    Proxies count as present where the step knows them. Those who stand aside leave the base where the rule
    says so.
    """
    found = {**listed, **event.numbers} if listed else dict(event.numbers)
    if "entitled" in found:
        found["added_votes"] = max(found.get("votes", 0) - found["entitled"], 0)
    if event.recused:
        found["recused"] = sum(event.recused.values())
        if step.recusal is not None and step.recusal.shrinks and "entitled" in found:
            aside = sum(event.recused.get(each, 0) for each in step.recusal.relations)
            found["entitled"] = max(found["entitled"] - aside, 0)
    if "entitled" in found:
        found["countable"] = max(found["entitled"] - found.get("left_out", 0), 0)
        found.setdefault("votes", found["entitled"])
    if step.proxies is not None and "present" in found:
        found["present"] += found.get("proxies", 0)
    if "returned" in found or "ayes" in found:
        found["cast"] = found["returned"] if "returned" in found else _spoken(found)
    if event.votes:
        found["candidates"] = len(event.votes)
        found["surplus"] = max(len(event.votes) - found.get("seats", 0), 0)
    return found


def _spoken(numbers: Numbers) -> int:
    """How many votes are told of, for, against or neither."""
    get = numbers.get
    return get("ayes", 0) + get("nays", 0) + get("abstained", 0) + get("invalid", 0)


def disagreement(event: Event, numbers: Numbers) -> tuple[str, ...]:
    """Names of numbers that cannot both be right; empty when all agree. What is missing disagrees with
    nothing.
    """
    room = numbers.get("present")
    if "votes" in event.numbers:
        room = event.numbers["votes"]
    cast = _spoken(numbers)
    if room is not None and cast > room:
        return ("ayes", "nays", "abstained", "invalid", "present")
    for part, whole in PAIRS:
        if part in numbers and whole in numbers and numbers[part] > numbers[whole]:
            return (part, whole)
    if any(number > event.conflicts.get(each, 0) for each, number in event.recused.items()):
        return ("recused", "conflicts")
    came, most = event.numbers.get("present"), numbers.get("most_proxies")
    if came is not None and most is not None and numbers.get("proxies", 0) > most * came:
        return ("proxies", "most_proxies", "present")
    ballots = numbers.get("returned", room)
    if event.votes and ballots is not None and max(event.votes.values()) > ballots:
        return ("votes", "returned")
    if ballots is not None and sum(event.votes.values()) > ballots * event.numbers.get("seats", ballots):
        return ("votes", "seats")
    if cast > numbers.get("returned", cast):
        return ("ayes", "nays", "abstained", "invalid", "returned")
    return ()


def figure(rule: ShareRule, numbers: Numbers) -> Figure | None:
    """A rule held against numbers; None where one of the two was not counted."""
    count, base = numbers.get(rule.part), numbers.get(rule.whole)
    if count is None or base is None:
        return None
    return Figure(rule, count, base, rule.comparator.holds_share(count, base, rule.share))


def missing(rule: ShareRule, numbers: Numbers) -> tuple[str, ...]:
    """Names of what a rule needs and nobody counted."""
    return tuple(each for each in (rule.part, rule.whole) if each not in numbers)


def reach(bound: Bound, numbers: Numbers) -> Reach | None:
    """A bound held against numbers; None where one of them was not counted."""
    count = numbers.get(bound.part)
    whole = numbers.get(bound.whole, 0) if bound.whole else 1
    if count is None or (bound.whole and bound.whole not in numbers):
        return None
    least = None if bound.least is None else Comparator.AT_LEAST.needed(whole, Fraction(bound.least))
    most = None if bound.most is None else whole * bound.most // 1
    holds = (least is None or count >= least) and (most is None or count <= most)
    return Reach(bound, count, least, most, holds)
