"""What whoever imports decides: which kind the file is, what its columns mean, what to do where it and the
register differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.units import UnitIndex
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import hold
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict

Differences = Literal["reject", "register", "file"]
"""Where a known record differs: give the row back, leave the register as it is, or take what the file
says.
"""

Answer = Literal["register", "file", "same", "new"]
"""One row's own decision: as above, or whether a namesake is the same person or another."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Nobody listens to how far it is; steps are reading, checking, writing, undoing, duties."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Decisions of one import.

    `kind`, None to be found out; `columns`, by sheet and position what a column is read as (None: not at
    all), where it is not what it seems; `differences`, for all rows; `answers`, by sheet and row for single
    ones; `dry_run`, report only; `accept_good`, write the rows without fault though others have one;
    `learned`, by kind what headings were said to mean when the file was checked, None for as of now; `unit`,
    what the unit is called that pasted rows are of, "" where they say so themselves; `told`, what a kind asks
    once of a whole file (`Kind.asks`), as text.
    """

    kind: str | None = None
    columns: Mapping[str, Mapping[int, str | None]] = field(default_factory=dict)
    differences: Differences = "reject"
    answers: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
    dry_run: bool = False
    accept_good: bool = False
    learned: Mapping[str, Mapping[str, str]] | None = None
    unit: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The decisions as they are kept with an import."""
        return {
            "kind": self.kind,
            "columns": {sheet: [*columns.items()] for sheet, columns in self.columns.items()},
            "differences": self.differences,
            "answers": [[*place, answer] for place, answer in self.answers.items()],
            "accept_good": self.accept_good,
            "learned": self.learned,
            "unit": self.unit,
            "told": dict(self.told),
        }


def kept_choices(kept: Mapping[str, Any], *, dry_run: bool) -> Choices:
    """The reverse of `Choices.as_json`."""
    return Choices(
        kind=kept.get("kind") or None,
        columns={sheet: dict(pairs) for sheet, pairs in kept.get("columns", {}).items()},
        differences=kept.get("differences", "reject"),
        answers={(sheet, row): answer for sheet, row, answer in kept.get("answers", ())},
        dry_run=dry_run,
        accept_good=kept.get("accept_good", False),
        learned=kept.get("learned"),
        unit=kept.get("unit", ""),
        told=kept.get("told", {}),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """What a kind reads and writes by: who, when, the units within reach, and the decisions; `import_id`,
    the import that is being written, None before.
    """

    actor: Actor
    at: datetime
    day: date
    units: UnitIndex
    choices: Choices
    import_id: int | None = None

    def decided(self, sheet: str, row: int) -> Answer | None:
        """What was decided for a row, None when the row is to be given back."""
        own = self.choices.answers.get((sheet, row))
        if own is not None:
            return own
        return None if self.choices.differences == "reject" else self.choices.differences

    def hold(self, unit_ids: Iterable[int]) -> None:
        """Where something is to be written, let no other writer come between from here on.

        Raises `Conflict("register_changed")` when a unit stands no more where it was found: by its place the
        right was judged.
        """
        if self.choices.dry_run:
            return
        for chunk in chunks(sorted(set(unit_ids))):
            hold(chunk)
            rows = UnitVersion.objects.filter(on(self.day), unit_id__in=chunk)
            places = dict(rows.values_list("unit_id", "path"))
            if any(places.get(unit_id) != self.units.versions[unit_id].path for unit_id in chunk):
                raise Conflict("register_changed")
