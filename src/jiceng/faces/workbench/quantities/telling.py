"""A quantity of a unit in words, and the records it rests on, each with where it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiceng.faces.shared.dates import write_period
from jiceng.faces.shared.templatetags.shared import percent
from jiceng.faces.shared.words import in_words
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.quantities.counting import Counted, Evidence
    from jiceng.engines.procedure import Profile

SHOWN = 12
"""Records named under an amount; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Rest:
    """One record an amount rests on: what it is called, its day, where it is read ("" where nowhere)."""

    label: str
    day: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """An amount in words. `known` False: nobody has entered what it is read from."""

    title: str
    amount: str
    known: bool
    rests: tuple[Rest, ...] = ()
    more: int = 0


def told(code: str, counted: "Counted | None", unit_code: str) -> Told:
    """A quantity of a unit in words, with what it rests on; None: it is not asked of the unit."""
    rules = settings.PROFILE  # words alone: what an office sets for itself are figures
    quantity = rules.quantities[code]
    title = in_words(quantity.title)
    if counted is None:
        return Told(title, _("not asked here"), known=True)
    rests = tuple(_rest(rules, each, unit_code) for each in counted.evidence[:SHOWN])
    more = max(0, len(counted.evidence) - SHOWN)
    known = counted.value is not None
    return Told(title, amount_in_words(counted.value, quantity.unit), known, rests, more)


def amount_in_words(value: int | Fraction | None, unit: str) -> str:
    """An amount with its unit; a share as per cent; what is not known is said so."""
    if value is None:
        return _("not entered yet")
    if unit == "share":
        return percent(value)
    number = int(value) if value == int(value) else round(float(value), 1)
    return _UNITS[unit](number)


_UNITS: Mapping[str, Callable[[int | float], str]] = {
    "count": str,
    "points": lambda n: _("%(n)s points") % {"n": n},
    "people": lambda n: ngettext("%(n)s person", "%(n)s people", int(n)) % {"n": n},
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", int(n)) % {"n": n},
    "months": lambda n: ngettext("%(n)s month", "%(n)s months", int(n)) % {"n": n},
    "years": lambda n: ngettext("%(n)s year", "%(n)s years", int(n)) % {"n": n},
    "hours": lambda n: ngettext("%(n)s hour", "%(n)s hours", int(n)) % {"n": n},
}


def _rest(rules: "Profile", evidence: "Evidence", unit_code: str) -> Rest:
    name, link = KINDS.get(evidence.kind, (lambda _rules, each: each.code, lambda _each, _code: ""))
    return Rest(name(rules, evidence), evidence.day, link(evidence, unit_code))


def _title(words: Mapping[str, object], code: str) -> str:
    """The title of a word of the profile; the code, should the profile no longer have it."""
    return in_words(getattr(words.get(code), "title", code))


def _verdict(rules: "Profile", evidence: "Evidence") -> str:
    return f"{_title(rules.duties, evidence.code)} {write_period(Period.parse(evidence.period))}"


def _step(rules: "Profile", evidence: "Evidence") -> str:
    versions = [version for course in rules.courses.values() for version in course.versions]
    return _title({code: step for version in versions for code, step in version.steps.items()}, evidence.code)


def _duty_page(evidence: "Evidence", unit_code: str) -> str:
    address = reverse("duty_explained", args=[unit_code, evidence.code])
    return f"{address}?{urlencode({'period': evidence.period})}"


def _unit_page(_evidence: "Evidence", unit_code: str) -> str:
    return reverse("unit", args=[unit_code])


def _own_page(name: str) -> Callable[["Evidence", str], str]:
    return lambda evidence, _code: reverse(name, args=[evidence.id])


Name = Callable[["Profile", "Evidence"], str]
Link = Callable[["Evidence", str], str]
KINDS: dict[str, tuple[Name, Link]] = {
    "gathering": (lambda rules, each: _title(rules.gathering_kinds, each.code), _own_page("gathering")),
    "verdict": (_verdict, _duty_page),
    "post": (lambda rules, each: _title(rules.post_kinds, each.code), _unit_page),
    "term": (lambda rules, each: _title(rules.body_kinds, each.code), _unit_page),
    "decision": (lambda rules, each: _title(rules.procedures, each.code), _own_page("decision")),
    "admission": (_step, _own_page("admission")),
    "last": (lambda _rules, _each: _("the last one"), _unit_page),
}
"""By kind of evidence: what it is called, and where it is read. A room above adds its own kinds."""


def compared(compare: str, figure: int | Fraction, unit: str) -> str:
    """A comparison in words: more than 90 days."""
    words = {
        ">": _("more than %(figure)s"),
        ">=": _("%(figure)s or more"),
        "<": _("less than %(figure)s"),
        "<=": _("no more than %(figure)s"),
    }
    return words[compare] % {"figure": amount_in_words(figure, unit)}
