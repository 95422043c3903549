"""What a step's form asks: only what the rule of the step needs and nobody knows yet."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from jiceng.engines.procedure.decisions import Act, Secrecy
from jiceng.engines.procedure.decisions.judgement import nearest
from jiceng.engines.procedure.decisions.record import NAMES
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiceng.apps.decisions.models import Decision, Event
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.gatherings.rolls import RollEntry
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure.decisions import Bound, Procedure, ShareRule, State, Step

ROLL = ("entitled", "left_out", "households", "votes")
CAME = ("present", "households_present")


@dataclass(frozen=True)
class Asked:
    """Numbers a form asks for, by the names rules use: of the `roll`, of those who `came`, `own` ones of the
    step; those of `required` always. `ayes`, whether there is a vote; `ballots`, whether sheets are counted.
    """

    roll: tuple[str, ...]
    came: tuple[str, ...]
    own: tuple[str, ...]
    required: frozenset[str]
    ayes: bool
    ballots: bool


def asked_of(step: "Step", matter: str, *, gives_roll: bool) -> Asked:
    """What the rules of a step ask for a matter; `gives_roll`, whether a later step has its roll from it."""
    quorum = [each for each in step.quorum if each.binds(matter)]
    majority = [each for each in step.majority if each.binds(matter)][:1]
    bounds = [each for each in step.bounds if each.binds(matter)]
    election = (step.election.elected, step.election.runoff) if step.election else ()
    cast = {each.whole for each in election if each is not None}
    named = _names([*quorum, *majority, *bounds]) | cast
    alone = quorum if len(quorum) == 1 else []
    required = _names([*alone, *majority, *(each for each in bounds if each.must)]) | cast
    if "countable" in required:
        required |= {"entitled"}
    if gives_roll:
        named, required = named | {"entitled"}, required | {"entitled"}
    if "countable" in named:
        named |= {"entitled", "left_out"}
    if "present" in named or "added_votes" in named:
        named |= {"entitled"}
    ballots = step.secrecy is Secrecy.SECRET or bool(named & {"issued", "returned"})
    if step.act is Act.ELECTION and "cast" in named:
        ballots, required = True, required | {"returned"}
    return Asked(
        roll=() if step.roll_of else tuple(each for each in ROLL if each in named | _added(named)),
        came=tuple(each for each in CAME if each in named),
        own=tuple(sorted(named - NAMES)),
        required=frozenset(required),
        ayes=bool(majority),
        ballots=ballots,
    )


def _added(named: set[str]) -> set[str]:
    return {"votes"} if "added_votes" in named else set()


def _names(rules: "Sequence[ShareRule | Bound]") -> set[str]:
    return {name for each in rules for name in (each.part, each.whole) if name}


@dataclass(frozen=True)
class Place:
    """Where a form stands: the decision as it is, the step by the rule of the day chosen, who is entitled
    then.

    `roll`, those entitled by name, empty where heads are counted; `kinds`, of gathering in which the body
    meets; `rests`, minutes written already; `correcting`, the entry to be corrected; `paper`, from a signed
    sheet; `aside`, persons of the roll who must stand aside, and why; `conflicts`, how many must by what was
    declared, by relation, where heads are counted; `met`, what its body has met for, latest first; `events`,
    every entry there is.
    """

    decision: "Decision"
    unit: "UnitVersion"
    state: "State"
    step: "Step"
    day: date
    today: date
    roll: "Sequence[RollEntry]" = ()
    kinds: tuple[str, ...] = ()
    rests: "Gathering | None" = None
    correcting: "Event | None" = None
    paper: bool = False
    aside: "Mapping[int, str]" = field(default_factory=dict)
    conflicts: "Mapping[str, int]" = field(default_factory=dict)
    met: "Sequence[Gathering]" = ()
    events: "Sequence[Event]" = ()

    @property
    def procedure(self) -> "Procedure":
        """The procedure."""
        return self.state.procedure

    @property
    def asked(self) -> Asked:
        """What is asked."""
        return asked_of(self.step, self.decision.matter, gives_roll=self.gives_roll)

    @property
    def gives_roll(self) -> bool:
        """Whether a later step takes its roll from this one."""
        steps = nearest(self.procedure, self.day).steps.values()
        return any(each.roll_of == self.step.code for each in steps)

    @property
    def listed(self) -> "Mapping[str, int]":
        """The roll an earlier step made."""
        return self.state.progress.rolls.get(self.step.roll_of, {}) if self.step.roll_of else {}


def step_on(procedure: "Procedure", code: str, day: date) -> "Step":
    """A step by the rule of a day, or the nearest that has it. Raises `NotFound`."""
    versions = [nearest(procedure, day), *reversed(procedure.versions)]
    found = next((each.steps[code] for each in versions if code in each.steps), None)
    if found is None:
        raise NotFound("page_not_found")
    return found
