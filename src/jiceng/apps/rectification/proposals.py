"""Which units the criteria propose, with evidence. The program proposes and never lists by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.turns import take_turn
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import tree_order, visible, within
from jiceng.apps.rectification.grounds import Amount, holding, thawed
from jiceng.apps.rectification.models import Attestation, Case, Finding, SetAside, Survey
from jiceng.kernel.actors import Actor, PathRange

_SURVEYING = 0x57_45_41_4B  # "WEAK"


@dataclass(slots=True)
class Proposal:
    """A unit with what held of it at the last survey, what was attested and answered, and what waits for an
    answer; `aside`, weaknesses set aside, with the day until which and why.
    """

    unit: UnitVersion
    found: dict[str, list[Amount]] = field(default_factory=dict)
    attested: list[Attestation] = field(default_factory=list)
    unanswered: list[Attestation] = field(default_factory=list)
    aside: dict[str, SetAside] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether anything speaks for listing that was not set aside."""
        codes = {*self.found, *(each.weakness for each in self.attested)}
        return bool(codes - set(self.aside))


def survey(day: date, at: datetime) -> None:
    """Hold all units against the criteria as on a day, and keep what was found."""
    rules = current_rules()
    refresh(day, ranges=[PathRange.below("")])
    found = holding(UnitVersion.objects.filter(on(day)), day)
    with transaction.atomic():
        take_turn(_SURVEYING)
        Finding.objects.all().delete()
        Finding.objects.bulk_create(
            [
                Finding(unit_id=unit, weakness=code, amounts=amounts)
                for unit, weak in found.items()
                for code, amounts in weak.items()
            ],
            batch_size=1_000,
        )
        Survey.objects.update_or_create(pk=1, defaults={"day": day, "at": at, "rules": rules.fingerprint})


def last_survey(day: date) -> Survey:
    """The survey of a day; the first who asks on it makes it, and so after a change of the rules."""
    found = Survey.objects.filter(pk=1).first()
    if found is None or found.day != day or found.rules != current_rules().fingerprint:
        survey(day, timezone.now())
        found = Survey.objects.get(pk=1)
    return found


def findings(unit_ids: Any) -> dict[int, dict[str, list[Amount]]]:
    """What held of units at the last survey. Of units the caller has already checked."""
    found: dict[int, dict[str, list[Amount]]] = {}
    for each in Finding.objects.filter(unit_id__in=unit_ids):
        found.setdefault(each.unit_id, {})[each.weakness] = thawed(each.amounts)
    return found


Found = dict[int, dict[str, list[Amount]]]
"""What held of units at the last survey: by unit, by weakness."""


def found_below(actor: Actor, version: UnitVersion, day: date) -> Found:
    """What held, at the last survey, of a unit and all below it; those listed already are left out."""
    require(actor, READ, version.path)
    return findings(_unlisted(_below(actor, version, day)))


def proposals(actor: Actor, version: UnitVersion, day: date, found: Found | None = None) -> list[Proposal]:
    """Units of a unit and all below it that the criteria or an attestation propose, in official order; those
    listed already are left out. Parameters: `found`, what `found_below` gave, where it was asked already.
    """
    require(actor, READ, version.path)
    if found is None:
        last_survey(day)
        found = found_below(actor, version, day)
    there = _below(actor, version, day)
    attested: dict[int, list[Attestation]] = {}
    said = Attestation.objects.filter(unit_id__in=_unlisted(there), ended_on=None)
    for each in said.order_by("day", "pk"):
        attested.setdefault(each.unit_id, []).append(each)
    wanted = found.keys() | attested.keys()
    aside = _aside(wanted, day)
    units = tree_order(there.filter(unit_id__in=wanted))
    return [
        _proposal(each, found.get(each.unit_id, {}), attested.get(each.unit_id, []), aside) for each in units
    ]


def _below(actor: Actor, version: UnitVersion, day: date) -> QuerySet[UnitVersion]:
    return visible(actor, day).filter(within([PathRange.below(version.path)]))


def _unlisted(there: QuerySet[UnitVersion]) -> Any:
    listed = Case.objects.filter(removed_on=None).values("unit_id")
    return there.exclude(unit_id__in=listed).order_by().values("unit_id")


def _proposal(
    version: UnitVersion,
    found: dict[str, list[Amount]],
    attested: list[Attestation],
    aside: Mapping[int, dict[str, SetAside]],
) -> Proposal:
    return Proposal(
        version,
        found,
        [each for each in attested if each.answered_on is not None],
        [each for each in attested if each.answered_on is None],
        aside.get(version.unit_id, {}),
    )


def _aside(unit_ids: set[int], day: date) -> dict[int, dict[str, SetAside]]:
    found: dict[int, dict[str, SetAside]] = {}
    for each in SetAside.objects.filter(unit_id__in=unit_ids).order_by("at", "pk"):
        found.setdefault(each.unit_id, {})[each.weakness] = each
    return {
        unit: {code: each for code, each in weak.items() if each.until >= day} for unit, weak in found.items()
    }


def proposal_of(actor: Actor, version: UnitVersion, day: date, *, surveyed: bool = False) -> Proposal:
    """What speaks for listing one unit, counted anew as on a day; `surveyed`, as at the last survey."""
    require(actor, READ, version.path)
    if surveyed:
        last_survey(day)
        kept = findings([version.unit_id]).get(version.unit_id, {})
        return _one(version, kept, day)
    refresh(day, unit_ids=[version.unit_id])
    there = UnitVersion.objects.filter(on(day), unit_id=version.unit_id)
    frozen = holding(there, day).get(version.unit_id, {})
    return _one(version, {code: thawed(amounts) for code, amounts in frozen.items()}, day)


def _one(version: UnitVersion, found: dict[str, list[Amount]], day: date) -> Proposal:
    attested = list(Attestation.objects.filter(unit_id=version.unit_id, ended_on=None).order_by("day", "pk"))
    return _proposal(version, found, attested, _aside({version.unit_id}, day))
