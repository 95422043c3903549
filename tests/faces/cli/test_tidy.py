"""`jiceng tidy`: attendance by name goes when its time is over, its counts stay, verdicts are up to date."""

from datetime import date, timedelta

from django.utils import timezone

from jiceng.apps.duties.models import Freshness
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.uploads import DAYS_KEPT, send_in
from tests.county import SYSTEM, County
from tests.faces.cli.conftest import Command


def test_attendance_older_than_the_profile_allows_is_erased(jiceng: Command, county: County) -> None:
    now = timezone.now()
    unit, absent = county.unit("上窑村"), {county.members["上窑村"][1].person_id: "ill"}
    held = [
        record_gathering(
            actor=SYSTEM,
            at=now,
            unit=unit,
            body=None,
            minutes=Minutes("members_meeting", day, text="议事", absent=absent),
        )
        for day in (date(now.year - 3, 5, 1), timezone.localdate(now))
    ]
    done = jiceng("tidy")
    assert (done.status, "1" in done.out) == (0, True), done.err
    for gathering in held:
        gathering.refresh_from_db()
    assert [gathering.absent is None for gathering in held] == [True, False]
    assert [gathering.attended for gathering in held] == [7, 8]
    assert not Freshness.objects.filter(stale=True).exists()


def test_spreadsheets_nobody_goes_on_with_are_erased(jiceng: Command, county: County) -> None:
    for days in (DAYS_KEPT + 1, DAYS_KEPT - 1):
        at = timezone.now() - timedelta(days=days)
        send_in(actor=county.actor("county"), at=at, name="名册.csv", content="姓名".encode())
    assert jiceng("tidy").status == 0
    assert [bool(each.content) for each in Import.objects.order_by("at")] == [False, True]
