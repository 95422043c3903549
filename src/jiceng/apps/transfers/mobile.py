"""Who counts as a mobile member (流动党员) by the rules in force: away for so many months without a break."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from jiceng.apps.duties.rules import current_rules
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Parameter, Profile

AFTER, CONTACT = "mobile_after_months", "mobile_contact_months"


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_after(first, months) <= last else months - 1


def figure(code: str, day: date, rules: "Profile | None" = None) -> int | None:
    """A figure of the rules on a day; None where they have none. `rules`, when they are at hand."""
    rules = rules or current_rules()
    return int(rules.figure(code, day)) if code in rules.parameters else None


def rule(day: date) -> "tuple[Parameter, int] | None":
    """The parameter that says after how many months, and its figure; None where the rules have none."""
    months = figure(AFTER, day)
    return None if months is None else (current_rules().parameters[AFTER], months)


def is_mobile(since: date, day: date, months: int | None) -> bool:
    """Whether a member away since a day counts as mobile on `day`, where so many months are asked for."""
    return months is not None and months_after(since, months) <= day


def narrowed(rows: "QuerySet[Any]", day: date, show: str) -> "QuerySet[Any]":
    """Of members away or from elsewhere, with `last_said`, those of a kind: "mobile", "renew"; else all."""
    wanted = {"mobile": (AFTER, "starts_on__lte"), "renew": (CONTACT, "last_said__lte")}
    if show not in wanted:
        return rows
    code, field = wanted[show]
    months = figure(code, day)
    return rows.none() if months is None else rows.filter(**{field: months_after(day, -months)})
