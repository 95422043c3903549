"""Importing people: all or none, twice is once, within scope, one audit entry, no number in the open."""

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from jiceng.apps.duties.models import Freshness
from jiceng.apps.intake import services
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.kinds.people.kind import People
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people import selectors
from jiceng.apps.people import services as people
from jiceng.apps.people.id_numbers import index
from jiceng.apps.people.models import Absence, Membership, Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Conflict, FileRefused, Refused
from tests.apps.intake.workbooks import HEADINGS, person, write_register
from tests.county import AT, DAY, SYSTEM, County, id_number

Take = Callable[..., ImportReport]

FAULTS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"姓名": ""}, "姓名", "name_missing"),
    ({"姓名": "许3满"}, "姓名", "name_characters"),
    ({"姓名": "=HYPERLINK(1)"}, "姓名", "text_characters"),
    ({"姓名": "许" * 61}, "姓名", "text_too_long"),
    ({"姓名": date(2020, 1, 1)}, "姓名", "text_expected"),
    ({"性别": "待查"}, "性别", "sex_unreadable"),
    ({"性别": "女"}, "性别", "sex_differs_from_id_number"),
    ({"公民身份号码": "99052519700101201"}, "公民身份号码", "id_number_length"),
    ({"公民身份号码": "990525197013012014"}, "公民身份号码", "id_number_birth_date"),
    ({"公民身份号码": id_number(201)[:-1] + "Q"}, "公民身份号码", "id_number_length"),
    ({"公民身份号码": id_number(201)[:16] + "99"}, "公民身份号码", "id_number_check"),
    ({"公民身份号码": 990525197001012000}, "公民身份号码", "id_number_ruined"),
    ({"公民身份号码": "9.90525E+17"}, "公民身份号码", "id_number_ruined"),
    ({"公民身份号码": "", "出生日期": ""}, "公民身份号码", "identity_missing"),
    ({"出生日期": "1970年"}, "出生日期", "year_only"),
    ({"出生日期": date(1970, 1, 2)}, "出生日期", "birth_date_differs_from_id_number"),
    ({"学历": "大\u200b专"}, "学历", "text_characters"),
    ({"民族": True}, "民族", "text_expected"),
    ({"加入组织日期": ""}, "加入组织日期", "joined_on_missing"),
    ({"加入组织日期": "1999-02-30"}, "加入组织日期", "day_unreadable"),
    ({"加入组织日期": 36342.5}, "加入组织日期", "day_unreadable"),
    ({"加入组织日期": date(2026, 11, 23)}, "加入组织日期", "joined_in_the_future"),
    ({"加入组织日期": date(1969, 1, 1)}, "加入组织日期", "joined_before_birth"),
    ({"组织身份": ""}, "组织身份", "standing_missing"),
    ({"组织身份": "群众"}, "组织身份", "standing_unreadable"),
    ({"所在支部": "", "支部代码": ""}, "所在支部", "unit_missing"),
    ({"所在支部": "无此村", "支部代码": ""}, "所在支部", "unit_not_found"),
    ({"支部代码": "990525100999"}, "支部代码", "unit_not_found"),
    ({"所在支部": "上窑村"}, "所在支部", "unit_name_differs"),
    ({"联系电话": "见名片"}, "联系电话", "phone_unreadable"),
)
"""What is changed in a good row, the column in which the fault is told, its code."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "党员名册.xlsx"


@pytest.fixture
def take(path: Path) -> Take:
    """Write the rows and import them."""

    def taken(
        *rows: dict[str, Any],
        actor: Actor = SYSTEM,
        dry_run: bool = False,
        accept_good: bool = False,
        **layout: Any,
    ) -> ImportReport:
        write_register(path, *rows, **layout)
        choices = Choices(kind="people", dry_run=dry_run, accept_good=accept_good)
        return services.import_file(actor=actor, at=AT, path=path, choices=choices)

    return taken


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in report.rejected]


def test_people_become_members_on_the_day_of_the_import(county: County, take: Take) -> None:
    report = take(person(201), person(202, 姓名="何 雨", 组织身份="预备党员", 联系电话="0356-0000000"))
    assert (report.rows, report.written, report.unchanged, report.good) == (2, 2, 0, 2)
    assert (report.rejected, report.unknown_columns) == ((), ())
    second = Membership.objects.select_related("person", "unit").get(person__name="何雨")
    assert (second.unit.code, second.standing) == ("990525100201", "probationary")
    assert (second.joined_on, second.starts_on, second.ends_on) == (date(1999, 7, 1), DAY, None)
    found = second.person
    assert (found.initials, found.sex, found.birth_date) == ("hy", "2", date(1970, 1, 1))
    assert (found.ethnicity, found.education, found.phone) == ("汉族", "大专", "0356-0000000")
    assert bytes(found.id_number_index or b"") == index(IdNumber.parse(id_number(202)))


def test_what_a_person_does_is_read_and_held_against_the_register(county: County, take: Take) -> None:
    headings = (*HEADINGS, "从事职业")
    assert take(person(201, 从事职业="农民"), headings=headings).written == 1
    assert Person.objects.get(name="许小满").occupation == "农民"
    again = take(person(201, 从事职业="教师"), headings=headings)
    assert faults(again) == [(2, "从事职业", "differs_from_register")]
    assert take(person(201, 从事职业=""), headings=headings).unchanged == 1


def test_one_audit_entry_tells_of_counts_and_units_and_names_nobody(county: County, take: Take) -> None:
    before = AuditEntry.objects.count()
    report = take(person(201), person(202, 所在支部="南坡村", 支部代码="990525101200"))
    entry = AuditEntry.objects.order_by("pk").last()
    assert AuditEntry.objects.count() == before + 1
    assert entry is not None
    assert entry.content is not None
    assert (entry.type, entry.subject) == ("import.written", f"import:{report.import_id}")
    content = json.loads(entry.content)
    units = Unit.objects.filter(code__in=("990525100201", "990525101200"))
    assert content["units"] == sorted(unit.pk for unit in units)
    assert (content["written"], content["unchanged"], content["rejected"]) == (2, 0, 0)
    assert "许小满" not in entry.content
    assert "990525197001" not in entry.content
    taken = Import.objects.get(pk=report.import_id)
    assert (taken.rows, taken.written, taken.digest) == (2, 2, content["digest"])


def test_the_same_file_twice_changes_nothing(county: County, take: Take) -> None:
    rows = [person(201), person(202, 公民身份号码="", 姓名="何雨")]
    assert take(*rows).written == 2
    before = (Person.objects.count(), AuditEntry.objects.count(), Import.objects.count())
    again = take(*rows)
    assert (again.written, again.unchanged, again.rejected, again.import_id) == (0, 2, (), None)
    assert (Person.objects.count(), AuditEntry.objects.count(), Import.objects.count()) == before


def test_an_empty_cell_contradicts_nothing(county: County, take: Take) -> None:
    take(person(201, 联系电话="03560000000"))
    again = take(person(201, 联系电话="", 民族="", 性别="", 出生日期=""))
    assert (again.unchanged, again.rejected) == (1, ())


def test_what_differs_from_the_register_is_reported_not_written(county: County, take: Take) -> None:
    take(person(201))
    again = take(person(201, 姓名="许大满", 学历="本科", 加入组织日期=date(2000, 7, 1)), accept_good=True)
    wrong = "differs_from_register"
    assert faults(again) == [(2, "姓名", wrong), (2, "学历", wrong), (2, "加入组织日期", wrong)]
    assert Person.objects.filter(name="许小满", education="大专").exists()


def test_nothing_is_written_unless_all_is_good(county: County, take: Take) -> None:
    before = Person.objects.count()
    rows = [person(201), person(202, 姓名="")]
    report = take(*rows)
    assert (report.written, report.good, report.import_id) == (0, 1, None)
    assert faults(report) == [(3, "姓名", "name_missing")]
    assert Person.objects.count() == before
    accepted = take(*rows, accept_good=True)
    assert (accepted.written, accepted.rejected_rows) == (1, 1)
    assert Person.objects.count() == before + 1


def test_a_dry_run_writes_nothing(county: County, take: Take) -> None:
    before = (Person.objects.count(), AuditEntry.objects.count(), Import.objects.count())
    report = take(person(201), dry_run=True, accept_good=True)
    assert (report.written, report.good, report.import_id) == (0, 1, None)
    assert (Person.objects.count(), AuditEntry.objects.count(), Import.objects.count()) == before


def test_columns_in_any_order_and_unknown_ones_listed(county: County, take: Take) -> None:
    row = person(201) | {"备注": "组长"}
    notes = {"说明": [["填表说明", "日期"]], "空白": []}
    report = take(row, headings=[*reversed(HEADINGS), "备注"], others=notes)
    assert report.written == 1
    assert report.unknown_columns == ("备注", "说明!填表说明", "说明!日期")


def test_a_unit_is_found_by_code_alone_by_name_alone_or_with_the_name_above(
    county: County, take: Take
) -> None:
    report = take(
        person(201, 所在支部=""),
        person(202, 支部代码=""),
        person(203, 支部代码="", 所在支部="青石镇柳林村"),
        person(204, 支部代码=990525100201),
    )
    assert report.written == 4
    assert Membership.objects.filter(person__name="许小满", unit__code="990525100201").count() == 4


def test_each_fault_has_its_place_and_code(county: County, take: Take) -> None:
    report = take(*(person(201, **changes) for changes, _, _ in FAULTS))
    expected = [(row, column, code) for row, (_, column, code) in enumerate(FAULTS, start=2)]
    assert faults(report) == expected
    assert (report.written, report.rejected_rows) == (0, len(FAULTS))
    assert {each.sheet for each in report.rejected} == {"党员名册"}


def test_a_day_may_be_text(county: County, take: Take) -> None:
    days = ("1999-7-1", "1999/07/01", "1999.7.1", "1999年7月1日", "19990701", 19990701)
    rows = [person(number, 加入组织日期=day) for number, day in enumerate(days, start=201)]
    assert take(*rows).written == len(days)
    found = Membership.objects.filter(person__name="许小满").values_list("joined_on", flat=True)
    assert set(found) == {date(1999, 7, 1)}


def test_names_of_all_kinds(county: County, take: Take) -> None:
    names = ("阿依古丽·买买提", "O'Neil-Smith Jr.", "周〇")
    rows = [person(number, 姓名=name) for number, name in enumerate(names, start=201)]
    assert take(*rows).written == len(names)


def test_two_units_of_one_name_need_the_code(county: County, take: Take) -> None:
    Unit.objects.get(code="990525101200").versions.update(name="柳林村")
    report = take(person(201, 支部代码=""))
    assert faults(report) == [(2, "所在支部", "unit_ambiguous")]
    assert take(person(201, 支部代码="", 所在支部="河湾镇柳林村")).written == 1


def test_who_stands_in_the_file_twice(county: County, take: Take) -> None:
    same = take(person(201), person(201), accept_good=True)
    assert faults(same) == [(3, "公民身份号码", "twice_in_file")]
    assert same.rejected[0].data == {"sheet": "党员名册", "row": 2}
    assert same.written == 1
    differing = take(person(202), person(202, 姓名="许大满"), accept_good=True)
    assert [row for row, _, _ in faults(differing)] == [2, 3]
    assert differing.written == 0


def test_a_member_of_another_unit_is_not_taken_twice(county: County, take: Take) -> None:
    report = take(person(1, 姓名="赵大田"), person(17, 姓名="沈长河"))
    assert faults(report) == [(2, "公民身份号码", "member_elsewhere")]
    inside = take(person(1, 姓名="赵大田"), person(201, 所在支部="上窑村", 支部代码="990525100200"))
    assert faults(inside) == [(2, "公民身份号码", "member_elsewhere")]


def test_a_former_member_is_not_taken_back_by_a_file(county: County, take: Take) -> None:
    people.end_membership(actor=SYSTEM, at=AT, membership=county.members["上窑村"][0], day=DAY, reason="left")
    report = take(person(1, 姓名="赵大田", 支部代码="990525100200", 所在支部="上窑村"))
    assert faults(report) == [(2, "公民身份号码", "member_before")]


def test_who_is_registered_without_a_number_is_not_doubled(county: County, take: Take) -> None:
    take(person(201, 公民身份号码=""))
    report = take(person(201))
    assert faults(report) == [(2, "公民身份号码", "in_register_without_id_number")]
    take(person(203, 公民身份号码="", 姓名="何雨"))
    register_namesake(county, "何雨")
    twins = take(person(203, 公民身份号码="", 姓名="何雨"))
    assert faults(twins) == [(2, "姓名", "in_register_twice")]


def register_namesake(county: County, name: str) -> None:
    people.register_person(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        draft=people.PersonDraft(name, id_number(301)),
        standing="full",
        joined_on=date(1999, 7, 1),
        day=DAY,
    )


def test_an_officer_reaches_her_own_town_only(county: County, take: Take) -> None:
    officer = county.actor("qingshi")
    report = take(person(201, 支部代码="990525101200", 所在支部="南坡村"), person(202), actor=officer)
    assert faults(report) == [(2, "支部代码", "unit_not_found")]
    assert take(person(202), actor=officer).written == 1
    assert len(selectors.search_people(officer, "许小满", DAY, 9)) == 1


@pytest.mark.parametrize("username", ["liulin", "auditor", "stranger", "revoked"])
def test_who_may_manage_nobody_is_refused_before_the_file_is_opened(
    county: County, tmp_path: Path, username: str
) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        services.import_file(
            actor=county.actor(username), at=AT, path=tmp_path / "none.xlsx", choices=Choices("people")
        )


def test_files_that_are_no_register(county: County, take: Take, path: Path) -> None:
    for headings, code in (
        (("姓名", "性别"), "headings_missing"),
        ((*HEADINGS, "姓名"), "heading_twice"),
    ):
        with pytest.raises(FileRefused, match=code):
            take(person(201), headings=headings)
    with pytest.raises(FileRefused, match="rows_missing"):
        take()
    path.write_bytes(b"%PDF-1.4 no workbook")
    with pytest.raises(FileRefused, match="file_wrong_type"):
        services.import_file(actor=SYSTEM, at=AT, path=path, choices=Choices("people"))


def test_no_identity_number_is_shown_or_logged(
    county: County, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = id_number(201)[:16] + "99"
    with caplog.at_level(logging.DEBUG):
        report = take(
            person(201, 公民身份号码=wrong),
            person(202, 姓名=id_number(202)),
            person(203, 公民身份号码=990525197001012000),
            person(1, 姓名="赵大田"),
        )
    assert "99052519700101" not in repr(report)
    assert "99052519700101" not in "".join(
        r.getMessage() for r in caplog.records if r.name != "django.db.backends"
    )
    assert report.rejected[0].value == "990*************99"


def test_another_write_in_between_is_a_conflict(
    county: County, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = People.match

    def slow(self: People, rows: Any, setting: Any) -> Any:
        found = real(self, rows, setting)
        people.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("南坡村"),
            draft=people.PersonDraft("许小满", id_number(201)),
            standing="full",
            joined_on=date(1999, 7, 1),
            day=DAY,
        )
        return found

    monkeypatch.setattr(People, "match", slow)
    with pytest.raises(Conflict, match="register_changed"):
        take(person(201))


@pytest.mark.django_db(transaction=True)
def test_verdicts_of_many_units_are_rebuilt(
    county: County, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 1)
    take(person(201), person(202, 所在支部="南坡村", 支部代码="990525101200"))
    assert Freshness.objects.exists()
    assert not Freshness.objects.filter(stale=True).exists()


def test_who_was_here_before_the_register_counts_from_its_first_day(county: County, take: Take) -> None:
    since = {"转入日期": date(2001, 5, 1)}
    headings = [*HEADINGS, "转入日期", "流出日期"]
    rows = [person(201) | since | {"流出日期": date(2025, 3, 1)}, person(202) | {"转入日期": "2020.06"}]
    report = take(*rows, headings=headings)
    assert report.notes == {"member_with_unit": 1, "day_from_month": 1}
    found = Membership.objects.filter(person__name="许小满").order_by("starts_on")
    assert [row.starts_on for row in found] == [date(2019, 1, 1), date(2020, 6, 1)]
    assert list(Absence.objects.filter(ends_on=None).values_list("starts_on")) == [(date(2025, 3, 1),)]
    assert take(*rows, headings=headings).unchanged == 2
    back = [rows[0] | {"流出日期": date(2025, 4, 1)}]
    assert faults(take(*back, headings=headings, accept_good=True)) == [(2, "流出日期", "away_differs")]


def test_a_masked_number_says_nothing(county: County, take: Take) -> None:
    take(person(201))
    again = take(person(201, 公民身份号码="990*************1X"))
    assert (again.unchanged, again.notes) == (1, {"id_number_masked": 1})


@pytest.mark.parametrize("kind", ["people", "gatherings"])
def test_nothing_is_written_into_a_unit_that_was_moved_away_meanwhile(
    county: County, tmp_path: Path, kind: str
) -> None:
    meeting = {"单位": "柳林村", "会议类型": "支部党员大会", "日期": "2026-11-02", "应到": "4", "实到": "4"}
    row = person(201) if kind == "people" else meeting
    path = write_register(tmp_path / "表.xlsx", row, headings=[*row])
    match = type(KINDS[kind]).match

    def after_a_move(self: Any, drafts: Any, setting: Any) -> Any:
        unit, parent = county.unit("柳林村"), county.unit("河湾镇")
        organisations.move_unit(actor=SYSTEM, at=AT, unit=unit, parent=parent, day=DAY)
        return match(self, drafts, setting)

    with (
        patch.object(type(KINDS[kind]), "match", after_a_move),
        pytest.raises(Conflict, match="register_changed"),
    ):
        services.import_file(actor=county.actor("qingshi"), at=AT, path=path, choices=Choices(kind=kind))
    assert not Import.objects.exists()


def test_an_identity_number_in_a_wrong_column_is_masked_in_the_reason(county: County, tmp_path: Path) -> None:
    row = {"单位名称": "新村", "单位代码": "1", "区划代码": id_number(201), "上级单位": "青石镇"}
    path = write_register(tmp_path / "单位.xlsx", row, headings=[*row])
    found = services.import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(kind="units", dry_run=True))
    (rejection,) = (each for each in found.rejected if each.code == "bad_division_code")
    assert id_number(201) not in str(rejection)


def test_who_is_registered_beyond_reach_is_not_told_of_and_the_asking_is_noted(
    county: County, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, members = county.actor("qingshi"), county.members["南坡村"]
    people.end_membership(actor=SYSTEM, at=AT, membership=members[1], day=DAY, reason="left")
    rows = [
        person(number, 姓名=name)
        for number, name in zip((14, 15, 1), ("沈长河", "韩雪梅", "赵大田"), strict=True)
    ]
    report = take(*rows, actor=officer, dry_run=True)
    assert [code for _, _, code in faults(report)] == [
        "known_elsewhere",
        "known_elsewhere",
        "member_elsewhere",
    ]
    entry = AuditEntry.objects.latest("pk")
    assert entry.type == "import.reached_beyond"
    assert json.loads(entry.content or "")["beyond"] == 2
    monkeypatch.setattr(services, "MOST_BEYOND_REACH", 1)
    with pytest.raises(FileRefused, match="too_many_elsewhere"):
        take(*rows, actor=officer, dry_run=True)
    assert AuditEntry.objects.latest("pk").pk == entry.pk + 1
