"""The demonstration county's meetings: written as workbooks of a year each, taken in again, the same."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from jiceng.apps.decisions.models import Event
from jiceng.apps.demonstration.services import write_workbooks
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from jiceng.apps.needs.models import Need
from jiceng.apps.organisations.models import UnitVersion
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, SYSTEM

CARRIED = (
    *("unit_id", "body_id", "kind", "state", "day", "time", "place", "subject", "minutes", "items"),
    *("makes_up", "chair", "recorder", "entitled", "present", "attended"),
)
"""Not carried: attendance by name and its rolls, earlier versions, who recorded it and when."""


def everything() -> Counter[tuple[object, ...]]:
    """All gatherings of units that are still there."""
    there = UnitVersion.objects.filter(ends_on=None).values("unit_id")
    return Counter(Gathering.objects.filter(unit__in=there).values_list(*CARRIED))


class TestSampleGatherings(SmallCounty):
    """Two towns over two years, announcements too."""

    def test_the_meetings_are_rebuilt_from_their_own_workbooks(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory(prefix="jiceng-ledgers-")))
        write_workbooks(actor=SYSTEM.with_purpose("演示"), at=AT, folder=folder)
        paths = sorted(folder.glob("会议记录*.xlsx"))
        assert [path.stem[-4:] for path in paths] == ["2024", "2025", "2026"]
        before = everything()
        assert {each[3] for each in before} == {"held", "announced"}
        again = [import_file(actor=SYSTEM, at=AT, path=path, choices=Choices()) for path in paths]
        assert {(each.kind, each.rejected, each.unchanged == each.rows) for each in again} == {
            ("gatherings", (), True)
        }
        for resting in (Event, Need):  # is not in the workbooks
            resting.objects.update(gathering=None)
        Gathering.objects.all().delete()
        taken = [import_file(actor=SYSTEM, at=AT, path=path, choices=Choices()) for path in paths]
        assert sum(each.written for each in taken) == before.total()
        assert everything() == before
