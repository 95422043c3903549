"""What may be found of an event, and what each finding weighs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from jiceng.engines.procedure.decisions.counting import Figure, Reach

if TYPE_CHECKING:
    from jiceng.engines.procedure.profile import Citation


class Weight(StrEnum):
    """UNDOES: the step is not done, it must be done again. VIOLATES: it counts, a rule was broken.
    BELOW: it counts, less than is usual. NOTE: said for completeness.
    """

    UNDOES = "undoes"
    VIOLATES = "violates"
    BELOW = "below_usual"
    NOTE = "note"


class Fault(StrEnum):
    """What was found; the first that undoes, else the first that violates, is the event's verdict."""

    NOT_IN_FORCE = "not_in_force"
    WRONG_KIND = "wrong_kind"
    BODY_MAY_NOT = "body_may_not"
    OUT_OF_ORDER = "out_of_order"
    DONE_BEFORE = "done_before"
    OBJECTION_OPEN = "objection_open"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_ANNOUNCED = "not_announced"
    ANNOUNCED_LATE = "announced_late"
    ANNOUNCED_WITHOUT = "announced_without"
    ROLL_MISSING = "roll_missing"
    ROLL_STALE = "roll_stale"
    ROLL_CHANGED = "roll_changed"
    NOT_RECUSED = "not_recused"
    NO_PROXIES = "no_proxies"
    TOO_MANY_PROXIES = "too_many_proxies"
    CANDIDATE_PROXIES = "candidate_proxies"
    NOT_SECRET = "not_secret"  # noqa: S105
    NOT_OPEN = "not_open"
    PAPERS_MISSING = "papers_missing"
    FIGURES_DISAGREE = "figures_disagree"
    BALLOTS_EXCEED = "ballots_exceed"
    OUT_OF_BOUNDS = "out_of_bounds"
    NUMBERS_MISSING = "numbers_missing"
    NO_QUORUM = "no_quorum"
    NOT_CARRIED = "not_carried"
    NOT_PASSED = "not_passed"
    SEATS_OPEN = "seats_open"
    TIED = "tied"
    POSTED_WITHOUT = "posted_without"
    POSTED_SHORT = "posted_short"
    MAY_NOT_SKIP = "may_not_skip"
    REASON_MISSING = "reason_missing"
    NO_OBJECTION = "no_objection"
    OBJECTED_LATE = "objected_late"
    RULED_LATE = "ruled_late"
    LATE = "late"
    MET = "met"


NOT_DECIDED = frozenset({Fault.NO_QUORUM, Fault.NUMBERS_MISSING, Fault.SEATS_OPEN, Fault.TIED})
"""Nothing was decided: to be held again, which is no breach of a rule."""
AGAINST = frozenset({Fault.NOT_CARRIED, Fault.NOT_PASSED})
"""It was decided, against the matter."""
ORDERLY = NOT_DECIDED | AGAINST


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `figure` or `reach` that shows it, `names` of steps, papers, numbers or relations, the
    `day` it turns on; `citation`, the clause.
    """

    fault: Fault
    weight: Weight
    citation: "Citation"
    figure: Figure | None = None
    reach: Reach | None = None
    names: tuple[str, ...] = ()
    day: date | None = None


OK = "ok"


def verdict_of(findings: tuple[Finding, ...]) -> str:
    """The one word for an event."""
    for weight in (Weight.UNDOES, Weight.VIOLATES):
        for each in findings:
            if each.weight is weight:
                return str(each.fault)
    return OK


def undone(findings: tuple[Finding, ...]) -> bool:
    """Whether the event leaves its step undone."""
    return any(each.weight is Weight.UNDOES for each in findings)
