"""Is this unit known already, and may a new one stand where the file says? Rows against one another and
against the register.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Known, Matched
from jiceng.apps.intake.kinds.repeats import repeated
from jiceng.apps.intake.kinds.units.founding import Founding
from jiceng.apps.intake.kinds.units.places import Places
from jiceng.apps.intake.kinds.units.rows import UnitRow
from jiceng.apps.intake.report import Beside
from jiceng.apps.intake.units import UnitIndex, normalise, short
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.kernel.errors import Invalid

_COMPARED = ("name", "kind", "form", "division_code", "parent_name", "founded")
_SHOWN = ("code", *_COMPARED)
_BY_FORM = {"parent_name": "parent_differs", "founded": "founded_differs"}
"""What no file changes, with the code that says so: a move has its own page, a founding none."""


def match(rows: Sequence[UnitRow], setting: Setting) -> Matched[UnitRow]:
    """Sort rows without faults of their own into new ones, changed ones, unchanged ones and those that
    contradict something.

    Codes of rejections: twice_in_file, differs_from_register, parent_differs, founded_differs,
    unit_not_active and before_last_change of the change asked for, and what `Places` and `Founding` raise.
    """
    return _Matcher(setting).sorted(rows)


def change_day(row: UnitRow, version: UnitVersion, day: date) -> date:
    """From when on a known unit is what the file says: for a new name the day the file tells, if it does."""
    renamed = normalise(row.name) != normalise(version.name)
    return row.renamed_on if renamed and row.renamed_on else day


class _Matcher:
    """Sorts the rows of one file."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.found: Matched[UnitRow] = Matched()
        self.histories = _histories(setting.units)

    def sorted(self, rows: Sequence[UnitRow]) -> Matched[UnitRow]:
        rows = self._once(rows, _said)
        self.places = Places(rows, self.setting)
        standing = {row: version for row in rows for version in self._standing(row)}
        rows = self._once([*standing], _identity(standing))
        new = []
        for row in rows:
            version = standing[row]
            if version is None:
                new.append(row)
            else:
                self._compare(row, version)
        founding = Founding(self.setting, self.places.codes, self.histories)
        self.found.new, faults = founding.admitted(new)
        self.found.rejections += faults
        return self.found

    def _standing(self, row: UnitRow) -> Iterator[UnitVersion | None]:
        """The unit a row is, None for a new one, which then has its parent; nothing when it has a fault."""
        try:
            version = self.places.unit(row)
            if version is None:
                row.parent = self.places.parent(row)
        except Invalid as error:
            self._fault(row, error)
        else:
            yield version

    def _fault(self, row: UnitRow, error: Invalid) -> None:
        alike = self.places.questions.get(row)
        if alike is not None:
            beside, answers = self._beside(row, alike), ("same", "new", "register")
            rejection = row.source.reject(
                "name", error.code, suggestion=alike.name, beside=beside, answers=answers
            )
        else:
            data = dict(error.data)
            key = data.pop("at", None) or _parent_key(row, error.code)
            rejection = row.source.reject(key, error.code, suggestion=data.pop("suggestion", ""), **data)
        self.found.rejections.append(rejection)

    def _once(self, rows: Sequence[UnitRow], key: Callable[[UnitRow], object]) -> list[UnitRow]:
        """Rows that do not stand in the file twice."""
        spoilt: set[UnitRow] = set()
        for row, other in repeated(rows, key, _content):
            column = "code" if row.code else "name"
            rejection = row.source.reject_twice(column, other.source, _rows_beside(row, other))
            self.found.rejections.append(rejection)
            spoilt.add(row)
        return [row for row in rows if row not in spoilt]

    def _compare(self, row: UnitRow, version: UnitVersion) -> None:
        """A unit of the register: unchanged, or with what differs."""
        decided = self.setting.decided(*row.source.place)
        if decided == "register":
            self.found.unchanged += 1
            return
        try:
            differing = [key for key in _COMPARED if self._differs(row, version, key)]
        except Invalid as error:
            self._fault(row, error)
            return
        by_form = any(key in _BY_FORM for key in differing)
        if not differing:
            self.found.unchanged += 1
        elif decided in ("file", "same") and not by_form:
            self._change(row, version)
        else:
            beside, answers = self._beside(row, version), ("register",) if by_form else ("register", "file")
            for key in differing:
                code, there = _BY_FORM.get(key, "differs_from_register"), self._there(version, key)
                rejection = row.source.reject(key, code, suggestion=there, beside=beside, answers=answers)
                self.found.rejections.append(rejection)

    def _differs(self, row: UnitRow, version: UnitVersion, key: str) -> bool:
        """Whether a column says something else than the register; an empty cell says nothing. May raise what
        `Places.parent` does.
        """
        match key:
            case "name":
                return normalise(row.name) != normalise(version.name)
            case "parent_name":
                return self._parent_differs(row, version)
            case "founded":
                if row.founded is None:
                    return False
                first = self.setting.units.founded(version.unit_id)
                if row.founded.value < first and version.parent_id:  # it began with its parent
                    return first != self.setting.units.founded(version.parent_id)
                return row.founded.value != (first if row.founded.precise else first.replace(day=1))
            case "division_code":
                return row.division_code not in ("", version.unit.division_code)
        return getattr(row, key) not in ("", getattr(version, key))

    def _parent_differs(self, row: UnitRow, version: UnitVersion) -> bool:
        """Not of the topmost units within reach: what stands above them is not the actor's to see."""
        actual = self.setting.units.versions.get(version.parent_id or 0)
        if not (row.parent_code or row.parent_name) or actual is None:
            return bool(version.parent_id is None and (row.parent_code or row.parent_name))
        code, name = row.parent_code.casefold(), short(row.parent_name) if row.parent_name else ""
        if code in ("", actual.unit.code.casefold()) and name in ("", short(actual.name)):
            return False
        said = self.places.parent(row)
        return not isinstance(said, UnitVersion) or said.unit_id != actual.unit_id

    def _change(self, row: UnitRow, version: UnitVersion) -> None:
        """Note what the file changes, if the unit may be changed on that day (`versions.open_version`)."""
        last = self.histories[version.unit_id][-1]
        day = change_day(row, version, self.setting.day)
        if last.ends_on is not None:
            fault = Invalid("unit_not_active", unit=version.unit.code, day=day)
        elif day < last.starts_on:
            fault = Invalid("before_last_change", last=last.starts_on)
        else:
            self.found.changed.append(Known(row, version.unit_id))
            return
        self.found.rejections.append(row.source.reject("name", fault.code, **fault.data))

    def _beside(self, row: UnitRow, version: UnitVersion) -> tuple[Beside, ...]:
        """The row and a unit, column by column."""
        return _beside(row, {key: self._there(version, key) for key in _SHOWN})

    def _there(self, version: UnitVersion, key: str) -> str:
        """What the register says, as a sheet would."""
        match key:
            case "code" | "division_code":
                return str(getattr(version.unit, key))
            case "parent_name":
                above = self.setting.units.versions.get(version.parent_id or 0)
                return above.name if above else ""
            case "founded":
                return str(self.setting.units.founded(version.unit_id))
        return _word(key, getattr(version, key))


def _histories(units: UnitIndex) -> dict[int, list[UnitVersion]]:
    """All versions of every unit within reach, the first first."""
    found: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.order_by("starts_on"):
        if version.unit_id in units.versions:
            found[version.unit_id].append(version)
    return found


def _said(row: UnitRow) -> object:
    """By what a row is known before it is placed."""
    return row.code.casefold() or (normalise(row.name), row.parent_code, row.parent_name, row.above)


def _identity(standing: Mapping[UnitRow, UnitVersion | None]) -> Callable[[UnitRow], object]:
    """By what a row is known once it is placed: its unit; of a new one its parent and name, and where all
    that share these have codes, its code.
    """

    def named(row: UnitRow) -> object:
        parent = row.parent
        return (parent.unit_id if isinstance(parent, UnitVersion) else parent, normalise(row.name))

    bare = {named(row) for row, version in standing.items() if version is None and not row.code}

    def identity(row: UnitRow) -> object:
        version = standing[row]
        if version is not None:
            return version.unit_id
        return row.code.casefold() if row.code and named(row) not in bare else named(row)

    return identity


def _content(row: UnitRow) -> tuple[object, ...]:
    return (
        row.parent,
        row.parent_code,
        row.parent_name,
        row.former_name,
        *(_here(row, key) for key in _SHOWN),
    )


def _parent_key(row: UnitRow, code: str) -> str:
    """The column to blame for a parent that is not found."""
    if row.parent_code and code != "unit_name_differs":
        return "parent_code"
    return "above" if row.above and not row.parent_name and row.source.has("above") else "parent_name"


def _beside(row: UnitRow, there: dict[str, str]) -> tuple[Beside, ...]:
    standard = row.source.vocabulary.standard
    texts = [(standard(key), _here(row, key), there[key]) for key in _SHOWN]
    return tuple(Beside(*each) for each in texts if each[1] or each[2])


def _rows_beside(row: UnitRow, other: UnitRow) -> tuple[Beside, ...]:
    return _beside(row, {key: _here(other, key) for key in _SHOWN})


def _here(row: UnitRow, key: str) -> str:
    """What a row says, as a sheet would."""
    match key:
        case "parent_name":
            return row.parent_name or row.parent_code
        case "founded":
            return "" if row.founded is None else str(row.founded.value)
    return _word(key, getattr(row, key))


def _word(key: str, value: str) -> str:
    words = profile()
    if key == "kind" and value in words.unit_kinds:
        return words.unit_kinds[value].title.zh
    if key == "form" and value in words.organisation_forms:
        return words.organisation_forms[value].title.zh
    return value
