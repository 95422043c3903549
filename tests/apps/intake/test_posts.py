"""Importing leaders: posts, who holds them, bodies, terms and seats; checked as the services check one."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.layout import understand
from jiceng.apps.intake.models import Change
from jiceng.apps.intake.services import Source, import_source
from jiceng.apps.intake.undo import undo_import
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.organisations.models import Body, Post
from jiceng.apps.people import posts as services
from jiceng.apps.people.models import PostHolding
from jiceng.engines.sheets import Row, Sheet
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
    sheet_of,
    take,
    terms,
)
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number

SINCE = date(2022, 3, 1)


def test_a_person_takes_a_post_that_is_there_or_is_set_up(county: County) -> None:
    report = take(
        leader("沈长河", "书记", 单位名称="南坡村", 任职日期=date(2023, 5, 4)),
        leader("韩雪梅", "组织委员", 单位名称="南坡村", 任职日期=date(2024, 1, 2)),
    )
    assert (report.kind, outcome(report), report.unknown_columns) == ("posts", (2, 0, 0, 0), ())
    assert holders(NANPO) == [("沈长河", date(2023, 5, 4), None)]
    assert holders(NANPO, "organisation_member") == [("韩雪梅", date(2024, 1, 2), None)]
    assert Post.objects.filter(unit__code=NANPO, kind="secretary").count() == 1
    assert Post.objects.get(unit__code=NANPO, kind="organisation_member").starts_on == date(2024, 1, 2)


def test_a_person_sits_in_a_body_with_a_term(county: County) -> None:
    election = {"换届时间": date(2021, 11, 6), "届满时间": ""}
    report = take(
        leader("陈志明", "", "支部委员会", **election),
        leader("褚红霞", "组织委员、宣传委员", "支委会", **election),
        leader("卫东升", "", "柳林村党支部", 任职日期=date(2023, 1, 1), **election),
    )
    assert outcome(report) == (3, 0, 0, 0)
    body = Body.objects.get(unit__code=LIULIN)
    assert (body.kind, body.name, body.starts_on) == ("branch_committee", "支部委员会", date(2021, 11, 6))
    first = date(2021, 11, 6)
    assert terms(LIULIN, "支部委员会") == [(first, date(2026, 11, 6), None)]
    assert seats(LIULIN, "支部委员会") == [
        ("陈志明", first, None),
        ("褚红霞", first, None),
        ("卫东升", date(2023, 1, 1), None),
    ]
    assert holders(LIULIN, "organisation_member") == holders(LIULIN, "publicity_member")


def test_groups_bear_names_of_their_own(county: County) -> None:
    report = take(
        leader("陈志明", "党小组长", "第一党小组"),
        leader("褚红霞", "", "第一党小组"),
        leader("卫东升", "党小组长", "第二党小组", 党小组成立时间="2020.6"),
        leader("", "", "第三党小组"),
    )
    assert outcome(report) == (4, 0, 0, 0)
    rows = Body.objects.filter(unit__code=LIULIN, kind="party_group").order_by("pk")
    found = list(rows.values_list("name", "starts_on"))
    assert found == [("第一党小组", DAY), ("第二党小组", date(2020, 6, 1)), ("第三党小组", DAY)]
    assert [name for name, *_ in seats(LIULIN, "第一党小组")] == ["陈志明", "褚红霞"]
    assert [name for name, *_ in holders(LIULIN, "group_leader")] == ["陈志明", "卫东升"]


def test_what_the_register_knows_is_unchanged(county: County) -> None:
    before = kept()
    report = take(
        leader("陈志明", "支部书记", 任职日期="2022.3"),
        leader("赵大田", "书记", "支部委员会", 单位名称="上窑村", 任职日期=SINCE),
        leader("钱秀英", "", "上窑村支部委员会", 单位名称="上窑村", 换届时间=SINCE, 届满时间="2027年3月"),
        leader("", "书记", 单位名称="南坡村", 空缺自=""),
    )
    assert (outcome(report), report.import_id) == ((0, 0, 4, 0), None)
    assert kept() == before


def test_the_same_file_twice_changes_nothing(county: County) -> None:
    lines = (
        leader("沈长河", "书记兼组织委员", "支部委员会", 单位名称="南坡村", 任职日期=date(2023, 5, 4)),
        leader("韩雪梅", "委员", 单位名称="南坡村"),
        leader("杨树林", "委员", 单位名称="南坡村", 换届时间="2023.5", 机构="支部委员会"),
        leader("", "副书记", 单位名称="南坡村", 空缺自=date(2026, 8, 1)),
        leader("", "委员", 单位名称="南坡村", 空缺自=date(2026, 8, 1)),
        leader("褚红霞", "书记", 任职日期=date(2019, 2, 1), 离任日期=date(2020, 2, 1), 单位名称="南坡村"),
    )
    assert take(*lines).rejected == ()
    before = kept()
    again = take(*lines)
    assert (outcome(again), again.import_id) == ((0, 0, len(lines), 0), None)
    assert kept() == before


def test_who_held_a_post_before_makes_its_history(county: County) -> None:
    report = take(
        leader("沈长河", "书记", 单位名称="南坡村", 任职日期=date(2025, 5, 4)),
        leader("韩雪梅", "书记", 单位名称="南坡村", 任职日期=date(2023, 5, 4), 离任日期=date(2025, 2, 1)),
        leader("杨树林", "书记", 单位名称="南坡村", 任职日期=date(2019, 5, 4), 离任日期=date(2023, 5, 4)),
    )
    assert outcome(report) == (3, 0, 0, 0)
    assert holders(NANPO) == [
        ("杨树林", date(2019, 5, 4), date(2023, 5, 4)),
        ("韩雪梅", date(2023, 5, 4), date(2025, 2, 1)),
        ("沈长河", date(2025, 5, 4), None),
    ]


def test_a_vacancy_counts_from_the_last_holder_and_without_one_it_is_said(county: County) -> None:
    left = date(2026, 8, 1)
    known = take(
        leader("沈长河", "书记", 单位名称="南坡村", 任职日期=date(2023, 5, 4), 离任日期=left),
        leader("", "书记", 单位名称="南坡村", 空缺自=left),
    )
    assert (outcome(known), known.notes) == ((1, 0, 1, 0), {})
    unknown = take(leader("暂缺", "副书记", 空缺自=left))
    assert (outcome(unknown), unknown.notes) == ((1, 0, 0, 0), {"vacancy_without_holder": 1})
    assert Post.objects.get(unit__code=LIULIN, kind="deputy_secretary").starts_on == left


def test_another_holder_is_a_question_and_the_file_may_be_right(county: County) -> None:
    line = leader("褚红霞", "书记", 任职日期=date(2026, 10, 1))
    asked = take(line, accept_good=True)
    assert faults(asked) == [(2, "姓名", "differs_from_register")]
    (question,) = asked.rejected
    assert (question.suggestion, question.answers) == ("陈志明", ("register", "file"))
    assert ("姓名", "褚红霞", "陈志明") in [(each.column, each.here, each.there) for each in question.beside]
    assert outcome(take(line, answers={("班子成员", 2): "register"})) == (0, 0, 1, 0)
    assert holders(LIULIN) == [("陈志明", SINCE, None)]
    taken = take(line, differences="file")
    assert outcome(taken) == (0, 1, 0, 0)
    assert holders(LIULIN) == [("陈志明", SINCE, date(2026, 10, 1)), ("褚红霞", date(2026, 10, 1), None)]
    assert outcome(take(line)) == (0, 0, 1, 0)


def test_a_post_a_unit_may_have_twice_may_be_another_one(county: County) -> None:
    take(leader("陈志明", "委员"))
    line = leader("褚红霞", "委员")
    (question,) = take(line).rejected
    assert question.answers == ("register", "file", "new")
    assert take(line, answers={("班子成员", 2): "new"}).written == 1
    assert Post.objects.filter(unit__code=LIULIN, kind="committee_member").count() == 2
    both = take(leader("褚红霞", "委员"), leader("陈志明", "委员"), leader("卫东升", "委员"))
    assert outcome(both) == (1, 0, 2, 0)


def test_who_has_left_by_the_file_leaves_where_that_is_decided(county: County) -> None:
    gone = date(2026, 9, 1)
    lines = (
        leader("陈志明", "书记", 任职日期=SINCE, 离任日期=gone),
        leader("褚红霞", "书记", 任职日期=date(2026, 9, 20)),
        leader("赵大田", "", "支部委员会", 单位名称="上窑村", 离任日期=gone),
    )
    assert faults(take(*lines)) == [
        (2, "离任日期", "differs_from_register"),
        (3, "姓名", "differs_from_register"),
        (4, "离任日期", "differs_from_register"),
    ]
    assert outcome(take(*lines, differences="file")) == (1, 2, 0, 0)
    assert holders(LIULIN) == [("陈志明", SINCE, gone), ("褚红霞", date(2026, 9, 20), None)]
    assert ("赵大田", SINCE, gone) in seats(SHANGYAO, "支部委员会")


def test_a_vacancy_the_register_does_not_know(county: County) -> None:
    line = leader("空缺", "书记", 空缺自=date(2026, 9, 1))
    (question,) = take(line).rejected
    assert (question.column, question.suggestion, question.answers) == (
        "姓名",
        "陈志明",
        ("register", "file"),
    )
    assert take(leader("空缺", "书记")).rejected[0].answers == ("register",)
    assert outcome(take(line, differences="file")) == (0, 1, 0, 0)
    assert holders(LIULIN) == [("陈志明", SINCE, date(2026, 9, 1))]
    moved = leader("空缺", "书记", 空缺自=date(2026, 8, 1))
    assert faults(take(moved)) == [(2, "空缺自", "differs_from_register")]
    assert outcome(take(moved, differences="file")) == (0, 1, 0, 0)
    assert holders(LIULIN) == [("陈志明", SINCE, date(2026, 8, 1))]


def test_days_that_differ_are_corrected_from_the_file(county: County) -> None:
    lines = (
        leader("陈志明", "书记", 任职日期=date(2021, 11, 6)),
        leader("赵大田", "", "支部委员会", 单位名称="上窑村", 任职日期=date(2022, 5, 1)),
        leader("", "", "支部委员会", 单位名称="上窑村", 换届时间=SINCE, 届满时间=date(2027, 6, 1)),
    )
    assert faults(take(*lines)) == [
        (2, "任职日期", "differs_from_register"),
        (3, "任职日期", "differs_from_register"),
        (4, "届满时间", "differs_from_register"),
    ]
    assert outcome(take(*lines, differences="file")) == (0, 3, 0, 0)
    assert holders(LIULIN) == [("陈志明", date(2021, 11, 6), None)]
    assert ("赵大田", date(2022, 5, 1), None) in seats(SHANGYAO, "支部委员会")
    assert terms(SHANGYAO, "支部委员会") == [(SINCE, date(2027, 6, 1), None)]


def test_a_new_term_ends_the_one_before(county: County) -> None:
    line = leader("", "", "支部委员会", 单位名称="上窑村", 换届时间=date(2026, 10, 1))
    (question,) = take(line).rejected
    assert (question.code, question.suggestion) == ("differs_from_register", "2022-03-01")
    assert outcome(take(line, differences="file")) == (0, 1, 0, 0)
    election = date(2026, 10, 1)
    assert terms(SHANGYAO, "支部委员会") == [
        (SINCE, date(2027, 3, 1), election),
        (election, date(2031, 10, 1), None),
    ]


def test_terms_of_the_past_follow_one_another(county: County) -> None:
    body = {"body": "支部委员会", "单位名称": "南坡村"}
    report = take(
        leader(**body, 换届时间=date(2024, 5, 1), 届满时间=date(2029, 5, 1)),
        leader(**body, 换届时间=date(2019, 5, 1), 届满时间=date(2024, 5, 1)),
    )
    assert outcome(report) == (2, 0, 0, 0)
    assert terms(NANPO, "支部委员会") == [
        (date(2019, 5, 1), date(2024, 5, 1), date(2024, 5, 1)),
        (date(2024, 5, 1), date(2029, 5, 1), None),
    ]


def test_a_term_without_a_body_named_is_the_elected_ones(county: County) -> None:
    line = leader("钱秀英", "副书记", 单位名称="上窑村", 换届时间=SINCE, 届满时间=date(2027, 3, 1))
    assert take(line).written == 1
    assert seats(SHANGYAO, "支部委员会")[1] == ("钱秀英", SINCE, None)
    assert faults(take(leader("褚红霞", "副书记", 换届时间=SINCE))) == [(2, "机构", "term_without_body")]


def test_the_first_day_of_the_unit_is_taken_where_the_register_is_followed(county: County) -> None:
    line = leader("沈长河", "书记", "支委会", 单位名称="南坡村", 换届时间=date(2018, 6, 1))
    (fault,) = take(line).rejected
    assert (fault.column, fault.code, fault.suggestion) == ("换届时间", "before_unit", "2019-01-01")
    assert outcome(take(line, differences="register")) == (1, 0, 0, 0)
    assert terms(NANPO, "支部委员会") == [(FOUNDED, date(2023, 6, 1), None)]
    assert holders(NANPO) == [("沈长河", FOUNDED, None)]
    assert outcome(take(line, differences="register")) == (0, 0, 1, 0)


def test_an_import_of_leaders_is_taken_back(county: County) -> None:
    before = kept()
    report = take(
        leader("褚红霞", "书记", "支部委员会", 任职日期=date(2026, 10, 1), 换届时间=date(2026, 10, 1)),
        leader("赵大田", "", "支部委员会", 单位名称="上窑村", 任职日期=date(2022, 5, 1)),
        leader(body="支部委员会", 单位名称="上窑村", 换届时间=date(2026, 10, 1)),
        leader("沈长河", "书记、组织委员", 单位名称="南坡村"),
        differences="file",
    )
    assert report.import_id is not None
    records = Change.objects.filter(of=report.import_id).values_list("record", flat=True)
    assert sorted(set(records)) == ["body", "holding", "post", "seat", "term"]
    back = undo_import(actor=SYSTEM, at=AT, import_id=report.import_id)
    assert (back.left, kept()) == ((), before)


def test_what_has_changed_since_stays_with_what_it_displaced(county: County) -> None:
    report = take(leader("褚红霞", "书记", 任职日期=date(2026, 10, 1)), differences="file")
    holding = PostHolding.objects.get(person__name="褚红霞")
    services.leave_post(actor=SYSTEM, at=AT, holding=holding, day=DAY)
    assert report.import_id is not None
    back = undo_import(actor=SYSTEM, at=AT, import_id=report.import_id)
    assert sorted((left.record, left.why) for left in back.left) == [
        ("holding", "changed_since"),
        ("holding", "in_use"),
    ]
    assert holders(LIULIN) == [("陈志明", SINCE, date(2026, 10, 1)), ("褚红霞", date(2026, 10, 1), DAY)]


def test_a_table_of_leaders_is_told_from_a_register_of_members(county: County) -> None:
    kinds = vocabularies().values()
    line = leader(
        "陈志明", "书记", 性别="男", 出生年月="1970.1", 学历="大专", 入党时间="1999.7", 联系电话="1"
    )
    assert understand([sheet_of(line)], kinds, {}).vocabulary.code == "posts"
    member = {
        "姓名": "陈志明",
        "性别": "男",
        "公民身份号码": id_number(1),
        "出生日期": "1970-1-1",
        "职务": "书记",
    }
    more = {"入党时间": "1999.7", "人员类别": "正式党员", "所在支部": "柳林村", "转正时间": "2000.7"}
    assert understand([sheet_of(member | more)], kinds, {}).vocabulary.code == "people"


def test_many_rows_ask_no_more_than_few(county: County) -> None:
    def queries(*lines: Line) -> int:
        with CaptureQueriesContext(connection) as asked:
            report = take(*lines, dry_run=True)
        assert report.rejected == ()
        return len(asked)

    few = (leader("褚红霞", "副书记", "支委会"), leader("沈长河", "书记", 单位名称="南坡村"))
    kinds = ("副书记", "组织委员", "宣传委员")
    many = [
        leader(name, kind, "支委会", 单位名称=unit)
        for unit, names in (
            ("柳林村", ("褚红霞", "卫东升", "蒋爱莲")),
            ("南坡村", ("沈长河", "韩雪梅", "杨树林")),
        )
        for name, kind in zip(names, kinds, strict=True)
    ]
    assert queries(*many) == queries(*few)


def test_a_table_as_an_office_keeps_it(county: County) -> None:
    lines = (
        ("青石镇村级党组织班子成员情况表",),
        ("填报单位：青石镇", None, None, None, None, None, "2026年11月"),
        ("序号", "姓 名", "职务", "出生年月", "学历", "任现职\n时间", "备注"),
        ("上窑村",),
        (1, "赵大田", "上窑村党支部书记", "1970.01", "初中", "2022.3", None),
        (2, "钱秀英", "支部副书记、组织委员", "1970.01", "初中", 202203, None),
        ("柳林村",),
        (1, "陈 志 明", "支部书记", 1970.01, "高中", "2022年3月", None),
        (2, "褚红霞", "支委", "1970-01", "高中", "2023年3月", "新任"),
        ("合计", "4人"),
        ("填表人：王某", None, None, "审核人：李某"),
    )
    rows = tuple(Row(number, cells) for number, cells in enumerate(lines, start=1))
    source = Source([Sheet("Sheet1", rows)], "0" * 64, "班子.xlsx")
    report = import_source(actor=SYSTEM, at=AT, source=source, choices=Choices())
    assert (report.kind, outcome(report), report.unknown_columns) == ("posts", (2, 0, 2, 0), ("备注",))
    assert holders(SHANGYAO, "organisation_member") == [("钱秀英", SINCE, None)]
    assert holders(LIULIN, "committee_member") == [("褚红霞", date(2023, 3, 1), None)]
