"""A unit's page: what it has published, what it owes to the public, as strictly as the rule says it."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from jiceng.apps.publications import store
from jiceng.apps.publications.models import Due, Kind, Unit
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
CODE = "140525100201"


@pytest.fixture
def village(public: Client) -> Client:
    """上窑村 of 青石镇 owes accounts by the must of a law, a report by habit; 清溪镇 posts and owes nothing."""
    kinds = [Kind(code="accounts", title="财务收支"), Kind(code="report", title="年度报告", order=1)]
    common = {"clause": "村民委员会组织法第三十五条", "in_force_from": date(2026, 1, 1)}
    dues = [
        Due(
            code="accounts_posting", title="财务收支公布", strength="must", cadence="quarter", days=15,
            kinds=["accounts"], **common,
        ),
        Due(
            code="report", title="年度报告公开", strength="normally", cadence="year", times=2, pending=True,
            order=1, kinds=["report"], **common,
        ),
    ]  # fmt: skip
    units = [
        Unit(code="140525", name="青禾县"),
        Unit(code="140525100", name="青石镇", above_id="140525"),
        Unit(code=CODE, name="上窑村", above_id="140525100", owes=["accounts_posting", "report"]),
    ]
    store.put_openness(kinds, dues, units)
    return public


def page(client: Client, path: str = f"/u/{CODE}/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_units_are_listed_under_what_they_stand_under(village: Client) -> None:
    listed = page(village, "/u/")
    assert listed.index("青石镇") < listed.index(f'href="/u/{CODE}/"')
    assert "1 条" in listed
    assert "青禾县</a>" not in listed  # it owes nothing and has posted nothing


def test_a_unit_is_found_by_part_of_its_name(village: Client) -> None:
    assert f'href="/u/{CODE}/"' in page(village, "/u/?q=窑")
    nothing = page(village, "/u/?q=下窑")
    assert f'href="/u/{CODE}/"' not in nothing
    assert "没有找到“下窑”" in nothing
    assert "noindex" in village.get("/u/", {"q": "窑"}).headers["X-Robots-Tag"]


def test_what_is_due_is_said_as_strictly_as_the_rule_says_it(village: Client) -> None:
    said = page(village)
    assert "每季度应当至少公布 1 次。<br>张贴不少于 15 日。" in said
    assert "一般每年公布 2 次。" in said
    assert "村民委员会组织法第三十五条" in said
    assert said.count("数字待核定") == 1
    assert "违" not in said
    assert "逾期" not in said


def test_what_was_posted_this_period_says_until_when_it_stays(
    village: Client, post: Post, now: datetime
) -> None:
    until = (now + timedelta(days=20)).date()
    post(20, title="收支公布", kind="accounts", unit_code=CODE, unit_name="上窑村", until=until)
    said = page(village)
    assert f"张贴至{until.month}月{until.day}日" in said
    assert "已在本站公布 1 次" in said
    assert '<a href="/a/20/">收支公布</a>' in said


def test_without_a_last_day_the_rule_says_how_long(village: Client, post: Post, now: datetime) -> None:
    post(20, title="收支公布", kind="accounts", unit_code=CODE, posted_at=now)
    full = now + timedelta(days=15)
    assert f"须张贴至{full.astimezone().month}月" in page(village)


def test_once_it_has_stood_long_enough_the_page_says_so(village: Client, post: Post, now: datetime) -> None:
    post(20, title="收支公布", kind="accounts", unit_code=CODE, posted_at=now - timedelta(days=16))
    assert "已满规定天数" in page(village)


def test_what_is_over_counts_and_what_was_taken_back_does_not(
    village: Client, post: Post, now: datetime
) -> None:
    post(20, title="收支公布甲", kind="accounts", unit_code=CODE, posted_at=now)
    store.end(20, at=now, state="expired", reason="")
    post(21, title="收支公布乙", kind="accounts", unit_code=CODE, posted_at=now)
    store.end(21, at=now, state="withdrawn", reason="有误")
    said = page(village)
    assert "已在本站公布 1 次" in said
    assert "收支公布甲" in said
    assert "收支公布乙" not in said
    assert 'href="/a/20/"' not in said


def test_what_is_read_under_its_address_alone_is_not_named(village: Client, post: Post) -> None:
    post(20, title="救助名单", column="aid", kind="accounts", unit_code=CODE)
    assert "救助名单" not in page(village)
    assert "救助名单" not in page(village, f"/u/{CODE}/?kind=accounts")


def test_all_of_a_kind_are_read_page_by_page(village: Client, post: Post) -> None:
    for number in range(30, 37):
        post(number, title=f"收支{number}", kind="accounts", unit_code=CODE)
    assert '<a href="?kind=accounts">全部 7 条</a>' in page(village)
    said = page(village, f"/u/{CODE}/?kind=accounts")
    assert said.count('href="/a/') == 7
    assert "应当公开的事项" in page(village, f"/u/{CODE}/?kind=none")


def test_pages_take_a_fixed_number_of_queries(
    village: Client,
    post: Post,
    django_assert_max_num_queries,  # noqa: ANN001
) -> None:
    for number in range(30, 60):
        post(number, title=f"收支{number}", kind="accounts", unit_code=CODE)
    for path, most in ((f"/u/{CODE}/", 9), ("/u/", 6), (f"/u/{CODE}/?kind=accounts", 9)):
        with django_assert_max_num_queries(most, using="published"):
            page(village, path)
