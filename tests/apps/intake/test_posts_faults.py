"""Importing leaders: every fault has its place and code; who is meant; who may."""

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Body, Post, Unit
from jiceng.apps.people import posts as services
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership, Person
from jiceng.kernel.errors import FileRefused, Refused
from tests.apps.intake.leaders import (
    LIULIN,
    NANPO,
    SHANGYAO,
    Line,
    faults,
    holders,
    kept,
    leader,
    outcome,
    seats,
    take,
)
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number

GONE = date(2026, 8, 1)
ELECTION = date(2022, 3, 1)
TOMORROW = DAY + timedelta(days=1)

FAULTS: tuple[tuple[Line, str, str], ...] = (
    (leader("褚红霞", "书记", 单位名称=""), "单位名称", "unit_missing"),
    (leader("褚红霞", "书记", 单位名称="无此村"), "单位名称", "unit_not_found"),
    (leader("褚红霞"), "职务", "post_missing"),
    (leader(学历="大专"), "职务", "post_missing"),
    (leader("褚红霞", "村主任"), "职务", "post_unknown"),
    (leader("褚红霞", "副书记、村主任"), "职务", "post_unknown"),
    (leader("褚红霞", "第一书记"), "职务", "post_unknown"),
    (leader("褚红霞", "书记(主任)"), "职务", "post_unknown"),
    (leader("褚红霞", "", "妇女联合会"), "机构", "body_unknown"),
    (leader("褚红霞", "", "村民小组"), "机构", "body_unknown"),
    (leader("褚红霞", "", "支" * 101), "机构", "text_too_long"),
    (leader("褚3霞", "副书记"), "姓名", "name_characters"),
    (leader("", "副书记", 任职日期=ELECTION), "姓名", "name_missing"),
    (leader("", "", "支部委员会", 任职日期=ELECTION), "姓名", "name_missing"),
    (leader("褚红霞", "副书记", 空缺自=GONE), "空缺自", "holder_and_vacancy"),
    (leader("褚红霞", "副书记", 任职日期=TOMORROW), "任职日期", "day_in_the_future"),
    (leader("褚红霞", "副书记", 任职日期="前年"), "任职日期", "day_unreadable"),
    (leader("褚红霞", "副书记", 任职日期=2021), "任职日期", "year_only"),
    (leader("褚红霞", "副书记", 任职日期=date(2018, 12, 31)), "任职日期", "before_unit"),
    (leader("褚红霞", "副书记", 任职日期=GONE, 离任日期=GONE), "离任日期", "before_last_change"),
    (leader("褚红霞", "副书记", 离任日期=GONE), "任职日期", "since_missing"),
    (leader("褚红霞", "副书记", 任职日期=ELECTION, 离任日期=TOMORROW), "离任日期", "day_in_the_future"),
    (leader("", "副书记", 空缺自=TOMORROW), "空缺自", "day_in_the_future"),
    (leader("", "", "党委", 换届时间=TOMORROW), "换届时间", "day_in_the_future"),
    (leader("", "", "党委", 换届时间=ELECTION, 届满时间=ELECTION), "届满时间", "term_ends_before_it_starts"),
    (leader("", "", "党委", 届满时间=date(2027, 3, 1)), "换届时间", "term_start_missing"),
    (leader("沈长河", "副书记", 单位名称="南坡村", 换届时间=ELECTION), "机构", "term_without_body"),
    (leader("褚红霞", "副书记", 身份证号="99052519700101201"), "身份证号", "id_number_length"),
    (leader("无此人", "副书记"), "姓名", "person_not_found"),
    (leader("褚红霞", "副书记", 出生日期=date(1971, 1, 1)), "姓名", "person_not_found"),
    (leader("褚红霞", "副书记", 身份证号=id_number(999)), "姓名", "person_not_found"),
    (leader("褚红霞", "副书记", 身份证号=id_number(12)), "姓名", "name_differs"),
)
"""A row of 柳林村, where 陈志明 is secretary; the column in which the fault is told, its code."""

TAKEN: tuple[tuple[Line, str, str], ...] = (
    (
        leader("褚红霞", "书记", 任职日期=ELECTION - timedelta(days=9), 离任日期=GONE),
        "任职日期",
        "before_last_change",
    ),
    (
        leader("赵大田", "", "支部委员会", 任职日期=date(2021, 1, 1), 离任日期=GONE),
        "离任日期",
        "differs_from_register",
    ),
    (leader("", "", "支部委员会", 换届时间=date(2021, 3, 1)), "换届时间", "before_last_change"),
    (leader("", "", "支部委员会", 机构成立时间=date(2020, 1, 1)), "机构成立时间", "differs_from_register"),
)


def test_each_fault_has_its_place_and_code(county: County) -> None:
    before = kept()
    report = take(*(line for line, _, _ in FAULTS))
    expected = [(number, column, code) for number, (_, column, code) in enumerate(FAULTS, start=2)]
    assert faults(report) == expected
    assert (report.written, report.rejected_rows) == (0, len(FAULTS))
    assert kept() == before


def test_history_is_not_overwritten(county: County) -> None:
    report = take(*(line | {"单位名称": "上窑村"} for line, _, _ in TAKEN))
    expected = [(number, column, code) for number, (_, column, code) in enumerate(TAKEN, start=2)]
    assert faults(report) == expected


def test_suggestions_are_what_may_have_been_meant(county: County) -> None:
    def suggested(line: Line) -> str:
        (fault,) = take(line).rejected
        return fault.suggestion

    assert suggested(leader("褚红侠", "副书记")) == "褚红霞"
    assert suggested(leader("褚红霞", "宣传委")) == "宣传委员"
    assert suggested(leader("褚红霞", "", "支部委员")) == "支部委员会 / 党总支委员会"
    assert suggested(leader("韩雪梅", "副书记", 身份证号=id_number(11))) == "褚红霞"


def test_a_row_with_several_faults_tells_all(county: County) -> None:
    report = take(leader("褚3霞", "村主任", 任职日期="x", 单位名称="无此村"))
    columns = [column for _, column, _ in faults(report)]
    assert sorted(columns) == ["任职日期", "单位名称", "姓名", "职务"]


def test_good_rows_are_written_without_the_others(county: County) -> None:
    report = take(leader("褚红霞", "副书记"), leader("无此人", "组织委员"), accept_good=True)
    assert outcome(report) == (1, 0, 0, 1)
    assert holders(LIULIN, "deputy_secretary") == [("褚红霞", DAY, None)]
    assert holders(LIULIN, "organisation_member") == []


def register(county: County, unit: str, name: str, number: int = 0, born: date | None = None) -> Person:
    membership = people.register_person(
        actor=SYSTEM,
        at=AT,
        unit=county.unit(unit),
        draft=people.PersonDraft(name, id_number(number) if number else "", birth_date=born),
        standing="full",
        joined_on=date(2000, 7, 1),
        day=FOUNDED,
    )
    return membership.person


def test_of_namesakes_the_one_of_the_unit_is_meant(county: County) -> None:
    own = register(county, "柳林村", "赵大田", 301)
    take(leader("赵大田", "副书记"))
    assert Post.objects.get(unit__code=LIULIN, kind="deputy_secretary").holdings.get().person == own


def test_of_namesakes_one_below_the_unit_comes_before_others(county: County) -> None:
    register(county, "南坡村", "赵大田", 301)
    assert take(leader("赵大田", "书记", 单位名称="青石镇")).written == 1
    assert holders("990525100") == [("赵大田", DAY, None)]
    elsewhere = take(leader("沈长河", "副书记", 单位名称="青石镇"))
    assert elsewhere.written == 1


def test_namesakes_are_told_by_birth_date_or_identity_number(county: County) -> None:
    register(county, "柳林村", "褚红霞", born=date(1985, 3, 9))
    (fault,) = take(leader("褚红霞", "副书记")).rejected
    assert (fault.code, fault.suggestion) == ("person_ambiguous", "1970-01-01 / 1985-03-09")
    assert [each.there for each in fault.beside][1:] == ["1970-01-01 / 1985-03-09", "柳林村 / 柳林村"]
    assert take(leader("褚红霞", "副书记", 出生年月="1985.03")).written == 1
    by_number = leader("褚红霞", "组织委员", 身份证号=id_number(11))
    assert take(by_number).written == 1
    found = Post.objects.get(unit__code=LIULIN, kind="organisation_member").holdings.get().person
    assert found.birth_date == date(1970, 1, 1)


def test_who_is_registered_without_a_number_is_found_by_name(county: County) -> None:
    own = register(county, "柳林村", "何雨", born=date(1990, 1, 1))
    assert take(leader("何雨", "副书记", 身份证号=id_number(321))).written == 1
    assert own.post_holdings.count() == 1


def test_a_former_member_held_posts_and_takes_none(county: County) -> None:
    membership = county.members["柳林村"][1]
    people.end_membership(actor=SYSTEM, at=AT, membership=membership, day=GONE, reason="left")
    assert faults(take(leader("褚红霞", "副书记"))) == [(2, "姓名", "person_not_found")]
    former = leader("褚红霞", "副书记", 任职日期=ELECTION, 离任日期=GONE, 身份证号=id_number(11))
    assert take(former).written == 1


def test_what_stands_in_the_file_twice(county: County) -> None:
    same = take(*[leader("褚红霞", "副书记")] * 2, accept_good=True)
    assert faults(same) == [(3, "姓名", "twice_in_file")]
    assert same.rejected[0].data == {"sheet": "班子成员", "row": 2}
    differing = take(
        leader("卫东升", "委员", 任职日期=ELECTION), leader("卫东升", "委员", 任职日期=GONE), accept_good=True
    )
    assert faults(differing) == [(2, "姓名", "twice_in_file"), (3, "姓名", "twice_in_file")]
    assert ("任职日期", "2022-03-01", "2026-08-01") in [
        (each.column, each.here, each.there) for each in differing.rejected[0].beside
    ]
    vacant = take(*[leader("", "书记", 单位名称="南坡村", 空缺自=GONE)] * 2)
    assert faults(vacant) == [(3, "职务", "twice_in_file")]


CONTRADICTIONS: tuple[tuple[Line, Line, str], ...] = (
    (leader("沈长河", "书记"), leader("韩雪梅", "书记"), "姓名"),
    (leader("沈长河", "书记"), leader("空缺", "书记", 空缺自=GONE), "姓名"),
    (
        leader("", "", "支委会", 换届时间=ELECTION, 届满时间=date(2025, 3, 1)),
        leader("沈长河", "", "支委会", 换届时间=ELECTION, 届满时间=date(2026, 3, 1)),
        "届满时间",
    ),
    (
        leader("沈长河", "", "支委会", 机构成立时间=ELECTION, 任职日期=GONE),
        leader("韩雪梅", "", "支委会", 机构成立时间=GONE, 任职日期=GONE),
        "机构成立时间",
    ),
    (
        leader("沈长河", "书记", 任职日期=ELECTION, 离任日期=GONE),
        leader("", "书记", 空缺自=date(2026, 9, 1)),
        "空缺自",
    ),
    (
        leader("沈长河", "书记", 任职日期=ELECTION),
        leader("沈长河", "书记、组织委员", 任职日期=GONE),
        "任职日期",
    ),
)


@pytest.mark.parametrize(("one", "other", "column"), CONTRADICTIONS)
def test_rows_that_cannot_both_be_right(county: County, one: Line, other: Line, column: str) -> None:
    here = {"单位名称": "南坡村"}
    good = leader("杨树林", "宣传委员") | here
    report = take(one | here, other | here, good, accept_good=True)
    code = "contradicted_in_file"
    assert faults(report) == [(2, column, code), (3, column, code)]
    assert [each.data["row"] for each in report.rejected] == [3, 2]
    assert outcome(report) == (1, 0, 0, 2)


def test_a_row_that_falls_takes_what_rests_on_it_along(county: County) -> None:
    report = take(
        leader("陈志明", "书记", 任职日期=ELECTION, 离任日期=GONE),
        leader("褚红霞", "书记", 任职日期=date(2026, 9, 1)),
        answers={("班子成员", 3): "file"},
        accept_good=True,
    )
    assert faults(report) == [(2, "离任日期", "differs_from_register")]
    assert holders(LIULIN) == [("陈志明", ELECTION, date(2026, 9, 1)), ("褚红霞", date(2026, 9, 1), None)]


def test_a_body_of_a_kind_alone_must_be_the_only_one(county: County) -> None:
    take(leader("", "", "第一党小组"), leader("", "", "第二党小组"))
    (fault,) = take(leader("褚红霞", "", "党小组")).rejected
    assert (fault.code, fault.suggestion) == ("body_ambiguous", "第一党小组 / 第二党小组")
    assert take(leader("褚红霞", "", "第一 党小组")).written == 1


def test_a_body_is_found_by_any_name_it_bears(county: County) -> None:
    unit = county.unit("柳林村")
    bodies.found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="外出党员组", day=GONE)
    assert take(leader("褚红霞", "", "外出党员组")).written == 1
    assert [name for name, *_ in seats(LIULIN, "外出党员组")] == ["褚红霞"]


def test_a_seat_or_post_is_not_taken_before_body_or_post_are_there(county: County) -> None:
    unit = county.unit("柳林村")
    post = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=GONE)
    bodies.found_body(actor=SYSTEM, at=AT, unit=unit, kind="branch_committee", name="支委会", day=GONE)
    line = leader("褚红霞", "副书记", "支委会", 任职日期=ELECTION)
    found = sorted((column, code) for _, column, code in faults(take(line)))
    assert found == [("任职日期", "body_not_active"), ("任职日期", "post_not_active")]
    assert take(line, differences="register").written == 1
    assert [starts for _, starts, _ in seats(LIULIN, "支委会")] == [GONE]
    assert post.holdings.get().starts_on == GONE


def test_a_seat_once_given_up_is_taken_again_only_after(county: County) -> None:
    seat = county.committee.seats.get(person=county.members["上窑村"][0].person)
    services.leave_seat(actor=SYSTEM, at=AT, seat=seat, day=GONE)
    line: dict[str, Any] = {"name": "赵大田", "body": "支部委员会", "单位名称": "上窑村"}
    assert faults(take(leader(**line, 任职日期=date(2026, 7, 1)))) == [(2, "机构", "seat_taken")]
    assert take(leader(**line, 任职日期=GONE)).written == 1
    assert len(seats(SHANGYAO, "支部委员会")) == 4


def test_a_unit_that_closes_takes_nobody_in(county: County) -> None:
    unit = organisations.found_unit(
        actor=SYSTEM,
        at=AT,
        parent=county.unit("青石镇"),
        draft=organisations.UnitDraft("990525100299", "旧庄村", "village"),
        day=FOUNDED,
    )
    organisations.close_unit(actor=SYSTEM, at=AT, unit=unit, day=TOMORROW, reason="merged")
    report = take(leader("褚红霞", "书记", 单位名称="旧庄村"))
    assert faults(report) == [(2, "单位名称", "unit_not_active")]


def test_units_in_full_in_short_by_former_name_and_by_code(county: County) -> None:
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("南坡村"),
        day=GONE,
        name="南坡新村",
        kind="village",
        form="branch",
    )
    report = take(
        leader("沈长河", "书记", 单位名称="河湾镇南坡新村"),
        leader("韩雪梅", "副书记", 单位名称="中共南坡新村党支部委员会"),
        leader("杨树林", "组织委员", 单位名称="南坡村"),
        leader("沈长河", "宣传委员", 单位名称="") | {"单位代码": NANPO},
    )
    assert outcome(report) == (4, 0, 0, 0)
    assert set(Unit.objects.filter(posts__holdings__starts_on=DAY).values_list("code", flat=True)) == {NANPO}


def test_outsiders_find_neither_units_nor_persons(county: County) -> None:
    town = county.actor("qingshi")
    assert take(leader("褚红霞", "副书记"), actor=town).written == 1
    report = take(
        leader("沈长河", "书记", 单位名称="南坡村"),
        leader("沈长河", "组织委员"),
        leader("沈长河", "组织委员", 身份证号=id_number(14)),
        actor=town,
    )
    assert [code for _, _, code in faults(report)] == [
        "unit_not_found",
        "person_not_found",
        "person_not_found",
    ]
    assert [each.suggestion for each in report.rejected] == ["", "", ""]


@pytest.mark.parametrize("username", ["shangyao", "auditor", "stranger", "revoked"])
def test_who_manages_no_unit_imports_no_leaders(county: County, username: str) -> None:
    with pytest.raises(Refused):
        take(leader("赵大田", "书记", 单位名称="上窑村"), actor=county.actor(username))


def test_a_sheet_without_posts_and_bodies_is_refused(county: County) -> None:
    with pytest.raises(FileRefused, match="headings_missing"):
        take({"单位名称": "柳林村", "姓名": "褚红霞"})


def test_nobody_is_made(county: County) -> None:
    before = (Person.objects.count(), Membership.objects.count(), Body.objects.count())
    take(leader("无此人", "副书记", "支委会"), accept_good=True)
    assert (Person.objects.count(), Membership.objects.count(), Body.objects.count()) == before
