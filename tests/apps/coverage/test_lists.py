"""The registration office's list, taken in: what is read, refused, added to, taken back."""

from datetime import date
from pathlib import Path

import pytest

from jiceng.apps.coverage.models import Establishment, Link, Roster, RosterEntry
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.undo import undo_import
from jiceng.kernel.errors import Conflict, Refused
from tests.apps.coverage.lists import AS_OF, TOLD, code, row, take_in, workbook
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db


def test_a_list_is_read(county: County, tmp_path: Path) -> None:
    report = take_in(workbook(tmp_path, [row(1), row(2, 党员人数=2, 最近年报年度="未报")]))
    assert (report.kind, report.written, report.rejected) == ("establishments", 2, ())
    roster = Roster.objects.get()
    assert (roster.kind, roster.as_of, roster.source) == ("private_firm", AS_OF, "县市场监管局")
    first, second = RosterEntry.objects.order_by("pk")
    assert first.establishment.code == code(1)
    assert (first.place, first.state, first.employees) == (county.unit("青石镇"), "operating", 10)
    assert (first.members, second.members, second.last_report) == (None, 2, 0)


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    """Row, column and code of what was refused."""
    return [(each.row, each.key, each.code) for each in report.rejected]


@pytest.mark.parametrize(
    ("said", "key", "fault"),
    [
        (
            {"统一社会信用代码": code(1)[:-1] + ("A" if code(1)[-1] != "A" else "B")},
            "credit_code",
            "credit_code_check",
        ),
        ({"统一社会信用代码": "140525600012345"}, "credit_code", "credit_code_length"),
        ({"统一社会信用代码": code(1, "52")}, "credit_code", "credit_code_of_other_kind"),
        ({"登记状态": "经营异常"}, "state", "establishment_state_unreadable"),
        ({"最近年报年度": "去年"}, "last_report", "report_year_unreadable"),
        ({"成立日期": date(2026, 11, 23)}, "registered_on", "registered_in_the_future"),
        ({"成立日期": date(2026, 10, 1)}, "registered_on", "registered_after_list"),
        ({"企业名称": None}, "name", "establishment_name_missing"),
        ({"乡镇": "青峰镇"}, "place", "unit_not_found"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(
    county: County, tmp_path: Path, said: dict[str, object], key: str, fault: str
) -> None:
    report = take_in(workbook(tmp_path, [row(1, **said), row(2)]), accept_good=True)
    assert (faults(report), report.written) == ([(2, key, fault)], 1)


def test_one_registered_on_the_very_day_of_the_list_is_on_it(county: County, tmp_path: Path) -> None:
    assert take_in(workbook(tmp_path, [row(1, 成立日期=AS_OF)])).written == 1


def test_the_same_twice_is_kept_once_and_what_contradicts_itself_not_at_all(
    county: County, tmp_path: Path
) -> None:
    rows = [row(1), row(1), row(2), row(2, 从业人数=11), row(3), row(3, 统一社会信用代码=None)]
    report = take_in(workbook(tmp_path, rows), accept_good=True)
    found = [(3, "credit_code"), (4, "credit_code"), (5, "credit_code"), (6, "credit_code"), (7, "name")]
    assert [(number, key) for number, key, _ in faults(report)] == found
    assert {fault for *_, fault in faults(report)} == {"twice_in_file"}
    assert report.written == 1


def test_without_a_township_the_address_tells_it_else_the_county(county: County, tmp_path: Path) -> None:
    rows = [row(1, 乡镇=None, 住所="青禾县河湾镇工业路3号"), row(2, 乡镇=None)]
    report = take_in(workbook(tmp_path, rows))
    places = [entry.place for entry in RosterEntry.objects.order_by("pk")]
    assert places == [county.unit("河湾镇"), county.unit("青禾县")]
    assert report.notes == {"establishment_place_unknown": 1}


def test_whose_list_it_is_must_be_told_before_it_is_written(county: County, tmp_path: Path) -> None:
    path = workbook(tmp_path, [row(1)])
    assert take_in(path, told={}, dry_run=True).good == 1
    with pytest.raises(Conflict, match="list_not_told"):
        take_in(path, told={})


def test_a_new_list_overwrites_nothing(county: County, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(1), row(2)]))
    later = take_in(
        workbook(tmp_path, [row(1, 登记状态="注销"), row(3)], "新"), told=TOLD | {"as_of": "2026-11-01"}
    )
    assert later.written == 2
    assert list(RosterEntry.objects.order_by("pk").values_list("state", flat=True)) == [
        *("operating", "operating"),
        *("closed", "operating"),
    ]
    assert Establishment.objects.count() == 3


def test_mended_rows_are_added_to_the_same_list(county: County, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(1)]))
    again = take_in(workbook(tmp_path, [row(1), row(2)], "补"))
    assert (again.written, again.unchanged) == (1, 1)
    assert Roster.objects.get().entries.count() == 2


def test_the_same_list_is_put_right_where_that_is_decided(county: County, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(1)]))
    path = workbook(tmp_path, [row(1, 从业人数=0)], "改")
    assert faults(take_in(path)) == [(2, "employees", "differs_from_register")]
    assert RosterEntry.objects.get().employees == 10
    right = take_in(path, differences="file")
    assert (right.written, RosterEntry.objects.get().employees) == (1, 0)
    undo_import(actor=SYSTEM, at=AT, import_id=right.import_id or 0)
    assert RosterEntry.objects.get().employees == 10


def test_one_known_by_name_is_given_its_code_later(county: County, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(1, 统一社会信用代码=None)]))
    establishment = Establishment.objects.get()
    later = take_in(workbook(tmp_path, [row(1)], "新"), told=TOLD | {"as_of": "2026-11-01"})
    assert Establishment.objects.get().code == code(1)
    assert establishment.entries.count() == 2
    undo_import(actor=SYSTEM, at=AT, import_id=later.import_id or 0)
    assert Establishment.objects.get().code == ""


def test_an_import_is_taken_back_but_what_was_built_on_it_stays(county: County, tmp_path: Path) -> None:
    report = take_in(workbook(tmp_path, [row(1), row(2)]))
    first = Establishment.objects.order_by("pk")[0]
    Link.objects.create(establishment=first, how="union", starts_on=DAY, entered_by="tests")
    undone = undo_import(actor=SYSTEM, at=AT, import_id=report.import_id or 0)
    assert [(each.record, each.why) for each in undone.left] == [("establishment", "in_use")]
    assert list(Establishment.objects.all()) == [first]
    assert not RosterEntry.objects.exists()
    assert not Roster.objects.exists()


@pytest.mark.parametrize("username", ["shangyao", "qingshi", "auditor"])
def test_only_the_county_brings_lists_in(county: County, tmp_path: Path, username: str) -> None:
    path = workbook(tmp_path, [row(1)])
    with pytest.raises(Refused):
        take_in(path, actor=county.actor(username), kind="establishments")
    assert take_in(path, actor=county.actor("county"), kind="establishments").written == 1
