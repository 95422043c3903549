"""What a programme says, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.apps.duties.rules import current_rules
from jiceng.engines.procedure.programmes import Aggregate, Carrier, Indicator, Kind, Standing
from jiceng.engines.procedure.quantities import PERIODS, Source
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.programmes.drawing import trend
from jiceng.faces.workbench.quantities.telling import KINDS, amount_in_words, compared

if TYPE_CHECKING:
    from jiceng.apps.programmes.selectors import Point, Row
    from jiceng.apps.quantities.counting import Evidence
    from jiceng.engines.procedure.quantities import Figure

OWN_UNITS: Mapping[str, Callable[[int | float], str]] = {
    "units": lambda n: ngettext("%(n)s unit", "%(n)s units", int(n)) % {"n": n},
    "yuan": lambda n: _("%(n)s yuan") % {"n": n},
}


def told(value: "Figure | None", unit: str) -> str:
    """An amount with its unit; what is not known is said so."""
    if value is None:
        return pgettext("an amount", "not known")
    if unit in OWN_UNITS:
        return OWN_UNITS[unit](int(value) if value == int(value) else round(float(value), 2))
    return amount_in_words(value, unit)


def kinds() -> dict[Kind, str]:
    """What an indicator tells, in a word."""
    return {
        Kind.OUTCOME: pgettext("what changed", "Outcome"),
        Kind.ACTIVITY: pgettext("what was done", "Activity"),
    }


def standing(row: "Row", day: date) -> tuple[str, str]:
    """The shape and the word of how a row stands to its target; no shape where nothing is judged."""
    if not row.readable:
        return "", _("the part of this program that counts it is not in use yet")
    if not row.carried:
        return "", _("not carried by records yet")
    over = row.aim is not None and row.aim.by < day
    if over and row.progress.standing in (Standing.UNDER_WAY, Standing.NO_NEARER, Standing.SHORT):
        return "missed", _("time is up, target not met")
    return {
        Standing.UNKNOWN: ("", pgettext("an amount", "not known")),
        Standing.NO_TARGET: ("", _("no target set")),
        Standing.MET: ("done", _("target met")),
        Standing.UNDER_WAY: ("due", _("nearer than at the start")),
        Standing.NO_NEARER: ("due", _("no nearer than at the start")),
        Standing.SHORT: ("due", _("short of the target; the start is not known")),
    }[row.progress.standing]


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a table shows it."""

    row: "Row"
    measure: str
    kind: str
    now: str
    baseline: str
    target: str
    state: str
    text: str
    drawn: str
    changed: str

    @property
    def at_risk(self) -> bool:
        """Whether nothing has moved while there is still time."""
        return self.row.progress.standing is Standing.NO_NEARER

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.row.indicator


def line(row: "Row", day: date, measure: str = "") -> Line:
    """A row in words."""
    unit = row.indicator.unit
    state, text = standing(row, day)
    set_before = len(row.changes) > 1 and not (row.aim and row.aim.inherited)
    return Line(
        row=row,
        measure=measure,
        kind=kinds()[row.indicator.kind],
        now=told(row.now.value if row.now else None, unit),
        baseline=told(row.baseline.value, unit) if row.baseline else _("not known for that day"),
        target=told(row.aim.value, unit) if row.aim else "",
        state=state,
        text=text,
        drawn=trend(row.points, row.aim.value if row.aim else None, _course(row)),
        changed=told_target(row, 1) if set_before else "",
    )


def told_target(row: "Row", place: int) -> str:
    """A target set, the newest being 0."""
    return told(Fraction(str(row.changes[place].value)), row.indicator.unit)


def _course(row: "Row") -> str:
    """The months in one sentence, for who does not see the drawing."""
    known = [each for each in row.points if each.value is not None]
    if not known:
        return ""
    said = {"first": _at(known[0], row), "last": _at(known[-1], row)}
    return _("From %(first)s to %(last)s") % said


def _at(point: "Point", row: "Row") -> str:
    day = write_day(point.day, with_year=True)
    return _("%(amount)s on %(day)s") % {"amount": told(point.value, row.indicator.unit), "day": day}


def _unit(_each: "Evidence", unit_code: str) -> str:
    return reverse("unit", args=[unit_code])


KINDS["form"] = (lambda rules, each: in_words(rules.organisation_forms[each.code].title), _unit)
KINDS["need"] = (
    lambda _rules, _each: _("Need of a unit"),
    lambda each, _unit: reverse("need", args=[each.id]),
)
KINDS["establishment"] = (
    lambda _rules, each: each.code,
    lambda each, _unit: reverse("establishment", args=[each.id]),
)


def definition(indicator: Indicator, day: date) -> list[tuple[str, Any]]:
    """How an indicator comes about, as pairs: from what, of which units, over what time, better how."""
    rules = current_rules()
    found: list[tuple[str, Any]] = []
    if indicator.carrier is Carrier.RECORDS:
        quantity = rules.quantities[indicator.quantity]
        found.append((_("Counted from"), in_words(quantity.title)))
        found.append((_("Put together as"), _put_together(indicator, day)))
        found.append((_("Over what time"), _over(indicator, day)))
        if indicator.unit_kinds:
            kinds_named = [in_words(settings.PROFILE.unit_kinds[each].title) for each in indicator.unit_kinds]
            found.append((_("Of which units"), " / ".join(kinds_named)))
    if indicator.note:
        found.append((pgettext("of an indicator", "Note"), in_words(indicator.note)))
    better = _("more is better") if indicator.better == "more" else _("fewer is better")
    return [*found, (pgettext("of an indicator", "Direction"), better)]


def _put_together(indicator: Indicator, day: date) -> str:
    if indicator.criterion is None:
        return (
            _("the sum over the units")
            if indicator.aggregate is Aggregate.SUM
            else _("the mean of the units")
        )
    rules = current_rules()
    asked = rules.quantities[indicator.criterion.quantity]
    figure = rules.amount(indicator.criterion.value, day)
    said = {"criterion": compared(indicator.criterion.compare.value, figure, asked.unit)}
    if indicator.aggregate is Aggregate.UNITS_WHERE:
        return _("units with %(criterion)s") % said
    return _("share of the units with %(criterion)s; units of which it is not known are left out") % said


def _over(indicator: Indicator, day: date) -> str:
    rules = current_rules()
    quantity = rules.quantities[indicator.quantity]
    if quantity.source is Source.LEADER_HOURS:
        return _("since the beginning of the year")
    if quantity.source in PERIODS:
        months = int(rules.amount(quantity.months, day))
        return ngettext("the last %(n)s month", "the last %(n)s months", months) % {"n": months}
    return _("as on the day")
