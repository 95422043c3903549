"""Who counts as a mobile member (流动党员) by the rules in force: away for so many months without a break."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from jiceng.apps.duties.rules import current_rules
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Parameter, Profile

AFTER, CONTACT = "mobile_after_months", "mobile_contact_months"
SHOWN = {"mobile": (AFTER, "starts_on__lte"), "renew": (CONTACT, "last_said__lte")}
"""Kinds to list, each by its figure and the day it is held against."""


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
    return rows.filter(_fits(day, show)) if show in SHOWN else rows


def counts(rows: "QuerySet[Any]", day: date) -> dict[str, int]:
    """How many there are of each kind, "" for all of them. One query."""
    numbers = {show: Count("pk", filter=_fits(day, show)) for show in SHOWN}
    found: dict[str, int] = rows.order_by().aggregate(every=Count("pk"), **numbers)
    return {"" if show == "every" else show: number for show, number in found.items()}


def _fits(day: date, show: str) -> Q:
    code, field = SHOWN[show]
    months = figure(code, day)
    return Q(pk__in=()) if months is None else Q(**{field: months_after(day, -months)})
