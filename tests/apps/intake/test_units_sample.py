"""The demonstration county's units: written as a workbook, taken into an empty register, the same again."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps

from jiceng.apps.demonstration.services import write_workbooks
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from jiceng.apps.organisations.models import Post, Unit, UnitVersion
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, SYSTEM

KEPT = ("journal", "jobs", "intake", "publications")
"""Apps whose rows rest on no unit."""


def tree() -> list[tuple[Any, ...]]:
    """All that is kept of every unit that is not closed, past names included, in official order."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    there = UnitVersion.objects.filter(ends_on=None).values("unit_id")
    versions = UnitVersion.objects.filter(unit_id__in=there).select_related("unit")
    return [
        (
            *(version.order, version.unit.code, version.unit.division_code),
            *(version.name, version.kind, version.form, version.starts_on, version.ends_on),
            [codes[int(version.path[start : start + 7])] for start in range(0, len(version.path), 7)],
            codes.get(version.parent_id or 0),
        )
        for version in versions.order_by("order", "unit__code", "starts_on")
    ]


def required_posts() -> Counter[tuple[str, str]]:
    """Posts of secretaries, which every unit with a form must have."""
    rows = Post.objects.filter(ends_on=None, kind="secretary").values_list("unit__code", "kind")
    return Counter(rows)


def empty_the_register() -> None:
    """Past all services; constraints are looked at when the test ends, and hold again by then."""
    for app in apps.get_app_configs():
        if app.name.startswith("jiceng.apps.") and app.label not in KEPT:
            for model in app.get_models():
                queryset: Any = model._default_manager.all()
                queryset._raw_delete("default")


class TestSampleUnits(SmallCounty):
    """Two towns with a renamed village, and one that was merged: a list of units does not hold that."""

    def test_the_county_is_rebuilt_from_its_own_workbook(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory(prefix="jiceng-units-")))
        path, *_ = write_workbooks(actor=SYSTEM.with_purpose("演示"), at=AT, folder=folder)
        before, posts = tree(), required_posts()
        assert len({line[1] for line in before}) < len(before)
        unchanged = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices())
        assert (unchanged.kind, unchanged.unchanged, unchanged.rejected) == ("units", unchanged.rows, ())
        empty_the_register()
        report = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices())
        assert (report.rejected, report.unknown_columns) == ((), ())
        assert report.written == report.rows == len({line[1] for line in before})
        assert tree() == before
        assert posts == required_posts()
