"""`jiceng tidy`: attendance by name goes when its time is over, its counts stay, verdicts are up to date."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiceng.apps.admissions.models import Admission
from jiceng.apps.duties.models import Freshness, ParameterValue
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.uploads import DAYS_KEPT, send_in
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import Person
from jiceng.apps.programmes.models import Reading
from jiceng.apps.transfers.models import Visitor
from jiceng.faces.cli.tidy import tidy_up
from tests.county import AT, SYSTEM, County
from tests.faces.cli.conftest import Command

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])


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


def gone(county: County, day: date) -> None:
    """Someone who applied and was refused, and a member from elsewhere who left, both on a day."""
    unit = county.unit("上窑村")
    person = Person.objects.create(name="朱小禾", initials="zxh")
    Admission.objects.create(
        unit=unit, person=person, course="admission", begun_on=day, closed_on=day, outcome="not_accepted"
    )
    Visitor.objects.create(unit=unit, name="施远", home="外省", starts_on=date(2020, 1, 1), ends_on=day)


def test_who_was_not_accepted_and_who_left_are_erased_after_the_profiles_years(county: County) -> None:
    gone(county, date(2023, 11, 22))  # three years for applicants
    gone(county, date(2024, 11, 22))  # two for members from elsewhere
    the_day, the_next = AT, AT + timedelta(days=1)
    done = tidy_up(the_day)
    assert (done.applicants, done.visitors) == (0, 1)
    done = tidy_up(the_next)
    assert (done.applicants, done.visitors) == (1, 1)
    assert Admission.objects.get().closed_on == date(2024, 11, 22)
    assert not Visitor.objects.exists()
    types = AuditEntry.objects.filter(type__endswith="erased").order_by("pk").values_list("type", flat=True)
    assert list(types) == ["visitor.erased", "admission.applicants_erased", "visitor.erased"]


def test_an_offices_own_years_count(county: County) -> None:
    gone(county, date(2024, 11, 21))
    named = {"starts_on": date(2020, 1, 1), "set_by": "县委", "set_at": AT}
    ParameterValue.objects.create(parameter="visitor_years", value="5", **named)
    ParameterValue.objects.create(parameter="application_years", value="2", **named)
    done = tidy_up(AT)
    assert (done.applicants, done.visitors) == (1, 0)


def test_programmes_are_read_each_day(county: County) -> None:
    tidy_up(AT)
    assert Reading.objects.latest("day").day == AT.date()
    tidy_up(AT + timedelta(days=1))
    assert Reading.objects.latest("day").day == AT.date() + timedelta(days=1)


def test_tidy_says_how_many_were_erased(jiceng: Command, county: County) -> None:
    gone(county, date(2015, 1, 1))
    done = jiceng("tidy")
    assert "未被接收的申请人 1 人，已离开的外来人员 1 人" in done.out
