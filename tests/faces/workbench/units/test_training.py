"""Hours of training against the norm, from what was held; leaders' hours; who has nobody named to follow."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.urls import reverse

from jiceng.apps.duties.hours import Hours, training_hours_below
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.people import leadership
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def held(county: County, unit: str, hours: int | None, day: date = date(2026, 6, 20)) -> None:
    minutes = Minutes("member_training", day, text="培训", subject="乡村振兴", measured=hours)
    record_gathering(actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=minutes)


def hours(county: County, unit: str, year: int = 2026) -> Hours:
    found = training_hours_below(county.actor("county"), county.version("青禾县"), DAY, year)
    return found.get(county.unit(unit).pk, Hours())


@pytest.mark.parametrize(("last", "reached", "missing"), [(15, 0, 1), (16, 1, 0), (17, 1, 0)])
def test_hours_are_those_of_the_trainings_held(county: County, last: int, reached: int, missing: int) -> None:
    held(county, "上窑村", 16)
    held(county, "上窑村", last, date(2026, 9, 1))
    assert hours(county, "上窑村") == Hours(1, reached, 32, 16 + last, missing)
    assert hours(county, "柳林村") == Hours(1, 0, 32, 0, 32)


def test_a_unit_reads_what_its_hours_are_made_of(county: County) -> None:
    held(county, "上窑村", 20)
    page = (
        county.client("shangyao").get(reverse("training", args=[county.unit("上窑村").code])).content.decode()
    )
    for said in ("20</dd>", "32</dd>", "12</dd>", "乡村振兴", "不统计个人出勤", "赵大田"):
        assert said in page, said


def test_the_county_reads_sums_in_official_order_and_drills_down(county: County) -> None:
    held(county, "上窑村", 32)
    held(county, "南坡村", 8)
    url = reverse("training", args=[county.unit("青禾县").code])
    page = county.client("county").get(url)
    rows = page.context["rows"]
    assert [(row["unit"].name, row["hours"]) for row in rows] == [
        ("青石镇", Hours(2, 1, 64, 32, 32)),
        ("河湾镇", Hours(1, 0, 32, 8, 24)),
    ]
    assert page.context["total"]["hours"] == Hours(3, 1, 96, 40, 56)
    assert rows[0]["leaders"] == (2, 2)  # two secretaries, neither with the year's hours


def test_an_auditor_reads_the_hours_of_units_and_nothing_of_persons(county: County) -> None:
    page = county.client("auditor").get(reverse("training", args=[county.unit("青禾县").code]))
    assert page.context["leading"] is None
    assert page.context["total"]["hours"].units == 3


def test_a_leader_with_the_years_hours_is_no_longer_short(county: County) -> None:
    person = county.members["上窑村"][0].person
    draft = leadership.TrainingDraft(date(2026, 5, 1), Decimal(56), "示范培训")
    leadership.enter_training(actor=SYSTEM, at=AT, person=person, unit=county.unit("上窑村"), draft=draft)
    page = county.client("county").get(reverse("training", args=[county.unit("青禾县").code]))
    assert page.context["rows"][0]["leaders"] == (2, 1)


def test_posts_nobody_is_named_for_are_found_by_those_who_manage_alone(county: County) -> None:
    url = reverse("leaders", args=[county.unit("青石镇").code]) + "?show=unnamed"
    officer = county.client("qingshi")
    assert len(officer.get(url).context["page"].object_list) == 3  # the town's own post, two villages'
    searched = officer.get(url + "&q=柳林").context
    assert {key: number for key, _label, number in searched["shows"] if key in ("", "unnamed", "all")} == (
        {"": 1, "unnamed": 1, "all": 1}
    )
    leadership.name_successor(
        actor=SYSTEM, at=AT, post=county.unit("柳林村").posts.get(kind="secretary"),
        person=county.members["柳林村"][1].person, day=DAY, until=None, reason="熟悉村务",
    )  # fmt: skip
    rows = officer.get(url).context["page"].object_list
    assert "柳林村" not in [row["leading"].unit.name for row in rows]
    own = reverse("leaders", args=[county.unit("上窑村").code]) + "?show=unnamed"
    assert "unnamed" not in [key for key, *_rest in county.client("shangyao").get(own).context["shows"]]
