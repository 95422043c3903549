"""The same three people out of every workbook, however an office has laid it out."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pytest

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Membership
from jiceng.kernel.codes import IdNumber
from tests.apps.intake.layouts import IDS, LAYOUTS, NO_NUMBERS, Made, write
from tests.county import AT, DAY, SYSTEM, County
from tests.office import converted

PEOPLE = {
    ("许小满", "1", "990525100201", "full", date(1999, 7, 1), "a"),
    ("何雨", "2", "990525101200", "probationary", date(2025, 6, 1), "b"),
    ("孟长生", "1", "990525100201", "full", date(1985, 5, 1), "c"),
}
OLD_FORMATS = {"xls": "xls", "ods": "ods", "et": "xls"}
"""How LibreOffice makes them; an .et of the older WPS is the same as an .xls."""


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Path]]:
    """Every layout as a file, by name."""
    folder = Path(mkdtemp(prefix="jiceng-layouts-"))
    found = {made.name: write(made, folder, f"{number:02}") for number, made in enumerate(LAYOUTS)}
    for suffix, to in OLD_FORMATS.items():
        names = [made.name for made in LAYOUTS if made.suffix == suffix]
        for name, path in zip(names, converted([found[name] for name in names], to), strict=True):
            found[name] = path.rename(path.with_suffix(f".{suffix}"))
    yield found
    shutil.rmtree(folder)


def test_there_are_enough_of_them() -> None:
    assert len(LAYOUTS) >= 30
    assert len({made.name for made in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("made", LAYOUTS, ids=lambda made: made.name)
def test_the_same_people_come_out(county: County, files: dict[str, Path], made: Made) -> None:
    rename_liulin(county)
    before = set(Membership.objects.values_list("pk", flat=True))
    report = import_file(actor=SYSTEM, at=AT, path=files[made.name], choices=Choices())
    assert report.rejected == ()
    assert (report.kind, report.rows, report.written) == ("people", 3, 3)
    found = Membership.objects.exclude(pk__in=before).select_related("person", "unit")
    numbered = NO_NUMBERS not in made.sheets.values()
    letters = {id_numbers.index(IdNumber.parse(number)): letter for letter, number in IDS.items()}
    assert {
        (
            each.person.name,
            each.person.sex,
            each.unit.code,
            each.standing,
            each.joined_on,
            letters[bytes(each.person.id_number_index or b"")] if numbered else "",
        )
        for each in found
    } == {(*person[:5], person[5] if numbered else "") for person in PEOPLE}
    again = import_file(actor=SYSTEM, at=AT, path=files[made.name], choices=Choices())
    assert (again.written, again.unchanged) == (0, 3)


def rename_liulin(county: County) -> None:
    """柳林村 was called 柳树林村 until this month."""
    for name, day in (("柳树林村", date(2020, 1, 1)), ("柳林村", date(2026, 11, 1))):
        organisations.revise_unit(
            actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=day, name=name, kind="village", form="branch"
        )
    assert county.version("柳林村", DAY).name == "柳林村"
