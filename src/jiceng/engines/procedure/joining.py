"""Which small establishments may form one organisation together: by place, then industry, then size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiceng.engines.procedure.coverage import JoiningVersion


@dataclass(frozen=True, slots=True)
class Candidate:
    """One without an organisation: its key, the key of its place, its industry ("" unknown), its members."""

    key: int
    place: int
    industry: str
    members: int


@dataclass(slots=True)
class Suggestion:
    """Some that may form an organisation together; `same_industry`, whether they are of one industry."""

    place: int
    candidates: list[Candidate] = field(default_factory=list)
    same_industry: bool = True

    @property
    def members(self) -> int:
        """Members of all of them."""
        return sum(each.members for each in self.candidates)


def suggestions(candidates: Iterable[Candidate], rule: JoiningVersion) -> list[Suggestion]:
    """Groups of at most so many, of one place each, who have members enough together and none enough alone.

    Those of one industry are put together first; who is left over joins a group of her industry that has
    room, then others of the place. Whoever has no member is in no group. In order of place, then as found.
    """
    places: dict[int, list[Candidate]] = defaultdict(list)
    for each in candidates:
        if 0 < each.members < rule.alone_from:
            places[each.place].append(each)
    return [found for place in sorted(places) for found in _of_place(place, places[place], rule)]


def _of_place(place: int, there: Sequence[Candidate], rule: JoiningVersion) -> list[Suggestion]:
    industries: dict[str, list[Candidate]] = defaultdict(list)
    for each in there:
        industries[each.industry].append(each)
    found: list[Suggestion] = []
    left: list[Candidate] = []
    for industry, alike in sorted(industries.items()):
        groups, over = _groups(place, alike, rule, same_industry=bool(industry))
        left += _seated(over, groups, rule)
        found += groups
    groups, over = _groups(place, left, rule, same_industry=False)
    found += groups
    _seated(over, found, rule)
    return found


def _groups(
    place: int, alike: Iterable[Candidate], rule: JoiningVersion, *, same_industry: bool
) -> tuple[list[Suggestion], list[Candidate]]:
    """The smallest groups that have members enough, largest establishments first; who is left over."""
    found: list[Suggestion] = []
    over: list[Candidate] = []
    for each in sorted(alike, key=lambda each: (-each.members, each.key)):
        over.append(each)
        together = sum(one.members for one in over)
        if together >= rule.together_from and len(over) <= rule.units_at_most:
            found.append(Suggestion(place, over, same_industry))
            over = []
    return found, over


def _seated(over: Iterable[Candidate], groups: Sequence[Suggestion], rule: JoiningVersion) -> list[Candidate]:
    """Put who is left over where there is room, the smallest group first; returns for whom there is none."""
    left = []
    for each in over:
        room = (group for group in groups if len(group.candidates) < rule.units_at_most)
        group = min(room, key=lambda group: len(group.candidates), default=None)
        if group is None:
            left.append(each)
        else:
            group.same_industry &= each.industry == group.candidates[0].industry
            group.candidates.append(each)
    return left
