"""The calendar feed: what is due, for whoever made the address, without names."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from jiceng.apps.access import services as access
from jiceng.apps.access.feeds import make_feed
from jiceng.apps.gatherings.services import Announcement, announce, cancel_gathering
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
