"""A formula as data (of a profile or of JSON), and its results in JSON's terms.

Numbers are written as text ("0.35", "1/3") or whole: a binary float is not what a rule says.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from jiceng.engines.ranking.parts import Combination, Combined, Formula, Grade, Missing, Part, Rounding, Step
from jiceng.engines.ranking.rank_sets import LEVEL, RankSets, draws_for, rank_sets
from jiceng.kernel.errors import Invalid

_NUMBER = re.compile(r"-?\d{1,18}(?:[./]\d{1,18})?")
COMBINATION = "jiceng.ranking.combination/1"
Word = TypeVar("Word", bound=StrEnum)


def read_formula(data: Mapping[str, Any]) -> Formula:
    """A formula from plain data: `parts` (code, weight, low, high), `scale`, `decimals`, `missing`, `grades`
    (code, at_least, share, rounding, bars). Raises Invalid("parts_field") naming the field.
    """
    _known(data, {"parts", "scale", "decimals", "missing", "grades"})
    decimals = data.get("decimals", 2)
    if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 12:
        raise Invalid("parts_field", field="decimals")
    scale = _exact(data.get("scale", 100), "scale")
    if scale <= 0:
        raise Invalid("parts_field", field="scale")
    return Formula(
        parts=tuple(_part(each) for each in _several(data, "parts")),
        scale=scale,
        decimals=decimals,
        missing=_word(Missing, data.get("missing", "refuse"), "missing"),
        grades=tuple(_grade(each) for each in _several(data, "grades")),
    )


def combination_sets(
    found: Combination, *, level: float = LEVEL, simultaneous: bool = False, seed: int = 0
) -> RankSets:
    """Ranks of those with a total, with confidence sets, from the totals' standard errors taken as
    independent.

    Raises Invalid when nobody has a total.
    """
    there = [each for each in found.persons if each.total is not None]
    totals = np.array([float(each.total or 0) for each in there])
    errors = np.array([each.se for each in there])
    draws = draws_for(len(there))
    return rank_sets(totals, errors**2, level=level, simultaneous=simultaneous, seed=seed, draws=draws)


def combination_as_json(found: Combination, sets: RankSets | None = None) -> dict[str, Any]:
    """Every number on the way, decimals as text so that they stay what they are."""
    bounds = iter([] if sets is None else zip(sets.low.tolist(), sets.high.tolist(), strict=True))
    return {
        "format": COMBINATION,
        "persons": [_person(each, found.formula, bounds) for each in found.persons],
        "places": [
            {
                "grade": each.grade, "share": str(each.share), "persons": each.persons,
                "exact": str(each.exact), "places": each.places, "given": each.given,
            }
            for each in found.places
        ],
    }  # fmt: skip


def _person(each: Combined, formula: Formula, bounds: Any) -> dict[str, Any]:
    low, high = next(bounds, (None, None)) if each.total is not None else (None, None)
    return {
        "name": each.name,
        "steps": [_step(step, formula.decimals) for step in each.steps],
        "total": None if each.total is None else _decimal(each.total, formula.decimals),
        "se": None if each.total is None else each.se,
        "rank": each.rank,
        "rank_low": low,
        "rank_high": high,
        "grade": each.grade,
        "notes": {key: str(note) for key, note in each.notes.items()},
    }


def _step(step: Step, decimals: int) -> dict[str, Any]:
    return {
        "part": step.part,
        "given": str(step.given),
        "scaled": _decimal(step.scaled, decimals),
        "weight": str(step.weight),
        "product": _decimal(step.product, decimals),
        "error": step.error,
    }


def _decimal(value: Fraction, decimals: int) -> str:
    """A rounded number written out: 86.50."""
    sign, digits = "-" if value < 0 else "", str(abs(int(value * 10**decimals))).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _part(data: Mapping[str, Any]) -> Part:
    _known(data, {"code", "weight", "low", "high"})
    return Part(
        _text(data, "code"), _exact(data.get("weight"), "weight"),
        _exact(data.get("low", 0), "low"), _exact(data.get("high", 100), "high"),
    )  # fmt: skip


def _grade(data: Mapping[str, Any]) -> Grade:
    _known(data, {"code", "at_least", "share", "rounding", "bars"})
    bars = data.get("bars", [])
    if not isinstance(bars, list) or not all(isinstance(each, str) for each in bars):
        raise Invalid("parts_field", field="bars")
    share = _exact(data["share"], "share") if "share" in data else None
    if share is not None and not 0 <= share <= 1:
        raise Invalid("parts_field", field="share")
    return Grade(
        _text(data, "code"),
        _exact(data["at_least"], "at_least") if "at_least" in data else None,
        share,
        _word(Rounding, data.get("rounding", "down"), "rounding"),
        frozenset(bars),
    )


def _known(data: object, fields: set[str]) -> None:
    if not isinstance(data, Mapping):
        raise Invalid("parts_field", field="")
    for field in data.keys() - fields:
        raise Invalid("parts_field", field=str(field))


def _several(data: Mapping[str, Any], field: str) -> Sequence[Any]:
    found = data.get(field, ())
    if not isinstance(found, list | tuple):
        raise Invalid("parts_field", field=field)
    return found


def _text(data: Mapping[str, Any], field: str) -> str:
    found = data.get(field)
    if not isinstance(found, str) or not found:
        raise Invalid("parts_field", field=field)
    return found


def _exact(value: object, field: str) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        try:
            return Fraction(value)
        except ZeroDivisionError:
            pass
    raise Invalid("parts_field", field=field)


def _word(kind: type[Word], value: object, field: str) -> Word:
    try:
        return kind(str(value))
    except ValueError:
        raise Invalid("parts_field", field=field) from None
