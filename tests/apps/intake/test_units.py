"""Importing new units: founded as on their page, each fault told with its place."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.intake.models import Change
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.errors import Refused
from tests.apps.intake.unit_lists import HEADINGS, Take, bare, faults, id_of, importer, now, unit
from tests.county import AT, DAY, FOUNDED, SYSTEM, County


@pytest.fixture
def take(tmp_path: Path) -> Take:
    return importer(tmp_path / "组织机构.xlsx")


def test_units_are_founded_as_on_their_page(county: County, take: Take) -> None:
    report = take(
        unit(), unit("桃园社区", 单位代码="990525100-08", 单位类别="社区", 设立日期="", 区划代码="")
    )
    assert (report.rows, report.written, report.rejected, report.unknown_columns) == (2, 2, (), ())
    made, other = now("990525100210"), now("990525100-08")
    assert (made.name, made.kind, made.form, made.starts_on) == (
        "杏花村",
        "village",
        "branch",
        date(2020, 5, 1),
    )
    assert (made.parent, made.unit.division_code) == (county.unit("青石镇"), "990525100210")
    assert made.path == county.version("青石镇").path + f"{made.unit_id:07}"
    assert (other.kind, other.starts_on, other.unit.division_code) == ("community", DAY, "")
    draft = organisations.UnitDraft("x-1", "样村", "village", "branch")
    by_hand = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2020, 5, 1)
    )
    posts = [list(each.posts.values_list("kind", "starts_on", "ends_on")) for each in (made.unit, by_hand)]
    assert posts[0] == posts[1] != []


@pytest.mark.parametrize("form", ["", "未建立党组织"])
def test_a_unit_without_organisation_has_no_posts(county: County, take: Take, form: str) -> None:
    assert take(unit(组织形式=form)).written == 1
    assert not now("990525100210").unit.posts.exists()


def test_one_audit_entry_names_the_units(county: County, take: Take) -> None:
    before = AuditEntry.objects.count()
    report = take(unit())
    entry = AuditEntry.objects.latest("pk")
    assert (AuditEntry.objects.count(), entry.type) == (before + 1, "import.written")
    assert entry.unit_id == now("990525100210").unit_id
    kept = Change.objects.filter(of=id_of(report)).values_list("record", "before", "row")
    assert sorted(kept) == [("post", None, 2), ("unit", None, 2)]


def test_parents_may_come_later_in_the_file(county: County, take: Take) -> None:
    report = take(
        unit(
            "杏花村第一党支部",
            单位代码="990525100210-Z1",
            单位类别="党支部",
            上级单位="",
            上级代码="990525100210",
            区划代码="",
        ),
        unit(组织形式="党总支"),
    )
    assert (report.written, report.rejected) == (2, ())
    child = now("990525100210-Z1")
    assert child.parent == now("990525100210").unit
    assert child.path == now("990525100210").path + f"{child.unit_id:07}"


def test_codes_are_made_from_the_parents(county: County, take: Take) -> None:
    rows = [
        bare("第一党支部", "杏花村", 单位类别="党支部"),
        bare("杏花村", 组织形式="党总支"),
        bare("第二党支部", "杏花村", 单位类别="党支部"),
        unit("占用村", 单位代码="990525100-02", 区划代码=""),
        bare("桃园村"),
    ]
    assert take(*rows, dry_run=True).rejected == ()
    assert take(*rows).written == 5
    codes = dict(
        UnitVersion.objects.filter(starts_on__gte=date(2020, 1, 1)).values_list("name", "unit__code")
    )
    assert codes == {
        "杏花村": "990525100-01",
        "第一党支部": "990525100-01-01",
        "第二党支部": "990525100-01-02",
        "占用村": "990525100-02",
        "桃园村": "990525100-03",
    }
    again = take(*rows)
    assert (again.unchanged, again.written, again.rejected) == (5, 0, ())


def test_official_order_is_the_files_within_what_stands_there(county: County, take: Take) -> None:
    take(unit("甲村", 单位代码="a"), unit("乙村", 单位代码="b"))
    take(unit("丙村", 单位代码="c", 上级单位="河湾镇", 上级代码="990525101"), unit("丁村", 单位代码="d"))
    names = UnitVersion.objects.order_by("order", "unit_id").values_list("name", flat=True)
    assert list(names) == [
        *("青禾县", "青石镇", "河湾镇", "上窑村", "柳林村", "甲村", "乙村"),
        *("丁村", "南坡村", "丙村"),
    ]


FAULTS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"单位名称": ""}, "单位名称", "name_missing"),
    ({"单位名称": "村" * 101}, "单位名称", "text_too_long"),
    ({"单位名称": "=1+1"}, "单位名称", "text_characters"),
    ({"单位名称": date(2020, 1, 1)}, "单位名称", "text_expected"),
    ({"单位代码": "a/b"}, "单位代码", "bad_unit_code"),
    ({"单位代码": "a" * 41}, "单位代码", "bad_unit_code"),
    ({"单位类别": "庄园"}, "单位类别", "unknown_unit_kind"),
    ({"单位类别": ""}, "单位类别", "unit_kind_missing"),
    ({"组织形式": "党校"}, "组织形式", "unknown_form"),
    ({"区划代码": "99052510021"}, "区划代码", "bad_division_code"),
    ({"设立日期": "去年"}, "设立日期", "day_unreadable"),
    ({"设立日期": "2020年"}, "设立日期", "year_only"),
    ({"设立日期": date(2026, 11, 23)}, "设立日期", "founded_in_the_future"),
    ({"上级单位": "", "上级代码": ""}, "上级单位", "unit_needs_parent"),
    ({"上级代码": "", "上级单位": "无此镇"}, "上级单位", "unit_not_found"),
    ({"上级代码": "990525199"}, "上级代码", "unit_not_found"),
    ({"上级单位": "河湾镇"}, "上级单位", "unit_name_differs"),
    ({"上级代码": "", "上级单位": "杏花村"}, "上级单位", "unit_not_found"),
    ({"更名日期": date(2020, 5, 1), "曾用名": "杏村"}, "更名日期", "renamed_on_impossible"),
    ({"更名日期": date(2026, 11, 23), "曾用名": "杏村"}, "更名日期", "renamed_on_impossible"),
)
"""What is changed in a good row, the column in which the fault is told, its code."""


def test_each_fault_has_its_place_and_code(county: County, take: Take) -> None:
    rows = [
        unit(f"村{number}", **({"单位代码": f"v{number}"} | changes))
        for number, (changes, _, _) in enumerate(FAULTS)
    ]
    report = take(*rows)
    expected = [(row, column, code) for row, (_, column, code) in enumerate(FAULTS, start=2)]
    assert faults(report) == expected
    assert (report.written, report.rejected_rows) == (0, len(FAULTS))


@pytest.mark.parametrize(
    ("day", "founded", "notes"),
    [
        (FOUNDED, FOUNDED, {}),
        ("2019.01", FOUNDED, {"day_from_month": 1}),
        (DAY, DAY, {}),
        (FOUNDED - timedelta(days=1), FOUNDED, {"founded_with_parent": 1}),
        ("2018-12", FOUNDED, {"day_from_month": 1, "founded_with_parent": 1}),
    ],
)
def test_no_unit_begins_before_the_one_above_it(
    county: County, take: Take, day: date | str, founded: date, notes: dict[str, int]
) -> None:
    """The register begins somewhere; what was founded before begins with it, and that is said."""
    report = take(unit(设立日期=day))
    assert (report.rejected, report.notes) == ((), notes)
    assert UnitVersion.objects.latest("pk").starts_on == founded
    assert take(unit(设立日期=day)).unchanged == 1


def test_a_month_that_is_the_parents_own_begins_with_the_parent(county: County, take: Take) -> None:
    village = unit(组织形式="党总支", 设立日期=date(2020, 5, 20))
    branch = unit(
        "第一党支部",
        单位代码="z1",
        单位类别="党支部",
        上级单位="杏花村",
        上级代码="",
        设立日期="2020年5月",
        区划代码="",
    )
    report = take(village, branch)
    assert (report.rejected, report.notes) == ((), {"day_from_month": 1})
    assert now("z1").starts_on == date(2020, 5, 20)
    assert take(village, branch).unchanged == 2


@pytest.mark.parametrize("word", ["村", "行政村", "Village", "village", " 建制村（农村）", "村（居）"])
def test_kinds_by_their_titles_codes_and_usual_words(county: County, take: Take, word: str) -> None:
    assert take(unit(单位类别=word)).rejected == ()
    assert now("990525100210").kind == "village"


def test_a_kind_nearly_right_is_suggested(county: County, take: Take) -> None:
    (rejection,) = take(unit(单位类别="社区居民")).rejected
    assert rejection.suggestion == "社区"


def test_parents_by_short_former_and_compound_name(county: County, take: Take) -> None:
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("河湾镇"),
        day=date(2024, 1, 1),
        name="河川镇",
        kind="town",
        form="committee",
    )
    names = ("中共青石镇委员会", "河湾镇", "青禾县河川镇", "９９０５２５１００")
    rows = [
        unit(
            f"村{number}",
            单位代码=f"v{number}",
            上级单位="" if name[0] == "９" else name,
            上级代码=name if name[0] == "９" else "",
            设立日期=DAY,
        )
        for number, name in enumerate(names)
    ]
    report = take(*rows)
    assert report.rejected == ()
    parents = [now(f"v{number}").parent for number in range(4)]
    assert parents == [county.unit(name) for name in ("青石镇", "河湾镇", "河湾镇", "青石镇")]


def test_two_parents_of_one_name_are_told_apart_by_the_township_or_asked_for(
    county: County, take: Take
) -> None:
    headings = ("乡镇", *HEADINGS)
    east = [bare("东村", "青石镇", 组织形式="党总支"), bare("东村", "河湾镇", 组织形式="党总支")]
    branch = bare("第一党支部", "东村", 单位类别="党支部")
    assert faults(take(*east, branch)) == [(4, "上级单位", "unit_ambiguous")]
    both = [
        branch | {"乡镇": "青石镇"},
        branch | {"乡镇": "河湾镇"},
        bare("第二党支部", "河湾镇东村", 单位类别="党支部"),
    ]
    report = take(*east, *both, layout={"headings": headings})
    assert (report.written, report.rejected) == (5, ())
    above = UnitVersion.objects.filter(kind="branch").order_by("pk").values_list("name", "parent__code")
    assert list(above) == [
        ("第一党支部", "990525100-01"),
        ("第一党支部", "990525101-01"),
        ("第二党支部", "990525101-01"),
    ]
    assert take(*east, *both, layout={"headings": headings}).unchanged == 5


@pytest.mark.parametrize(
    "layout",
    [
        {"title": "填报单位：中共青石镇委员会"},
        {"sheet": "青石镇"},
        {"headings": ("乡镇", "单位名称", "单位类别")},
    ],
)
def test_what_lies_around_a_row_tells_what_it_stands_under(
    county: County, take: Take, layout: dict[str, Any]
) -> None:
    report = take(
        {"单位名称": "杏花村", "单位类别": "村", "乡镇": "青石镇"}, layout={"headings": HEADINGS[:3]} | layout
    )
    assert report.rejected == ()
    assert now("990525100-01").parent == county.unit("青石镇")


def test_headings_as_a_township_writes_them(county: County, take: Take) -> None:
    headings = ("序号", "党组织名称", "党组织类别", "单位性质", "所属党委", "成立时间", "党员人数", "书记")
    row = dict(
        zip(
            headings,
            (1, "杏花村党支部", "联合支部", "行政村", "中共青石镇委员会", "2020.05.01", 23, "许小满"),
            strict=True,
        )
    )
    report = take(row, layout={"headings": headings})
    assert (report.rejected, report.unknown_columns) == ((), ("书记",))
    made = now("990525100-01")
    assert (made.kind, made.form, made.starts_on) == ("village", "joint_branch", date(2020, 5, 1))


def test_group_rows_tell_it_too(county: County, take: Take) -> None:
    headings = ("单位名称", "单位类别", "组织形式")
    rows = [{"": "青石镇"}, bare("杏花村"), bare("桃园村"), {"": "河湾镇"}, bare("杏花村")]
    report = take(*rows, layout={"headings": headings})
    assert (report.written, report.rejected) == (3, ())
    assert [now(code).name for code in ("990525100-01", "990525100-02", "990525101-01")] == [
        "杏花村",
        "桃园村",
        "杏花村",
    ]


def test_a_township_nobody_knows_is_told(county: County, take: Take) -> None:
    row = {"乡镇": "青山镇", "单位名称": "杏花村", "单位类别": "村"}
    (fault,) = take(row, layout={"headings": ("乡镇", "单位名称", "单位类别")}).rejected
    assert (fault.column, fault.code, fault.suggestion) == ("乡镇", "unit_not_found", "青石镇")


def test_a_code_of_a_unit_out_of_reach_or_closed_is_in_use(county: County, take: Take) -> None:
    UnitVersion.objects.filter(unit=county.unit("柳林村")).update(ends_on=date(2025, 1, 1))
    rows = [
        unit(单位代码="990525101200"),
        unit("柳林村", 单位代码="990525100201"),
        unit("大村", 单位代码="990525100"),
    ]
    report = take(*rows, actor=county.actor("qingshi"))
    told = [(2, "单位代码", "code_in_use"), (3, "单位代码", "code_in_use")]
    assert faults(report)[:2] == told


def test_a_town_officer_founds_in_her_town_alone(county: County, take: Take) -> None:
    actor = county.actor("qingshi")
    assert take(unit(), actor=actor).written == 1
    elsewhere = take(unit("他村", 单位代码="y", 上级单位="", 上级代码="990525101"), actor=actor)
    beside = take(unit("他村", 单位代码="y", 上级单位="青禾县", 上级代码=""), actor=actor)
    assert [faults(each) for each in (elsewhere, beside)] == [
        [(2, "上级代码", "unit_not_found")],
        [(2, "上级单位", "unit_not_found")],
    ]
    hers = unit(
        "青石镇",
        单位代码="990525100",
        单位类别="镇",
        组织形式="党委",
        上级单位="青禾县",
        上级代码="",
        区划代码="",
        设立日期="",
    )
    assert take(hers, actor=actor).unchanged == 1


@pytest.mark.parametrize("username", ["shangyao", "auditor", "stranger", "revoked"])
def test_who_manages_no_units_imports_none(county: County, take: Take, username: str) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        take(unit(), actor=county.actor(username))


def test_only_the_program_founds_a_root_and_only_in_an_empty_register(county: County, take: Take) -> None:
    root = unit("新县", 单位代码="990526", 单位类别="县", 上级单位="", 上级代码="", 区划代码="990526")
    assert faults(take(root)) == [(2, "上级单位", "unit_needs_parent")]


@pytest.mark.django_db
def test_a_whole_tree_into_an_empty_register(take: Take) -> None:
    root = unit(
        "新县",
        单位代码="990526",
        单位类别="县",
        上级单位="",
        上级代码="",
        区划代码="990526",
        设立日期=date(1950, 1, 1),
    )
    town = bare("大镇", "新县", 单位类别="镇", 组织形式="党委", 设立日期="1984.5")
    second = unit("又县", 单位代码="990527", 单位类别="县", 上级单位="", 上级代码="")
    report = take(bare("小村", "大镇"), root, town, second)
    assert faults(report) == [(5, "上级单位", "unit_needs_parent")]
    assert take(bare("小村", "大镇"), root, town).written == 3
    fields = UnitVersion.objects.order_by("order").values_list(
        "name", "unit__code", "parent__code", "starts_on", "order"
    )
    assert list(fields) == [
        ("小村", "990526-01-01", "990526-01", DAY, 1),
        ("新县", "990526", None, date(1950, 1, 1), 2),
        ("大镇", "990526-01", "990526", date(1984, 5, 1), 3),
    ]
    assert take(bare("小村", "大镇"), root, town).unchanged == 3


@pytest.mark.django_db
def test_a_root_needs_a_code(take: Take) -> None:
    assert faults(take(bare("新县", "", 单位类别="县"))) == [(2, "单位代码", "unit_code_missing")]


def test_what_stands_under_a_row_with_a_fault_is_given_back_with_it(county: County, take: Take) -> None:
    town = unit("大镇", 单位代码="990525102", 单位类别="庄园", 上级单位="青禾县", 上级代码="", 区划代码="")
    kindless = unit("二镇", 单位代码="990525103", 单位类别="", 上级单位="青禾县", 上级代码="", 区划代码="")
    villages = [
        bare("甲村", "大镇"),
        unit("乙村", 单位代码="b", 上级单位="", 上级代码="990525102"),
        bare("丙村", "二镇"),
        bare("丁村", "丙村"),
    ]
    report = take(town, kindless, *villages, unit(), accept_good=True)
    assert faults(report)[2:] == [
        (4, "上级单位", "parent_rejected"),
        (5, "上级代码", "parent_rejected"),
        (6, "上级单位", "parent_rejected"),
        (7, "上级单位", "parent_rejected"),
    ]
    assert report.written == 1


def test_units_that_stand_under_each_other_or_too_deep(county: County, take: Take) -> None:
    loop = [
        unit("甲村", 单位代码="a", 上级单位="", 上级代码="b"),
        unit("乙村", 单位代码="b", 上级单位="", 上级代码="a"),
        unit("丙村", 单位代码="c", 上级单位="", 上级代码="c"),
        bare("丁村", "戊村"),
        bare("戊村", "丁村"),
    ]
    assert {each.code for each in take(*loop).rejected} == {"parent_is_below"}
    assert take(*loop).rejected_rows == 5
    chain = [unit("层0", 单位代码="c0", 区划代码="")]
    for number in range(1, 16):
        chain.append(
            unit(f"层{number}", 单位代码=f"c{number}", 上级单位=f"层{number - 1}", 上级代码="", 区划代码="")
        )
    assert [each.code for each in take(*chain[::-1]).rejected] == ["unit_too_deep"]
    assert take(*chain[:15]).written == 15
    assert [each.code for each in take(*chain).rejected] == ["unit_too_deep"]


def test_a_former_name_with_its_last_day_is_history(county: County, take: Take) -> None:
    row = unit(曾用名="杏树村", 更名日期=date(2023, 6, 1))
    assert take(row).written == 1
    versions = UnitVersion.objects.filter(unit__code="990525100210").order_by("starts_on")
    assert list(versions.values_list("name", "starts_on", "ends_on")) == [
        ("杏树村", date(2020, 5, 1), date(2023, 6, 1)),
        ("杏花村", date(2023, 6, 1), None),
    ]
    assert take(row).unchanged == 1
    assert take(bare("第一党支部", "杏树村", 单位类别="党支部")).written == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(county: County, take: Take) -> None:
    def queries(rows: list[dict[str, Any]]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert take(*rows).written == len(rows)
        return len(captured)

    def rows(first: int, last: int) -> list[dict[str, Any]]:
        town = unit(
            f"镇{first}", 单位代码=f"t{first}", 单位类别="镇", 上级单位="青禾县", 上级代码="", 区划代码=""
        )
        return [town, *(bare(f"村{number}", f"镇{first}") for number in range(first, last))]

    assert queries(rows(100, 140)) == queries(rows(0, 5))
