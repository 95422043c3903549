"""Files that could be read wrongly without anybody noticing: better given back than guessed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiceng.apps.intake import units
from jiceng.apps.intake.choices import Answer, Choices
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.kernel.actors import Actor
from tests.apps.intake.layouts import IDS, Made, write
from tests.county import AT, SYSTEM, County, id_number

Take = Callable[..., ImportReport]
Faults = list[tuple[str, int, str, str]]

HEAD = "姓名 | 身份证号码 | 入党时间 | 组织身份 | 所在支部"
GOOD = "许小满 | {a} | 1999.7 | 正式 | 柳林村"


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write the lines to a file and import it."""

    def taken(*lines: str, actor: Actor = SYSTEM, **others: str) -> ImportReport:
        made = Made("odd", {"名册": "\n".join(lines), **others})
        path = write(made, tmp_path, "odd")
        return import_file(actor=actor, at=AT, path=path, choices=Choices(accept_good=True))

    return taken


def faults(report: ImportReport) -> Faults:
    return [(each.sheet, each.row, each.column, each.code) for each in report.rejected]


VILLAGES = "乡镇 | 村 | 姓名 | 身份证号码 | 入党时间 | 组织身份"


def test_a_village_of_another_town_than_the_file_says_is_not_taken(county: County, take: Take) -> None:
    report = take(VILLAGES, "河湾镇 | 柳林村 | 许小满 | {a} | 1999.7 | 正式")
    assert faults(report) == [("名册", 2, "村", "unit_not_found")]
    assert report.rejected[0].suggestion == "青石镇柳林村"
    grouped = take(HEAD, "河湾镇", GOOD)
    assert faults(grouped) == [("名册", 3, "所在支部", "unit_not_found")]


@pytest.mark.parametrize("town", ["河湾镇", "白云镇", "青禾县白云镇", "中共白云乡委员会"])
def test_another_towns_village_of_the_same_name_is_not_ours(county: County, take: Take, town: str) -> None:
    theirs = f"{town} | 柳林村 | 许小满 | {{a}} | 1999.7 | 正式"
    report = take(VILLAGES, theirs, actor=county.actor("qingshi"))
    assert faults(report) == [("名册", 2, "村", "unit_not_found")]
    assert report.rejected[0].suggestion == ""


@pytest.mark.parametrize(
    "town", ["青石镇", "青禾县青石镇", "中共青石镇委员会", "青石", "农村支部", "各乡镇", ""]
)
def test_whatever_names_our_town_or_none_does_no_harm(county: County, take: Take, town: str) -> None:
    ours = f"{town} | 柳林村 | 许小满 | {{a}} | 1999.7 | 正式"
    assert take(VILLAGES, ours, actor=county.actor("qingshi")).written == 1


def test_a_sheet_of_people_nobody_read_is_a_fault(county: County, take: Take) -> None:
    report = take(HEAD, GOOD, 续="何雨 | {b} | 2025.6 | 预备 | 南坡村", 说明="填表说明 | 见下\n一 | 二")
    assert faults(report) == [("续", 1, "", "sheet_unread")]
    assert report.written == 1
    assert IDS["b"] not in str(report)


def test_a_person_whose_row_begins_like_a_note_or_a_total_is_a_person(county: County, take: Take) -> None:
    report = take(
        f"职务 | {HEAD}",
        f"书记: | {GOOD}",
        "小计 | 何雨 | {b} | 2025.6 | 预备 | 南坡村",
        "示例 | 张三 | 140525197001010000 | 1999.7 | 正式 | 某村",
        "填表人: | 李四 | | 审核人: | 王五",
    )
    assert (report.rows, report.written, report.rejected) == (2, 2, ())
    assert [(row, why) for _, row, _, why in report.left_out] == [(4, "note"), (5, "note")]


@pytest.mark.parametrize("where", ["{a} | | 1999.7", "{a} | 1970-01-01 | 1999.7"])
def test_a_person_with_and_without_her_number_is_one(county: County, take: Take, where: str) -> None:
    report = take(
        "姓名 | 身份证号码 | 出生日期 | 入党时间 | 组织身份 | 所在支部",
        "许小满 | | 1970-01-01 | 1999.7 | 正式 | 柳林村",
        f"许小满 | {where} | 正式 | 柳林村",
        "许小满 | | 1971-01-01 | 1999.7 | 正式 | 柳林村",
    )
    assert faults(report) == [("名册", 2, "姓名", "twice_in_file")]
    assert report.written == 2


def test_two_rows_are_not_both_the_same_member(county: County, tmp_path: Path) -> None:
    head = "姓名 | 出生日期 | 入党时间 | 组织身份 | 所在支部"
    rows = ("陈志明 | 1961-02-03 | 1999.7 | 正式 | 柳林村", "陈志明 | 1962-02-03 | 1999.7 | 正式 | 柳林村")
    path = write(Made("odd", {"名册": "\n".join((head, *rows))}), tmp_path, "odd")
    answers: dict[tuple[str, int], Answer] = {("名册", 2): "same", ("名册", 3): "same"}
    report = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(answers=answers))
    assert faults(report) == [("名册", 3, "姓名", "twice_in_file")]
    assert report.written == 0


@pytest.mark.parametrize(
    ("shown", "code"),
    [("@1905-06-20", "year_only"), ("@1900-01-05", "day_unreadable"), ("@1899-12-31", "day_unreadable")],
)
def test_a_small_number_in_a_cell_for_dates_is_no_day(
    county: County, take: Take, shown: str, code: str
) -> None:
    report = take(
        "姓名 | 出生日期 | 入党时间 | 组织身份 | 所在支部", f"许小满 | {shown} | 1999.7 | 正式 | 柳林村"
    )
    assert faults(report) == [("名册", 2, "出生日期", code)]


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", '"', "同 前"])
def test_as_above_is_no_value(county: County, take: Take, ditto: str) -> None:
    report = take(f"{HEAD} | 学历", f"{GOOD} | {ditto}")
    assert faults(report) == [("名册", 2, "学历", "same_as_above")]


def test_names_nobody_knows_are_not_all_looked_for(county: County, take: Take, monkeypatch: Any) -> None:
    asked: list[str] = []
    monkeypatch.setattr(units, "get_close_matches", lambda name, *_, **__: asked.append(name) or [])
    lines = (f"何雨 | {id_number(number)} | 1999.7 | 正式 | 某村{number}组" for number in range(100, 500))
    assert len(faults(take(HEAD, *lines))) == 400
    assert len(asked) == 300


@pytest.mark.parametrize("kind", ["党员大会(未召开)", "因疫情取消主题党日", "党课延期"])
def test_what_was_not_held_is_no_gathering(county: County, take: Take, kind: str) -> None:
    report = take(
        "日期 | 会议类型 | 议题 | 支部 | 内容",
        f"2026-03-05 | {kind} | 修渠 | 柳林村 | 议修渠",
        "2026-03-06 | 党课 | 修渠 | 柳林村 | 讲修渠",
    )
    assert faults(report) == [("名册", 2, "会议类型", "unknown_gathering_kind")]
    assert report.written == 1


def test_a_plan_of_days_gone_by_is_not_taken_for_what_was_held(county: County, take: Take) -> None:
    plan = ("日期 | 会议类型 | 议题 | 支部 | 状态", "2026-03-05 | 党课 | 修渠 | 柳林村 |")
    assert faults(take(*plan)) == [("名册", 2, "内容", "nothing_says_held")]
    assert take(plan[0], f"{plan[1]} 已召开").written == 1


@pytest.mark.parametrize("standing", ["正式党员(已除名)", "党员（已转出）", "正式党员【停止党籍】"])
def test_a_standing_taken_back_in_brackets_is_none(county: County, take: Take, standing: str) -> None:
    report = take(HEAD, GOOD.replace("正式", standing), "何雨 | {b} | 2025.6 | 预备(2025年) | 南坡村")
    assert faults(report) == [("名册", 2, "组织身份", "standing_unreadable")]
    assert report.written == 1
