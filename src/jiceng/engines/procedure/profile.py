"""A profile: the words, figures and dated duties of a kind of organisation, read and checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jiceng.engines.procedure.columns import OPEN
from jiceng.engines.procedure.courses import Course
from jiceng.engines.procedure.parameters import Figures, Parameter, ParameterValue
from jiceng.engines.procedure.plan import Plan
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import (
    BodyKind,
    GatheringKind,
    Instrument,
    Item,
    OrganisationForm,
    Platform,
    PostKind,
    Register,
    StandingKind,
    UnitKind,
)
from jiceng.engines.procedure.worked import Case
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure.coverage import Coverage
    from jiceng.engines.procedure.decisions import Procedure
    from jiceng.engines.procedure.dues import PayerKind
    from jiceng.engines.procedure.exemplars import ExemplarKind
    from jiceng.engines.procedure.membership import Departure, Letter
    from jiceng.engines.procedure.needs import NeedRules
    from jiceng.engines.procedure.notices import Column, NoticeKind, Site
    from jiceng.engines.procedure.programmes import Programme
    from jiceng.engines.procedure.quantities import Given, Quantity
    from jiceng.engines.procedure.standards import Checklist
    from jiceng.engines.procedure.statistics import Classification, Statistic
    from jiceng.engines.procedure.weaknesses import LeadRole, Weakness


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure comes from.

    `instrument` (code), its `title` and `short` title, `article`; `confidence`, "V" text read, "S" secondary
    source, "K" general knowledge, "?" uncertain; `source`, "pending" or the instrument's own.
    """

    instrument: str
    title: Text
    short: Text
    article: Text
    confidence: str
    source: str

    @property
    def pending(self) -> bool:
        """Whether an office still has to confirm it."""
        return self.source == "pending"

    @property
    def clause(self) -> Text:
        """Short title and article in one line, e.g. "支部工作条例（试行）第十一条"."""
        return Text(zh=f"{self.short.zh}{self.article.zh}", en=f"{self.short.en}, {self.article.en}")


@dataclass(frozen=True, slots=True)
class DutyVersion:
    """A duty as one dated rule has it; both days of force inclusive, `in_force_to` None when open.

    `parameters`, codes of the figures the rule leaves to an office.
    """

    number: int
    in_force_from: date
    in_force_to: date | None
    citation: Citation
    strength: str
    plan: Plan
    parameters: tuple[str, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a kind of unit owes each period; `group` gathers duties on a screen; versions in order of time,
    never two on a day.
    """

    code: str
    title: Text
    group: str
    order: int
    versions: tuple[DutyVersion, ...]
    cases: tuple[Case, ...]

    def version_on(self, day: date) -> DutyVersion | None:
        """The version in force on `day`; it judges a period that begins on that day. None when no rule was in
        force.
        """
        return next((each for each in self.versions if each.in_force_on(day)), None)


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A rule that binds an organisation's form, or a body it has, to its number of members.

    `form` or `body` (the other is None) is asked for (strength "must" or "normally") or allowed ("may") where
    `column` compares with `value`.
    """

    code: str
    title: Text
    form: str | None
    body: str | None
    column: str
    comparator: Comparator
    value: int
    strength: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CodeNumbers:
    """Number of every code in the columns of `Facts`: its place in the profile's own order."""

    unit_kinds: Mapping[str, int]
    organisation_forms: Mapping[str, int]
    body_kinds: Mapping[str, int]
    gathering_kinds: Mapping[str, int]
    post_kinds: Mapping[str, int]
    items: Mapping[str, int]
    duties: Mapping[str, int]

    def item_bits(self, codes: Sequence[str]) -> int:
        """Bit mask of items: bit n for the n-th item of the profile. Raises `NotFound("unknown_item")`."""
        mask = 0
        for code in codes:
            if code not in self.items:
                raise NotFound("unknown_item", item=code)
            mask |= 1 << self.items[code]
        return mask


@dataclass(frozen=True)
class Profile:
    """Everything a profile declares, with parents merged and an office's own values applied.

    `fingerprint` is the SHA-256 (hex) of the merged data and those values: two profiles with one fingerprint
    judge alike.
    """

    code: str
    title: Text
    version: str
    timezone: str
    fingerprint: str
    instruments: dict[str, Instrument]
    parameters: dict[str, Parameter]
    organisation_forms: dict[str, OrganisationForm]
    unit_kinds: dict[str, UnitKind]
    body_kinds: dict[str, BodyKind]
    gathering_kinds: dict[str, GatheringKind]
    post_kinds: dict[str, PostKind]
    items: dict[str, Item]
    standings: dict[str, StandingKind]
    roles: dict[str, Text]
    platforms: dict[str, Platform]
    duty_groups: dict[str, Text]
    size_rules: dict[str, SizeRule]
    departures: "dict[str, Departure]"
    letters: "dict[str, Letter]"
    register: Register | None
    site: "Site"
    columns: "dict[str, Column]"
    notices: "dict[str, NoticeKind]"
    duties: dict[str, Duty]
    courses: dict[str, Course]
    relations: dict[str, Text]
    procedures: "dict[str, Procedure]"
    quantities: "dict[str, Quantity]"
    needs: "NeedRules"
    coverage: "Coverage"
    payers: "dict[str, PayerKind]"
    classifications: "dict[str, Classification]"
    statistics: "dict[str, Statistic]"
    programmes: "dict[str, Programme]"
    checklists: "dict[str, Checklist]"
    weaknesses: "dict[str, Weakness]"
    lead_roles: "dict[str, LeadRole]"
    exemplar_kinds: "dict[str, ExemplarKind]"
    values: tuple[ParameterValue, ...]
    rebuild: "Callable[[Sequence[ParameterValue]], Profile]" = field(repr=False, compare=False)

    @property
    def probation(self) -> bool:
        """Whether new members are first on probation."""
        return "probationary" in self.standings

    @cached_property
    def numbers(self) -> CodeNumbers:
        """Numbers of the codes in columns."""
        return CodeNumbers(
            unit_kinds=_numbered(self.unit_kinds),
            organisation_forms=_numbered(self.organisation_forms),
            body_kinds=_numbered(self.body_kinds),
            gathering_kinds=_numbered(self.gathering_kinds),
            post_kinds=_numbered(self.post_kinds),
            items=_numbered(self.items),
            duties=_numbered(self.duties),
        )

    def figure(self, code: str, on: date) -> Any:
        """A parameter's figure (int or Fraction) on a day. Raises `NotFound("unknown_parameter")`."""
        if code not in self.parameters:
            raise NotFound("unknown_parameter", parameter=code)
        return Figures(self.parameters, self.values, on).of(code, code)

    def amount(self, given: "Given", on: date) -> Any:
        """A figure as a rule gives it: itself, or a parameter's on a day."""
        return self.figure(given, on) if isinstance(given, str) else given

    def measured(self, gathering_kind: str, amount: int | None) -> int:
        """A gathering's measure as columns keep it: what was noted; else 0, or `OPEN` for a notice still
        posted.
        """
        if amount is not None:
            return amount
        kind = self.gathering_kinds.get(gathering_kind)
        return OPEN if kind is not None and kind.posted else 0

    def term_years(self, unit_kind: str, on: date) -> int | None:
        """Years of a term in units of a kind, by the figure in force on `on`; None where there are no
        elections.
        """
        years = self.unit_kinds[unit_kind].term_years
        return int(self.figure(years, on)) if isinstance(years, str) else years

    def duty(self, code: str) -> Duty:
        """A duty by code. Raises `NotFound("unknown_duty")`."""
        if code not in self.duties:
            raise NotFound("unknown_duty", duty=code)
        return self.duties[code]

    def procedure(self, code: str) -> "Procedure":
        """A procedure by code. Raises `NotFound("unknown_procedure")`."""
        if code not in self.procedures:
            raise NotFound("unknown_procedure", procedure=code)
        return self.procedures[code]

    def programme(self, code: str) -> "Programme":
        """A programme by code. Raises `NotFound("unknown_programme")`."""
        if code not in self.programmes:
            raise NotFound("unknown_programme", programme=code)
        return self.programmes[code]

    def courses_of(self, kind: str) -> tuple[Course, ...]:
        """The courses of a kind ("admission"), in the profile's order."""
        return tuple(each for each in self.courses.values() if each.kind == kind)

    def with_parameters(self, values: Sequence[ParameterValue]) -> "Profile":
        """The same profile with an office's own dated figures in place of all it had; versions are cut where
        a figure changes.

        Raises `Invalid`: "unknown_parameter", "wrong_figure_kind", "bad_figure", "bad_share",
        "values_overlap", "value_ends_before_it_starts".
        """
        return self.rebuild(values)


def _numbered(codes: Mapping[str, object]) -> dict[str, int]:
    """Place of each code in its own order, from 0."""
    return {code: number for number, code in enumerate(codes)}
