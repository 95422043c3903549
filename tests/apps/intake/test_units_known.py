"""Importing units the register knows: recognised, changed when that is decided, never moved; taken back."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiceng.apps.intake.kinds.units import writing
from jiceng.apps.intake.undo import CHANGED_SINCE, IN_USE, undo_import
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Post, Unit, UnitVersion
from jiceng.apps.people import services as people
from jiceng.kernel.errors import Conflict
from tests.apps.intake.unit_lists import Take, bare, faults, id_of, importer, now, unit
from tests.county import AT, DAY, FOUNDED, SYSTEM, County


@pytest.fixture
def take(tmp_path: Path) -> Take:
    return importer(tmp_path / "组织机构.xlsx")


def test_the_same_file_twice_changes_nothing(county: County, take: Take) -> None:
    rows = [
        unit(),
        bare("桃园村"),
        unit("上窑村", 单位代码="990525100200", 设立日期="2019.1", 区划代码="990525100200"),
    ]
    first = take(*rows)
    assert (first.written, first.unchanged, first.rejected) == (2, 1, ())
    before = (
        Unit.objects.count(),
        UnitVersion.objects.count(),
        Post.objects.count(),
        AuditEntry.objects.count(),
    )
    again = take(*rows)
    assert (again.written, again.unchanged, again.rejected, again.import_id) == (0, 3, (), None)
    counts = (
        Unit.objects.count(),
        UnitVersion.objects.count(),
        Post.objects.count(),
        AuditEntry.objects.count(),
    )
    assert counts == before


KNOWN = {"单位代码": "990525100200", "区划代码": "990525100200", "设立日期": ""}
DIFFERENCES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"单位名称": "上窑新村"}, "单位名称", "differs_from_register"),
    ({"单位类别": "社区"}, "单位类别", "differs_from_register"),
    ({"组织形式": "党总支"}, "组织形式", "differs_from_register"),
    ({"区划代码": "990525100299"}, "区划代码", "differs_from_register"),
    ({"上级单位": "河湾镇", "上级代码": "990525101"}, "上级单位", "parent_differs"),
    ({"设立日期": date(2019, 1, 2)}, "设立日期", "founded_differs"),
)


@pytest.mark.parametrize(("changes", "column", "code"), DIFFERENCES)
def test_what_differs_from_the_register_is_reported_with_both_sides(
    county: County, take: Take, changes: dict[str, Any], column: str, code: str
) -> None:
    (rejection,) = take(unit("上窑村", **(KNOWN | changes))).rejected
    assert (rejection.column, rejection.code) == (column, code)
    beside = {each.column: (each.here, each.there) for each in rejection.beside}
    here, there = beside[column]
    assert here != there == rejection.suggestion
    by_form = code != "differs_from_register"
    assert rejection.answers == (("register",) if by_form else ("register", "file"))
    assert take(unit("上窑村", **(KNOWN | changes)), differences="register").unchanged == 1
    taken = take(unit("上窑村", **(KNOWN | changes)), differences="file")
    assert ([each.code for each in taken.rejected], taken.changed) == (([code], 0) if by_form else ([], 1))


def test_where_the_register_counts_its_parent_is_not_looked_for(county: County, take: Take) -> None:
    row = unit("上窑村", **(KNOWN | {"上级单位": "无此镇", "上级代码": ""}))
    assert faults(take(row)) == [(2, "上级单位", "unit_not_found")]
    assert take(row, differences="register").unchanged == 1


def test_a_unit_is_renamed_and_formed_anew_from_the_day_of_the_import(county: County, take: Take) -> None:
    Post.objects.filter(unit=county.unit("上窑村")).update(ends_on=date(2025, 1, 1))
    report = take(unit("上窑新村", **KNOWN, 组织形式="党总支", 单位类别="社区"), differences="file")
    assert (report.written, report.changed, report.rejected) == (1, 1, ())
    versions = UnitVersion.objects.filter(unit=county.unit("上窑村")).order_by("starts_on")
    fields = versions.values_list("name", "kind", "form", "starts_on", "ends_on", "order", "parent__code")
    assert list(fields) == [
        ("上窑村", "village", "branch", FOUNDED, DAY, 3, "990525100"),
        ("上窑新村", "community", "general_branch", DAY, None, 3, "990525100"),
    ]
    assert len(set(versions.values_list("path"))) == 1
    post = Post.objects.get(unit=county.unit("上窑村"), ends_on=None)
    assert (post.kind, post.starts_on) == ("secretary", DAY)


def test_a_second_change_on_the_same_day_replaces_the_first(county: County, take: Take) -> None:
    take(unit("上窑新村", **KNOWN), differences="file")
    take(unit("上窑大村", **KNOWN), differences="file")
    names = (
        UnitVersion.objects.filter(unit=county.unit("上窑村"))
        .order_by("starts_on")
        .values_list("name", flat=True)
    )
    assert list(names) == ["上窑村", "上窑大村"]


def test_a_new_name_holds_from_the_day_the_file_says(county: County, take: Take) -> None:
    row = unit("上窑新村", **KNOWN, 更名日期=date(2024, 3, 1))
    assert take(row, differences="file").changed == 1
    assert now("990525100200").starts_on == date(2024, 3, 1)
    early = unit("上窑大村", **KNOWN, 更名日期=date(2024, 2, 1))
    (rejection,) = take(early, differences="file").rejected
    assert (rejection.code, rejection.data) == ("before_last_change", {"last": date(2024, 3, 1)})


def test_what_is_to_change_later_or_to_close_is_not_changed(county: County, take: Take) -> None:
    later = DAY + timedelta(days=9)
    UnitVersion.objects.filter(unit=county.unit("上窑村")).update(ends_on=later)
    codes = [each.code for each in take(unit("上窑新村", **KNOWN), differences="file").rejected]
    below = unit("第一党支部", 单位代码="z1", 单位类别="党支部", 上级单位="", 上级代码="990525100200")
    (rejection,) = take(below).rejected
    assert (codes, rejection.code, rejection.data["day"]) == (["unit_not_active"], "unit_not_active", later)


def test_a_unit_moved_since_takes_no_new_one_before_its_move(county: County, take: Take) -> None:
    organisations.move_unit(
        actor=SYSTEM, at=AT, unit=county.unit("上窑村"), day=date(2025, 1, 1), parent=county.unit("河湾镇")
    )
    below = unit(
        "第一党支部", 单位代码="z1", 单位类别="党支部", 上级单位="", 上级代码="990525100200", 区划代码=""
    )
    assert faults(take(below | {"设立日期": date(2024, 12, 31)})) == [(2, "设立日期", "before_last_change")]
    assert take(below | {"设立日期": date(2025, 1, 1)}).written == 1
    assert now("z1").path.startswith(county.version("河湾镇").path)


def test_units_without_codes_are_known_by_present_former_and_given_former_name(
    county: County, take: Take
) -> None:
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        day=date(2024, 1, 1),
        name="柳泉村",
        kind="village",
        form="branch",
    )
    report = take(bare(" 上窑 村"), bare("柳林村"), bare("南坡新村", "河湾镇", 曾用名="南坡村"))
    assert report.unchanged == 1
    assert [(each.row, each.code, each.suggestion) for each in report.rejected] == [
        (3, "differs_from_register", "柳泉村"),
        (4, "differs_from_register", "南坡村"),
    ]


def test_nearly_the_same_name_is_a_question(county: County, take: Take) -> None:
    row = bare("中共上窑村党支部委员会")
    (rejection,) = take(row).rejected
    assert (rejection.code, rejection.answers) == ("unit_alike_in_register", ("same", "new", "register"))
    assert rejection.suggestion == "上窑村"
    place = (rejection.sheet, rejection.row)
    assert take(row, answers={place: "register"}).unchanged == 1
    same = take(row, answers={place: "same"})
    assert (same.changed, now("990525100200").name) == (1, row["单位名称"])
    assert take(bare("上窑"), answers={place: "new"}).written == 1


def test_a_known_name_with_another_code_is_a_question(county: County, take: Take) -> None:
    (rejection,) = take(unit("上窑村", 区划代码="", 设立日期="")).rejected
    assert (rejection.code, rejection.answers) == ("unit_alike_in_register", ("same", "new", "register"))
    assert take(unit("上窑村", 区划代码="", 设立日期=""), answers={("一", 2): "register"}).unchanged == 1


def test_names_that_differ_in_their_brackets_are_two_units(county: County, take: Take) -> None:
    rows = [bare("机关党支部（一）", 单位类别="党支部"), bare("机关党支部（二）", 单位类别="党支部")]
    assert take(*rows).written == 2
    assert take(*rows).unchanged == 2


def test_units_that_stand_in_the_file_twice(county: County, take: Take) -> None:
    same = take(unit(), unit(), bare("桃园村"), bare("桃园村"), accept_good=True)
    assert faults(same) == [(3, "单位代码", "twice_in_file"), (5, "单位名称", "twice_in_file")]
    assert (same.rejected[0].data, same.written) == ({"sheet": "一", "row": 2}, 2)
    other = take(unit(单位代码="x"), unit("桃村", 单位代码="X"), unit("李村", 单位代码="l"), bare("李村"))
    assert [(each.row, each.code) for each in other.rejected] == [
        (row, "twice_in_file") for row in (2, 3, 4, 5)
    ]
    names = {each.here: each.there for each in other.rejected[0].beside}
    assert names["杏花村"] == "桃村"


def test_two_units_of_one_name_are_told_apart_by_their_codes(county: County, take: Take) -> None:
    rows = [unit(单位代码="a"), unit(单位代码="b")]
    assert take(*rows).written == 2
    assert take(*rows).unchanged == 2
    assert faults(take(bare("杏花村"))) == [(2, "单位名称", "unit_ambiguous")]


@pytest.mark.parametrize("changes", [{"ends_on": DAY}, {"path": "elsewhere"}, {"name": "青石街道"}])
def test_what_changed_while_the_file_was_read_stops_the_writing(
    county: County, take: Take, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    def held_late(ids: Sequence[int]) -> None:
        UnitVersion.objects.filter(unit_id__in=ids).update(**changes)

    monkeypatch.setattr(writing, "hold", held_late)
    town = unit("青石大镇", 单位代码="990525100", 单位类别="镇", 组织形式="党委", 上级单位="", 上级代码="")
    with pytest.raises(Conflict, match="register_changed"):
        take(town | {"设立日期": "", "区划代码": ""}, differences="file")
    if "name" not in changes:
        with pytest.raises(Conflict, match="register_changed"):
            take(unit())


def test_an_import_of_units_is_taken_back(county: County, take: Take) -> None:
    before = (Unit.objects.count(), UnitVersion.objects.count(), Post.objects.count())
    first = id_of(take(unit(组织形式="党总支"), bare("第一党支部", "杏花村", 单位类别="党支部")))
    report = undo_import(actor=SYSTEM, at=AT, import_id=first)
    assert report.left == ()
    assert (Unit.objects.count(), UnitVersion.objects.count(), Post.objects.count()) == before


def test_units_in_use_stay_with_what_they_stand_under(county: County, take: Take) -> None:
    rows = (
        unit(组织形式="党总支"),
        bare("第一党支部", "杏花村", 单位类别="党支部"),
        bare("第二党支部", "杏花村", 单位类别="党支部"),
        bare("桃园村"),
    )
    first = id_of(take(*rows))
    branch = now("990525100210-01").unit
    people.register_person(
        actor=SYSTEM,
        at=AT,
        unit=branch,
        draft=people.PersonDraft("许小满", birth_date=date(1980, 1, 1)),
        standing="full",
        joined_on=date(2000, 7, 1),
        day=DAY,
    )
    report = undo_import(actor=SYSTEM, at=AT, import_id=first)
    assert {(each.row, each.record, each.why) for each in report.left} == {
        (2, "unit", IN_USE),
        (3, "unit", IN_USE),
    }
    assert not Unit.objects.filter(code__in=("990525100210-02", "990525100-01")).exists()


def test_a_unit_changed_since_is_left(county: County, take: Take) -> None:
    first = id_of(take(unit(), bare("桃园村")))
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=now("990525100210").unit,
        day=DAY,
        name="杏村",
        kind="village",
        form="branch",
    )
    report = undo_import(actor=SYSTEM, at=AT, import_id=first)
    assert [(each.row, each.record, each.why) for each in report.left] == [(2, "unit", CHANGED_SINCE)]


def test_a_change_taken_back_leaves_no_trace_in_the_tree(county: County, take: Take) -> None:
    def versions() -> list[Any]:
        return list(UnitVersion.objects.order_by("pk").values()) + list(Unit.objects.order_by("pk").values())

    before = versions()
    posts = Post.objects.count()
    rows = (
        unit("上窑新村", **KNOWN, 组织形式="党总支"),
        unit("柳林村", 单位代码="990525100201", 区划代码="990525100299", 设立日期=""),
    )
    first = id_of(take(*rows, differences="file"))
    assert versions() != before
    assert undo_import(actor=SYSTEM, at=AT, import_id=first).left == ()
    assert (versions(), Post.objects.count()) == (before, posts)


def test_a_change_of_the_same_day_is_taken_back_to_the_one_before_it(county: County, take: Take) -> None:
    take(unit("上窑新村", **KNOWN), differences="file")
    second = id_of(take(unit("上窑大村", **KNOWN), differences="file"))
    undo_import(actor=SYSTEM, at=AT, import_id=second)
    assert now("990525100200").name == "上窑新村"
