"""Verdicts in the reader's language: conditions, excuses and what was made of each gathering, with their
data.

The engine hands out codes; every one of them has its sentence here, which a test holds.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.procedure import MeasureUnit
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.rules.words import column_word, compared, counted, listed, numbered, share_word

if TYPE_CHECKING:
    from jiceng.engines.procedure import Condition, Profile

Data = Mapping[str, Any]
Sentence = Callable[["Profile", Data], str]


def condition_sentence(rules: "Profile", condition: "Condition") -> str:
    """One condition of who owes, as it stands for a unit, with its figures."""
    return CONDITIONS[condition.code](rules, condition.data)


def excuse_sentence(rules: "Profile", excuse: "Condition") -> str:
    """One lawful reason as it stands for a unit, holding or not."""
    yes, no = EXCUSES[excuse.code]
    return (yes if excuse.holds else no)(rules, excuse.data)


def reason_sentence(rules: "Profile", code: str, data: Data) -> str:
    """What was made of one gathering, and why."""
    return REASONS[code](rules, data)


def deduction(excuse: str, count: int) -> str:
    """How many verdicts were deducted from a cell for a reason."""
    words = {
        "founded_within_period": _("%(n)s: set up within the period, counted from the next"),
        "closed_within_period": _("%(n)s: closed within the period"),
        "postponed": _("%(n)s: postponed with approval"),
        "members_away": _("%(n)s: too many members away"),
    }
    return words[excuse] % {"n": count}


def _date(day: date | None) -> str:
    return pgettext("no day", "—") if day is None else write_day(day, with_year=True)


def _form(rules: "Profile", data: Data) -> str:
    form = rules.organisation_forms.get(data["form"])
    told = {"form": listed([form.title]) if form else _("no form of organisation")}
    wanted = [rules.organisation_forms[code].title for code in data["forms"]]
    if not wanted:
        return _("Every form of organisation owes it; this unit: %(form)s.") % told
    return _("Owed by: %(wanted)s; this unit: %(form)s.") % {**told, "wanted": listed(wanted)}


def _kind(rules: "Profile", data: Data) -> str:
    kind = rules.unit_kinds.get(data["kind"])
    told = {"kind": listed([kind.title]) if kind else _("no kind of unit")}
    wanted = [rules.unit_kinds[code].title for code in data["kinds"]]
    if not wanted:
        return _("Every kind of unit owes it; this unit: %(kind)s.") % told
    return _("Owed by: %(wanted)s; this unit: %(form)s.") % {"form": told["kind"], "wanted": listed(wanted)}


def _column(rules: "Profile", data: Data) -> str:
    told = {
        "column": column_word(rules, data["column"]),
        "compared": counted(data["column"], data["compare"], data["value"]),
        "count": numbered(data["column"], data["count"]),
    }
    if data["expected"]:
        return _("%(column)s: %(compared)s asked, %(count)s there.") % told
    return _("%(column)s: must not be %(compared)s; %(count)s there.") % told


def _away(data: Data) -> dict[str, Any]:
    share = compared(data["compare"], share_word(data["share"]))
    return {"compared": share, "away": data["away"], "members": data["members"]}


CONDITIONS: dict[str, Sentence] = {
    "in_force": lambda rules, data: _("A rule was in force when the period began."),
    "occasion_exists": lambda rules, data: _("There was such a term, vacancy or period for this unit."),
    "unit_exists": lambda rules, data: _("The unit existed in the period."),
    "form": _form,
    "kind": _kind,
    "column": _column,
}

EXCUSES: dict[str, tuple[Sentence, Sentence]] = {
    "founded_within_period": (
        lambda rules, data: (
            _("Set up (or given this form) on %(day)s, after the period began: counted from the next.")
            % {"day": _date(data["since"])}
        ),
        lambda rules, data: (
            _("Set up within the period: no, so since %(day)s.") % {"day": _date(data["since"])}
        ),
    ),
    "closed_within_period": (
        lambda rules, data: _("Closed on %(day)s, before the period ended.") % {"day": _date(data["closed"])},
        lambda rules, data: _("Closed within the period: no."),
    ),
    "postponed": (
        lambda rules, data: _("Postponed with approval until %(day)s.") % {"day": _date(data["until"])},
        lambda rules, data: _("Approved postponement: none."),
    ),
    "members_away": (
        lambda rules, data: (
            _("Away throughout: %(away)s of %(members)s members; excused when %(compared)s are.")
            % _away(data)
        ),
        lambda rules, data: (
            _("Away throughout: %(away)s of %(members)s members; excused only when %(compared)s are.")
            % _away(data)
        ),
    ),
}


def _quorum(rules: "Profile", data: Data) -> str:
    share = compared(data["compare"], share_word(data["share"]))
    told = {"entitled": data["entitled"], "present": data["present"], "compared": share}
    return _("Does not count: %(entitled)s with a vote, %(present)s present; %(compared)s must be.") % told


def _items(rules: "Profile", data: Data) -> str:
    told = {
        "found": data["found"],
        "compared": compared(data["compare"], data["value"]),
        "items": listed(rules.items[code].title for code in data["among"]),
    }
    return _("Does not count: %(found)s of the items dealt with, %(compared)s asked (%(items)s).") % told


def _measure(rules: "Profile", data: Data) -> str:
    told = {"measured": data["measured"], "compared": compared(data["compare"], data["value"])}
    if data["unit"] == MeasureUnit.DAYS:
        return _("Does not count: posted for %(measured)s days, %(compared)s asked.") % told
    return _("Does not count: %(measured)s hours, %(compared)s asked.") % told


REASONS: dict[str, Sentence] = {
    "counts": lambda rules, data: _("Counts."),
    "not_owed": lambda rules, data: _("Not needed: nothing is owed for this period."),
    "outside_period": lambda rules, data: _("Counts for another period."),
    "outside_grace": lambda rules, data: _("Does not count: held after the time to make it up."),
    "no_quorum": _quorum,
    "items_missing": _items,
    "measure_short": _measure,
    "other_body": lambda rules, data: _(
        "Does not count: the body that met is not one that owes it throughout the period."
    ),
}
