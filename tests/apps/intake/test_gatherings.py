"""A ledger of meetings read: what is understood, what is refused and where, who may."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties.models import Verdict
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.kinds.gatherings import words as words
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, Refused
from tests.apps.intake.ledgers import COMING, HELD, call, meeting, write_ledger
from tests.county import AT, DAY, SYSTEM, County

Take = Callable[..., ImportReport]

COMMITTEE = {"单位名称": "上窑村", "会议或活动": "支委会", "应到": 3, "实到": 3}

FAULTS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"日期": ""}, "日期", "day_missing"),
    ({"日期": "2026.11"}, "日期", "day_missing_in_date"),
    ({"日期": "11月10日"}, "日期", "day_unreadable"),
    ({"日期": "2026-11-31"}, "日期", "day_unreadable"),
    ({"日期": "2026-11-10 上午"}, "日期", "time_unreadable"),
    ({"日期": date(2027, 11, 24), "实到": "", "应到": "", "内容": ""}, "日期", "day_too_far"),
    ({"日期": date(2018, 12, 31)}, "日期", "unit_not_active"),
    ({"日期": date(2026, 11, 23)}, "内容", "held_in_the_future"),
    ({"日期": date(2026, 11, 23), "内容": ""}, "实到", "held_in_the_future"),
    ({"日期": date(2026, 11, 23), "状态": "已召开"}, "状态", "held_in_the_future"),
    ({"日期": date(2026, 11, 21), "状态": "已通知"}, "状态", "announced_in_the_past"),
    ({"状态": "延期"}, "状态", "state_unreadable"),
    ({"状态": "已取消"}, "状态", "gathering_called_off"),
    ({"时间": "25:00"}, "时间", "time_unreadable"),
    ({"时间": "上午"}, "时间", "time_unreadable"),
    ({"单位名称": ""}, "单位名称", "unit_missing"),
    ({"单位名称": "无此村"}, "单位名称", "unit_not_found"),
    ({"会议或活动": ""}, "会议或活动", "gathering_kind_missing"),
    ({"会议或活动": "三会一课"}, "会议或活动", "unknown_gathering_kind"),
    ({"会议或活动": "党员大会、党课"}, "会议或活动", "gathering_kind_several"),
    ({"会议或活动": "支委会"}, "机构", "body_not_there"),
    ({"会议或活动": "支委会", "单位名称": "上窑村", "机构": "第一党小组"}, "机构", "body_not_there"),
    ({"机构": "理财小组"}, "机构", "body_not_there"),
    ({"主题": "题" * 201}, "主题", "text_too_long"),
    ({"主题": "=1+1"}, "主题", "text_characters"),
    ({"地点": date(2026, 1, 1)}, "地点", "text_expected"),
    ({"内容": "记" * 20_001}, "内容", "text_too_long"),
    ({"应到": "若干"}, "应到", "count_unreadable"),
    ({"应到": -1}, "应到", "count_unreadable"),
    ({"应到": 2}, "实到", "more_present_than_entitled"),
    ({"应到": ""}, "应到", "entitled_missing"),
    ({"实到": ""}, "实到", "present_missing"),
    ({"到会人数": 2}, "到会人数", "fewer_attended_than_present"),
    ({"项目": "跳舞"}, "项目", "unknown_item"),
    ({"项目": "重温入党誓词"}, "项目", "unknown_item"),
    ({"补办周期": "上季度"}, "补办周期", "period_unreadable"),
    ({"补办周期": "三季度"}, "补办周期", "period_unreadable"),
    ({"补办周期": "2026-13"}, "补办周期", "period_unreadable"),
    ({"补办周期": date(2026, 3, 2)}, "补办周期", "period_unreadable"),
    ({"补办周期": 2026.1}, "补办周期", "month_ambiguous"),
    ({"补办周期": "2026年四季度"}, "补办周期", "makes_up_not_past"),
    ({"补办周期": "2026年11月"}, "补办周期", "makes_up_not_past"),
)
"""What is changed in a good row, the column in which the fault is told, its code."""


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write the rows and import them."""

    def taken(*rows: dict[str, Any], actor: Actor = SYSTEM, **rest: Any) -> ImportReport:
        layout = {name: rest.pop(name) for name in ("title", "sheet", "others") if name in rest}
        path = write_ledger(tmp_path / "会议记录.xlsx", *rows, **layout)
        return import_file(actor=actor, at=AT, path=path, choices=Choices("gatherings", **rest))

    return taken


def only() -> Gathering:
    return Gathering.objects.get()


def test_a_row_becomes_the_record_of_what_was_held(county: County, take: Take) -> None:
    report = take(meeting())
    assert (report.kind, report.rows, report.written, report.rejected) == ("gatherings", 1, 1, ())
    held = only()
    assert (held.unit, held.body, held.kind, held.state) == (
        county.unit("柳林村"),
        None,
        "members_meeting",
        "held",
    )
    assert (held.day, held.time, held.place, held.subject) == (HELD, time(9, 30), "村委会", "水渠维修")
    assert (held.chair, held.recorder, held.minutes) == ("陈志明", "褚红霞", "讨论水渠维修，同意先修西段。")
    assert (held.roll, held.absent, held.entitled, held.present, held.attended) == (None, None, 4, 3, 3)
    assert (held.recorded_at, held.recorded_by, held.revision) == (AT, SYSTEM.name, 1)
    assert AuditEntry.objects.filter(type="import.written", unit_id=held.unit_id).count() == 1
    assert not AuditEntry.objects.filter(type="gathering.recorded").exists()


def test_the_kind_of_file_is_found_out(county: County, tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "台账.xlsx", meeting())
    assert import_file(actor=SYSTEM, at=AT, path=path, choices=Choices()).kind == "gatherings"


def test_duties_are_judged_by_what_was_imported(
    county: County, take: Take, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take(meeting(日期=date(2026, 8, 10)))
    verdict = Verdict.objects.get(unit=county.unit("柳林村"), duty="members_meeting", period="2026-Q3")
    assert verdict.met_on == date(2026, 8, 10)


@pytest.mark.parametrize(("changes", "column", "code"), FAULTS, ids=lambda value: str(value)[:40])
def test_each_fault_is_told_with_its_place(
    county: County, take: Take, changes: dict[str, Any], column: str, code: str
) -> None:
    report = take(
        meeting(
            **{"单位名称": "柳林村", "机构": "", "状态": "", "项目": "", "补办周期": "", "到会人数": ""}
            | changes
        )
    )
    told = [(fault.sheet, fault.row, fault.column, fault.code) for fault in report.rejected]
    assert ("会议记录", 2, column, code) in told
    assert len(told) == 1 or "held_in_the_future" in code
    assert not Gathering.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour", "found"),
    [
        (datetime(2026, 11, 10, 14, 30), None, time(14, 30)),
        (HELD, "9:00-11:00", time(9)),
        (HELD, "下午3时—5时", time(15)),
        (HELD, "上午9点半", time(9, 30)),
        (HELD, 0.625, time(15)),
        (HELD, "2026-11-10 16:00", time(16)),
        (HELD, "", None),
        ("2026年11月10日 上午9:00", None, time(9)),
        ("2026年11月10日(星期二)下午2点半", None, time(14, 30)),
        ("２０２６年１１月１０日１９：３０", None, time(19, 30)),
        ("2026/11/10 08:30-10:00", None, time(8, 30)),
        ("2026.11.10", None, None),
        ("2026-11-10 00:00:00", None, None),
        (20261110, None, None),
        (46336, None, None),
    ],
)
def test_day_and_hour_as_offices_write_them(
    county: County, take: Take, day: Any, hour: Any, found: time | None
) -> None:
    row = meeting(会议时间=day) if hour is None else meeting(会议日期=day, 会议时间=hour)
    del row["日期"], row["时间"]
    assert take(row).rejected == ()
    assert (only().day, only().time) == (HELD, found)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("党员大会", "members_meeting"),
        ("支部党员大会", "members_meeting"),
        ("三会一课（党员大会）", "members_meeting"),
        ("2026年第四季度党员大会", "members_meeting"),
        ("Members' meeting", "members_meeting"),
        ("党课", "party_lecture"),
        ("专题党课", "party_lecture"),
        ("主题党日", "activity_day"),
        ("党员活动日", "activity_day"),
        (" 主 题 党 日 活动 ", "activity_day"),
        ("民主评议党员大会", "democratic_appraisal"),
        ("谈心谈话", "heart_talk"),
    ],
)
def test_kinds_by_the_profiles_titles_and_by_usual_words(
    county: County, take: Take, word: str, kind: str
) -> None:
    assert take(meeting(会议或活动=word)).rejected == ()
    assert only().kind == kind


@pytest.mark.parametrize("where", [{"sheet": "党课"}, {"title": "柳林村2026年党课记录"}])
def test_a_sheet_for_each_kind_says_it_in_its_name_or_title(
    county: County, take: Take, where: dict[str, str]
) -> None:
    row = meeting()
    del row["会议或活动"]
    assert take(row, **where).rejected == ()
    assert only().kind == "party_lecture"


def test_without_a_word_of_the_kind_a_row_goes_back(county: County, take: Take) -> None:
    row = meeting()
    del row["会议或活动"]
    (fault,) = take(row).rejected
    assert (fault.column, fault.code) == ("会议或活动", "gathering_kind_missing")


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("2026年二季度", "2026-Q2"),
        ("2026年第3季度", "2026-Q3"),
        ("2026-q2", "2026-Q2"),
        ("补办2026年上半年", "2026-H1"),
        ("2026年3月", "2026-03"),
        ("2026.3", "2026-03"),
        (2026.03, "2026-03"),
        ("202603", "2026-03"),
        (date(2026, 3, 1), "2026-03"),
        ("2025年度", "2025"),
        (2025, "2025"),
        (2025.0, "2025"),
        ("2026-10-01/2026-10-31", "2026-10-01/2026-10-31"),
        ("否", ""),
        ("/", ""),
        (None, ""),
    ],
)
def test_what_is_made_up_for(cell: Any, key: str) -> None:
    assert words.read_period(cell, HELD) == key


def test_a_period_without_its_year_is_asked_for_with_one() -> None:
    with pytest.raises(Invalid) as error:
        words.read_period("二季度", HELD)
    assert error.value.data["suggestion"] == "2026-Q2"


def test_parts_by_title_and_usual_word_and_what_is_allowed_instead(county: County, take: Take) -> None:
    row = {"会议或活动": "主题党日", "项目": "1.重温入党誓词；2.诵读党章；交党费、学习 志愿服务"}
    assert take(meeting(**row)).rejected == ()
    assert only().items == "oath,charter_reading,dues,study,volunteering"
    (fault,) = take(meeting(会议或活动="党课", 项目="交党费")).rejected
    assert fault.suggestion == "书记讲党课"


def test_counts_as_given(county: County, take: Take) -> None:
    take(
        meeting(到会人数=5),
        meeting(主题="只有到会", 实到="", 到会人数="4人"),
        meeting(主题="没有人数", 应到="", 实到=""),
        meeting(主题="只计到会", 应到="", 实到="", 到会人数=9),
    )
    counted = Gathering.objects.order_by("pk").values_list("entitled", "present", "attended")
    assert [*counted] == [(4, 3, 5), (4, 4, 4), (0, 0, 0), (0, 0, 9)]


def test_minutes_keep_their_paragraphs_and_lose_what_nobody_sees(county: County, take: Take) -> None:
    take(meeting(内容="\u3000\u3000一、通报。\r\n\u3000\u3000二、表决。\ufeff\n同意。"))
    assert only().minutes == "一、通报。\n\u3000\u3000二、表决。\n同意。"


def test_a_coming_day_is_an_announcement(county: County, take: Take) -> None:
    report = take(call(), call(日期=DAY, 状态="已通知"), call(主题="有主持", 主持人="陈志明"))
    assert (report.written, report.notes) == (3, {"only_called": 1})
    assert set(Gathering.objects.values_list("state", "chair")) == {("announced", "")}
    assert Gathering.objects.filter(day=COMING, place="会议室", time=time(15)).count() == 2


def test_today_is_held_unless_it_says_otherwise(county: County, take: Take) -> None:
    assert take(meeting(日期=DAY)).written == 1
    assert only().state == "held"


def test_a_committee_is_the_units_own(county: County, take: Take) -> None:
    report = take(
        meeting(**COMMITTEE),
        meeting(**COMMITTEE, 机构="支委", 主题="二"),
        meeting(**COMMITTEE, 机构="上窑村党支部", 主题="三"),
    )
    assert report.rejected == ()
    assert set(Gathering.objects.values_list("body", flat=True)) == {county.committee.pk}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"机构": "第二党小组"}, "第二党小组"),
        ({"会议或活动": "第一党小组会"}, "第一党小组"),
        ({"主题": "第二党小组学习条例"}, "第二党小组"),
        ({}, None),
    ],
)
def test_of_several_groups_one_is_named(
    county: County, take: Take, changes: dict[str, str], found: str | None
) -> None:
    for name in ("第一党小组", "第二党小组"):
        bodies.found_body(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("柳林村"),
            kind="party_group",
            name=name,
            day=date(2020, 1, 1),
        )
    report = take(meeting(**{"会议或活动": "党小组会", "机构": ""} | changes))
    if found is None:
        (fault,) = report.rejected
        assert (fault.column, fault.code, fault.suggestion) == (
            "机构",
            "body_ambiguous",
            "第一党小组 / 第二党小组",
        )
    else:
        body = only().body
        assert body is not None
        assert body.name == found


def test_a_body_entered_later_held_its_earlier_meetings_too_one_that_ended_does_not(
    county: County, take: Take
) -> None:
    group = bodies.found_body(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        kind="party_group",
        name="党小组",
        day=date(2026, 11, 20),
    )
    row = meeting(会议或活动="党小组会")
    assert take(row).written == 1
    bodies.close_body(actor=SYSTEM, at=AT, body=group, day=date(2026, 11, 21))
    (fault,) = take(row | {"日期": date(2026, 11, 21)}).rejected
    assert fault.code == "body_not_there"


@pytest.mark.parametrize("named", ["柳林村", "中共青石镇柳林村支部委员会", "柳林村党支部", "青石镇柳林村"])
def test_units_in_full_and_short(county: County, take: Take, named: str) -> None:
    assert take(meeting(单位名称=named)).written == 1


def test_units_by_code_by_former_name_and_by_group_row(county: County, take: Take) -> None:
    organisations.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        day=date(2026, 11, 20),
        name="杨柳村",
        kind="village",
        form="branch",
    )
    bare = meeting(主题="三", 时间=time(19))
    del bare["单位名称"]
    assert take(meeting(单位代码="990525100201", 单位名称="")).written == 1
    assert take(meeting(主题="二", 时间=time(8))).written == 1
    assert take(bare, title="单位:柳林村").written == 1
    assert set(Gathering.objects.values_list("unit__code", flat=True)) == {"990525100201"}


def test_a_secretary_records_for_her_unit_alone(county: County, take: Take) -> None:
    report = take(meeting(), meeting(单位名称="上窑村"), actor=county.actor("liulin"), accept_good=True)
    assert (report.written, [fault.code for fault in report.rejected]) == (1, ["unit_not_found"])
    assert only().recorded_by == county.actor("liulin").name


@pytest.mark.parametrize("username", ["stranger", "revoked", "auditor"])
def test_outsiders_import_nothing(county: County, take: Take, username: str) -> None:
    with pytest.raises(Refused):
        take(meeting(), actor=county.actor(username))


def test_queries_do_not_grow_with_the_rows(county: County, take: Take) -> None:
    few, many = 0, 0
    with CaptureQueriesContext(connection) as asked:
        take(meeting(), meeting(单位名称="南坡村"))
        few = len(asked)
    rows = [meeting(主题=f"议题{number}", 日期=date(2026, 1 + number % 10, 3)) for number in range(60)]
    with CaptureQueriesContext(connection) as asked:
        assert take(*rows, meeting(单位名称="南坡村", 时间=time(15), 主题="别的")).written == 61
        many = len(asked)
    assert many == few
