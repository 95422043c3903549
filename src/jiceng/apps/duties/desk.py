"""Reads of verdicts from the side of meetings: what a record settles, what quorum it needs, what was computed unasked."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiceng.apps.duties import policies
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import UnitVerdict, judged
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import require
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.engines.procedure import DutyVersion
    from jiceng.engines.procedure.plan import Quorum


def settled_by(actor: Actor, version: UnitVersion, gathering_id: int, day: date) -> list[UnitVerdict]:
    """Verdicts of a unit for which one gathering counts, with their state on `day`."""
    require(actor, policies.READ, version.path)
    refresh(day, unit_ids=[version.unit_id])
    rows = Verdict.objects.filter(unit_id=version.unit_id, evidence__contains=str(gathering_id))
    return [each for each in judged(rows.order_by("closes_on"), day) if gathering_id in each.evidence_ids]


def computed_count(actor: Actor, version: UnitVersion, first: date, last: date) -> int:
    """How many verdicts of a unit closed between two days: each computed from records, none reported."""
    require(actor, policies.READ, version.path)
    return Verdict.objects.filter(unit_id=version.unit_id, closes_on__gte=first, closes_on__lte=last).count()


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many of those entitled must be present for a gathering to count, and by which rule's version."""

    quorum: "Quorum"
    version: "DutyVersion"

    def needed(self, entitled: int) -> int:
        """Fewest heads of `entitled`."""
        return self.quorum.comparator.needed(entitled, self.quorum.share)

    def reached(self, present: int, entitled: int) -> bool:
        """Whether `present` of `entitled` are enough, compared exactly."""
        return self.quorum.comparator.holds_share(present, entitled, self.quorum.share)


def quorum_for(kind: str, day: date) -> QuorumRule | None:
    """The quorum the rules in force on `day` ask of gatherings of a kind; None where they ask none."""
    for duty in current_rules().duties.values():
        version = duty.version_on(day)
        evidence = version.plan.evidence if version else None
        if version and evidence and evidence.quorum and kind in evidence.gathering_kinds:
            return QuorumRule(evidence.quorum, version)
    return None
