"""Whatever is posted is found by any piece of it; nothing else ever is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jiceng.apps.publications import grams, searching, store
from jiceng.apps.publications.store import Posting

pytestmark = pytest.mark.django_db(databases=["published"])
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TEXT = "2026年三季度，本村集体收入３，０００元。\nＧＤＰ核算与GB/T 9704有关；「决议公开」见公示栏。龘𬭎"


@pytest.fixture(autouse=True)
def columns() -> None:
    store.put_column("affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)
    store.put_column("aid", title="救助公示", title_en="Aid", order=2, listed=False)


def post(number: int, title: str, text: str, **given: object) -> None:
    values = {"column": "affairs", "posted_at": NOW - timedelta(days=1), "version": 1} | given
    values.setdefault("changed_at", values["posted_at"])
    store.post(Posting(number=number, title=title, html=text, text=text, **values))  # type: ignore[arg-type]


def found(query: str) -> list[int]:
    return [each.number for each in searching.find(grams.asked(query), NOW)]


@pytest.mark.parametrize(
    "query",
    [
        *(
            "公示",
            "村",
            "龘",
            "集体收入",
            "gdp",
            "GDP",
            "ＧＤＰ",
            "3,000",
            "３，０００",
            "000元",
            "GB/T 9704",
            "gb",
        ),
        *(
            "决议公开",
            "“决议公开”",
            "『决议公开』",
            "𬭎",
            "龘𬭎",
            "三季度，本村",
            "公示栏 收入",
            "元。\nＧＤ",
        ),
    ],
)
def test_a_piece_of_a_text_finds_it(query: str) -> None:
    post(1, "村务", TEXT)
    assert found(query) == [1]


@pytest.mark.parametrize("query", ["公务", "收入三千", "栏龘", "元gdp", "季度 决算", "", "。，", "\x00", "%"])
def test_what_does_not_stand_there_is_not_found(query: str) -> None:
    post(1, "村务", TEXT)
    assert found(query) == []


@pytest.mark.parametrize(
    "query",
    [
        *(
            '"',
            "'",
            "\\",
            "*",
            "a*",
            "NOT",
            "AND OR",
            "NEAR(村 务)",
            "title:村务",
            "村务'); DROP TABLE x;--",
            "^村",
        ),
        *(
            "村务\x00公开",
            "{title}",
            "&|!()<->:*",
            "村" * 10_000,
            "村 " * 5_000,
            "\ud800",
            "\u202e",
            "\u0301",
        ),
    ],
)
def test_a_hostile_query_is_answered(query: str) -> None:
    post(1, "村务", TEXT)
    assert set(found(query)) <= {1}
    assert set(searching.suggestions(query, NOW)) is not None


def test_a_title_weighs_more_and_the_newer_comes_first() -> None:
    post(1, "水渠维修", "正文", posted_at=NOW - timedelta(days=9))
    post(2, "公告", "水渠维修一事", posted_at=NOW - timedelta(days=1))
    post(3, "水渠维修", "正文", posted_at=NOW - timedelta(days=3))
    post(4, "维修公告", "水渠", posted_at=NOW - timedelta(days=2))
    assert found("水渠维修") == [3, 1, 2]
    assert found("水渠 维修") == [3, 1, 4, 2]


def test_only_what_is_posted_and_listed_is_found() -> None:
    post(1, "公开一", "水渠", column="aid")
    post(2, "公开二", "水渠", listed=False)
    post(3, "公开三", "水渠", posted_at=NOW + timedelta(seconds=1))
    post(4, "公开四", "水渠", until=(NOW - timedelta(days=1)).date())
    post(5, "公开五", "水渠")
    store.end(5, at=NOW, state="withdrawn", reason="有误")
    post(6, "公开六", "水渠")
    post(6, "公开六", "道路", version=2)
    assert found("水渠") == []
    assert found("公开") == [6]
    assert searching.suggestions("水渠公开", NOW) == ["公开"]


def test_any_of_several_is_found_where_that_is_asked() -> None:
    post(1, "水渠", "甲")
    post(2, "道路", "乙")
    assert {each.number for each in searching.find_any(["水渠", "道路"], NOW)} == {1, 2}
    assert not searching.find_any([], NOW)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from(
    "村务公开支部ＡaB12１。，「」\n"
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=st.text(LETTERS, min_size=2, max_size=60))
@example(data=None, text="ǰ̌ﬃㄱᄀ각ßİ")
def test_every_piece_of_two_characters_is_found(data: st.DataObject | None, text: str) -> None:
    text = text.replace("\x00", "")
    post(1, "题", text)
    for start in range(len(text) - 1) if data is None else [data.draw(st.integers(0, max(0, len(text) - 2)))]:
        length = 2 if data is None else data.draw(st.integers(2, max(2, len(text))))
        piece = text[start : start + length]
        if grams.asked(piece):
            assert found(piece) == [1], (piece, text)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(LETTERS, max_size=60), run=st.text(LETTERS, min_size=1, max_size=4))
def test_marking_keeps_every_character(text: str, run: str) -> None:
    sought = grams.asked(run)
    pieces = grams.marked(text, sought)
    assert "".join(piece.text for piece in pieces) == text
    assert all(any(each in grams.fold(piece.text) for each in sought) for piece in pieces if piece.found)
