"""Facts: all tables of one or many units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from jiceng.engines.procedure.columns import (
    Absences,
    Acts,
    Bodies,
    Memberships,
    Postponements,
    Terms,
    Units,
    UnitSpans,
    Vacancies,
)
from jiceng.engines.procedure.profile import Profile
from jiceng.engines.procedure.records import (
    AbsenceRecord,
    ActRecord,
    BodyRecord,
    Columnist,
    MembershipRecord,
    PostponementRecord,
    TermRecord,
    UnitRecord,
    VacancyRecord,
    days,
)
from jiceng.kernel.errors import Invalid


@dataclass(frozen=True, eq=False)
class Facts:
    """All tables; units are numbered from 0 by their place in `units`. A table left out is empty."""

    units: Units
    unit_spans: UnitSpans
    memberships: Memberships = Memberships.empty()
    absences: Absences = Absences.empty()
    bodies: Bodies = Bodies.empty()
    terms: Terms = Terms.empty()
    acts: Acts = Acts.empty()
    vacancies: Vacancies = Vacancies.empty()
    postponements: Postponements = Postponements.empty()

    def __post_init__(self) -> None:
        size = len(self.units)
        for each in fields(self)[1:]:
            unit = getattr(self, each.name).unit
            if len(unit) and not (unit.min() >= 0 and unit.max() < size):
                raise Invalid("unknown_unit_number", table=each.name)

    @property
    def size(self) -> int:
        """How many units."""
        return len(self.units)

    def of_unit(self, unit: int) -> "Facts":
        """The facts of one unit alone, as unit 0."""
        own = Units(self.units.founded[unit : unit + 1], self.units.closed[unit : unit + 1])
        tables = {each.name: getattr(self, each.name).of_unit(unit) for each in fields(self)[1:]}
        return Facts(own, **tables)

    @classmethod
    def from_rows(
        cls,
        profile: Profile,
        units: Sequence[UnitRecord],
        *,
        memberships: Iterable[MembershipRecord] = (),
        absences: Iterable[AbsenceRecord] = (),
        bodies: Iterable[BodyRecord] = (),
        terms: Iterable[TermRecord] = (),
        acts: Iterable[ActRecord] = (),
        vacancies: Iterable[VacancyRecord] = (),
        postponements: Iterable[PostponementRecord] = (),
    ) -> "Facts":
        """Facts of plain records; units are numbered in the order given.

        Raises `NotFound`: "unknown_unit" for a record of a unit not among `units`; "unknown_code" for a word
        the profile lacks.
        """
        build = Columnist(profile, {each.key: number for number, each in enumerate(units)})
        return cls(
            units=Units(days(each.founded for each in units), days(each.closed for each in units)),
            unit_spans=build.spans(units),
            memberships=build.memberships(list(memberships)),
            absences=build.absences(list(absences)),
            bodies=build.bodies(list(bodies)),
            terms=build.terms(list(terms)),
            acts=build.acts(list(acts)),
            vacancies=build.vacancies(list(vacancies)),
            postponements=build.postponements(list(postponements)),
        )
