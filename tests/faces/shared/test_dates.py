"""Days, spans and periods in both languages; the year only where it is not the current one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from jiceng.faces.shared import dates
from jiceng.kernel.periods import Period


@pytest.fixture(autouse=True)
def _year_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 11, 22))


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 6), "11月6日", "6 Nov"),
        (date(2025, 11, 6), "2025年11月6日", "6 Nov 2025"),
        (date(2027, 1, 1), "2027年1月1日", "1 Jan 2027"),
        (datetime(2026, 11, 5, 16, 30, tzinfo=UTC), "11月6日", "6 Nov"),  # past midnight in the office
    ],
)
def test_a_day(day: date, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert dates.write_day(day) == zh
    with translation.override("en"):
        assert dates.write_day(day) == en


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2026, 11, 6), date(2026, 11, 6), "11月6日", "6 Nov"),
        (date(2026, 11, 6), date(2026, 11, 12), "11月6日至12日", "6 – 12 Nov"),
        (date(2025, 11, 6), date(2025, 11, 12), "2025年11月6日至12日", "6 – 12 Nov 2025"),
        (date(2026, 11, 6), date(2026, 12, 1), "11月6日至12月1日", "6 Nov – 1 Dec"),
        (date(2025, 11, 6), date(2025, 12, 1), "2025年11月6日至12月1日", "6 Nov – 1 Dec 2025"),
        (date(2026, 11, 6), date(2027, 1, 5), "2026年11月6日至2027年1月5日", "6 Nov 2026 – 5 Jan 2027"),
        (date(2024, 3, 11), None, "2024年3月11日至今", "since 11 Mar 2024"),
        (None, date(2026, 12, 31), "至12月31日", "until 31 Dec"),
        (None, None, "", ""),
    ],
)
def test_a_span(first: date | None, last: date | None, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert dates.write_span(first, last) == zh
    with translation.override("en"):
        assert dates.write_span(first, last) == en


@pytest.mark.parametrize(
    ("key", "zh", "short", "en"),
    [
        ("2026-10", "2026年10月", "10月", "Oct 2026"),
        ("2026-Q4", "2026年四季度", "四季度", "Q4 2026"),
        ("2025-Q1", "2025年一季度", "2025年一季度", "Q1 2025"),
        ("2026-H1", "2026年上半年", "上半年", "first half 2026"),
        ("2026-H2", "2026年下半年", "下半年", "second half 2026"),
        ("2026", "2026年", "2026年", "2026"),
        ("2026-01-01/2026-03-31", "1月1日至3月31日", "1月1日至3月31日", "1 Jan – 31 Mar"),
    ],
)
def test_a_period(key: str, zh: str, short: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert dates.write_period(Period.parse(key)) == zh
        assert dates.write_period(Period.parse(key), short=True) == short
    with translation.override("en"):
        assert dates.write_period(Period.parse(key)) == en


def test_a_month_and_a_moment_are_the_offices() -> None:
    at = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
    with translation.override("zh-hans"), timezone.override(ZoneInfo("Asia/Shanghai")):
        assert dates.write_month(date(2027, 3, 10)) == "2027年3月"
        assert dates.write_moment(at) == "11月20日 09:12"


@pytest.mark.parametrize(
    ("key", "place"),
    [("2026-11", "11"), ("2026-Q4", "4"), ("2026-H1", "1"), ("2026-H2", "2"), ("2026", "26")],
)
def test_the_place_of_a_period_below_its_mark(key: str, place: str) -> None:
    assert dates.write_place(Period.parse(key)) == place
