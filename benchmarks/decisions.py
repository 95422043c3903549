"""Judging decisions: one record, then a hundred thousand of every shipped procedure.

Floor: a plain loop that makes the same comparisons of whole numbers and nothing else (no order, no days, no
clauses, no account of why). Targets: one record ≤ 5 ms, 100,000 ≤ 20 s, of the processor's own time.
"""

import sys
import time
from pathlib import Path
from statistics import median

from jiceng.config.profile import ProfileShelf
from jiceng.engines.procedure import load_profile
from jiceng.engines.procedure.decisions import Procedure, Record, as_json, judge
from jiceng.engines.procedure.decisions.cases import DecisionCase

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
SHELF = ProfileShelf(Path("nowhere"))
ONE_MS, ALL_S = 5.0, 20.0


def told() -> list[tuple[Procedure, DecisionCase]]:
    """Worked cases of the shipped procedures."""
    profiles = [load_profile(code, SHELF.read) for code in ("zezhou", "cooperative")]
    return [(each, case) for p in profiles for each in p.procedures.values() for case in each.cases]


def floor(procedure: Procedure, record: Record) -> int:
    """How many of the record's quorums and majorities hold, in long hand."""
    held = 0
    for event in record.events:
        for rule in (*procedure.versions[-1].steps[event.step].quorum,) if event.step else ():
            part, whole = event.numbers.get(rule.part, 0), event.numbers.get(rule.whole, 0)
            held += part * rule.share.denominator >= rule.share.numerator * whole
    return held


def main() -> None:
    """Measure and print; fail beyond the targets."""
    cases = [(procedure, case) for procedure, case in told() if case.record.events]
    procedure, longest = max(cases, key=lambda pair: len(pair[1].record.events))
    one = median(_timed(lambda: as_json(judge(procedure, longest.record, longest.on))) for _ in range(200))
    print(f"one record of {len(longest.record.events)} events, with its answer as JSON: {one * 1e3:.2f} ms")
    rounds = [(found, case.record, case.on) for found, case in cases]
    bulk = [rounds[number % len(rounds)] for number in range(RECORDS)]
    begun = time.process_time()
    adopted = sum(judge(found, record, on).result in ("adopted", "carried_out") for found, record, on in bulk)
    took = time.process_time() - begun
    begun = time.process_time()
    for found, record, _on in bulk:
        floor(found, record)
    bare = time.process_time() - begun
    print(f"{RECORDS:,} records: {took:.1f} s ({took / RECORDS * 1e6:.0f} µs each; {adopted:,} adopted)")
    print(f"floor, comparisons alone: {bare:.2f} s; ratio {took / bare:.0f}")
    assert one * 1e3 <= ONE_MS
    assert took * 100_000 / RECORDS <= ALL_S


def _timed(run: object) -> float:
    begun = time.process_time()
    run()  # type: ignore[operator]
    return time.process_time() - begun


if __name__ == "__main__":
    main()
