"""May a new unit stand where the file says? What `organisations.services.found_unit` asks, for many."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from django.db.models import Max

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.units.places import DEEPEST
from jiceng.apps.intake.kinds.units.rows import UnitRow
from jiceng.apps.intake.report import Rejection
from jiceng.apps.organisations.models import OPEN, UnitVersion
from jiceng.apps.organisations.services import UNIT_CODE
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.errors import Invalid


class Founding:
    """Admits new units of one file; gives them codes, days and their place in the official order.

    Parameters: `codes`, those in use; `histories`, every version of the units within reach.
    """

    def __init__(
        self, setting: Setting, codes: Collection[str], histories: Mapping[int, Sequence[UnitVersion]]
    ) -> None:
        self.setting = setting
        self._empty = not codes
        self._taken = set(codes)
        self._histories = histories
        self._admitted: set[UnitRow] = set()
        self._next_number: dict[str, count[int]] = defaultdict(lambda: count(1))
        self._rejections: list[Rejection] = []

    def admitted(self, rows: Sequence[UnitRow]) -> tuple[list[UnitRow], list[Rejection]]:
        """Rows that may be founded, in the order of the file, and what is wrong with the others.

        A unit stands under one that is there or is founded with it: where that one may not be, it may not.
        Codes of rejections: unit_needs_parent, unit_kind_missing, unit_code_missing, bad_unit_code,
        parent_rejected, parent_is_below, unit_too_deep, unit_not_active, before_last_change,
        renamed_on_impossible.
        """
        self._taken.update(row.code.casefold() for row in rows if row.code)
        levels: dict[int, list[UnitRow]] = defaultdict(list)
        for row in rows:
            try:
                levels[_level(row)].append(row)
            except Invalid as error:
                self._reject(row, "parent_code" if row.parent_code else "parent_name", error.code)
        for level in sorted(levels):
            for row in levels[level]:
                self._admit(row)
        admitted = [row for row in rows if row in self._admitted]
        self._put_in_order(admitted)
        return admitted, self._rejections

    def _admit(self, row: UnitRow) -> None:
        faults = len(self._rejections)
        if isinstance(row.parent, UnitRow) and row.parent not in self._admitted:
            self._reject(row, "parent_code" if row.parent_code else "parent_name", "parent_rejected")
            return
        if not row.kind:
            self._reject(row, "kind", "unit_kind_missing")
        row.founded_on = self._day(row)
        if row.parent is None:
            self._check_root(row)
        elif isinstance(row.parent, UnitVersion):
            self._check_parent(row, row.parent)
        if row.renamed_on is not None and row.renamed_on <= row.founded_on:
            self._reject(row, "renamed_on", "renamed_on_impossible")
        if len(self._rejections) == faults and self._give_code(row):
            self._admitted.add(row)

    def _day(self, row: UnitRow) -> date:
        """When it is founded; never before its parent stands in the register, which begins somewhere: then
        with the parent, and it is noted.
        """
        if row.founded is None:
            return self.setting.day
        if row.parent is None:
            return row.founded.value
        above = (
            row.parent.founded_on
            if isinstance(row.parent, UnitRow)
            else self.setting.units.founded(row.parent.unit_id)
        )
        if row.founded.value < above and (row.founded.precise or above.replace(day=1) != row.founded.value):
            row.source.notes["founded_with_parent"] += 1
        return max(row.founded.value, above)

    def _check_root(self, row: UnitRow) -> None:
        """Only the program founds the root, and only one."""
        if self._empty and self.setting.actor.system:
            self._empty = False
        else:
            self._reject(row, "parent_name", "unit_needs_parent")
        if not row.code:
            self._reject(row, "code", "unit_code_missing")

    def _check_parent(self, row: UnitRow, parent: UnitVersion) -> None:
        """As `versions.parent_on` does: there on the day, not closed, where it stands today."""
        history = self._histories[parent.unit_id]
        last, key = history[-1], "parent_code" if row.parent_code else "parent_name"
        if last.ends_on is not None:
            day = max(row.founded_on, last.ends_on)
            self._reject(row, key, "unit_not_active", unit=parent.unit.code, day=day)
        elif any(version.path != last.path for version in history if _after(version, row.founded_on)):
            self._reject(row, "founded", "before_last_change", last=last.starts_on)
        if len(parent.path) // SEGMENT >= DEEPEST:
            self._reject(row, key, "unit_too_deep")

    def _give_code(self, row: UnitRow) -> bool:
        """Where it has none: the parent's, and the next number that is free. Whether it is a code."""
        if not row.code:
            above = row.parent.unit.code if isinstance(row.parent, UnitVersion) else _code(row.parent)
            numbers = self._next_number[above]
            row.code = next(
                code for number in numbers if (code := f"{above}-{number:02}").casefold() not in self._taken
            )
            self._taken.add(row.code.casefold())
        if UNIT_CODE.fullmatch(row.code):
            return True
        self._reject(row, "code", "bad_unit_code", value=row.code)
        return False

    def _put_in_order(self, rows: Sequence[UnitRow]) -> None:
        """Official order is the file's: after all that stands under the same unit already; where nothing
        follows that, each has a number of its own.
        """
        last = UnitVersion.objects.filter(OPEN).aggregate(last=Max("order"))["last"] or 0
        below: dict[str, int] = defaultdict(lambda: last)
        for version in self.setting.units.versions.values():
            for end in range(SEGMENT, len(version.path) + 1, SEGMENT):
                path = version.path[:end]
                below[path] = max(below.get(path, version.order), version.order)
        numbers = count(last + 1)
        for row in rows:
            above = row.parent
            while isinstance(above, UnitRow):
                above = above.parent
            place = below[above.path] if above else last
            row.order = next(numbers) if place == last else place

    def _reject(self, row: UnitRow, key: str, code: str, **data: Any) -> None:
        self._rejections.append(row.source.reject(key, code, **data))


def _code(row: UnitRow | None) -> str:
    return row.code if row else ""


def _after(version: UnitVersion, day: date) -> bool:
    """Whether a version is in force on a day or later."""
    return version.ends_on is None or version.ends_on > day


def _level(row: UnitRow) -> int:
    """How many units of the file stand above a row. Raises `Invalid`: parent_is_below, unit_too_deep."""
    level, passed, above = 0, {row}, row.parent
    while isinstance(above, UnitRow):
        if above in passed:
            raise Invalid("parent_is_below")
        passed.add(above)
        level, above = level + 1, above.parent
    deep = len(above.path) // SEGMENT if above else 0
    if level + deep >= DEEPEST:
        raise Invalid("unit_too_deep")
    return level
