"""Where each row of a list of units stands: which unit of the register it is, and what it stands under."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from jiceng.apps.intake.cells import read_text
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.units.rows import UnitRow
from jiceng.apps.intake.units import normalise, short
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.engines.sheets import Cell
from jiceng.kernel.errors import Invalid

Place = UnitVersion | UnitRow | None
Found = TypeVar("Found")

DEEPEST = (UnitVersion._meta.get_field("path").max_length or 0) // SEGMENT
"""Levels a tree may have."""
_ANYWHERE = 0
_LOOPS = ("parent_is_below", "unit_too_deep")


class Places:
    """Answers for the rows of one file, each found once. A name in the file means the row of the file that
    bears it, if there is one; else a unit within the actor's reach.

    `codes`, every code in use, case apart, with its unit's id; `questions`, rows that may be a unit of the
    register, and nobody has said whether they are.
    """

    def __init__(self, rows: Sequence[UnitRow], setting: Setting) -> None:
        self._units = setting.units
        self._answers = setting.choices.answers
        self.codes = {code.casefold(): pk for pk, code in Unit.objects.values_list("pk", "code")}
        self.questions: dict[UnitRow, UnitVersion] = {}
        self._by_code = {row.code.casefold(): row for row in reversed(rows) if row.code}
        self._exact: dict[str, list[UnitRow]] = defaultdict(list)
        self._near: dict[str, list[UnitRow]] = defaultdict(list)
        for row in rows:
            self._enter(row)
        self._children: dict[tuple[int, str], list[UnitVersion]] = defaultdict(list)
        self._alike: dict[tuple[int, str], list[UnitVersion]] = defaultdict(list)
        self._former: dict[tuple[int, str], list[UnitVersion]] = defaultdict(list)
        self._enter_register()
        self._given_back = _given_back(rows)
        self._found_units: dict[UnitRow, UnitVersion | Invalid | None] = {}
        self._found_parents: dict[UnitRow, Place | Invalid] = {}
        self._open: list[UnitRow] = []

    def _enter(self, row: UnitRow) -> None:
        above = dict.fromkeys(["", row.parent_name, *row.above])
        for name in dict.fromkeys(normalise(text + row.name) for text in above):
            self._exact[name].append(row)
        shorts = [*(short(text) + short(row.name) for text in above if text), short(row.name)]
        for name in dict.fromkeys([*shorts, *(normalise(each) for each in (row.former_name,) if each)]):
            self._near[name].append(row)

    def _enter_register(self) -> None:
        for version in self._units.versions.values():
            for parent_id in {version.parent_id or _ANYWHERE, _ANYWHERE}:
                self._children[parent_id, normalise(version.name)].append(version)
                self._alike[parent_id, short(version.name)].append(version)
        past = UnitVersion.objects.filter(ends_on__isnull=False).values_list("unit_id", "name")
        for unit_id, name in past:
            known = self._units.versions.get(unit_id)
            if known is not None and known.name != name:
                self._former[known.parent_id or _ANYWHERE, normalise(name)].append(known)

    def unit(self, row: UnitRow) -> UnitVersion | None:
        """The unit a row is: by its code, else by its name, its former one or one of the register's, under
        the same parent; None for a new one.

        Raises `Invalid`, `at` the column to blame where it is not the parent's: code_in_use, unit_ambiguous,
        what `parent` raises, and unit_alike_in_register for a question nobody has answered (then in
        `questions`).
        """
        return self._once(self._found_units, row, self._find_unit)

    def parent(self, row: UnitRow) -> Place:
        """What a row says it stands under: by code, by name, else by the township, the group row, the line
        "单位:…" above the table or the sheet's name; None when it does not say.

        Raises `Invalid`: unit_not_found, unit_ambiguous, unit_name_differs, parent_rejected (a row of the
        file that has a fault itself), parent_is_below, unit_too_deep.
        """
        return self._once(self._found_parents, row, self._find_parent)

    def _once(
        self, found: dict[UnitRow, Found | Invalid], row: UnitRow, find: Callable[[UnitRow], Found]
    ) -> Found:
        if row not in found:
            try:
                found[row] = find(row)
            except Invalid as error:
                found[row] = error
        answer = found[row]
        if isinstance(answer, Invalid):
            raise answer
        return answer

    def _find_unit(self, row: UnitRow) -> UnitVersion | None:
        if row.code:
            unit_id = self.codes.get(row.code.casefold())
            if unit_id is not None and unit_id not in self._units.versions:
                raise Invalid("code_in_use", at="code", value=row.code)
            if unit_id is not None:
                return self._units.versions[unit_id]
        parent = self.parent(row)
        if isinstance(parent, UnitRow) or (parent is None and row.code):
            return None
        parent_id = parent.unit_id if parent else _ANYWHERE
        names = [normalise(name) for name in (row.name, row.former_name) if name]
        found = next((there for name in names if (there := self._children.get((parent_id, name)))), None)
        found = found or self._former.get((parent_id, names[0]), [])
        if len(found) > 1:
            raise Invalid("unit_ambiguous", at="name")
        if found and not row.code:
            return found[0]
        alike = self._alike.get((parent_id, short(row.name)), []) if parent and not row.code else found
        return self._asked(row, alike[0]) if alike else None

    def _asked(self, row: UnitRow, alike: UnitVersion) -> UnitVersion | None:
        """Whether a row is a unit that bears nearly its name, or its name with another code."""
        match self._answers.get(row.source.place):
            case "same" | "register":
                return alike
            case "new":
                return None
        self.questions[row] = alike
        raise Invalid("unit_alike_in_register")

    def _find_parent(self, row: UnitRow) -> Place:
        if row in self._open:
            raise Invalid("parent_is_below")
        if len(self._open) >= DEEPEST:
            raise Invalid("unit_too_deep")
        self._open.append(row)
        try:
            if row.parent_code:
                return self._by_parent_code(row)
            return self._named(row.parent_name, row) if row.parent_name else self._by_hints(row)
        finally:
            self._open.pop()

    def _by_parent_code(self, row: UnitRow) -> Place:
        key = row.parent_code.casefold()
        target = self._by_code.get(key)
        if target is row:
            raise Invalid("parent_is_below")
        if target is None:
            if key not in self.codes and normalise(row.parent_code) in self._given_back:
                raise Invalid("parent_rejected")
            return self._units.by_code(row.parent_code, row.parent_name)
        text = row.parent_name
        called = (*self._exact.get(normalise(text), ()), *self._near.get(short(text), ()))
        if text and target not in called:
            there = self.unit(target)
            if there is None or short(there.name) != short(text):
                raise Invalid("unit_name_differs", suggestion=target.name)
        return self._standing(target)

    def _by_hints(self, row: UnitRow) -> Place:
        """What lies around the row; a text that names no unit, or the row itself, is no hint."""
        column = _text(row.source.cell("above"))
        for text in self._units.around(row.source, [*row.above]):
            if short(text) == short(row.name):
                continue
            try:
                return self._named(text, row)
            except Invalid as error:
                if error.code != "unit_not_found" or normalise(text) == column:
                    raise
        return None

    def _named(self, text: str, row: UnitRow) -> Place:
        """The row or unit of a name: exactly so in the file, exactly so in the register, nearly so."""
        exact = self._others(self._exact.get(normalise(text), ()), row)
        if exact:
            return self._only(exact)
        if normalise(text) in self._given_back:
            raise Invalid("parent_rejected")
        there: UnitVersion | Invalid
        try:
            there = self._units.by_name(text, row.above)
        except Invalid as error:
            there = error
        near = self._others(self._near.get(short(text), ()), row)
        same = isinstance(there, UnitVersion) and normalise(there.name) == normalise(text)
        if near and not same:
            return self._only(near)
        if isinstance(there, Invalid):
            raise there
        if same and not row.code and normalise(text) == normalise(row.name):
            raise Invalid("parent_is_below")
        return there

    def _others(self, candidates: Iterable[UnitRow], row: UnitRow) -> list[UnitRow]:
        """Rows that may be meant, without the row itself: those that lie where it does, if any do."""
        others = [each for each in candidates if each is not row]
        hints = set(map(short, row.above))
        if len(others) < 2 or not hints:
            return others
        near = [
            each
            for each in others
            if hints.intersection(map(short, (each.name, each.parent_name, *each.above)))
        ]
        return near or others

    def _only(self, candidates: Sequence[UnitRow]) -> Place:
        if len(candidates) > 1:
            names = dict.fromkeys(f"{row.parent_name}{row.name}" for row in candidates)
            raise Invalid("unit_ambiguous", suggestion=" / ".join(names))
        return self._standing(candidates[0])

    def _standing(self, row: UnitRow) -> Place:
        """The unit a row is, or the row of a new one."""
        try:
            return self.unit(row) or row
        except Invalid as error:
            raise (error if error.code in _LOOPS else Invalid("parent_rejected")) from None


def _given_back(rows: Sequence[UnitRow]) -> set[str]:
    """Names and codes in the file of rows that are not among `rows`: they have a fault of their own."""
    tables = {id(row.source.table): row.source.table for row in rows}
    good = {row.source.place for row in rows}
    found: set[str] = set()
    for table in tables.values():
        for line in table.rows:
            if (table.sheet, line.number) not in good:
                for key in ("name", "code"):
                    found.add(_text(table.cell(line, key)))
    return found - {""}


def _text(cell: Cell) -> str:
    try:
        return normalise(read_text(cell))
    except Invalid:
        return ""
