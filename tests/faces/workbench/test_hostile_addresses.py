"""Addresses and days nobody means: answered, never a fault of the server."""

import pytest

from tests.county import County

UNIT = "/units/990525100200"
HUGE = "9" * 30

ADDRESSES = (
    *(f"/board/990525/?period={key}" for key in ("9999-Q4", "9999", "0001", "0001-01", "9999-12", "0000")),
    *(
        f"{UNIT}/duties/members_meeting/?period={key}"
        for key in ("9999-Q4", "0001-Q1", "0001-01-01/9999-12-31", "2026-13")
    ),
    f"{UNIT}/duties/members_meeting/postpone/?period=0001-01-01/9999-12-31",
    *(f"{UNIT}/?on={day}" for day in ("0001-01-01", "9999-12-31", "x")),
    *(f"{UNIT}/gatherings/?year={year}" for year in ("²", HUGE, "0", "9999")),
    f"{UNIT}/gatherings/?page={HUGE}",
    f"{UNIT}/members/?page={HUGE}",
    *(f"/readings/?{query}" for query in ("first=0001-01-01", "last=9999-12-31", f"file={HUGE}")),
    *(f"/journal/?{query}" for query in ("first=0001-01-01", "last=9999-12-31", f"page={HUGE}")),
    f"/gatherings/{HUGE}/",
    f"/people/{HUGE}/",
    f"/imports/{HUGE}/",
    f"/imports/{HUGE}/returned/",
    f"/imports/?page={HUGE}&kind=%F0%9F",
    "/imports/template/..%2F..%2Fetc/",
    f"/bodies/{HUGE}/close/",
    *(f"{UNIT}/articles/?{query}" for query in (f"page={HUGE}", f"q={HUGE}", "sort=x&state=y&column=z")),
    f"/articles/{HUGE}/",
)
RECORDING = (
    *(f"{name}={number}" for name in ("announced", "again") for number in ("²", HUGE)),
    *(f"kind=members_meeting&day={day}" for day in ("0001-01-01", "9999-12-31")),
    *(f"kind=members_meeting&makes_up={key}" for key in ("0001", "9999", "2026-13")),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_officer_types_nonsense(county: County, address: str) -> None:
    assert county.client("county").get(address).status_code < 500


@pytest.mark.parametrize("query", RECORDING)
def test_a_secretary_follows_a_broken_link(county: County, query: str) -> None:
    assert county.client("shangyao").get(f"{UNIT}/gatherings/record/?{query}").status_code < 500


@pytest.mark.parametrize("day", ["0026-11-01", "9999-12-31", "20261-11-01"])
def test_a_slip_in_the_year_is_said_and_nothing_is_kept(county: County, day: str) -> None:
    client = county.client("county")
    given = {"day": day, "due_on": ""}
    assert client.post(f"/bodies/{county.committee.pk}/term/", given).status_code == 422
    assert county.committee.terms.count() == 1
