"""Reading one dated rule's table into its plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from jiceng.engines.procedure.parameters import Figures
from jiceng.engines.procedure.plan import (
    Clock,
    ColumnCondition,
    Count,
    Evidence,
    ExcuseKind,
    ExcuseRule,
    ItemRule,
    MeasureRule,
    MeasureUnit,
    Plan,
    Population,
    Quorum,
    Requirement,
)
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.words import (
    BodyKind,
    GatheringKind,
    Item,
    OrganisationForm,
    PostKind,
    UnitKind,
    known,
)
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import Invalid, ProfileError
from jiceng.kernel.periods import Cadence

Choice = TypeVar("Choice", bound=Enum)
PLAIN_COLUMNS = ("members", "voting_members")
BODIES = "bodies."


@dataclass(frozen=True)
class Vocabulary:
    """The codes a rule may name."""

    unit_kinds: dict[str, UnitKind]
    organisation_forms: dict[str, OrganisationForm]
    body_kinds: dict[str, BodyKind]
    gathering_kinds: dict[str, GatheringKind]
    post_kinds: dict[str, PostKind]
    items: dict[str, Item]


@dataclass(frozen=True)
class RuleReader:
    """Reads rule tables with the profile's codes and the figures of one day. Raises `ProfileError` with the
    key's path.
    """

    words: Vocabulary
    figures: Figures

    def plan(self, table: Table) -> Plan:
        """The plan of a `[[duty.CODE.version]]` table; the caller reads its keys of date and citation."""
        clock = choice(table, "clock", Clock, Clock.CALENDAR)
        part = {Clock.CALENDAR: self._calendar, Clock.TERM: self._term, Clock.VACANCY: self._vacancy}[clock]
        return part(table)

    def _calendar(self, table: Table) -> Plan:
        evidence = self._alternatives(table)
        requirement = self._requirement(table.table("require"))
        self._check_count(table, requirement, evidence)
        return Plan(
            clock=Clock.CALENDAR,
            cadence=choice(table, "cadence", Cadence),
            evidence=evidence,
            requirement=requirement,
            population=self._population(table.table("population")),
            excuses=self._excuses(table),
            grace_days=self.figures.whole(table, "grace_days", 0),
            at_risk_days=self.figures.whole(table, "at_risk_days", 0),
        )

    def _term(self, table: Table) -> Plan:
        bodies = known(table, "bodies", table.strings("bodies"), self.words.body_kinds)
        if not bodies:
            raise ProfileError("missing_key", where=table.path("bodies"))
        return Plan(
            clock=Clock.TERM,
            body_kinds=bodies,
            lead_days=self.figures.whole(table, "lead_days"),
            requirement=_once(),
            population=self._population(table.table("population")),
            excuses=self._excuses(table),
            grace_days=self.figures.whole(table, "grace_days", 0),
            at_risk_days=self.figures.whole(table, "at_risk_days", 0),
        )

    def _vacancy(self, table: Table) -> Plan:
        (post,) = known(table, "post", (table.string("post"),), self.words.post_kinds)
        if table.has("allowed_days") == table.has("allowed_months"):
            raise ProfileError("one_of", where=table.where, keys="allowed_days, allowed_months")
        return Plan(
            clock=Clock.VACANCY,
            post_kind=post,
            allowed_days=self.figures.whole(table, "allowed_days", 0),
            allowed_months=self.figures.whole(table, "allowed_months", 0),
            requirement=_once(),
            population=self._population(table.table("population")),
            excuses=self._excuses(table),
            grace_days=self.figures.whole(table, "grace_days", 0),
            at_risk_days=self.figures.whole(table, "at_risk_days", 0),
        )

    def _population(self, table: Table) -> Population:
        found = Population(
            forms=frozenset(known(table, "forms", table.strings("forms"), self.words.organisation_forms)),
            kinds=frozenset(known(table, "kinds", table.strings("kinds"), self.words.unit_kinds)),
            where=tuple(self._condition(each) for each in table.tables("where")),
        )
        table.close()
        return found

    def _condition(self, table: Table) -> ColumnCondition:
        found = ColumnCondition(
            column=self._column(table, "column"),
            comparator=comparator(table),
            value=self.figures.whole(table, "value"),
            expected=table.flag("expected", True),
        )
        table.close()
        return found

    def _column(self, table: Table, key: str) -> str:
        column = table.string(key)
        if column.startswith(BODIES):
            known(table, key, (column.removeprefix(BODIES),), self.words.body_kinds)
        else:
            known(table, key, (column,), PLAIN_COLUMNS)
        return column

    def _alternatives(self, table: Table) -> tuple[Evidence, ...]:
        """One table of evidence, or a list of alternatives whose kinds of gathering differ."""
        one = isinstance(table.value("evidence", dict, list), dict)
        given = [table.table("evidence")] if one else table.tables("evidence")
        found = tuple(self._evidence(each) for each in given)
        kinds = [kind for each in found for kind in each.gathering_kinds]
        if not kinds:
            raise ProfileError("missing_key", where=table.path("evidence"))
        for kind in kinds:
            if kinds.count(kind) > 1:
                raise ProfileError("kind_named_twice", where=table.path("evidence"), value=kind)
        return found

    def _check_count(self, table: Table, requirement: Requirement, evidence: tuple[Evidence, ...]) -> None:
        """Items are counted of one kind of evidence that names them; hours of kinds measured in hours."""
        if requirement.count is Count.ITEMS and (len(evidence) != 1 or evidence[0].items is None):
            raise ProfileError("missing_key", where=table.path("evidence.items"))
        if requirement.count is Count.MEASURED:
            kinds = [kind for each in evidence for kind in each.gathering_kinds]
            self._unit(table, "evidence", kinds, MeasureUnit.HOURS)

    def _unit(self, table: Table, key: str, kinds: Sequence[str], wanted: MeasureUnit | None) -> MeasureUnit:
        """The unit all kinds of gathering are measured in, `wanted` if one is."""
        measures = [self.words.gathering_kinds[kind].measure for kind in kinds]
        units = {each.unit if each else None for each in measures}
        unit = next(iter(units))
        if len(units) != 1 or unit is None or wanted not in (None, unit):
            raise ProfileError("not_measured_so", where=table.path(key), value=", ".join(kinds))
        return unit

    def _evidence(self, table: Table) -> Evidence:
        kinds = known(table, "gathering_kinds", table.strings("gathering_kinds"), self.words.gathering_kinds)
        if not kinds:
            raise ProfileError("missing_key", where=table.path("gathering_kinds"))
        quorum, items = table.table_or_none("quorum"), table.table_or_none("items")
        measured = table.table_or_none("measured")
        found = Evidence(
            gathering_kinds=kinds,
            quorum=self._quorum(quorum) if quorum else None,
            items=self._items(items) if items else None,
            measured=self._measured(measured, kinds) if measured else None,
        )
        table.close()
        return found

    def _quorum(self, table: Table) -> Quorum:
        known(table, "of", (table.string("of"),), ("entitled",))
        found = Quorum(comparator=comparator(table), share=self.figures.share(table, "share"))
        table.close()
        return found

    def _items(self, table: Table) -> ItemRule:
        among = table.value("among", str, list)
        if among == "fixed":
            codes = tuple(code for code, item in self.words.items.items() if item.fixed)
        else:
            codes = known(table, "among", table.strings("among"), self.words.items)
        found = ItemRule(among=codes, comparator=comparator(table), value=self.figures.whole(table, "value"))
        table.close()
        return found

    def _measured(self, table: Table, kinds: Sequence[str]) -> MeasureRule:
        unit = self._unit(table, "value", kinds, None)
        found = MeasureRule(unit, comparator(table), self.figures.whole(table, "value"))
        table.close()
        return found

    def _requirement(self, table: Table) -> Requirement:
        column, value = None, 0
        given = table.value("value", int, dict)
        if isinstance(given, dict) and "column" in given:
            inner = table.table("value")
            column = self._column(inner, "column")
            inner.close()
        else:
            value = self.figures.whole(table, "value")
        found = Requirement(
            count=choice(table, "count", Count), comparator=comparator(table), value=value, column=column
        )
        if found.count is Count.BODIES and (column is None or not column.startswith(BODIES)):
            raise ProfileError("bodies_need_a_column", where=table.path("value"))
        table.close()
        return found

    def _excuses(self, table: Table) -> tuple[ExcuseRule, ...]:
        if not table.has("excuses"):
            return ()
        found = []
        for number, given in enumerate(table.value("excuses", list), start=1):
            where = f"{table.path('excuses')}[{number}]"
            found.append(self._excuse(Table({"kind": given} if isinstance(given, str) else given, where)))
        return tuple(found)

    def _excuse(self, table: Table) -> ExcuseRule:
        kind = choice(table, "kind", ExcuseKind)
        if kind is ExcuseKind.MEMBERS_AWAY:
            rule = ExcuseRule(kind, comparator(table), self.figures.share(table, "share"))
        else:
            rule = ExcuseRule(kind)
        table.close()
        return rule


def _once() -> Requirement:
    """Terms and vacancies ask for one event."""
    return Requirement(count=Count.ANY, comparator=Comparator.AT_LEAST, value=1, column=None)


def comparator(table: Table) -> Comparator:
    """The comparator under `compare`. Raises `ProfileError("unknown_comparator")`."""
    text = table.string("compare")
    try:
        return Comparator.parse(text)
    except Invalid:
        raise ProfileError("unknown_comparator", where=table.path("compare"), value=text) from None


def choice(table: Table, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
    """One of an enumeration's values. Raises `ProfileError("unknown_code")`."""
    if default is not None and not table.has(key):
        return default
    text = table.string(key)
    for each in choices:
        if each.value == text:
            return each
    raise ProfileError("unknown_code", where=table.path(key), value=text)
