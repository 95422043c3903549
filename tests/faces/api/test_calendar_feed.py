"""The calendar feed: what is due, for whoever made the address, without names."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar, Event

from jiceng.apps.access import services as access
from jiceng.apps.access.feeds import make_feed
from jiceng.apps.admissions.services import StepDraft, open_admission
from jiceng.apps.gatherings.services import Announcement, announce, cancel_gathering
from jiceng.apps.people.models import Absence
from jiceng.apps.people.services import PersonDraft
from jiceng.apps.transfers.models import Transfer, Visitor
from tests.county import AT, MEMBERS, County


def address(county: County, username: str = "shangyao", language: str = "zh-hans") -> str:
    """A user's new calendar address."""
    user = county.users[username]
    return f"/calendar/{make_feed(actor=county.actor(username), at=AT, user=user, language=language)}.ics"


def events(url: str) -> dict[str, Event]:
    """Events at an address by their names."""
    answer = Client().get(url)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_what_is_due_stands_on_its_last_day(county: County) -> None:
    found = events(address(county))
    today = timezone.localdate()
    month = f"{today:%Y-%m}"
    uid = f"duty-990525100200-activity_day-{month}@jiceng"
    assert uid in found, sorted(found)
    last = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    assert found[uid].decoded("DTSTART") == last
    assert found[uid].decoded("DTEND") == last + timedelta(days=1)
    assert "上窑村" in found[uid]["SUMMARY"]


def test_a_called_meeting_stands_at_its_time_here(county: County) -> None:
    url, day = address(county), timezone.localdate() + timedelta(days=3)
    called = Announcement("members_meeting", day, time(9, 30), "赵大田家", "讨论钱秀英的事")
    gathering = announce(
        actor=county.actor("shangyao", timezone.localdate()),
        at=timezone.now(),
        unit=county.unit("上窑村"),
        body=None,
        announcement=called,
    )
    event = events(url)[f"gathering-{gathering.pk}@jiceng"]
    assert event.decoded("DTSTART") == datetime.combine(day, time(9, 30), ZoneInfo("Asia/Shanghai"))
    assert b"BEGIN:VTIMEZONE" in Client().get(url).content
    cancel_gathering(
        actor=county.actor("shangyao", timezone.localdate()),
        at=timezone.now(),
        gathering=gathering,
        reason="雨",
    )
    assert f"gathering-{gathering.pk}@jiceng" not in events(url)


def test_no_person_is_named(county: County) -> None:
    day = timezone.localdate() + timedelta(days=3)
    announce(
        actor=county.actor("shangyao", timezone.localdate()),
        at=timezone.now(),
        unit=county.unit("上窑村"),
        body=None,
        announcement=Announcement("members_meeting", day, None, "赵大田家", "讨论钱秀英的事"),
    )
    said = Client().get(address(county)).content.decode().replace("\r\n ", "")
    assert "党员大会" in said
    assert not [name for name in (*MEMBERS["上窑村"], "用户shangyao") if name in said]


def test_a_term_that_ends_is_on_the_calendar(county: County) -> None:
    term = county.committee.terms.get()
    found = events(address(county, "qingshi"))
    assert found[f"term-{term.pk}@jiceng"].decoded("DTSTART") == date(2027, 3, 1)
    assert f"term-{term.pk}@jiceng" not in events(address(county, "hewan"))


@pytest.fixture
def in_motion(county: County) -> dict[str, date]:
    """A letter, a spell away, a member from elsewhere and an admission, and their days."""
    today = timezone.localdate()
    days = {"letter": today + timedelta(days=20), "away": today + timedelta(days=5)}
    moved(county, 2, days["letter"])
    stays_away(county, 5, days["away"])
    Visitor.objects.create(
        unit=county.unit("上窑村"), name="施远", home="外省", starts_on=today - timedelta(days=365)
    )
    days["step"] = today + timedelta(days=10)
    applied(county, "朱小禾", days["step"])
    return days


def moved(county: County, place: int, until: date) -> None:
    """A letter from 柳林村 to 上窑村, valid until a day."""
    Transfer.objects.create(
        person=county.members["柳林村"][place].person,
        direction="within",
        from_unit=county.unit("柳林村"),
        from_words="柳林村",
        to_unit=county.unit("上窑村"),
        to_words="上窑村",
        starts_on=until - timedelta(days=60),
        letter_day=until - timedelta(days=60),
        valid_until=until,
        state="issued",
    )


def stays_away(county: County, place: int, until: date) -> None:
    """A member of 上窑村 away, who meant to be back on a day."""
    Absence.objects.create(
        person=county.members["上窑村"][place].person,
        unit=county.unit("上窑村"),
        starts_on=until - timedelta(days=90),
        expected_until=until,
    )


def applied(county: County, name: str, due_by: date) -> None:
    """A case of 上窑村 whose first talk is due by a day."""
    today = timezone.localdate()
    person = PersonDraft(name, birth_date=date(1995, 4, 2))
    case = open_admission(
        actor=county.actor("shangyao", today),
        at=timezone.now(),
        unit=county.unit("上窑村"),
        course="admission",
        person=person,
        step=StepDraft(today),
    )
    case.expected.filter(step="first_talk").update(due_by=due_by)


def test_letters_statements_and_steps_of_admissions_stand_on_their_days(
    county: County, in_motion: dict[str, date]
) -> None:
    said = events(address(county))
    unit = county.unit("上窑村").pk
    for uid, what, words in (
        ("letters", "letter", "介绍信：最后一天（上窑村）"),
        ("statements", "away", "流动党员情况待更新（上窑村）"),
        ("step-first_talk", "step", "最后一天（上窑村）"),
    ):
        kind, _, step = uid.partition("-")
        name = "-".join(filter(None, (kind, str(unit), step, str(in_motion[what]))))
        event = said[f"{name}@jiceng"]
        assert event.decoded("DTSTART") == in_motion[what]
        assert words in event["SUMMARY"]
        assert event["URL"].startswith("http")
    assert f"statements-{unit}-{timezone.localdate()}@jiceng" in said, "of the member from elsewhere"


@pytest.mark.usefixtures("in_motion")
def test_people_in_motion_are_not_named_and_not_on_others_calendars(county: County) -> None:
    for username in ("shangyao", "qingshi", "county"):
        text = Client().get(address(county, username)).content.decode().replace("\r\n ", "")
        assert "介绍信" in text
        names = [*MEMBERS["上窑村"], *MEMBERS["柳林村"], "施远", "朱小禾"]
        assert not [name for name in names if name in text]
    others = events(address(county, "hewan"))
    assert not [uid for uid in others if uid.startswith(("letters", "statements", "step"))]


def test_people_in_motion_are_on_the_calendar_a_month_back_and_a_month_ahead(county: County) -> None:
    today = timezone.localdate()
    stays_away(county, 3, today - timedelta(days=32))
    stays_away(county, 4, today - timedelta(days=31))
    stays_away(county, 5, today + timedelta(days=30))
    stays_away(county, 6, today + timedelta(days=32))
    found = [uid for uid in events(address(county)) if uid.startswith("statements")]
    unit = county.unit("上窑村").pk
    days = [today - timedelta(days=31), today + timedelta(days=30)]
    assert sorted(found) == sorted(f"statements-{unit}-{day}@jiceng" for day in days)


def test_the_database_is_asked_as_often_for_many_in_motion_as_for_few(
    county: County, in_motion: dict[str, date]
) -> None:
    url, counted = address(county), []
    events(url)  # brings the verdicts of duties up to date
    for again in (False, True):
        if again:
            for place in (1, 3):
                moved(county, place, in_motion["letter"] + timedelta(days=place))
                stays_away(county, place, in_motion["away"] + timedelta(days=place))
                applied(county, f"朱小{place}", in_motion["step"] + timedelta(days=place))
        with CaptureQueriesContext(connection) as caught:
            number = len(events(url))
        counted.append((len(caught), number))
    assert counted[1][0] == counted[0][0]
    assert counted[1][1] == counted[0][1] + 6


def test_an_event_has_the_same_name_at_each_fetch(county: County) -> None:
    url = address(county)
    first, second = events(url), events(url)
    assert first.keys() == second.keys()
    assert first


def test_it_speaks_the_language_of_its_user(county: County) -> None:
    chinese, english = address(county, "shangyao"), address(county, "liulin", "en")
    assert any("最后一天" in event["SUMMARY"] for event in events(chinese).values())
    assert any("last day" in event["SUMMARY"] for event in events(english).values())


def test_nobody_else_keeps_it(county: County) -> None:
    answer = Client().get(address(county))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("secret", ["x", "a" * 43, "好", "..", "%00"])
def test_an_address_nobody_made_is_nowhere(county: County, secret: str) -> None:
    assert Client().get(f"/calendar/{secret}.ics").status_code in (400, 404)


def test_it_dies_with_its_users_role(county: County) -> None:
    url = address(county)
    assert Client().get(url).status_code == 200
    access.revoke_grant(actor=county.actor("county"), at=AT, grant=county.users["shangyao"].grants.get())
    assert Client().get(url).status_code == 404
