"""Checks in plain words: levels, how an item is earned, what to do for the points lacking."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure.quantities import Source
from jiceng.engines.procedure.standards import Basics, ItemKind, Level
from jiceng.faces.shared.templatetags.shared import percent
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.quantities.telling import amount_in_words

if TYPE_CHECKING:
    from datetime import date

    from jiceng.apps.standards.models import Assessment
    from jiceng.apps.standards.sheets import Line, Sheet
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.standards import Item


def level_word(level: str) -> str:
    """What a level's check is called."""
    return {
        Level.SELF: pgettext("a check", "Own check"),
        Level.TOWN: pgettext("a check", "Check from above"),
        Level.COUNTY: pgettext("a check", "Acceptance"),
        Level.RECHECK: pgettext("a check", "Yearly recheck"),
    }[Level(level)]


def basics_word(basics: Basics) -> str:
    """What one of the three basics is called."""
    return {
        Basics.ORGANISATION: pgettext("the three basics", "Basic organisation"),
        Basics.WORK: pgettext("the three basics", "Basic work"),
        Basics.ABILITY: pgettext("the three basics", "Basic ability"),
    }[basics]


def grade_word(rule: Any, code: str) -> str:
    """What a grade is called; its code, should the rule no longer have it."""
    return in_words(rule.grades[code].title) if rule is not None and code in rule.grades else code


def grades(sheet: "Sheet") -> list[str]:
    """The grades and the share of the points each is given from: 优秀 ≥ 90%."""
    shares = {code: sheet.rules.amount(each.at_least, sheet.day) for code, each in sheet.rule.grades.items()}
    return [
        f"{grade_word(sheet.rule, code)} ≥ {percent(share)}" if share else grade_word(sheet.rule, code)
        for code, share in shares.items()
    ]


def points_word(points: int) -> str:
    """So many points."""
    return ngettext("%(n)s point", "%(n)s points", points) % {"n": points}


def rule_words(rules: "Profile", item: "Item", day: "date") -> str:
    """How an item is earned: "期率 ≥ 100% 4 分；≥ 75% 2 分"."""
    if item.kind is ItemKind.JUDGED:
        return _("Judged by whoever checks, 0 to %(n)s, with the reason") % {"n": item.points}
    if item.kind is ItemKind.ATTESTED:
        return _("Said by the unit, with its source: %(n)s or none") % {"n": points_word(item.points)}
    quantity = rules.quantities[item.quantity]
    signs = {">=": "≥", ">": ">", "<": "<", "<=": "≤"}
    gives = pgettext("between a condition and its points", ": ")
    steps = [
        f"{signs[each.compare.value]} {amount_in_words(rules.amount(each.value, day), quantity.unit)}"
        f"{gives}{points_word(each.points)}"
        for each in item.steps
    ]
    parts = pgettext("between parts of a sentence", "; ").join(steps)
    return f"{in_words(quantity.title)} {parts}"


def amount_words(item: "Item", value: str | None) -> str:
    """What a register says of an item, as it was kept."""
    unit = settings.PROFILE.quantities[item.quantity].unit
    return amount_in_words(None if value is None else Fraction(value), unit)


def source_words(line: "Line", level: Level) -> str:
    """On what an item's points rest at a level: what the register says, or who said it with which source."""
    cell = line.at(level)
    own = cell.own if cell is not None else None
    if own is None:  # what the levels below said
        below = [each.own for each in line.cells.values() if each.own is not None]
        own = below[-1] if below and line.item.kind is not ItemKind.DERIVED else None
    if own is not None:
        return _("%(text)s (%(name)s)") % {"text": own.text, "name": own.by}
    if line.known is None:
        return _("still to be said")
    quantity = settings.PROFILE.quantities[line.item.quantity]
    return f"{in_words(quantity.title)} {amount_words(line.item, line.known[1])}"


_PLACES = {
    **dict.fromkeys((Source.VERDICTS, Source.VERDICT_SHARE), "due"),
    **dict.fromkeys((Source.GATHERINGS, Source.MONTHS_WITHOUT_GATHERING), "gatherings"),
    **dict.fromkeys((Source.STEPS, Source.MONTHS_WITHOUT_STEP), "admissions"),
    **dict.fromkeys((Source.DECISIONS, Source.VIOLATIONS), "decisions"),
    Source.LEADER_HOURS: "leaders",
}


def advice(line: "Line", level: Level, code: str) -> tuple[str, str]:
    """What to do next for the points an item lacks, and where; ("", "") where it has them all."""
    cell = line.at(level)
    if cell is None or cell.points == line.item.points:
        return "", ""
    if line.item.kind is not ItemKind.DERIVED:
        hint = _("Mend it, then show: %(hint)s") % {"hint": in_words(line.item.hint)}
        return ("", "") if cell.points is None else (hint, "")
    source = settings.PROFILE.quantities[line.item.quantity].source
    return _advice(source), reverse(_PLACES.get(source, "unit"), args=[code])


def _advice(source: Source) -> str:
    if source in (Source.VERDICTS, Source.VERDICT_SHARE):
        return _("Do in time what is due; what was held and not recorded, record now")
    if source in (Source.GATHERINGS, Source.MONTHS_WITHOUT_GATHERING):
        return _("Hold a meeting and record it")
    if source in (Source.STEPS, Source.MONTHS_WITHOUT_STEP):
        return _("Enter the next step of those who have applied")
    if source in (Source.DECISIONS, Source.VIOLATIONS):
        return _("Decide matters step by step, and enter each")
    if source is Source.LEADER_HOURS:
        return _("Enter the trainings the leader took part in")
    return _("Look at the unit's register: posts, terms, members")


def check_state(check: "Assessment | None", rule: Any) -> tuple[str, str]:
    """How one check stands on the board: a mark and words."""
    if check is None:
        return "none", ""
    if check.closed_at is None:
        if check.differences:
            text = ngettext("%(n)s difference to settle", "%(n)s differences to settle", check.differences)
            return "late", text % {"n": check.differences}
        text = ngettext("%(n)s item to say", "%(n)s items to say", check.left) % {"n": check.left}
        return "due", text if check.left else _("to be closed")
    if check.accepted is False:
        return "missed", _("not accepted")
    words = {"points": check.points, "base": check.base, "grade": grade_word(rule, check.grade)}
    return "done", _("%(grade)s %(points)s/%(base)s") % words


def stages(sheet: "Sheet") -> list[dict[str, str]]:
    """The way of a year's check: how far it has come."""
    shown = [Level.SELF, Level.TOWN, Level.COUNTY]
    if Level.RECHECK in sheet.assessments:
        shown = [each for each in Level if each in sheet.assessments or each is Level.RECHECK]
    found = []
    for level in shown:
        check = sheet.assessments.get(level)
        state = "" if check is None else "now" if check.closed_at is None else "done"
        if not sheet.assessments and level is Level.SELF:
            state = "now"
        found.append({"label": level_word(level), "state": state})
    return found
