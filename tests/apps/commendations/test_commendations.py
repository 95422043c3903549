"""Commendations: entered by their papers, put right by new rows, read with the persons they name."""

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.apps.commendations import selectors, services
from jiceng.apps.commendations.models import Commendation
from jiceng.apps.commendations.services import CommendationDraft
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, County

JULY = date(2026, 7, 1)


def enter(county: County, actor: str = "qingshi", unit: str = "上窑村", **other: Any) -> Commendation:
    said: dict[str, Any] = {
        "honour": "先进集体",
        "given_by": "县委",
        "day": JULY,
        "document": "青委〔2026〕9号",
    }
    return services.enter_commendation(
        actor=county.actor(actor), at=AT, unit=county.unit(unit), draft=CommendationDraft(**said | other)
    )


def listed(county: County, reader: str, unit: str, **wanted: Any) -> list[str]:
    rows = selectors.commendations(county.actor(reader), county.version(unit), **wanted)
    return [row.honour for row in rows]


def test_a_unit_and_its_members_are_honoured_and_listed_with_all_above(county: County) -> None:
    enter(county)
    enter(county, honour="优秀个人", person=county.members["上窑村"][0].person)
    enter(county, "hewan", "南坡村", honour="文明村")
    assert set(listed(county, "qingshi", "青石镇")) == {"先进集体", "优秀个人"}
    assert set(listed(county, "county", "青禾县")) == {"先进集体", "优秀个人", "文明村"}


def test_whoever_reads_no_persons_reads_the_honours_of_units_alone(county: County) -> None:
    enter(county)
    enter(county, honour="优秀个人", person=county.members["上窑村"][0].person)
    assert listed(county, "auditor", "青禾县") == ["先进集体"]
    assert listed(county, "auditor", "青禾县", of="person") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"year": 2026}, ["甲", "乙"]),
        ({"year": 2025}, ["丙"]),
        ({"of": "unit"}, ["甲", "丙"]),
        ({"of": "person", "year": 2026}, ["乙"]),
        ({"text": "赵大"}, ["乙"]),
        ({"text": "31号"}, ["丙"]),
        ({"text": "没有"}, []),
    ],
)
def test_the_list_is_narrowed_by_year_by_whom_and_by_words(
    county: County, wanted: dict[str, Any], found: list[str]
) -> None:
    enter(county, honour="甲", day=date(2026, 1, 1))
    enter(county, honour="乙", person=county.members["上窑村"][0].person, day=JULY)
    enter(county, honour="丙", day=date(2025, 12, 31), document="青委〔2025〕31号")
    assert sorted(listed(county, "qingshi", "青石镇", **wanted)) == sorted(found)


def test_a_correction_takes_the_place_of_what_it_corrects(county: County) -> None:
    old = enter(county)
    draft = CommendationDraft("先进集体", "县委", date(2026, 6, 28))
    named: dict[str, Any] = {"actor": county.actor("qingshi"), "at": AT, "commendation": old, "draft": draft}
    new = services.correct_commendation(**named, reason="日期记错")
    assert new.corrects == old
    assert [row.day for row in selectors.of_unit(county.actor("qingshi"), county.version("上窑村"))] == [
        date(2026, 6, 28)
    ]
    old.refresh_from_db()
    assert old.ended_why == "日期记错"
    with pytest.raises(Conflict, match="commendation_ended"):
        services.correct_commendation(**named, reason="再改")


def test_what_is_withdrawn_shows_no_longer_and_may_be_entered_again(county: County) -> None:
    row = enter(county)
    with pytest.raises(Invalid, match="reason_missing"):
        services.withdraw_commendation(actor=county.actor("qingshi"), at=AT, commendation=row, reason=" ")
    services.withdraw_commendation(actor=county.actor("qingshi"), at=AT, commendation=row, reason="重复")
    assert listed(county, "qingshi", "青石镇") == []
    enter(county)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"honour": " "}, "honour_missing"),
        ({"given_by": ""}, "giver_missing"),
        ({"day": DAY + timedelta(days=1)}, "commended_in_the_future"),
    ],
)
def test_what_a_paper_must_say_is_asked_for(county: County, other: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        enter(county, **other)


def test_the_same_honour_is_entered_once(county: County) -> None:
    enter(county)
    with pytest.raises(Conflict, match="commendation_there"):
        enter(county, document="另一号")
    enter(county, honour="先进集体", day=DAY)


def test_someone_who_was_never_a_member_there_is_not_honoured_there(county: County) -> None:
    with pytest.raises(Invalid, match="not_of_this_unit"):
        enter(county, person=county.members["柳林村"][0].person)


@pytest.mark.parametrize(
    ("actor", "error"), [("auditor", Refused), ("hewan", NotFound), ("liulin", NotFound)]
)
def test_who_may_not_enters_nothing(county: County, actor: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        enter(county, actor)
    assert not Commendation.objects.exists()
