"""Rules in the reader's language: who owes, what counts, how much, until when, what excuses."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure import Clock, Count, ExcuseKind, MeasureUnit
from jiceng.faces.shared.words import in_words
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.periods import Cadence

if TYPE_CHECKING:
    from jiceng.engines.procedure import DutyVersion, Evidence, Parameter, Plan, Profile
    from jiceng.engines.procedure.plan import ColumnCondition, ExcuseRule, MeasureRule

BODIES = "bodies."


def strength_word(strength: str) -> str:
    """How binding a rule is: 一般 or 应当."""
    return (
        pgettext("strength of a rule", "normally")
        if strength == "normally"
        else pgettext("strength of a rule", "must")
    )


def confidence_word(confidence: str) -> str:
    """How well a figure is known."""
    words = {
        "V": _("the article's own text was read"),
        "S": _("from a secondary source; the article's text is still to be checked"),
        "K": _("general knowledge; the article's text is still to be checked"),
        "?": _("uncertain: the office has to confirm it"),
    }
    return words.get(confidence, confidence)


def cadence_word(cadence: Cadence) -> str:
    """每月, 每季度, 每半年, 每年."""
    words = {
        Cadence.MONTH: _("a month"),
        Cadence.QUARTER: _("a quarter"),
        Cadence.HALF_YEAR: _("half a year"),
        Cadence.YEAR: _("a year"),
    }
    return words[cadence]


def unit_of_figure(unit: str) -> str:
    """What a parameter's figure counts."""
    words = {
        "hours": pgettext("unit of a figure", "hours"),
        "days": pgettext("unit of a figure", "days"),
        "months": pgettext("unit of a figure", "months"),
        "years": pgettext("unit of a figure", "years"),
        "times": pgettext("unit of a figure", "times"),
        "items": pgettext("unit of a figure", "items"),
        "members": pgettext("unit of a figure", "members"),
        "fen": pgettext("unit of a figure", "fen"),
        "units": pgettext("unit of a figure", "units"),
        "share": "",
    }
    return words.get(unit, unit)


def share_word(share: Fraction | str) -> str:
    """A share as a rule says it: 二分之一."""
    words = {
        "1/2": pgettext("share", "1/2"),
        "1/3": pgettext("share", "1/3"),
        "2/3": pgettext("share", "2/3"),
        "1/4": pgettext("share", "1/4"),
        "3/4": pgettext("share", "3/4"),
        "1/5": pgettext("share", "1/5"),
        "4/5": pgettext("share", "4/5"),
    }
    return words.get(str(share), str(share))


def figure_word(parameter: "Parameter", value: object) -> str:
    """A parameter's figure with what it counts: 10 天, 二分之一."""
    if parameter.unit == "share":
        return share_word(str(value))
    return _("%(figure)s %(unit)s") % {"figure": value, "unit": unit_of_figure(parameter.unit)}


def listed(words: Iterable[object]) -> str:
    """Words of the trade, one after another."""
    return pgettext("between the words of a list", ", ").join(in_words(word) for word in words)


def joined(parts: Iterable[str]) -> str:
    """Parts of one sentence."""
    return pgettext("between parts of a sentence", ", ").join(parts)


def compared(comparator: Comparator | str, value: object) -> str:
    """不少于 or 超过 a figure: ≥ and > are told apart."""
    found = comparator if isinstance(comparator, Comparator) else Comparator.parse(comparator)
    words = _("at least %(value)s") if found is Comparator.AT_LEAST else _("more than %(value)s")
    return words % {"value": value}


def counted(column: str, comparator: Comparator | str, value: int) -> str:
    """不少于 7 人, 不少于 1 个: a number of what a column counts, compared."""
    return numbered(column, compared(comparator, value))


def numbered(column: str, told: object) -> str:
    """7 人, 1 个: a number of what a column counts."""
    if column.startswith(BODIES):
        return pgettext("a number of bodies", "%(compared)s") % {"compared": told}
    return pgettext("a number of people", "%(compared)s") % {"compared": told}


def column_word(rules: "Profile", column: str) -> str:
    """What a condition looks at: members, members who vote, bodies of a kind."""
    if column.startswith(BODIES):
        return in_words(rules.body_kinds[column.removeprefix(BODIES)].title)
    return _("members who vote") if column == "voting_members" else _("members")


def condition_words(rules: "Profile", condition: "ColumnCondition") -> str:
    """A condition of who owes: 设有党小组的, 党员不少于 7 的."""
    column, word = condition.column, column_word(rules, condition.column)
    if column.startswith(BODIES) and condition.comparator.fewest(condition.value) == 1:
        return (_("with a %(body)s") if condition.expected else _("without a %(body)s")) % {"body": word}
    told = {"column": word, "compared": counted(column, condition.comparator, condition.value)}
    return (_("%(column)s: %(compared)s") if condition.expected else _("%(column)s: not %(compared)s")) % told


def who(rules: "Profile", plan: "Plan") -> str:
    """Who owes, in one line."""
    population = plan.population
    forms = [form.title for code, form in rules.organisation_forms.items() if code in population.forms]
    kinds = [kind.title for code, kind in rules.unit_kinds.items() if code in population.kinds]
    found = listed(forms or kinds) or _("every unit")
    if forms and kinds:
        found = _("%(forms)s in: %(kinds)s") % {"forms": found, "kinds": listed(kinds)}
    if population.where:
        where = listed(condition_words(rules, each) for each in population.where)
        found = _("%(who)s (%(where)s)") % {"who": found, "where": where}
    return found


def what(rules: "Profile", plan: "Plan") -> str:
    """What counts: the gatherings of a rule, or the event of a term or vacancy."""
    if plan.evidence:
        return listed(rules.gathering_kinds[kind].title for kind in plan.gathering_kinds)
    if plan.clock is Clock.TERM:
        return _("election of the next %(body)s") % {
            "body": listed(rules.body_kinds[code].title for code in plan.body_kinds)
        }
    return _("a new holder of the post: %(post)s") % {
        "post": in_words(rules.post_kinds[plan.post_kind or ""].title)
    }


def amount(rules: "Profile", plan: "Plan") -> str:
    """How much is asked in one period."""
    requirement = plan.requirement
    number = requirement.comparator.fewest(requirement.value)
    if requirement.count is Count.BODIES and requirement.column:
        return _("once by each %(body)s") % {"body": column_word(rules, requirement.column)}
    if requirement.column:
        return _("as many as there are: %(column)s") % {"column": column_word(rules, requirement.column)}
    match requirement.count:
        case Count.DAYS:
            return ngettext("on at least %(n)s day", "on at least %(n)s days", number) % {"n": number}
        case Count.ITEMS:
            return ngettext("with at least %(n)s item", "with at least %(n)s items", number) % {"n": number}
        case Count.MEASURED:
            return ngettext("at least %(n)s hour", "at least %(n)s hours", number) % {"n": number}
        case _other:
            return ngettext("at least once", "at least %(n)s times", number) % {"n": number}


def asks(rules: "Profile", version: "DutyVersion") -> str:
    """What a rule asks, in one line: 党支部、联合党支部一般每季度召开党员大会不少于 1 次."""
    plan = version.plan
    told = {"who": who(rules, plan), "what": what(rules, plan), "strength": strength_word(version.strength)}
    if plan.clock is Clock.TERM:
        return _("%(who)s %(strength)s complete the %(what)s before the term ends") % told
    if plan.clock is Clock.VACANCY:
        return _("%(who)s %(strength)s find %(what)s within %(time)s") % {**told, "time": _allowed(plan)}
    if plan.cadence is None:
        return _("%(who)s %(strength)s: %(what)s") % told
    more = {"amount": amount(rules, plan), "each": cadence_word(plan.cadence)}
    return _("%(who)s %(strength)s hold: %(what)s, %(amount)s %(each)s") % {**told, **more}


def frequency(rules: "Profile", version: "DutyVersion") -> str:
    """A rule's frequency alone, for a clause beside a verdict: 一般每季度不少于 1 次."""
    plan, strength = version.plan, strength_word(version.strength)
    if plan.cadence is None:
        return asks(rules, version)
    told = {"strength": strength, "amount": amount(rules, plan), "each": cadence_word(plan.cadence)}
    return _("%(strength)s %(amount)s %(each)s") % told


def _allowed(plan: "Plan") -> str:
    if plan.allowed_months:
        return ngettext("%(n)s month", "%(n)s months", plan.allowed_months) % {"n": plan.allowed_months}
    return ngettext("%(n)s day", "%(n)s days", plan.allowed_days) % {"n": plan.allowed_days}


def conditions_of_counting(rules: "Profile", plan: "Plan") -> list[str]:
    """What a gathering must fulfil to count."""
    found = []
    for each in plan.evidence:
        asked = _asked(rules, each)
        if len(plan.evidence) > 1:
            kinds = listed(rules.gathering_kinds[kind].title for kind in each.gathering_kinds)
            asked = [_("%(kinds)s: %(asked)s") % {"kinds": kinds, "asked": joined(asked)}] if asked else []
        found += asked
    return found


def _asked(rules: "Profile", evidence: "Evidence") -> list[str]:
    found = []
    if evidence.quorum:
        told = {"compared": compared(evidence.quorum.comparator, share_word(evidence.quorum.share))}
        found.append(_("of those with a vote, %(compared)s must be present") % told)
    if evidence.items:
        items = listed(rules.items[code].title for code in evidence.items.among)
        told = {"compared": compared(evidence.items.comparator, evidence.items.value), "items": items}
        found.append(_("%(compared)s of these items: %(items)s") % told)
    if evidence.measured:
        found.append(measure_words(evidence.measured))
    return found


def measure_words(rule: "MeasureRule") -> str:
    """How long a gathering must last, or a notice stay posted."""
    fewest = rule.comparator.fewest(rule.value)
    if rule.unit is MeasureUnit.DAYS:
        text = ngettext("posted for at least %(n)s day", "posted for at least %(n)s days", fewest)
    else:
        text = ngettext("at least %(n)s hour", "at least %(n)s hours", fewest)
    return text % {"n": fewest}


def excuse_words(excuse: "ExcuseRule") -> str:
    """A lawful reason a rule knows."""
    words: dict[ExcuseKind, Callable[[], str]] = {
        ExcuseKind.FOUNDED: lambda: _(
            "set up (or given this form) after the period began: counted from the next"
        ),
        ExcuseKind.CLOSED: lambda: _("closed before the period ended"),
        ExcuseKind.POSTPONED: lambda: _("an approved postponement, until its day"),
        ExcuseKind.MEMBERS_AWAY: lambda: (
            _("of the members, %(compared)s are away") % {"compared": _compared(excuse)}
        ),
    }
    return words[excuse.kind]()


def _compared(excuse: "ExcuseRule") -> str:
    return compared(excuse.comparator or Comparator.AT_LEAST, share_word(excuse.share or Fraction(0)))


def time_words(plan: "Plan") -> list[str]:
    """Until when, and what follows."""
    found = []
    if plan.clock is Clock.TERM:
        told = {"n": plan.lead_days}
        found.append(
            ngettext(
                "due from %(n)s day before the term ends",
                "due from %(n)s days before the term ends",
                plan.lead_days,
            )
            % told
        )
    elif plan.clock is Clock.VACANCY:
        found.append(_("within %(time)s from the first vacant day") % {"time": _allowed(plan)})
    else:
        found.append(_("by the last day of the period"))
    if plan.grace_days:
        told = {"n": plan.grace_days}
        found.append(
            ngettext(
                "may be made up within %(n)s day after it",
                "may be made up within %(n)s days after it",
                plan.grace_days,
            )
            % told
        )
    if plan.at_risk_days:
        told = {"n": plan.at_risk_days}
        found.append(
            ngettext(
                "marked as closing soon in the last %(n)s day",
                "marked as closing soon in the last %(n)s days",
                plan.at_risk_days,
            )
            % told
        )
    return found


def told(rules: "Profile", version: "DutyVersion") -> list[tuple[str, list[str]]]:
    """A rule in rows of a table: label and what is to be said."""
    plan = version.plan
    rows = [
        (_("Who owes"), [who(rules, plan)]),
        (_("What counts"), [what(rules, plan), *conditions_of_counting(rules, plan)]),
    ]
    if plan.cadence is not None:
        rows.append((_("How much"), [frequency(rules, version)]))
    rows.append((_("Until when"), time_words(plan)))
    rows.append(
        (_("Excused"), [excuse_words(each) for each in plan.excuses] or [_("The rule knows no excuse.")])
    )
    return rows
