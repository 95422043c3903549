"""Evaluation: every duty of every unit in every period of a stretch of time, in columns."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from jiceng.engines.procedure.columns import Identities, Numbers
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.judgement import Evaluation, Judgement
from jiceng.engines.procedure.occasions import Occasions
from jiceng.engines.procedure.outcome import Outcomes
from jiceng.engines.procedure.profile import Profile
from jiceng.kernel.periods import Cadence, Period


def evaluate(
    profile: Profile, facts: Facts, first: date, last: date, duties: Collection[str] | None = None
) -> Outcomes:
    """Every duty owed in a period, term end or vacancy that has a day in [first, last].

    Parameters: `duties`, codes to look at; None: all of the profile's. Returns one row for each occasion to
    which the duty applies, ordered by duty, unit, opening day; a duty that does not apply has none. Terms and
    vacancies not yet met stay in view after their last day. Raises `NotFound("unknown_duty")`.
    """
    chosen = [profile.duty(code) for code in (profile.duties if duties is None else set(duties))]
    chosen.sort(key=lambda duty: profile.numbers.duties[duty.code])
    evaluation = Evaluation(profile, facts, first, last)
    judged = [evaluation.judge(duty, version) for duty in chosen for version in duty.versions]
    return outcomes_of(profile, facts, [each for each in judged if each is not None])


def outcomes_of(profile: Profile, facts: Facts, judgements: Sequence[Judgement]) -> Outcomes:
    """The owed occasions of judgements in one table."""
    gatherer = _Gatherer(judgements)
    column, periods = gatherer.column, PeriodTable()
    offsets, ids = gatherer.evidence(facts)
    return Outcomes(
        duties=tuple(profile.duties),
        unit=column(lambda each: each.occasions.unit),
        duty=column(lambda each: np.full(len(each.owed), each.duty, np.int16), np.int16),
        version=column(lambda each: np.full(len(each.owed), each.version.number, np.int16), np.int16),
        period=column(lambda each: periods.numbers_of(each.occasions)),
        periods=periods.periods(),
        opens=column(lambda each: each.occasions.opens),
        closes=column(lambda each: each.occasions.closes),
        grace_until=column(lambda each: each.grace_until),
        at_risk_from=column(lambda each: each.at_risk_from),
        required=column(lambda each: each.needed),
        counted=column(lambda each: each.proof.reached.counted),
        met_on=column(lambda each: each.proof.reached.met_on),
        excuse=column(lambda each: each.excuses.excuse, np.int16),
        excuse_until=column(lambda each: each.excuses.until),
        evidence_offsets=offsets,
        evidence_ids=ids,
    )


class PeriodTable:
    """Numbers periods: those of a cadence in one run, intervals each by itself."""

    def __init__(self) -> None:
        self._periods: list[Period] = []
        self._runs: dict[Cadence, int] = {}

    def periods(self) -> tuple[Period, ...]:
        """Every period numbered so far, by number."""
        return tuple(self._periods)

    def numbers_of(self, occasions: Occasions) -> Numbers:
        """Number of each occasion's period."""
        if occasions.cadence is None:
            return self._intervals(occasions)
        if occasions.cadence not in self._runs:
            self._runs[occasions.cadence] = len(self._periods)
            days = zip(occasions.slot_opens.tolist(), occasions.slot_closes.tolist(), strict=True)
            self._periods += [_period(start, end, occasions.cadence) for start, end in days]
        slots = np.arange(len(occasions)) % max(occasions.slots, 1)
        return (self._runs[occasions.cadence] + slots).astype(np.int32)

    def _intervals(self, occasions: Occasions) -> Numbers:
        days = np.stack([occasions.opens, occasions.closes], axis=1)
        distinct, place = np.unique(days, axis=0, return_inverse=True)
        before = len(self._periods)
        self._periods += [_period(start, end, None) for start, end in distinct.tolist()]
        return (before + place.reshape(-1)).astype(np.int32)


def _period(start: int, end: int, cadence: Cadence | None) -> Period:
    return Period(date.fromordinal(start), date.fromordinal(end), cadence)


class _Gatherer:
    """Reads columns of the owed occasions of many judgements, in order of duty, unit, opening day."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        self.judgements = judgements
        self.owed = [np.flatnonzero(each.owed) for each in judgements]
        self.starts = np.cumsum([0, *(len(rows) for rows in self.owed)])
        self.order: Identities | None = None
        duty = self.column(lambda each: np.full(len(each.owed), each.duty, np.int16), np.int16)
        unit, opens = (
            self.column(lambda each: each.occasions.unit),
            self.column(lambda each: each.occasions.opens),
        )
        if len({each.duty for each in judgements}) < len(judgements):
            self.order = np.lexsort((opens, unit, duty))

    def column(self, read: Callable[[Judgement], NDArray[Any]], kind: DTypeLike = np.int32) -> NDArray[Any]:
        """One column, ordered."""
        parts = [read(each)[rows] for each, rows in zip(self.judgements, self.owed, strict=True)]
        found = np.concatenate([np.empty(0, kind), *parts]).astype(kind, copy=False)
        return found if self.order is None else found[self.order]

    def evidence(self, facts: Facts) -> tuple[Identities, Identities]:
        """Offsets and ids of the acts that count for each row, in order of day and id."""
        total = int(self.starts[-1])
        place = np.arange(total)
        if self.order is not None:
            place[self.order] = np.arange(total)
        rows, acts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for each, owed, start in zip(self.judgements, self.owed, self.starts, strict=False):
            if each.proof.placed:
                rank = np.zeros(len(each.occasions), np.int64)
                rank[owed] = place[start : start + len(owed)]
                rows.append(rank[each.proof.placed.occasion])
                acts.append(each.proof.placed.rows)
        row, act = np.concatenate(rows), np.concatenate(acts)
        ids = facts.acts.id[act]
        order = np.lexsort((ids, facts.acts.day[act], row))
        offsets = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=total))])
        return offsets.astype(np.int64), ids[order]
