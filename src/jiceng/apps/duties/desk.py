"""Reads of verdicts from the side of meetings: what a record settles, what it needs to count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiceng.apps.duties import policies
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import UnitVerdict, judged
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.people.models import Membership
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.engines.procedure import DutyVersion
    from jiceng.engines.procedure.plan import ItemRule, MeasureRule, Quorum


def settled_by(actor: Actor, version: UnitVersion, gathering_id: int, day: date) -> list[UnitVerdict]:
    """Verdicts of a unit for which one gathering counts, with their state on `day`."""
    require(actor, policies.READ, version.path)
    refresh(day, unit_ids=[version.unit_id])
    rows = Verdict.objects.filter(unit_id=version.unit_id, evidence__contains=str(gathering_id))
    return [each for each in judged(rows.order_by("closes_on"), day) if gathering_id in each.evidence_ids]


def computed_count(
    actor: Actor, version: UnitVersion, first: date, last: date, day: date, *more: "QuerySet[Any]"
) -> tuple[int, ...]:
    """How many verdicts of a unit closed between two days, each computed from records, none reported; how
    many members it has on `day`; and how many of `more`, rows of other rooms with a `unit_id`. One query.
    """
    require(actor, policies.READ, version.path)
    closed = Verdict.objects.filter(unit_id=OuterRef("unit_id"), closes_on__gte=first, closes_on__lte=last)
    members = Membership.objects.filter(on(day), unit_id=OuterRef("unit_id"))
    others = [_number(rows.filter(unit_id=OuterRef("unit_id"))) for rows in more]
    asked = UnitVersion.objects.filter(pk=version.pk)
    found = asked.values_list(_number(closed), _number(members), *others)
    return found.get()


def _number(rows: "QuerySet[Any]") -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("unit_id").annotate(n=Count("pk")).values("n")), 0)


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What rules ask of a gathering of one kind, for it to count: a quorum, so many of the fixed parts, so
    many hours or days; None where they do not.

    `parts` is a rule over fixed parts only: one that asks for a chosen part makes a gathering count for
    more, not for less.
    """

    quorum: QuorumRule | None
    parts: "ItemRule | None"
    measured: "MeasureRule | None" = None

    @property
    def fewest_parts(self) -> int:
        """Fewest fixed parts; 0 where none are asked."""
        return self.parts.comparator.fewest(self.parts.value) if self.parts else 0

    def parts_among(self, items: Iterable[str]) -> int:
        """How many of `items` (codes) are asked for."""
        return len(set(items) & set(self.parts.among)) if self.parts else 0


def asked_of(kind: str, day: date) -> Asked:
    """What the rules in force on `day` ask of gatherings of a kind; the first duty that asks decides."""
    rules = current_rules()
    versions = [duty.version_on(day) for duty in rules.duties.values()]
    bound = [
        (version, evidence)
        for version in versions
        if version and (evidence := version.plan.evidence_of(kind))
    ]
    quorums = [QuorumRule(evidence.quorum, version) for version, evidence in bound if evidence.quorum]
    parts = [
        evidence.items
        for _, evidence in bound
        if evidence.items and all(rules.items[code].fixed for code in evidence.items.among)
    ]
    measured = [evidence.measured for _, evidence in bound if evidence.measured]
    return Asked(next(iter(quorums), None), next(iter(parts), None), next(iter(measured), None))
