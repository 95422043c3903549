"""Quantities read off decisions and admissions."""

from typing import Any

from jiceng.apps.admissions.models import AdmissionEntry
from jiceng.apps.decisions.models import Decision
from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.apps.quantities.sources.meetings import since_last


def decisions(ask: Ask) -> dict[int, Counted]:
    """Decisions begun in the last months that have one of some results."""
    results = frozenset(ask.words("results"))
    found: dict[int, list[Evidence]] = {}
    for unit, pk, day, procedure, result, _violations in _begun(ask):
        if result in results:
            found.setdefault(unit, []).append(Evidence("decision", pk, day, procedure))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def violations(ask: Ask) -> dict[int, Counted]:
    """Entries against a rule in decisions begun in the last months."""
    found: dict[int, tuple[int, tuple[Evidence, ...]]] = {}
    for unit, pk, day, procedure, _result, broken in _begun(ask):
        if broken:
            number, evidence = found.get(unit, (0, ()))
            found[unit] = (number + broken, (*evidence, Evidence("decision", pk, day, procedure)))
    return {unit: Counted(number, evidence) for unit, (number, evidence) in found.items()}


def _begun(ask: Ask) -> list[Any]:
    since, procedures = ask.since, frozenset(ask.words("procedures"))

    def read() -> list[Any]:
        rows = Decision.objects.filter(opened_on__gt=since, opened_on__lte=ask.day, dropped_on=None)
        fields = ("unit_id", "pk", "opened_on", "procedure", "result", "violations")
        return list(ask.of(rows).order_by("-opened_on").values_list(*fields))

    return [row for row in ask.once(("decisions", since), read) if row[3] in procedures]


def steps(ask: Ask) -> dict[int, Counted]:
    """How many were brought to one of some steps in the last months."""
    rows = ask.of(_steps(ask).filter(day__gt=ask.since), _UNIT).order_by("-day")
    found: dict[int, list[Evidence]] = {}
    for unit, admission, day, step in rows.values_list(_UNIT, "admission_id", "day", "step"):
        found.setdefault(unit, []).append(Evidence("admission", admission, day, step))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def months_without_step(ask: Ask) -> dict[int, Counted]:
    """Whole months since somebody was last brought to one of some steps."""
    return since_last(ask, _steps(ask), _UNIT)


_UNIT = "admission__unit_id"


def _steps(ask: Ask) -> Any:
    return AdmissionEntry.objects.filter(
        step__in=ask.words("steps"), passed=True, struck=False, replaced_by=None, day__lte=ask.day
    )
