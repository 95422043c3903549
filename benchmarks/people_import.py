"""The sample county's member register (some 40,000 rows of .xlsx) into SQLite, beside a peer and a floor.

Ours: validated, matched, identity numbers sealed and indexed, with memberships and what an undo needs.
Peer: django-import-export on the same file, rows, indexes and memberships, without encryption and without
undo: in its typical mode (a row at a time, in a transaction) and in its bulk mode (memberships by plain
`bulk_create`). Floor: the file read by calamine and its rows put into one table by `executemany`.
Targets: ≤ 8 s, and ≥ 10 × faster than the typical mode.
"""

import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_folder = tempfile.TemporaryDirectory(prefix="jiceng-bench-")
os.environ["JICENG_DATA"] = _folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"

import django  # noqa: E402

django.setup()

import tablib  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from jiceng.apps.demonstration.services import make_demonstration, write_workbooks  # noqa: E402
from jiceng.apps.intake.choices import Choices  # noqa: E402
from jiceng.apps.intake.models import Change, Import  # noqa: E402
from jiceng.apps.intake.services import import_file  # noqa: E402
from jiceng.apps.organisations.models import Unit  # noqa: E402
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding, Seat  # noqa: E402
from jiceng.kernel.actors import system_actor  # noqa: E402

RUNS = 3
MEMBERS = "党员名册.xlsx"
TEXT = widgets.CharWidget(allow_blank=True)


class PersonResource(resources.ModelResource):
    """Persons with the library's own widgets; the unit is kept aside for the membership."""

    name = fields.Field("name", "姓名", widgets.CharWidget())
    birth_date = fields.Field("birth_date", "出生日期", widgets.DateWidget())
    ethnicity = fields.Field("ethnicity", "民族", TEXT)
    education = fields.Field("education", "学历", TEXT)
    phone = fields.Field("phone", "联系电话", TEXT)
    id_number = fields.Field("id_number_masked", "公民身份号码", TEXT)

    class Meta:
        model = Person
        fields = ("name", "birth_date", "ethnicity", "education", "phone", "id_number")
        import_id_fields = ("id_number",)
        use_transactions = True

    def after_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
        """The membership of a person just saved."""
        Membership.objects.create(
            person=instance,
            unit=Unit.objects.get(code=row["支部代码"]),
            standing="full",
            joined_on=row["加入组织日期"],
            starts_on=timezone.localdate(),
        )


class BulkPersonResource(PersonResource):
    """The same in batches, without looking for what is there already."""

    class Meta(PersonResource.Meta):
        use_bulk = True
        batch_size = 1000
        force_init_instance = True
        skip_diff = True

    def after_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
        """Nothing: memberships come in one go."""


def main() -> None:
    """Make the county and its workbook, empty the register of people, measure, print."""
    actor = system_actor("bench").with_purpose("benchmark")
    call_command("migrate", verbosity=0)
    make_demonstration(actor=actor, at=timezone.now())
    path = Path(_folder.name) / "sheets" / MEMBERS
    write_workbooks(actor=actor, at=timezone.now(), folder=path.parent)
    for model in (Absence, Seat, PostHolding, Membership, Person):
        model.objects.all()._raw_delete("default")
    ours = []
    for _ in range(RUNS):
        empty()
        ours.append(timed(lambda: take_in(path)))
    rows = Membership.objects.count()
    print(f"\n{rows:,} rows of {path.stat().st_size / 1e6:.1f} MB; median (min–max) of {RUNS} runs")
    print(f"  jiceng        {show(ours)}")
    floor = [timed(lambda: bare(path)) for _ in range(RUNS)]
    print(f"  floor         {show(floor)}; ratio {statistics.median(ours) / statistics.median(floor):.1f}")
    for name, work in (("bulk mode", peer_in_bulk), ("typical mode", peer)):
        empty()
        taken = timed(lambda: work(path))  # noqa: B023
        print(f"  peer, {name:12} {taken:.1f} s, one run; ratio {taken / statistics.median(ours):.1f}")
        print(f"    ({Membership.objects.count():,} memberships)")


def timed(work: Callable[[], None]) -> float:
    """Seconds a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def show(taken: list[float]) -> str:
    """Median with least and most."""
    return f"{statistics.median(taken):.2f} s ({min(taken):.2f}–{max(taken):.2f})"


def empty() -> None:
    """No people, no imports; not measured."""
    for model in (Change, Import, Absence, Membership, Person):
        model.objects.all()._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def take_in(path: Path) -> None:
    """Our import of the file, into an empty register."""
    found = import_file(
        actor=system_actor("bench"), at=timezone.now(), path=path, choices=Choices(kind="people")
    )
    if found.rejected or found.written != found.rows:
        raise AssertionError(f"{len(found.rejected)} faults")


def peer(path: Path) -> None:
    """The library's typical mode."""
    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    result = PersonResource().import_data(dataset, raise_errors=True)
    if result.has_errors():
        raise AssertionError(result.row_errors()[:1])


def peer_in_bulk(path: Path) -> None:
    """The library's bulk mode; memberships by `bulk_create` in the file's order."""
    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    with transaction.atomic():
        BulkPersonResource().import_data(dataset, raise_errors=True)
        units = dict(Unit.objects.values_list("code", "pk"))
        people = Person.objects.order_by("pk").values_list("pk", flat=True)
        Membership.objects.bulk_create(
            (
                Membership(
                    person_id=person,
                    unit_id=units[row["支部代码"]],
                    standing="full",
                    joined_on=row["加入组织日期"],
                    starts_on=timezone.localdate(),
                )
                for person, row in zip(people, dataset.dict, strict=True)
            ),
            batch_size=1000,
        )


def bare(path: Path) -> None:
    """The file's cells into one table, nothing looked at."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    target = path.with_suffix(".sqlite3")
    with sqlite3.connect(target) as database:
        width = len(rows[0])
        database.execute(f"CREATE TABLE bare ({', '.join(f'c{place}' for place in range(width))})")
        marks = ", ".join("?" * width)
        database.executemany(
            f"INSERT INTO bare VALUES ({marks})",  # noqa: S608
            ([str(cell) for cell in row] for row in rows),
        )
    database.close()
    target.unlink()


if __name__ == "__main__":
    print("benchmark:", Path(__file__).name)
    main()
    shutil.rmtree(_folder.name, ignore_errors=True)
