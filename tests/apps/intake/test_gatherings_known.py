"""A ledger of meetings against the register: known, changed, twice, called and then held, taken back."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from jiceng.apps.gatherings import selectors
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.gatherings.models import Gathering, Revision
from jiceng.apps.gatherings.services import Announcement, Minutes
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.models import Change
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.apps.intake.undo import CHANGED_SINCE, undo_import
from tests.apps.intake.ledgers import HELD, call, meeting, write_ledger
from tests.county import AT, DAY, SYSTEM, County

Take = Callable[..., ImportReport]
SHEET = "会议记录"
SILENT = {"主题": "", "时间": ""}


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write the rows and import them."""

    def taken(*rows: dict[str, Any], **choices: Any) -> ImportReport:
        path = write_ledger(tmp_path / "会议记录.xlsx", *rows)
        return import_file(actor=SYSTEM, at=AT, path=path, choices=Choices("gatherings", **choices))

    return taken


def record(county: County, unit: str = "柳林村", **changes: Any) -> Gathering:
    minutes = Minutes(**({"kind": "members_meeting", "day": HELD, "subject": "水渠维修"} | changes))
    return gatherings.record_gathering(
        actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=minutes
    )


def correct(gathering: Gathering, text: str) -> None:
    minutes = Minutes(gathering.kind, gathering.day, text=text, entitled=4, present=2)
    gatherings.correct_gathering(
        actor=SYSTEM, at=AT, gathering=gathering, minutes=minutes, reason="漏记", revision=gathering.revision
    )


def codes(report: ImportReport) -> list[str]:
    return [fault.code for fault in report.rejected]


def undo(report: ImportReport) -> tuple[int, list[str]]:
    assert report.import_id is not None
    found = undo_import(actor=SYSTEM, at=AT, import_id=report.import_id)
    return found.taken_back, [each.why for each in found.left]


def test_the_same_file_twice_is_once(county: County, take: Take) -> None:
    committee = {"单位名称": "上窑村", "会议或活动": "支委会"}
    rows = (
        meeting(),
        meeting(主题="换届", 时间=""),
        meeting(**committee),
        meeting(**committee, 补办周期="2026年10月"),
        meeting(单位名称="南坡村", 内容="一\n二", 到会人数=4),
        call(),
    )
    assert take(*rows).written == 6
    again = take(*rows)
    assert (again.unchanged, again.written, again.rejected, again.import_id) == (6, 0, (), None)
    assert Gathering.objects.count() == 6


def test_what_differs_is_shown_beside_the_register(county: County, take: Take) -> None:
    take(meeting())
    report = take(meeting(实到=4, 地点="学校", 内容=""))
    assert {(fault.column, fault.code, fault.suggestion) for fault in report.rejected} == {
        ("地点", "differs_from_register", "村委会"),
        ("实到", "differs_from_register", "3"),
    }
    fault = report.rejected[0]
    assert fault.answers == ("register", "file")
    pairs = {each.column: (each.here, each.there) for each in fault.beside}
    assert pairs["地点"] == ("学校", "村委会")
    assert pairs["时间"] == ("09:30", "09:30")
    assert pairs["状态"] == ("已召开", "已召开")
    assert pairs["内容"] == ("", "讨论水渠维修，同意先修西段。")
    assert take(meeting(地点="学校"), differences="register").unchanged == 1


def test_what_the_file_says_becomes_a_new_version(county: County, take: Take) -> None:
    take(meeting())
    report = take(meeting(实到=4, 地点="", 内容="改为东段。"), differences="file")
    assert (report.written, report.changed) == (1, 1)
    held = Gathering.objects.get()
    assert (held.minutes, held.place, held.present, held.attended, held.revision) == (
        "改为东段。",
        "村委会",
        4,
        4,
        2,
    )
    revision = Revision.objects.get()
    assert (revision.number, revision.reason) == (1, f"import {report.import_id}")
    assert revision.content["minutes"] == "讨论水渠维修，同意先修西段。"
    change = Change.objects.get(of=report.import_id)
    assert change.before is not None
    assert (change.before["present"], change.after["present"]) == (3, 4)


def test_one_rows_own_answer(county: County, take: Take) -> None:
    take(meeting(), meeting(单位名称="南坡村"))
    rows = [meeting(地点="学校"), meeting(单位名称="南坡村", 地点="学校")]
    report = take(*rows, answers={(SHEET, 2): "file", (SHEET, 3): "register"})
    assert (report.changed, report.unchanged, report.rejected) == (1, 1, ())


def test_parts_in_another_order_are_the_same(county: County, take: Take) -> None:
    row = {"会议或活动": "主题党日", "项目": "交党费、学习"}
    take(meeting(**row))
    assert take(meeting(**row | {"项目": "学习，交纳党费"})).unchanged == 1


@pytest.mark.parametrize("changes", [{"主题": "改了题目"}, {"时间": time(15)}, {"主题": ""}, {"时间": ""}])
def test_known_by_subject_or_by_hour(county: County, take: Take, changes: dict[str, Any]) -> None:
    take(meeting())
    report = take(meeting(**changes), differences="file")
    assert report.changed + report.unchanged == 1
    assert Gathering.objects.count() == 1


def test_known_by_subject_or_hour_alone_it_may_still_be_said_to_be_another(
    county: County, take: Take
) -> None:
    take(meeting())
    other = meeting(主题="换届")
    (fault,) = take(other, differences="reject").rejected
    assert (fault.code, fault.answers) == ("differs_from_register", ("register", "file", "new"))
    assert take(other, answers={(SHEET, 2): "new"}).written == 1
    assert take(meeting(), other).unchanged == 2


def test_another_subject_at_another_hour_is_another_meeting(county: County, take: Take) -> None:
    take(meeting())
    assert take(meeting(主题="换届", 时间=time(15))).written == 1


def test_where_neither_tells_it_is_asked(county: County, take: Take) -> None:
    take(meeting(时间=""))
    other = meeting(主题="换届", 时间="")
    (fault,) = take(other).rejected
    assert (fault.code, fault.answers) == ("gathering_same_day", ("same", "new", "register"))
    assert take(other, answers={(SHEET, 2): "register"}).unchanged == 1
    assert take(other, answers={(SHEET, 2): "same"}).changed == 1
    assert Gathering.objects.get().subject == "换届"
    assert take(meeting(时间=""), answers={(SHEET, 2): "new"}).written == 1


def test_the_only_one_of_the_day_is_known_though_the_row_is_silent(county: County, take: Take) -> None:
    take(meeting())
    assert take(meeting(**SILENT)).unchanged == 1


def test_twice_in_the_file(county: County, take: Take) -> None:
    alike = take(meeting(), meeting(), accept_good=True)
    assert (alike.written, codes(alike)) == (1, ["twice_in_file"])
    assert (alike.rejected[0].row, alike.rejected[0].data) == (3, {"sheet": SHEET, "row": 2})
    row = {"单位名称": "南坡村"}
    unlike = take(meeting(**row), meeting(**row, 实到=4))
    assert [(fault.row, fault.code) for fault in unlike.rejected] == [
        (2, "twice_in_file"),
        (3, "twice_in_file"),
    ]
    assert {each.column for each in unlike.rejected[0].beside if each.here != each.there} == {"实到"}
    both = [meeting(**row), meeting(**row, 实到=4)]
    assert take(*both, answers={(SHEET, 3): "new"}).written == 2
    assert take(*both, answers={(SHEET, 3): "new"}).unchanged == 2


def test_counts_by_name_are_the_branchs_own(county: County, take: Take) -> None:
    record(county, absent={county.members["柳林村"][1].person_id: "ill"})
    row = {"时间": "", "地点": "", "主持人": "", "记录人": "", "内容": ""}
    assert take(meeting(**row)).unchanged == 1
    report = take(meeting(**row, 实到=4), differences="file")
    assert (codes(report), report.rejected[0].answers) == (["counts_by_name"], ("register",))
    assert take(meeting(**row, 实到=4), differences="register").unchanged == 1
    report = take(meeting(**row | {"主题": "", "内容": "议水渠。"}), differences="file")
    held = Gathering.objects.get()
    assert (report.changed, held.minutes, held.roll is None, held.present) == (1, "议水渠。", False, 3)


def test_an_announcement_becomes_the_record_and_an_undo_makes_it_one_again(
    county: County, take: Take
) -> None:
    called = gatherings.announce(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        body=None,
        announcement=Announcement("members_meeting", DAY, time(15), "学校", "水渠维修"),
    )
    Gathering.objects.filter(pk=called.pk).update(day=HELD)
    report = take(meeting(时间=""))
    assert (report.changed, report.written, report.rejected) == (1, 1, ())
    held = Gathering.objects.get()
    assert (held.pk, held.state, held.place, held.time, held.revision) == (
        called.pk,
        "held",
        "村委会",
        time(15),
        1,
    )
    assert take(meeting(时间="")).unchanged == 1
    assert undo(report) == (1, [])
    again = Gathering.objects.get()
    assert (again.state, again.place, again.present, again.minutes) == ("announced", "学校", 0, "")


def test_an_announcement_is_not_corrected_by_a_file(county: County, take: Take) -> None:
    take(call())
    report = take(call(时间=time(16)), differences="file")
    assert (codes(report), report.rejected[0].answers) == (["announcement_differs"], ("register", "new"))
    assert take(call(时间=time(16)), differences="register").unchanged == 1


def test_what_was_held_is_not_called_again(county: County, take: Take) -> None:
    take(meeting(日期=DAY))
    assert take(call(日期=DAY, 状态="已通知", 会议或活动="党员大会", 主题="水渠维修")).unchanged == 1


def test_what_was_taken_back_does_not_return_by_itself(county: County, take: Take) -> None:
    take(meeting())
    gatherings.cancel_gathering(actor=SYSTEM, at=AT, gathering=Gathering.objects.get(), reason="登错")
    (fault,) = take(meeting()).rejected
    assert (fault.code, fault.answers) == ("gathering_cancelled", ("register", "new"))
    assert take(meeting(), differences="register").unchanged == 1
    assert take(meeting(), answers={(SHEET, 2): "new"}).written == 1
    assert take(meeting()).unchanged == 1


def test_what_an_import_made_is_taken_out_again(county: County, take: Take) -> None:
    report = take(meeting(), call())
    assert undo(report) == (2, [])
    assert not Gathering.objects.exists()
    assert take(meeting(), call()).written == 2


def test_what_an_import_corrected_is_as_before_and_can_be_corrected_again(county: County, take: Take) -> None:
    take(meeting())
    assert undo(take(meeting(地点="学校", 实到=4), differences="file")) == (1, [])
    held = Gathering.objects.get()
    assert (held.place, held.present, held.revision, held.recorded_at) == ("村委会", 3, 1, AT)
    assert not Revision.objects.exists()
    correct(held, "补记。")
    assert Revision.objects.count() == 1


def test_what_was_corrected_or_taken_back_since_stays(county: County, take: Take) -> None:
    report = take(meeting(), meeting(单位名称="南坡村"), meeting(单位名称="上窑村"))
    first, second, _ = Gathering.objects.order_by("pk")
    correct(first, "补记。")
    gatherings.cancel_gathering(actor=SYSTEM, at=AT, gathering=second, reason="登错")
    assert undo(report) == (1, [CHANGED_SINCE, CHANGED_SINCE])
    assert set(Gathering.objects.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_counts_taken_from_a_file_outlive_a_correction_by_hand(county: County, take: Take) -> None:
    take(meeting())
    correct(Gathering.objects.get(), "补记。")
    held = Gathering.objects.get()
    assert (held.minutes, held.roll, held.entitled, held.present) == ("补记。", None, 4, 2)
    assert selectors.attendance(county.actor("liulin"), held, county.version("柳林村")) == []


def test_a_dry_run_writes_nothing(county: County, take: Take) -> None:
    report = take(meeting(), dry_run=True)
    assert (report.good, report.written, report.import_id) == (1, 0, None)
    assert not Gathering.objects.exists()


def test_days_outside_the_file_are_not_looked_at(county: County, take: Take) -> None:
    record(county, day=date(2026, 11, 9))
    assert take(meeting()).written == 1


def test_a_file_does_not_correct_what_follows_a_posting(county: County, take: Take) -> None:
    known = record(county)
    Gathering.objects.filter(pk=known.pk).update(follows="article:1")
    report = take(meeting(内容="另有说法"))
    assert set(codes(report)) == {"follows_posting"}
    assert Gathering.objects.get(pk=known.pk).minutes == ""
