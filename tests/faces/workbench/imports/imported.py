"""Imports as they lie in the register, made without reading a file."""

from jiceng.apps.access.models import User
from jiceng.apps.intake.kept_previews import packed
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.intake.previews import Faults, Preview
from jiceng.apps.intake.records import RECORDS
from jiceng.apps.intake.report import ImportReport, Rejection
from jiceng.apps.intake.sealed import seal
from jiceng.apps.people.models import Membership
from jiceng.engines.sheets import DataRow, Heading, Table
from tests.county import AT


def imported(user: User, membership: Membership, times: int = 1) -> Import:
    """A register `user` imported: a membership written, as often as `times` says, and one row given back."""
    made = Import.objects.create(
        name="党员名册.xlsx", digest="0" * 64, kind="people", rows=2, written=1, rejected=1, at=AT,
        by=user.name, by_id=user.pk,
    )  # fmt: skip
    fault = Rejection("党员名册", 3, "姓名", "", "name_missing", key="name")
    report = ImportReport("people", 2, 1, 0, 1, (), ("备注",), made.pk)
    table = Table("党员名册", (1, 1), (Heading(0, "姓名", "name", None),), (DataRow(3, (None,), ""),), ())
    kept = Preview(kind="people", report=report, faults=Faults.of([fault]))
    made.report = seal(packed(kept, [table]), f"report:{made.pk}")
    made.save()
    values = RECORDS["membership"].values([membership.pk])[membership.pk]
    Change.objects.bulk_create(
        Change(
            of=made, sheet="党员名册", row=number + 2, record="membership", record_id=membership.pk,
            unit_id=membership.unit_id, before=None if number % 2 else values | {"joined_on": "1990-01-01"},
            after=values,
        )
        for number in range(times)
    )  # fmt: skip
    return made
