"""The rules in force here: the profile with the office's own dated values for its pending parameters."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from jiceng.apps.duties.models import ParameterValue
from jiceng.engines.procedure import ExcuseKind
from jiceng.engines.procedure import ParameterValue as Value
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile


_READ: "ContextVar[list[Profile] | None]" = ContextVar("rules_read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it `current_rules` asks the database once, and one answer rests on one set of rules: for what
    only reads.
    """
    token = _READ.set([])
    try:
        yield
    finally:
        _READ.reset(token)


def current_rules() -> "Profile":
    """The profile every verdict is computed with now; its `fingerprint` changes with any value. One query."""
    read = _READ.get()
    if read:
        return read[0]
    rows = ParameterValue.objects.order_by("parameter", "starts_on", "pk")
    values = tuple(rows.values_list("parameter", "value", "starts_on", "ends_on"))
    rules = _with(settings.PROFILE.fingerprint, values)
    if read is not None:
        read.append(rules)
    return rules


@lru_cache(maxsize=4)
def _with(_fingerprint: str, values: tuple[tuple[str, str, date, date | None], ...]) -> "Profile":
    """A value of a parameter that the profile no longer has is left out."""
    profile: Profile = settings.PROFILE
    known = [row for row in values if row[0] in profile.parameters]
    return with_values(profile, known) if known else profile


def with_values(profile: "Profile", rows: Iterable[tuple[str, str, date, date | None]]) -> "Profile":
    """The profile with an office's values as rows hold them: (parameter, value, first day, day it ended or
    None).

    A row's end is the first day without it; the engine's is the last day with it. A value replaced on the day
    it began never held.
    Raises `Invalid` as `Profile.with_parameters` does.
    """
    values = [
        Value(parameter, value, start, None if end is None else end - timedelta(days=1))
        for parameter, value, start, end in rows
        if end != start
    ]
    return profile.with_parameters(values)


def figure_on(code: str, day: date, **_signal: Any) -> int | None:
    """A figure of the rules on a day; None where they have none."""
    rules = current_rules()
    return int(rules.figure(code, day)) if code in rules.parameters else None


def may_be_postponed(rules: "Profile", duty: str, period: Period) -> bool:
    """Whether the rule that judges a period of a duty knows an approved postponement, and the period is one
    it asks by.
    """
    version = rules.duties[duty].version_on(period.start)
    if version is None or version.plan.excuse(ExcuseKind.POSTPONED) is None:
        return False
    return version.plan.cadence is None or version.plan.cadence == period.cadence
