"""How far back the records reach: an amount that looks back over more than there is, is no baseline."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Min

from jiceng.apps.admissions.models import AdmissionEntry
from jiceng.apps.coverage.models import Roster
from jiceng.apps.decisions.models import Decision
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.needs.models import Need
from jiceng.apps.organisations.models import Term, UnitVersion
from jiceng.apps.people.models import Absence, LeaderTraining, Membership, PostHolding, Successor
from jiceng.engines.procedure.quantities import PERIODS, Quantity, Source
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

_MEETINGS = (Gathering, "day")
RECORDS: Mapping[Source, tuple[type, str]] = {
    Source.MEMBERS: (Membership, "starts_on"),
    Source.YOUNG_MEMBERS: (Membership, "starts_on"),
    Source.GATHERINGS: _MEETINGS,
    Source.MONTHS_WITHOUT_GATHERING: _MEETINGS,
    Source.VERDICTS: _MEETINGS,
    Source.VERDICT_SHARE: _MEETINGS,
    Source.STEPS: (AdmissionEntry, "day"),
    Source.MONTHS_WITHOUT_STEP: (AdmissionEntry, "day"),
    Source.DECISIONS: (Decision, "opened_on"),
    Source.VIOLATIONS: (Decision, "opened_on"),
    Source.LEADER_HOURS: (LeaderTraining, "day"),
    Source.SUCCESSORS: (Successor, "starts_on"),
    Source.MOBILE: (Absence, "starts_on"),
    Source.VACANT_DAYS: (PostHolding, "starts_on"),
    Source.AGE: (PostHolding, "starts_on"),
    Source.TERM_OVERDUE_DAYS: (Term, "starts_on"),
    Source.FORMED: (UnitVersion, "starts_on"),
    Source.NEEDS: (Need, "raised_on"),
    Source.COVERED: (Roster, "as_of"),
}
"""By source, the records it reads and their day; of one that is not here, whether there are any tells."""


def reaching(rules: "Profile") -> Callable[[Quantity, date, bool], bool]:
    """Whether the records reach back over all a quantity looks at on a day, by months; asked once a source.
    Its third argument: whether anything was recorded by then.
    """
    begun: dict[tuple[type, str], date | None] = {}

    def reaches(quantity: Quantity, day: date, recorded: bool) -> bool:
        of = RECORDS.get(quantity.source)
        if of is None:
            return recorded
        if of not in begun:
            begun[of] = of[0].objects.aggregate(first=Min(of[1]))["first"]  # type: ignore[attr-defined]
        first, since = begun[of], _since(rules, quantity, day)
        return first is not None and (first.year, first.month) <= (since.year, since.month)

    return reaches


def _since(rules: "Profile", quantity: Quantity, day: date) -> date:
    """The first month a quantity looks at on a day that ends one."""
    if quantity.source is Source.LEADER_HOURS:
        return date(day.year, 1, 1)
    if quantity.source in PERIODS:
        return months_after(day, 1 - int(rules.amount(quantity.months, day)))
    return day
