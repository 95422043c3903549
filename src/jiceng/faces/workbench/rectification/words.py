"""Words for stages, owners, grounds and what comes next."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.quantities.telling import KINDS, compared, told

if TYPE_CHECKING:
    from jiceng.apps.quantities.counting import Counted
    from jiceng.apps.rectification.grounds import Amount
    from jiceng.apps.rectification.progress import Measure, Standing
    from jiceng.engines.procedure.quantities import Criterion


def stage_words() -> dict[str, str]:
    """What each stage of a case is called, in order."""
    return {
        "planning": _("Plan to be made"),
        "mending": _("Being put right"),
        "asking": _("Those concerned to be asked"),
        "checking": _("To be checked by the unit above"),
        "accepting": _("To be accepted by the office"),
        "removing": _("To be taken off the list"),
        "first_look": _("Off the list, first look back"),
        "second_look": _("Off the list, second look back"),
        "closed": pgettext("of a case", "Closed"),
    }


def owner_words() -> dict[str, str]:
    """Who does something."""
    return {
        "own": pgettext("who does it", "the unit itself"),
        "above": pgettext("who does it", "the unit above"),
        "office": pgettext("who does it", "the office"),
    }


def kind_words() -> dict[str, str]:
    """What each kind of entry is called."""
    return {
        "plan": _("Causes and who leads"),
        "measure": _("Measure"),
        "done": _("Measure done"),
        "asked": _("Those concerned asked"),
        "checked": _("Checked by the unit above"),
        "accepted": _("Accepted by the office"),
        "removed": _("Taken off the list"),
        "looked": _("Looked back on"),
        "reopened": _("Listed again"),
    }


def next_words(standing: "Standing") -> str:
    """What is to be done next."""
    if standing.stage == "mending":
        waiting = standing.open_measures
        return waiting[0].entry.text if waiting else _("Set the measures")
    return {
        "planning": _("Say the causes and who leads"),
        "asking": _("Ask those concerned"),
        "checking": _("Check on the spot"),
        "accepting": _("Accept, or send back"),
        "removing": _("Take off the list by a decision"),
        "first_look": _("Look back"),
        "second_look": _("Look back"),
    }.get(standing.stage, "")


def mark_of(standing: "Standing", day: date) -> str:
    """The mark of what is next: due, or overdue."""
    if standing.stage == "closed":
        return "done"
    return "missed" if standing.overdue(day) else "due"


def weakness_word(code: str) -> str:
    """What a weakness is called."""
    found = settings.PROFILE.weaknesses.get(code)
    return in_words(found.title) if found else code


def lead_words() -> dict[str, str]:
    """Who leads at each level."""
    return {code: in_words(each.title) for code, each in settings.PROFILE.lead_roles.items()}


def amount_line(amount: "Amount", unit_code: str) -> dict[str, Any]:
    """An amount that speaks for a weakness: in words, with its bound and its records."""
    quantity = settings.PROFILE.quantities[amount.quantity]
    return {
        "told": told(amount.quantity, amount.counted, unit_code),
        "bound": compared(amount.compare, amount.figure, quantity.unit),
    }


def criterion_words(rules: Any, criterion: "Criterion | None", day: date) -> str:
    """By what a measure is done by itself; "" where somebody says so."""
    if criterion is None:
        return ""
    quantity = rules.quantities[criterion.quantity]
    figure = rules.amount(criterion.value, day)
    bound = compared(criterion.compare.value, figure, quantity.unit)
    return pgettext("a quantity and its bound", "%(quantity)s: %(bound)s") % {
        "quantity": in_words(quantity.title),
        "bound": bound,
    }


def amount_told(measure: "Measure", unit_code: str) -> Any:
    """How far a measure has come by the records, or None."""
    counted: Counted | None = measure.amount
    if measure.criterion is None or counted is None:
        return None
    return told(measure.criterion.quantity, counted, unit_code)


def citation_of(code: str, day: date) -> Any:
    """The rule a weakness stands in."""
    weakness = settings.PROFILE.weaknesses.get(code)
    version = weakness.version_on(day) if weakness else None
    return version.citation if version else None


def _own_page(evidence: Any, _code: str) -> str:
    return reverse("rectification_case", args=[evidence.id])


KINDS["weak_case"] = (lambda _rules, _each: _("Putting right"), _own_page)
