"""What a meeting needs by the rule of its step, and how far the figures typed so far meet it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiceng.engines.procedure.decisions.counting import figure, numbers_of, reach
from jiceng.faces.shared.procedure_words import name_of, say_rule

if TYPE_CHECKING:
    from jiceng.engines.procedure.decisions import Bound, JudgedEvent, ShareRule
    from jiceng.engines.procedure.decisions.counting import Numbers
    from jiceng.faces.workbench.decisions.asking import Place

SPOKEN = ("ayes", "nays", "abstained", "invalid")


@dataclass(frozen=True, slots=True)
class Need:
    """One rule: `needed` of `what` at least, `most` at most (None: not known yet, or no such bound); `count`
    so far; `holds`, None while a number is missing.
    """

    what: str
    rule: str
    needed: int | None
    most: int | None
    count: int | None
    holds: bool | None

    @property
    def lacking(self) -> int | None:
        """How many more it takes."""
        return None if self.needed is None or self.count is None else max(self.needed - self.count, 0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The rules held against the figures; `votes` told of, of `room`; `either`, whether one of the first so
    many rules is enough.
    """

    needs: list[Need]
    either: int
    votes: int | None
    room: int | None

    @property
    def left(self) -> int:
        """How many who came are not told of in the votes."""
        return max((self.room or 0) - (self.votes or 0), 0) if self.votes is not None else 0

    @property
    def beyond(self) -> int:
        """How many votes more than came."""
        return max(self.votes - self.room, 0) if self.votes is not None and self.room is not None else 0


def weigh(place: "Place", found: "JudgedEvent | None") -> Weighed:
    """`found`, the entry as far as it is typed."""
    step, matter = place.step, place.decision.matter
    typed = numbers_of(step, found.event, place.listed) if found is not None else {}
    quorum = [each for each in step.quorum if each.binds(matter)]
    rules = [*quorum, *[each for each in step.majority if each.binds(matter)][:1]]
    if step.election is not None:
        again = place.state.progress.rounds.get(step.code, 0) and step.election.runoff
        rules.append(again or step.election.elected)
    needs = [_share(each, typed, place) for each in rules]
    needs += [_bound(each, typed, place) for each in step.bounds if each.binds(matter)]
    spoken = [typed[name] for name in SPOKEN if found is not None and name in found.event.numbers]
    room = typed.get("present") if place.asked.ayes else None
    return Weighed(needs, len(quorum) if len(quorum) > 1 else 0, sum(spoken) if spoken else None, room)


def _share(rule: "ShareRule", typed: "Numbers", place: "Place") -> Need:
    base, found = typed.get(rule.whole), figure(rule, typed)
    return Need(
        what=name_of(rule.part, place.procedure),
        rule=say_rule(rule, place.procedure),
        needed=rule.comparator.needed(base, rule.share) if base else None,
        most=None,
        count=typed.get(rule.part),
        holds=found.holds if found is not None else None,
    )


def _bound(bound: "Bound", typed: "Numbers", place: "Place") -> Need:
    found = reach(bound, typed)
    edges = (bound.least, bound.most) if not bound.whole else (None, None)
    least, most = (found.least, found.most) if found is not None else edges
    least = int(least) if least is not None else None
    most = int(most) if most is not None else None
    count = typed.get(bound.part)
    return Need(
        what=name_of(bound.part, place.procedure),
        rule="",
        needed=least,
        most=most,
        count=count,
        holds=found.holds if found is not None else None,
    )
