"""Figures an office may set for itself: parameters of a profile and the dated values that replace them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.kernel.comparators import parse_share
from jiceng.kernel.errors import Invalid, ProfileError

MOST = {"days": 36_500, "months": 1_200, "years": 100}
"""The greatest figure of a unit: a day reckoned with more lies beyond the calendar."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named figure: a whole number, or a share; `source` "pending" until an office has confirmed it."""

    code: str
    title: Text
    value: int | Fraction
    unit: str
    source: str
    confidence: str

    @property
    def pending(self) -> bool:
        """Whether the figure waits for the office's own."""
        return self.source == "pending"


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """An office's own figure, in force from `from_` to `to` (inclusive; None: until further notice)."""

    code: str
    value: int | str | Fraction
    from_: date
    to: date | None = None


def figure_of(text: int | str | Fraction, field: str = "value") -> int | Fraction:
    """Read a figure: a whole number ("45" too) or a share ("1/2"). Raises `Invalid("bad_figure")`,
    `Invalid("bad_share")`.
    """
    if isinstance(text, str):
        return int(text) if text.strip().isdecimal() else parse_share(text)
    if isinstance(text, bool) or not isinstance(text, int | Fraction) or text < 0:
        raise Invalid("bad_figure", field=field, value=str(text))
    return text if isinstance(text, int) else parse_share(str(text))


def read_parameter(code: str, table: Table) -> Parameter:
    """Read `[parameter.CODE]`."""
    try:
        value = figure_of(table.value("value", int, str))
    except Invalid as error:
        raise ProfileError(error.code, where=table.path("value"), value=error.data.get("value")) from None
    return Parameter(
        code=code,
        title=table.text("title"),
        value=value,
        unit=table.string("unit"),
        source=table.string("source"),
        confidence=table.string("confidence", "?"),
    )


def checked_values(
    parameters: Mapping[str, Parameter], values: Sequence[ParameterValue]
) -> tuple[ParameterValue, ...]:
    """An office's values in order of code and day, with their figures read.

    Raises `Invalid`: "unknown_parameter"; "wrong_figure_kind" (a share for a number or the reverse);
    "bad_figure" (more than `MOST`);
    "value_ends_before_it_starts"; "values_overlap" for one parameter twice on a day.
    """
    found = []
    for each in values:
        if each.code not in parameters:
            raise Invalid("unknown_parameter", field="parameter", value=each.code)
        figure = figure_of(each.value)
        if isinstance(figure, int) != isinstance(parameters[each.code].value, int):
            raise Invalid("wrong_figure_kind", field="value", parameter=each.code)
        if figure > MOST.get(parameters[each.code].unit, 10**9):
            raise Invalid("bad_figure", field="value", value=str(each.value))
        if each.to is not None and each.to < each.from_:
            raise Invalid("value_ends_before_it_starts", field="ends_on", parameter=each.code)
        found.append(ParameterValue(each.code, figure, each.from_, each.to))
    found.sort(key=lambda each: (each.code, each.from_))
    for before, after in pairwise(found):
        if before.code == after.code and (before.to is None or before.to >= after.from_):
            raise Invalid("values_overlap", field="starts_on", parameter=after.code)
    return tuple(found)


@dataclass(frozen=True)
class Figures:
    """Every parameter's figure on one day; reads figures of a rule's table, direct or by `{parameter =
    "code"}`.
    """

    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...]
    day: date

    def of(self, code: str, where: str) -> int | Fraction:
        """The figure of a parameter. Raises `ProfileError("unknown_parameter")` with `where`."""
        if code not in self.parameters:
            raise ProfileError("unknown_parameter", where=where, value=code)
        for each in self.values:
            if each.code == code and each.from_ <= self.day and (each.to is None or self.day <= each.to):
                return figure_of(each.value)
        return self.parameters[code].value

    def _figure(self, table: Table, key: str) -> int | Fraction:
        given = table.value(key, int, str, dict)
        if isinstance(given, dict):
            inner = table.table(key)
            found = self.of(inner.string("parameter"), table.path(key))
            inner.close()
            return found
        try:
            return figure_of(given)
        except Invalid as error:
            raise ProfileError(error.code, where=table.path(key), value=given) from None

    def whole(self, table: Table, key: str, default: int | None = None) -> int:
        """A whole number that is not negative; `default` when absent. Raises `ProfileError`."""
        if default is not None and not table.has(key):
            return default
        found = self._figure(table, key)
        if not isinstance(found, int) or found < 0:
            raise ProfileError("wrong_type", where=table.path(key), expected="whole number")
        return found

    def share(self, table: Table, key: str) -> Fraction:
        """A share in (0, 1]. Raises `ProfileError`."""
        found = self._figure(table, key)
        if isinstance(found, int) and found != 1:
            raise ProfileError("wrong_type", where=table.path(key), expected="share")
        return Fraction(found)


def parameter_codes(data: Any) -> Iterator[str]:
    """Codes of all parameters that a rule's raw data names, at any depth."""
    if isinstance(data, dict):
        if set(data) == {"parameter"}:
            yield str(data["parameter"])
        for each in data.values():
            yield from parameter_codes(each)
    elif isinstance(data, list):
        for each in data:
            yield from parameter_codes(each)


def stretches(
    first: date, last: date | None, values: Sequence[ParameterValue], codes: set[str]
) -> list[tuple[date, date | None]]:
    """Cut [first, last] where a value of `codes` begins or ends; in order, both days inclusive, last None
    when open.
    """
    cuts = set()
    for each in values:
        if each.code in codes:
            cuts.add(each.from_)
            if each.to is not None:
                cuts.add(each.to + timedelta(days=1))
    starts = [first, *sorted(day for day in cuts if first < day and (last is None or day <= last))]
    ends = [day - timedelta(days=1) for day in starts[1:]]
    return list(zip(starts, [*ends, last], strict=True))
