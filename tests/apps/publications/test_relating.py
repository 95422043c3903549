"""What is about like things is found from the words, and nothing is that may not be."""

from datetime import UTC, datetime, timedelta

import pytest

from jiceng.apps.publications import relating, store
from jiceng.apps.publications.models import Publication, Related
from jiceng.apps.publications.store import Posting

pytestmark = pytest.mark.django_db(databases=["published"])
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
CANAL = "村西水渠衬砌三百米，水利补助列支，灌溉机井轮灌"
ROAD = "主街巷道混凝土硬化，一事一议筹资，五保户不承担"
TALENT = "高层次人才绿色通道，子女入学住房补贴，专人代办"
COMMON = "经村民代表会议审议，接受全体村民监督，公布期不少于十五日。"


@pytest.fixture(autouse=True)
def columns() -> None:
    store.put_column("affairs", title="村务公开", title_en="", order=1, listed=True)
    store.put_column("aid", title="救助公示", title_en="", order=2, listed=False)


def post(number: int, title: str, text: str, **given: object) -> None:
    values = {"column": "affairs", "posted_at": NOW - timedelta(days=1), "version": 1} | given
    values.setdefault("changed_at", values["posted_at"])
    store.post(Posting(number=number, title=title, html=text, text=text, **values))  # type: ignore[arg-type]


def near(number: int, now: datetime = NOW) -> list[int]:
    return [each.number for each in relating.related(Publication.objects.get(pk=number), now)]


def posted_pairs() -> None:
    """Two of a kind each, odd then even, among as much that all have in common."""
    for place, text in enumerate((CANAL, ROAD, TALENT)):
        for other in (1, 2):
            number = 2 * place + other
            post(number, f"{text[:6]}之{other}", f"{text}。{COMMON}第{number}次")


def test_what_is_about_like_things_is_nearest_whichever_came_first() -> None:
    posted_pairs()
    assert [near(number)[:1] for number in range(1, 7)] == [[2], [1], [4], [3], [6], [5]]


def test_words_all_have_in_common_make_nothing_related() -> None:
    posted_pairs()
    post(7, "秋季森林防火巡查", f"进山路口设检查点，清明前后不得上坟烧纸。{COMMON}")
    assert near(7) == []


def test_nothing_unposted_unlisted_or_over_is_related() -> None:
    posted_pairs()
    post(11, "村西水渠之三", CANAL, column="aid")
    post(12, "村西水渠之四", CANAL, posted_at=NOW + timedelta(days=1))
    post(13, "村西水渠之五", CANAL, until=(NOW - timedelta(days=1)).date())
    post(14, "村西水渠之六", CANAL)
    assert set(near(1)) == {14, 2}
    store.end(14, at=NOW, state="withdrawn", reason="有误")
    assert near(1) == [2]
    assert not Related.objects.filter(other_id=14).exists()


def test_what_is_changed_is_near_to_other_things() -> None:
    posted_pairs()
    post(2, "高层次人才绿色通道", TALENT, version=2)
    assert near(2)[0] in (5, 6)
    assert near(1) == []


def test_of_many_alike_a_bounded_number_is_kept() -> None:
    for number in range(1, 41):
        post(number, f"水渠公告{number}", CANAL if number % 2 else ROAD)
    assert max(Related.objects.filter(publication_id=number).count() for number in range(1, 41)) <= 12
    assert len(near(39)) == 5


def test_posting_takes_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:  # noqa: ANN001
    for number in range(1, 34):
        post(number, f"水渠公告{number}", CANAL)
    with django_assert_max_num_queries(28, using="published"):
        post(34, "水渠公告", CANAL)
