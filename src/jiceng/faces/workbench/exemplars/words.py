"""Words for stages, checks and entries of models."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.exemplars.checks import GOOD_STANDING
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.quantities.telling import KINDS, amount_in_words, compared, told

if TYPE_CHECKING:
    from jiceng.apps.exemplars.checks import Check
    from jiceng.apps.exemplars.models import Exemplar
    from jiceng.apps.exemplars.progress import Standing


def stage_words() -> dict[str, str]:
    """What each stage of a model is called."""
    return {
        "notice": _("Notice to be posted"),
        "posting": _("Notice posted, objections welcome"),
        "objections": _("Objections to be settled"),
        "naming": _("To be named"),
        "practice": _("Named; what others can learn is to be published"),
        "named": pgettext("of a model", "Named"),
        "review": _("To be looked at again"),
        "retired": pgettext("of a model", "Retired"),
        "dropped": _("Not named"),
    }


def next_words(stage: str) -> str:
    """What is to be done next."""
    return {
        "notice": _("Write the notice and have it posted"),
        "posting": _("Wait until the notice has been up long enough"),
        "objections": _("Settle the objections"),
        "naming": _("Name it by a decision"),
        "practice": _("Write down what others can learn"),
        "named": _("Look at it again"),
        "review": _("Look at it again"),
    }.get(stage, "")


def kind_words() -> dict[str, str]:
    """What each kind of entry is called."""
    return {
        "nominated": _("Nominated"),
        "objection": _("Objection"),
        "settled": _("Objection settled"),
        "named": pgettext("of a model", "Named"),
        "reviewed": _("Looked at again"),
        "retired": pgettext("of a model", "Retired"),
        "dropped": _("Not gone on with"),
    }


def exemplar_kind_word(code: str) -> str:
    """What a kind of model is called."""
    found = settings.PROFILE.exemplar_kinds.get(code)
    return in_words(found.title) if found else code


def mark_of(standing: "Standing", day: date) -> str:
    """The mark of how it stands."""
    if standing.stage in ("retired", "dropped"):
        return "excused"
    if standing.stage == "named":
        return "done"
    return "missed" if standing.overdue(day) else "due"


def name_of(exemplar: "Exemplar", unit_name: str) -> str:
    """Who it is: the unit, or the person of it."""
    if exemplar.person is None:
        return unit_name
    return pgettext("a person of a unit", "%(person)s, %(unit)s") % {
        "person": exemplar.person.name,
        "unit": unit_name,
    }


def check_lines(
    exemplar: "Exemplar", checks: list[dict[str, Any]], now: "dict[str, Check]", unit_code: str
) -> list[dict[str, Any]]:
    """The checks as they were kept: what was asked, what the registers said, whether it is met; with the
    records they rest on `now`, until it is named.
    """
    kind = settings.PROFILE.exemplar_kinds.get(exemplar.kind)
    version = kind.version_on(exemplar.nominated_on) if kind else None
    found = []
    for each in checks:
        if each["code"] == GOOD_STANDING:
            line: dict[str, Any] = {"title": _("Full member on the day"), "quantity": "", "amount": ""}
        else:
            number = int(each["code"])
            unit = settings.PROFILE.quantities[each["quantity"]].unit
            titled = version.checks[number].title if version and number < len(version.checks) else None
            title = in_words(titled or settings.PROFILE.quantities[each["quantity"]].title)
            line = {
                "title": title,
                "quantity": in_words(settings.PROFILE.quantities[each["quantity"]].title),
                "amount": amount_in_words(_figure(each["value"]), unit),
                "bound": compared(each["compare"], _figure(each["figure"]), unit),
            }
            if each["code"] in now:
                line["told"] = told(each["quantity"], now[each["code"]].counted, unit_code)
        state = {True: "done", False: "missed", None: "due"}[each["met"]]
        said = {True: _("met"), False: _("not met"), None: _("not known")}[each["met"]]
        found.append({**line, "state": state, "said": said})
    return found


def _figure(plain: Any) -> Any:
    return Fraction(plain) if isinstance(plain, str) else plain


def _article(evidence: Any, _code: str) -> str:
    return reverse("article", args=[evidence.id])


KINDS["practice"] = (lambda _rules, _each: _("Page of practice"), _article)
