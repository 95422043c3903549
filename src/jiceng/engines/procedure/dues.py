"""What a member pays each month (会费): a share of what she earns, or a sum, by the rule in force.

Sums are whole fen, shares exact fractions: nothing is rounded but the due itself, once, halves up.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import in_turn, known
from jiceng.kernel.comparators import parse_share
from jiceng.kernel.errors import Invalid, ProfileError

FEN = 100
"""Fen of a yuan."""
ROUNDING = "dues_rounding_fen"
"""The parameter that says what a computed due is rounded to."""


@dataclass(frozen=True, slots=True)
class Band:
    """The rate on the whole of a base up to so many fen, these included; None: without end."""

    up_to: int | None
    rate: Fraction


@dataclass(frozen=True, slots=True)
class PayerVersion:
    """What one dated rule asks of a kind of payer: by `bands`, or a sum from `least` to `most` fen. Both days
    of force inclusive.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    bands: tuple[Band, ...]
    least: int
    most: int

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @property
    def fixed(self) -> bool:
        """Whether nothing is left to be said: one sum for all."""
        return not self.bands and self.least == self.most


@dataclass(frozen=True, slots=True)
class PayerCase:
    """A worked case: what is asked on a day of one who gave `given` fen, or the code it is refused with."""

    name: Text
    on: date
    given: int | None
    fen: int | None
    refused: str


@dataclass(frozen=True, slots=True)
class PayerKind:
    """A kind of payer. `base`, what the share is taken of; None where a sum is chosen or fixed. `unit_kinds`:
    where members usually are of this kind.
    """

    code: str
    title: Text
    base: Text | None
    unit_kinds: tuple[str, ...]
    versions: tuple[PayerVersion, ...]
    cases: tuple[PayerCase, ...]

    def version_on(self, day: date) -> PayerVersion | None:
        """The rule in force on `day`; None where there was none."""
        return next((each for each in self.versions if each.in_force_on(day)), None)


@dataclass(frozen=True, slots=True)
class Standard:
    """What is asked of someone each month: fen, the rate it follows from (None: a sum), the clause."""

    fen: int
    rate: Fraction | None
    citation: Citation


def standard(kind: PayerKind, on: date, given: int | None, rounding: int = 1) -> Standard:
    """What a payer of a kind owes for the month of `on`.

    Parameters: `given`, fen: her base, or the sum chosen; None where the rule fixes it; `rounding`, fen a
    computed due is rounded to. Raises `Invalid`: "dues_rule_not_in_force", "dues_base_missing",
    "dues_out_of_range" (with `least` and `most`, yuan as text).
    """
    version = kind.version_on(on)
    if version is None:
        raise Invalid("dues_rule_not_in_force", field="payer")
    if version.fixed:
        return Standard(version.least, None, version.citation)
    if given is None or given < 0:
        raise Invalid("dues_base_missing", field="given")
    if version.bands:
        rate = next(b.rate for b in version.bands if b.up_to is None or given <= b.up_to)
        return Standard(rounded(given * rate, rounding), rate, version.citation)
    if not version.least <= given <= version.most:
        least, most = in_yuan(version.least), in_yuan(version.most)
        raise Invalid("dues_out_of_range", field="given", least=least, most=most)
    return Standard(given, None, version.citation)


def in_yuan(fen: int) -> str:
    """A sum as it is written: 1234.50."""
    return f"{fen // FEN}.{fen % FEN:02}"


def rounded(fen: Fraction, to: int) -> int:
    """Fen rounded to a multiple of `to`, halves up; of none (0), to the fen."""
    unit = max(to, 1)
    return floor(fen / unit + Fraction(1, 2)) * unit


def check_payer(kind: PayerKind, case: PayerCase, rounding: int) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    try:
        found = str(standard(kind, case.on, case.given, rounding).fen)
    except Invalid as error:
        found = error.code
    return case.refused or str(case.fen), found


def read_payer(
    code: str, table: Table, unit_kinds: Collection[str], citation: Callable[[Table], Citation]
) -> PayerKind:
    """Read `[payer.CODE]`. Raises `ProfileError` as `Table` does, "missing_key" for a rule without an end,
    "versions_overlap".
    """
    versions = tuple(_version(each, citation) for each in table.tables("version"))
    in_turn(table, versions)
    return PayerKind(
        code=code,
        title=table.text("title"),
        base=table.text("base") if table.has("base") else None,
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), unit_kinds),
        versions=versions,
        cases=tuple(_case(each) for each in table.tables("case")),
    )


def _version(table: Table, citation: Callable[[Table], Citation]) -> PayerVersion:
    bands = tuple(_band(each) for each in table.tables("bands"))
    if bands and [each.up_to is None for each in bands] != [False] * (len(bands) - 1) + [True]:
        raise ProfileError("missing_key", where=table.path("bands"))
    found = PayerVersion(
        in_force_from=table.day("in_force_from"),
        in_force_to=table.day_or_none("in_force_to"),
        citation=citation(table),
        bands=bands,
        least=0 if bands else table.whole("least_fen"),
        most=0 if bands else table.whole("most_fen"),
    )
    table.close()
    return found


def _band(table: Table) -> Band:
    up_to = table.whole("up_to_yuan") * FEN if table.has("up_to_yuan") else None
    try:
        found = Band(up_to, parse_share(table.string("rate")))
    except Invalid as error:
        raise ProfileError(error.code, where=table.path("rate"), value=error.data.get("value")) from None
    table.close()
    return found


def _case(table: Table) -> PayerCase:
    found = PayerCase(
        name=table.text("name"),
        on=table.day("on"),
        given=table.whole("given_fen") if table.has("given_fen") else None,
        fen=table.whole("fen") if table.has("fen") else None,
        refused=table.string("refused", ""),
    )
    table.close()
    return found
