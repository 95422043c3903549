"""Outcomes into rows: the cache's own writing, in bulk."""

from datetime import date
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jiceng.apps.duties.facts import UnitIds, load_facts
from jiceng.apps.duties.models import Verdict
from jiceng.engines.procedure import EXCUSES, OPEN, evaluate

if TYPE_CHECKING:
    from jiceng.engines.procedure import Outcomes, Profile

COLUMNS = (
    "unit_id",
    "duty",
    "version",
    "period",
    "opens_on",
    "closes_on",
    "grace_until",
    "required",
    "counted",
    "met_on",
    "excuse",
    "excuse_until",
    "evidence",
)


def compute(
    rules: "Profile", unit_ids: list[int] | None, first: date, last: date
) -> "tuple[Outcomes, UnitIds]":
    """Load the facts of some units (all: None) and evaluate every duty of the periods between two days."""
    facts, ids = load_facts(rules, unit_ids, first)
    return evaluate(rules, facts, first, last), ids


def store(rules: "Profile", outcomes: "Outcomes", ids: UnitIds) -> int:
    """Insert a row for each outcome with one prepared statement. Returns how many.

    Straight SQL, since this is derived data by the hundred thousand: no signals, no instances.
    """
    names = np.array([*rules.duties], dtype=object)
    periods = np.array([period.key for period in outcomes.periods], dtype=object)
    excuses = np.array([excuse or "" for excuse in EXCUSES], dtype=object)
    rows = zip(
        ids[outcomes.unit].tolist(),
        names[outcomes.duty],
        outcomes.version.tolist(),
        periods[outcomes.period],
        _days(outcomes.opens),
        _days(outcomes.closes),
        _days(outcomes.grace_until),
        outcomes.required.tolist(),
        outcomes.counted.tolist(),
        _days(outcomes.met_on),
        excuses[outcomes.excuse],
        _days(outcomes.excuse_until),
        _joined(outcomes.evidence_ids, outcomes.evidence_offsets),
        strict=True,
    )
    marks = ", ".join(repeat("%s", len(COLUMNS)))
    statement = f"INSERT INTO {Verdict._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # an iterator is enough
    return len(outcomes.unit)


def _days(ordinals: NDArray[np.int32]) -> list[str | None]:
    """Ordinals as ISO days, None for OPEN or none; each distinct day is written once."""
    distinct, where = np.unique(ordinals, return_inverse=True)
    written = [
        date.fromordinal(number).isoformat() if 0 < number < OPEN else None for number in distinct.tolist()
    ]
    return [written[place] for place in where.tolist()]


def _joined(ids: NDArray[np.int64], offsets: NDArray[np.int64]) -> list[str]:
    """The evidence of each outcome as comma-separated ids."""
    texts = [str(id) for id in ids.tolist()]
    ends = offsets.tolist()
    return [",".join(texts[a:b]) for a, b in pairwise(ends)]
