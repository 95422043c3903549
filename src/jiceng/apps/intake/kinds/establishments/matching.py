"""Rows of a list of establishments against one another and against the same list where it is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.apps.coverage.models import Establishment, Roster, RosterEntry
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.establishments.rows import SAID, EstablishmentRow
from jiceng.apps.intake.kinds.kind import Known, Matched
from jiceng.apps.intake.kinds.repeats import repeated
from jiceng.apps.intake.records import chunks
from jiceng.apps.intake.report import Beside, shown
from jiceng.apps.organisations.models import profile

_SHOWN = ("credit_code", "name", "place", "state", "employees", "industry")


@dataclass(frozen=True, slots=True)
class List:
    """What was told of the whole file: which kind of establishment, as of which day, from whom."""

    kind: str
    as_of: date
    source: str


def told(setting: Setting) -> List | None:
    """What was told of the file; None while it was not."""
    said = setting.choices.told
    if not all(said.get(key) for key in ("list_of", "as_of", "from")):
        return None
    return List(said["list_of"], date.fromisoformat(said["as_of"]), said["from"])


def match(rows: Sequence[EstablishmentRow], setting: Setting) -> Matched[EstablishmentRow]:
    """Sort rows: new, changed against the same list, unchanged, at fault.

    Codes of rejections: twice_in_file, credit_code_of_other_kind, registered_after_list,
    differs_from_register.
    """
    found: Matched[EstablishmentRow] = Matched()
    about = told(setting)
    once = _once(rows, found)
    if about is None:
        found.new = once
        return found
    fitting = [row for row in once if _fits(row, about, found)]
    there = known(fitting, about.kind)
    listed = _listed(about)
    for row in fitting:
        establishment = there.get(row)
        entry = listed.get(establishment.pk) if establishment else None
        if entry is None:
            found.new.append(row)
        else:
            _compare(row, entry, setting, found)
    return found


def _once(rows: Sequence[EstablishmentRow], found: Matched[EstablishmentRow]) -> list[EstablishmentRow]:
    """Rows whose establishment does not stand in the file twice; one without a code is the one of its name in
    its place that has one.
    """
    coded = {_named(row): row.code for row in rows if row.code}
    spoilt = set()
    for row, other in repeated(rows, lambda row: row.code or coded.get(_named(row)) or _named(row), _content):
        key = "credit_code" if row.code else "name"
        found.rejections.append(row.source.reject_twice(key, other.source, _beside(row, other)))
        spoilt.add(row)
    return [row for row in rows if row not in spoilt]


def _named(row: EstablishmentRow) -> tuple[str, int]:
    return row.name, row.place_id


def _content(row: EstablishmentRow) -> object:
    return row.code, *row.said.values()


def _fits(row: EstablishmentRow, about: List, found: Matched[EstablishmentRow]) -> bool:
    """Whether a row can stand in a list of that kind and day."""
    kind = profile().coverage.kinds[about.kind]
    if row.code and kind.registrars and not row.code.startswith(kind.registrars):
        found.rejections.append(row.source.reject("credit_code", "credit_code_of_other_kind"))
        return False
    if row.registered_on is not None and row.registered_on > about.as_of:
        rejection = row.source.reject("registered_on", "registered_after_list", as_of=about.as_of)
        found.rejections.append(rejection)
        return False
    return True


def known(rows: Iterable[EstablishmentRow], kind: str) -> Mapping[EstablishmentRow, Establishment]:
    """Which establishments rows tell of: by code, else by name and place those that have none yet."""
    by_code: dict[str, Establishment] = {}
    for chunk in chunks(row.code for row in rows if row.code):
        by_code |= {each.code: each for each in Establishment.objects.filter(code__in=chunk)}
    bare = Establishment.objects.filter(kind=kind, code="")
    by_name = {(each.name, each.place_id): each for each in bare}
    found = {}
    for row in rows:
        establishment = by_code.get(row.code) or by_name.get(_named(row))
        if establishment is not None:
            found[row] = establishment
    return found


def _listed(about: List) -> dict[int, RosterEntry]:
    """What the same list has already, by establishment."""
    roster = Roster.objects.filter(kind=about.kind, as_of=about.as_of, source=about.source).first()
    return (
        {each.establishment_id: each for each in roster.entries.select_related("establishment", "place")}
        if roster
        else {}
    )


def _compare(
    row: EstablishmentRow, entry: RosterEntry, setting: Setting, found: Matched[EstablishmentRow]
) -> None:
    """A row the list has already: the same, or put right where that is decided."""
    decided = setting.decided(*row.source.place)
    differing = [key for key, value in row.said.items() if value != getattr(entry, key)]
    if not differing or decided == "register":
        found.unchanged += 1
    elif decided in ("file", "same"):
        found.changed.append(Known(row, entry.pk))
    else:
        standard = row.source.vocabulary.standard
        for key in (each if each != "place_id" else "place" for each in differing):
            beside = (Beside(standard(key), _text(row, key), _there(entry, key)),)
            rejection = row.source.reject(
                key, "differs_from_register", beside=beside, answers=("register", "file")
            )
            found.rejections.append(rejection)


def _beside(row: EstablishmentRow, other: EstablishmentRow) -> tuple[Beside, ...]:
    standard = row.source.vocabulary.standard
    pairs = ((key, _text(row, key), _text(other, key)) for key in _SHOWN)
    return tuple(Beside(standard(key), here, there) for key, here, there in pairs if here or there)


def _text(row: EstablishmentRow, key: str) -> str:
    """What a row says, as the sheet has it."""
    if key == "place":
        return row.place.name
    return shown(row.source.cell(key))


def _there(entry: RosterEntry, key: str) -> str:
    """What the list says, as a sheet would."""
    if key == "place":
        return entry.place.code
    value = getattr(entry, key) if key in ("name", *SAID) else entry.establishment.code
    return "" if value is None else str(value)
