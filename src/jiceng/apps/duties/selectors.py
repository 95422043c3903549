"""Reads of verdicts: what a unit owes, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from jiceng.apps.duties import policies
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.models import ParameterValue, Postponement, Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.states import NOT_YET, state_expression
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, within
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, DutyVersion, Profile


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """A verdict with its state on a day, its duty and the rule's version it was judged by."""

    verdict: Verdict
    duty: "Duty"
    version: "DutyVersion"
    state: str
    at_risk: bool

    @property
    def period(self) -> Period:
        """The period, or the interval of a term or vacancy."""
        return Period.parse(self.verdict.period)

    @property
    def evidence_ids(self) -> list[int]:
        """Ids of the gatherings that count."""
        return [int(id) for id in self.verdict.evidence.split(",") if id]


def unit_verdicts(
    actor: Actor, version: UnitVersion, day: date, first: date, last: date
) -> list[UnitVerdict]:
    """Verdicts of one unit whose occasion has a day in [first, last], in the profile's order, newest period
    first.

    Occasions that have not opened on `day` are left out.
    """
    require(actor, policies.READ, version.path)
    refresh(day, unit_ids=[version.unit_id])
    rows = Verdict.objects.filter(unit_id=version.unit_id, opens_on__lte=last, closes_on__gte=first)
    return judged(rows.order_by("-closes_on"), day)


def open_verdicts(actor: Actor, version: UnitVersion, day: date) -> list[UnitVerdict]:
    """What concerns a unit today: every occasion that is open, inside its grace, or overdue and still to be
    mended.

    The last are terms and vacancies: a term past its end, a post still vacant.
    """
    require(actor, policies.READ, version.path)
    refresh(day, unit_ids=[version.unit_id])
    rows = Verdict.objects.filter(_concerning(day), unit_id=version.unit_id)
    return judged(rows.order_by("closes_on"), day)


def open_below(actor: Actor, version: UnitVersion, day: date) -> dict[int, list[UnitVerdict]]:
    """`open_verdicts` of a unit and of all below it, by unit id: as many queries for one as for all."""
    require(actor, policies.READ, version.path)
    refresh(day, ranges=[PathRange.below(version.path)])
    there = UnitVersion.objects.filter(on(day), within([PathRange.below(version.path)])).values("unit_id")
    found: dict[int, list[UnitVerdict]] = {}
    for each in judged(
        Verdict.objects.filter(_concerning(day), unit_id__in=there).order_by("closes_on"), day
    ):
        found.setdefault(each.verdict.unit_id, []).append(each)
    return found


def pressing_below(actor: Actor, version: UnitVersion, day: date, last: date) -> list[UnitVerdict]:
    """What a unit and those below still have to do that ends by `last`: due, inside its grace, or a term or
    vacancy past its end.
    """
    require(actor, policies.READ, version.path)
    refresh(day, ranges=[PathRange.below(version.path)])
    there = UnitVersion.objects.filter(on(day), within([PathRange.below(version.path)])).values("unit_id")
    rows = Verdict.objects.filter(_concerning(day), unit_id__in=there, closes_on__lte=last)
    undone = rows.exclude(met_on__lte=day).order_by("closes_on")
    return [each for each in judged(undone, day) if each.state in ("due", "late", "missed")]


def _concerning(day: date) -> Q:
    """Occasions that are open, inside their grace, or overdue and still to be mended."""
    running = Q(opens_on__lte=day, closes_on__gte=day)
    late = Q(closes_on__lt=day, met_on=None) & (
        Q(grace_until__gte=day) | Q(excuse_until__gte=day) | Q(period__contains="/")
    )
    return running | late


def judged(rows: QuerySet[Verdict], day: date) -> list[UnitVerdict]:
    """Rows with their state on `day`, in the order of the profile's duties, then as they came."""
    rules = current_rules()
    rank = {code: number for number, code in enumerate(rules.duties)}
    found = judged_with(rules, rows.annotate(state=state_expression(day)), day)
    kept = [each for each in found if each.state != NOT_YET]
    return sorted(kept, key=lambda each: rank[each.duty.code])


def judged_with(rules: "Profile", rows: Iterable[Verdict], day: date) -> list[UnitVerdict]:
    """Rows that carry their `state` on `day`, with duty and rule, as they came."""
    found = []
    for row in rows:
        duty = rules.duties[row.duty]
        version = duty.versions[row.version - 1]
        state = str(row.state)  # type: ignore[attr-defined]
        risk = state == "due" and (row.closes_on - day).days < version.plan.at_risk_days
        found.append(UnitVerdict(row, duty, version, state, risk))
    return found


def within_period(period: Period) -> Q:
    """Verdicts of what is to be done by the end of a period: those whose occasion closes in it."""
    return Q(closes_on__gte=period.start, closes_on__lte=period.end)


def tree_below(actor: Actor, version: UnitVersion, day: date, period: Period) -> QuerySet[UnitVersion]:
    """A unit and all under it, as on a period's last day (or today).

    The tree is that of the period, the permission today's: what has gone to others since is left out.
    Parameters: `version`, the unit as it is today.
    """
    require(actor, policies.READ, version.path)
    past = standing_on(version, min(period.end, day))
    return _placed(actor, day, period).filter(within([PathRange.below(past.path)] if past else ()))


def _placed(actor: Actor, day: date, period: Period) -> QuerySet[UnitVersion]:
    """Units whose duties the actor may see today, as they stood on a period's last day (or today)."""
    tree_day = min(period.end, day)
    if tree_day == day:
        return UnitVersion.objects.filter(on(day), within(actor.ranges(policies.READ)))
    mine = last_versions(actor, policies.READ).values("unit_id")
    return UnitVersion.objects.filter(on(tree_day), unit_id__in=mine)


def verdicts_below(
    actor: Actor, version: UnitVersion, day: date, period: Period, rules: "Profile | None" = None
) -> QuerySet[Any]:
    """Verdicts of a unit and all under it (`tree_below`) in a period, each with its `state` on `day`."""
    there = tree_below(actor, version, day, period)
    refresh(day, ranges=[PathRange.below(version.path)], rules=rules)
    rows = Verdict.objects.filter(
        within_period(period), opens_on__lte=day, unit_id__in=there.values("unit_id")
    )
    return rows.annotate(state=state_expression(day)).exclude(state=NOT_YET)


def standing_on(version: UnitVersion, day: date) -> UnitVersion | None:
    """The version of the same unit on a day; None when there was none. No query when it is the one given."""
    if version.starts_on <= day and (version.ends_on is None or day < version.ends_on):
        return version
    return UnitVersion.objects.filter(on(day), unit_id=version.unit_id).select_related("unit").first()


def duty_report(actor: Actor, day: date, period: Period, version: UnitVersion | None) -> list[dict[str, Any]]:
    """Verdicts of a period as plain values, for machines: unit, duty, period, state, clause, evidence
    (gathering ids).

    Parameters: `version`, the unit to report with all under it, or None for everything the actor may see.
    """
    rules = current_rules()
    tree = tree_below(actor, version, day, period) if version else _placed(actor, day, period)
    rows = (
        Verdict.objects.filter(within_period(period), unit__versions__in=tree.values("pk"))
        .annotate(state=state_expression(day), code=F("unit__code"))
        .exclude(state=NOT_YET)
        .order_by("unit__versions__path", "opens_on")
        .values("code", "duty", "version", "period", "state", "evidence", "excuse")
    )
    return [
        {
            "unit": row["code"],
            "duty": row["duty"],
            "period": row["period"],
            "state": row["state"],
            "excuse": row["excuse"] or None,
            "clause": clause(rules.duties[row["duty"]].versions[row["version"] - 1], "zh-hans"),
            "evidence": [int(id) for id in row["evidence"].split(",") if id],
        }
        for row in rows
    ]


def clause(version: "DutyVersion", language: str) -> str:
    """The citation of a rule's version in one line: instrument and article."""
    return version.citation.clause.in_language(language)


def postponements(actor: Actor, version: UnitVersion) -> list[Postponement]:
    """A unit's postponements, newest first, withdrawn ones too."""
    require(actor, policies.READ, version.path)
    return list(Postponement.objects.filter(unit_id=version.unit_id).order_by("-approved_at"))


def postponement_by_id(
    actor: Actor, version: UnitVersion, postponement_id: int, permission: str = policies.READ
) -> Postponement:
    """One postponement of a unit. Raises `NotFound("postponement_not_found")`."""
    require(actor, permission, version.path)
    found = Postponement.objects.filter(pk=postponement_id, unit_id=version.unit_id).first()
    if found is None:
        raise NotFound("postponement_not_found")
    return found


def parameter_values(actor: Actor) -> list[ParameterValue]:
    """The office's own values, newest first, for whoever may read duties anywhere."""
    if not actor.has(policies.READ):
        raise NotFound("parameters_not_found")
    return list(ParameterValue.objects.order_by("-set_at"))
