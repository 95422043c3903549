"""Results in JSON's terms: the shapes docs/ranking.md tells of. What is not known becomes null."""

import math
from collections.abc import Mapping
from typing import Any

from jiceng.engines.ranking.arrays import Truths
from jiceng.engines.ranking.orders import OrdersFit
from jiceng.engines.ranking.rank_sets import RankSets
from jiceng.engines.ranking.scores import ScoresFit
from jiceng.engines.ranking.tables import Estimates

ORDERS = "jiceng.ranking.orders/1"
SCORES = "jiceng.ranking.scores/1"
ESTIMATES = "jiceng.ranking.estimates/1"


def orders_as_json(fit: OrdersFit, sets: RankSets) -> dict[str, Any]:
    """What `jiceng rank orders --json` says; items in the order given."""
    found = fit.connectivity
    columns = zip(fit.items, fit.log_worth, fit.se, _ranks(sets), strict=True)
    return {
        "format": ORDERS,
        "items": [
            {"name": name, "log_worth": float(worth), "se": _number(se), **rank}
            for name, worth, se, rank in columns
        ],
        "ties": {str(order): delta for order, delta in fit.ties.items()},
        "tie_se": {str(order): se for order, se in fit.tie_se.items()},
        "log_likelihood": fit.log_likelihood,
        "iterations": fit.iterations,
        "gradient": fit.slope,
        "pseudo": fit.pseudo,
        "connected": found.connected,
        "clusters": [list(each) for each in found.clusters],
        "apart": [list(each) for each in found.apart],
        "always_first": list(found.always_first),
        "always_last": list(found.always_last),
        **_adherence(fit),
    }


def scores_as_json(fit: ScoresFit, sets: RankSets) -> dict[str, Any]:
    """What `jiceng rank scores --json` says; persons, raters and groups in the order of the file."""
    given = fit.scores
    persons = zip(given.persons, fit.estimate, fit.se, _ranks(sets), strict=True)
    groups = zip(given.groups, fit.shift, fit.shift_se, strict=True)
    return {
        "format": SCORES,
        "persons": [
            {"name": name, "estimate": float(estimate), "se": float(se), **rank}
            for name, estimate, se, rank in persons
        ],
        "raters": _raters(fit),
        "groups": [
            {"name": name, "shift": float(shift), "se": float(se)} for name, shift, se in groups
        ],
        "components": dict(fit.deviations),
        "flags": [
            {"rater": each.rater, "kind": str(each.kind), "evidence": dict(each.evidence)}
            for each in fit.flags
        ],
        "connected": len(fit.apart) == 1,
        "apart": [list(each) for each in fit.apart],
        "iterations": fit.components.iterations,
        "scores": len(given.score),
        "unscored": list(given.unscored),
        "silent": list(given.silent),
    }  # fmt: skip


def estimates_as_json(
    given: Estimates, sets: RankSets, among: Truths | None, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """What `jiceng rank estimates --json` says; items in the order of the file, `asked` as options were."""
    found: dict[str, Any] = {
        "format": ESTIMATES,
        "items": [{"name": name, **rank} for name, rank in zip(given.names, _ranks(sets), strict=True)],
        **asked,
    }
    if among is not None:
        found["top"] = [name for name, may in zip(given.names, among, strict=True) if may]
    return found


def _raters(fit: ScoresFit) -> list[dict[str, Any]]:
    columns = zip(
        fit.scores.raters, fit.scores.group, fit.severity, fit.severity_se, fit.consistency, strict=True
    )
    return [
        {
            "name": name, "group": fit.scores.groups[group], "severity": float(severity),
            "se": float(se), "consistency": _number(consistency),
        }
        for name, group, severity, se, consistency in columns
    ]  # fmt: skip


def _adherence(fit: OrdersFit) -> dict[str, Any]:
    if not fit.adherence:
        return {}
    return {"raters": [{"name": name, "adherence": value} for name, value in fit.adherence.items()]}


def _ranks(sets: RankSets) -> list[dict[str, int]]:
    columns = zip(sets.rank.tolist(), sets.low.tolist(), sets.high.tolist(), strict=True)
    return [{"rank": rank, "rank_low": low, "rank_high": high} for rank, low, high in columns]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
