"""The chasing list: what presses, by town and unit, with day and rule, as text that names nobody."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import Mock, patch

import pytest
from django.urls import reverse

from jiceng.apps.organisations.bodies import start_term
from jiceng.apps.people.models import Person
from jiceng.apps.people.posts import leave_post
from tests.apps.admissions.steps import apply
from tests.apps.decisions.test_selectors import RESOLVED, until
from tests.apps.feedback.test_feedback import ask
from tests.apps.transfers.test_services import letter
from tests.county import AT, SYSTEM, County, build_county

pytestmark = pytest.mark.django_db


LETTER_ENDS = AT.replace(month=12, day=5)
YEAR_S_END = AT.replace(month=12, day=27)


@pytest.fixture
def county() -> County:
    return build_county()


@pytest.fixture(autouse=True)
def now() -> Iterator[Mock]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT) as clock:
        yield clock


def lines(county: County, user: str, unit: str, query: str = "") -> list[str]:
    """The text that would be copied, line by line."""
    answer = county.client(user).get(reverse("chasing", args=[county.unit(unit).code]) + query)
    assert answer.status_code == 200
    part = re.search(r'id="chase">(.*?)</div>', answer.content.decode(), re.DOTALL)
    text = re.sub(r"</(?:p|h2|h3)>", "\n", part.group(1) if part else "")
    return [line.strip() for line in re.sub(r"<[^>]+>", "", text).splitlines() if line.strip()]


def test_units_stand_under_their_towns_in_official_order_with_day_and_rule(county: County, now: Mock) -> None:
    now.return_value = YEAR_S_END
    found = lines(county, "county", "青禾县", "?list=duties")
    assert found[0] == "青禾县催办名单（截至2026年12月27日）"
    assert [line for line in found if line in ("青禾县", "青石镇", "河湾镇")] == [
        "青禾县",
        "青石镇",
        "河湾镇",
    ]
    training = [line for line in found if "党员培训" in line]
    assert [re.sub(r"^[0-9]+[.] ", "", line) for line in training] == [
        "党员培训（2026年）：上窑村、柳林村；12月31日前办理，还有4天（依据：党员教育管理工作条例第二十条）",
        "党员培训（2026年）：南坡村；12月31日前办理，还有4天（依据：党员教育管理工作条例第二十条）",
    ]


def test_of_a_town_its_villages_are_one_group(county: County, now: Mock) -> None:
    now.return_value = YEAR_S_END
    found = lines(county, "qingshi", "青石镇", "?list=duties")
    assert not {"上窑村", "柳林村", "河湾镇"}.intersection(found)
    assert any("上窑村、柳林村" in line for line in found)
    assert not any("南坡村" in line for line in found)


@pytest.mark.parametrize(("left", "told"), [(8, False), (7, True), (0, True)])
def test_what_ends_within_a_week_is_chased(county: County, now: Mock, left: int, told: bool) -> None:
    now.return_value = AT.replace(month=12, day=31) - timedelta(days=left)
    assert any("党员培训" in line for line in lines(county, "county", "青禾县")) is told


def test_what_may_still_be_made_up_is_chased_until_when(county: County, now: Mock) -> None:
    """The quarter's meeting of members has ended on the last day of the quarter."""
    now.return_value = AT.replace(month=10, day=8)
    found = [
        line for line in lines(county, "county", "青禾县") if "支部党员大会" in line or "党员大会" in line
    ]
    assert any("应于9月30日前办理，已过8天，可补办至" in line for line in found), found


def test_terms_and_vacancies_are_chased_once_past_their_day(county: County) -> None:
    start_term(actor=SYSTEM, at=AT, body=county.committee, day=date(2022, 10, 1), due_on=date(2026, 10, 1))
    post = county.unit("柳林村").posts.get(kind="secretary")
    leave_post(actor=SYSTEM, at=AT, holding=post.holdings.get(), day=date(2026, 4, 1))
    found = lines(county, "county", "青禾县", "?list=terms")
    assert len([line for line in found if "已过" in line]) == 2
    assert any("按期换届：上窑村；应于10月1日前办理，已过52天" in line for line in found)
    assert any("柳林村" in line and "空缺" in line for line in found)


def test_nobody_is_named(county: County, now: Mock) -> None:
    now.return_value = LETTER_ENDS
    until(county, RESOLVED)
    letter(county)
    apply(county, "朱小禾", day=date(2026, 5, 1))
    text = "".join(lines(county, "county", "青禾县"))
    assert "村级重大事项" in text or "四议两公开" in text
    assert "介绍信" in text
    assert "谈话" in text
    assert not [name for name in Person.objects.values_list("name", flat=True) if name in text]


def test_a_list_alone_is_that_list(county: County, now: Mock) -> None:
    now.return_value = LETTER_ENDS
    letter(county)
    found = lines(county, "county", "青禾县", "?list=motion")
    assert [line for line in found if "介绍信" in line] == [
        "1. 确认接收，或退回介绍信：南坡村；12月10日前办理，还有5天（依据：组织关系介绍信有效期 3 个月）"
    ]
    assert not any("培训" in line for line in found)
    assert lines(county, "county", "青禾县", "?list=nonsense") == lines(county, "county", "青禾县")


def test_a_reader_of_no_persons_is_told_of_no_admissions(county: County, now: Mock) -> None:
    now.return_value = LETTER_ENDS
    apply(county, "朱小禾", day=date(2026, 5, 1))
    letter(county)
    assert any("介绍信" in line for line in lines(county, "county", "青禾县"))
    assert not any("介绍信" in line for line in lines(county, "auditor", "青禾县"))


def test_what_the_law_wants_published_is_a_list_of_its_own(county: County, now: Mock) -> None:
    now.return_value = YEAR_S_END
    found = lines(county, "county", "青禾县", "?list=openness")
    assert any("村务公开" in line and "上窑村" in line and "依据" in line for line in found), found
    assert not any("村务公开" in line for line in lines(county, "county", "青禾县", "?list=duties"))


@pytest.mark.parametrize(("days", "told"), [(15, False), (16, True)])
def test_what_waits_too_long_for_an_answer_is_a_number_at_its_office(
    county: County, now: Mock, days: int, told: bool
) -> None:
    for text in ("收据在哪里", "何时公布"):
        ask(county, text=text)
    now.return_value = AT + timedelta(days=days)
    for user, unit in (("county", "青禾县"), ("qingshi", "青石镇")):
        found = lines(county, user, unit, "?list=questions")
        said = [line for line in found if "未答复" in line]
        assert [line[line.index("：") :] for line in said] == (
            ["：青石镇（2件）；超过15天（依据：意见和问题答复期限 15 天）"] if told else []
        )
        assert not any(word in "".join(found) for word in ("收据", "公布", "上窑村", "赵大田"))
    for user, unit in (("county", "河湾镇"), ("auditor", "青禾县"), ("shangyao", "上窑村")):
        assert not any("未答复" in line for line in lines(county, user, unit))
