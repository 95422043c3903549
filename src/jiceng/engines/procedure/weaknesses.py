"""By what a branch counts as weak (软弱涣散情形), and what usually mends it: dated criteria over quantities, or
what no register knows and a named officer attests.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.quantities import Criterion, Figure, Given, given, read_criterion
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import in_turn, known
from jiceng.kernel.errors import ProfileError

Amount = Callable[[Given], Figure]
"""A figure as a rule gives it, on the day asked: `Profile.amount` for one day."""


@dataclass(frozen=True, slots=True)
class WeaknessVersion:
    """A criterion as one dated rule has it; both days of force inclusive. All of `when` must hold; none of an
    attested one.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    when: tuple[Criterion, ...]

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def holds(self, amounts: Mapping[str, Figure | None], amount: Amount) -> bool | None:
        """Whether it holds of a unit of these amounts; None where one that decides it is not known."""
        met = [each.met(amounts.get(each.quantity), amount(each.value)) for each in self.when]
        if not met or False in met:
            return False
        return None if None in met else True


@dataclass(frozen=True, slots=True)
class Remedy:
    """What usually mends it, within `days`; `done`, the criterion that says by itself that it is done,
    counted from the day the case was opened; None: somebody says so.
    """

    title: Text
    days: Given
    done: Criterion | None


@dataclass(frozen=True, slots=True)
class WeaknessCase:
    """A worked case: on a day, with these amounts, the criterion holds or not."""

    name: Text
    on: date
    amounts: Mapping[str, Figure]
    holds: bool


@dataclass(frozen=True, slots=True)
class Weakness:
    """A situation in which a branch counts as weak. `attested`: no register knows it, an officer says so with
    her source. `unit_kinds`, `forms`: of which units it is asked (empty: all).
    """

    code: str
    title: Text
    attested: bool
    unit_kinds: tuple[str, ...]
    forms: tuple[str, ...]
    versions: tuple[WeaknessVersion, ...]
    remedies: tuple[Remedy, ...]
    cases: tuple[WeaknessCase, ...]

    def version_on(self, day: date) -> WeaknessVersion | None:
        """The version in force on `day`; None when none was."""
        return next((each for each in self.versions if each.in_force_on(day)), None)

    def concerns(self, unit_kind: str, form: str) -> bool:
        """Whether it is asked of units of a kind and form."""
        return (not self.unit_kinds or unit_kind in self.unit_kinds) and (
            not self.forms or form in self.forms
        )


def check_weakness(weakness: Weakness, case: WeaknessCase, amount: Amount) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    version = weakness.version_on(case.on)
    found = version.holds(case.amounts, amount) if version else None
    return f"holds={case.holds}", f"holds={found}"


@dataclass(frozen=True, slots=True)
class WeaknessWords:
    """What a criterion may name, and how its source is read."""

    quantities: Collection[str]
    parameters: Collection[str]
    unit_kinds: Collection[str]
    forms: Collection[str]
    citation: Callable[[Table], Citation]


def read_weakness(code: str, table: Table, words: WeaknessWords) -> Weakness:
    """Read `[weakness.CODE]`. Raises `ProfileError` as `Table` does; "missing_key" for a version without
    `when`, unless it is attested, and "unknown_key" for one that is; "versions_overlap".
    """
    attested = table.flag("attested")
    versions = tuple(_version(each, attested, words) for each in table.tables("version"))
    if not versions:
        raise ProfileError("missing_key", where=table.path("version"))
    in_turn(table, versions)
    return Weakness(
        code=code,
        title=table.text("title"),
        attested=attested,
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        forms=known(table, "forms", table.strings("forms"), words.forms),
        versions=versions,
        remedies=tuple(_remedy(each, words) for each in table.tables("remedy")),
        cases=tuple(_case(each, words) for each in table.tables("case")),
    )


def _version(table: Table, attested: bool, words: WeaknessWords) -> WeaknessVersion:
    when = () if attested else tuple(_criterion(each, words) for each in table.tables("when"))
    if not attested and not when:
        raise ProfileError("missing_key", where=table.path("when"))
    found = WeaknessVersion(
        table.day("in_force_from"), table.day_or_none("in_force_to"), words.citation(table), when
    )
    table.close()
    return found


def _criterion(table: Table, words: WeaknessWords) -> Criterion:
    found = read_criterion(table, words.quantities, words.parameters)
    table.close()
    return found


def _remedy(table: Table, words: WeaknessWords) -> Remedy:
    done = table.table_or_none("done")
    found = Remedy(
        table.text("title"),
        given(table, "days", words.parameters),
        _criterion(done, words) if done is not None else None,
    )
    table.close()
    return found


def _case(table: Table, words: WeaknessWords) -> WeaknessCase:
    inner = table.table("amounts")
    amounts: dict[str, Figure] = {}
    for key in known(inner, "", tuple(inner.data), words.quantities):
        amounts[key] = cast("Figure", given(inner, key, ()))  # a case gives figures: no parameter is known
    found = WeaknessCase(table.text("name"), table.day("on"), amounts, table.flag("holds"))
    table.close()
    return found


@dataclass(frozen=True, slots=True)
class LeadRole:
    """Who leads the mending of a weak branch at a level (四个一: 县级联系领导…)."""

    code: str
    title: Text


def read_lead_role(code: str, table: Table) -> LeadRole:
    """Read `[lead_role.CODE]`."""
    return LeadRole(code, table.text("title"))
