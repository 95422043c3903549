"""A file sent in: kept sealed, checked in a job, decided on by its sender, written or put away, forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from jiceng.apps.intake import selectors, uploads
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.layout import Layout
from jiceng.apps.intake.models import Change, Import, Mapping
from jiceng.apps.intake.pasted import PASTED
from jiceng.apps.intake.previews import Faults
from jiceng.apps.jobs.selectors import State
from jiceng.apps.jobs.worker import Worker
from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import Membership, Person
from jiceng.engines.sheets import Limits
from jiceng.kernel.actors import NOBODY
from jiceng.kernel.errors import Conflict, FileRefused, Invalid, NotFound, Refused
from tests.apps.intake.workbooks import HEADINGS, person, write_register
from tests.county import AT, SYSTEM, County, id_number

Send = Callable[..., Import]
RENAMED = ["大名", *HEADINGS[1:]]


@pytest.fixture
def send(county: County, tmp_path: Path) -> Send:
    """Send a register in, as an officer of 青石镇, and let it be checked."""

    def sent(*rows: dict[str, Any], username: str = "qingshi", kind: str = "", **layout: Any) -> Import:
        content = write_register(tmp_path / "党员名册.xlsx", *rows, **layout).read_bytes()
        actor = county.actor(username)
        found = uploads.send_in(actor=actor, at=AT, name="党员名册.xlsx", content=content, kind=kind)
        return worked_off(found)

    return sent


def worked_off(sent: Import) -> Import:
    Worker(settings.DATA).run_once()
    sent.refresh_from_db()
    return sent


def renamed(number: int, **changes: Any) -> dict[str, Any]:
    row = person(number, **changes)
    return {"大名": row.pop("姓名"), **row}


def chen(**changes: Any) -> dict[str, Any]:
    """A row about a member of 柳林村, as the register has him."""
    row = person(10, 姓名="陈志明", 民族="", 学历="", 加入组织日期="1995-07-01")
    return row | changes


def test_a_file_is_checked_and_waits_for_a_decision(county: County, send: Send) -> None:
    before = Person.objects.count()
    sent = send(person(201), person(202, 姓名="", 加入组织日期=1998.1))
    assert (sent.state, sent.kind, sent.rows, sent.rejected) == ("checked", "people", 2, 1)
    preview = uploads.preview_of(county.actor("qingshi"), sent)
    assert preview.report is not None
    assert (preview.report.rows, preview.report.good) == (2, 1)
    assert [fault.code for fault in preview.faults] == ["name_missing", "month_ambiguous"]
    assert preview.faults[1].suggestion == "1998-01 / 1998-10"
    assert preview.faults.counts() == {"name_missing": 1, "month_ambiguous": 1}
    assert [column.column for column in preview.tables[0].columns][:4] == [
        "name",
        "sex",
        "ethnicity",
        "id_number",
    ]
    assert all("*" * 13 in sample for sample in preview.tables[0].columns[3].samples)
    assert Person.objects.count() == before


def test_what_was_checked_is_written_once_it_is_accepted(county: County, send: Send) -> None:
    sent = send(person(201), person(202))
    actor = county.actor("qingshi")
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    sent.refresh_from_db()
    assert (sent.state, sent.written, sent.rejected) == ("written", 2, 0)
    assert sent.content is None
    assert Membership.objects.filter(person__name="许小满").count() == 2
    assert selectors.changes(actor, sent.pk).count() == 2


def returned(_layout: Layout, _faults: Faults, mark: str) -> bytes:
    return mark.encode()


def test_good_rows_go_in_and_the_others_come_back(county: County, send: Send) -> None:
    sent = send(person(201), person(202, 姓名=""))
    actor = county.actor("qingshi")
    with pytest.raises(Conflict, match="import_not_written"):
        uploads.begin_undo(actor=actor, at=AT, import_id=sent.pk)
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=True))
    sent.refresh_from_db()
    assert (sent.state, sent.written, sent.rejected, sent.content) == ("written", 1, 1, None)
    given: list[tuple[Layout, Faults]] = []

    def write(layout: Layout, faults: Faults, mark: str) -> bytes:
        given.append((layout, faults))
        return mark.encode()

    file = uploads.give_back(actor=actor, at=AT, import_id=sent.pk, write=write)
    assert [row.number for row in given[0][0].tables[0].rows] == [3]
    assert [fault.code for fault in given[0][1]] == ["name_missing"]
    assert entries_of(file.decode()) == [AuditEntry.objects.latest("pk").pk]
    uploads.put_away(actor=actor, at=AT, import_id=sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.report) == ("written", None)
    with pytest.raises(NotFound, match="rows_not_kept"):
        uploads.give_back(actor=actor, at=AT, import_id=sent.pk, write=returned)


def test_nothing_is_written_of_a_file_with_faults_unless_that_was_said(county: County, send: Send) -> None:
    sent = send(person(201), person(202, 姓名=""))
    before = Person.objects.count()
    worked_off(uploads.accept(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, good_only=False))
    sent.refresh_from_db()
    assert (sent.state, Person.objects.count()) == ("checked", before)


def test_an_unknown_heading_is_named_once_and_remembered(county: County, send: Send) -> None:
    sent = send(renamed(201), headings=RENAMED)
    actor = county.actor("qingshi")
    preview = uploads.preview_of(actor, sent)
    assert (sent.state, preview.code, preview.data["columns"]) == ("refused", "headings_missing", ["姓名"])
    assert preview.kind == "people"
    assert [column.column for column in preview.tables[0].columns][:2] == ["", "sex"]
    said = Choices(kind="people", columns={"党员名册": {0: "name"}})
    worked_off(uploads.decide(actor=actor, at=AT, import_id=sent.pk, decisions=said))
    sent.refresh_from_db()
    assert (sent.state, sent.rejected) == ("checked", 0)
    again = send(renamed(202), headings=RENAMED)
    assert (again.state, again.rejected) == ("checked", 0)
    other = send(renamed(203), headings=RENAMED, username="county")
    assert other.state == "refused", "what one person said of a heading is hers alone"


def test_a_column_said_not_to_be_read_is_listed_as_unread(county: County, send: Send) -> None:
    sent = send(person(201, 联系电话="见名片"))
    actor = county.actor("qingshi")
    assert sent.rejected == 1
    phone = HEADINGS.index("联系电话")
    said = Choices(kind="people", columns={"党员名册": {phone: None}})
    worked_off(uploads.decide(actor=actor, at=AT, import_id=sent.pk, decisions=said))
    sent.refresh_from_db()
    preview = uploads.preview_of(actor, sent)
    assert sent.rejected == 0
    assert preview.report is not None
    assert preview.report.unknown_columns == ("联系电话",)
    assert Mapping.objects.get().heading == "联系电话"


def test_a_question_is_answered_for_its_row(county: County, send: Send) -> None:
    sent = send(chen(联系电话="0356-1"))
    actor = county.actor("qingshi")
    (fault,) = uploads.preview_of(actor, sent).faults
    assert (fault.code, fault.answers) == ("differs_from_register", ("register", "file"))
    assert ("联系电话", "0356-1", "") in [(b.column, b.here, b.there) for b in fault.beside]
    said = Choices(answers={(fault.sheet, fault.row): "file"})
    worked_off(uploads.decide(actor=actor, at=AT, import_id=sent.pk, decisions=said))
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    assert Person.objects.get(name="陈志明").phone == "0356-1"
    (change,) = selectors.changes(actor, sent.pk)
    assert [(each.field, each.before, each.after) for each in selectors.changed_fields(change)] == [
        ("person__phone", "", "0356-1")
    ]


def test_an_import_is_taken_back_in_a_job(county: County, send: Send) -> None:
    sent = send(person(201))
    actor = county.actor("qingshi")
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    assert selectors.undoable(sent) == (1, 0)
    worked_off(uploads.begin_undo(actor=actor, at=AT, import_id=sent.pk))
    sent.refresh_from_db()
    assert (sent.state, sent.left, selectors.undoable(sent)) == ("undone", 0, (0, 0))
    assert not Membership.objects.filter(person__name="许小满").exists()
    with pytest.raises(Conflict, match="import_not_written"):
        uploads.begin_undo(actor=actor, at=AT, import_id=sent.pk)


def test_rows_pasted_are_read_like_a_file(county: County) -> None:
    text = "姓名\t公民身份号码\t加入组织日期\t组织身份\t所在支部\r\n"
    text += f"许小满\t{id_number(201)}\t1999.7.1\t正式党员\t柳林村\r\n"
    actor = county.actor("qingshi")
    sent = uploads.send_in(actor=actor, at=AT, name=PASTED, content=text.encode())
    assert (worked_off(sent).state, sent.kind, sent.rows, sent.rejected) == ("checked", "people", 1, 0)


def test_what_is_sent_in_lies_sealed_in_the_database(county: County, send: Send) -> None:
    sent = send(person(201), person(202, 姓名=""))
    jobs = list(DBTaskResult.objects.values())
    texts = ["许小满", id_number(201), id_number(202), "柳林村"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_import WHERE id = %s", [sent.pk])
        row = cursor.fetchone()
    kept = b"\n".join(
        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row
    )
    assert b"PK\x03\x04" not in kept
    for text in texts:
        assert text.encode() not in kept
        assert text not in str(jobs)


def test_one_imports_file_cannot_be_put_in_place_of_another(county: County, send: Send) -> None:
    first, second = send(person(201)), send(person(202))
    Import.objects.filter(pk=first.pk).update(content=second.content, report=second.report)
    first.refresh_from_db()
    with pytest.raises(Conflict, match="file_unreadable"):
        uploads.preview_of(county.actor("qingshi"), first)


def test_a_file_put_away_is_erased(county: County, send: Send) -> None:
    sent = send(person(201))
    uploads.put_away(actor=county.actor("qingshi"), at=AT, import_id=sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.content, sent.report, sent.choices) == ("discarded", None, None, {})
    with pytest.raises(Conflict, match="import_moved_on"):
        uploads.accept(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, good_only=False)


def test_files_nobody_goes_on_with_are_forgotten(county: County, send: Send) -> None:
    old, written = send(person(201)), send(person(202), person(203, 姓名=""))
    actor = county.actor("qingshi")
    worked_off(uploads.accept(actor=actor, at=AT, import_id=written.pk, good_only=True))
    assert uploads.forget_files(at=AT + timedelta(days=uploads.DAYS_KEPT)) == 0
    assert uploads.forget_files(at=AT + timedelta(days=uploads.DAYS_KEPT, seconds=1)) == 2
    old.refresh_from_db()
    written.refresh_from_db()
    assert (old.state, old.content, old.report) == ("discarded", None, None)
    assert (written.state, written.content, written.report) == ("written", None, None)


@pytest.mark.parametrize("username", ["auditor", "stranger", "revoked"])
def test_who_may_import_nothing_sends_nothing_in(county: County, username: str) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        uploads.send_in(actor=county.actor(username), at=AT, name="a.xlsx", content=b"x")
    with pytest.raises(Refused, match="not_permitted"):
        uploads.send_in(actor=NOBODY, at=AT, name="a.xlsx", content=b"x")


def test_a_kind_that_is_not_hers_is_refused(county: County) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        uploads.send_in(actor=county.actor("shangyao"), at=AT, name="a.xlsx", content=b"x", kind="people")
    with pytest.raises(Invalid, match="unknown_kind"):
        uploads.send_in(actor=county.actor("county"), at=AT, name="a.xlsx", content=b"x", kind="votes")


def test_files_that_are_not_taken(county: County) -> None:
    actor = county.actor("qingshi")
    with pytest.raises(FileRefused, match="file_empty"):
        uploads.send_in(actor=actor, at=AT, name="a.xlsx", content=b" \r\n")
    with pytest.raises(FileRefused, match="file_too_large"):
        uploads.send_in(actor=actor, at=AT, name="a.xlsx", content=b"x" * (Limits().file_bytes + 1))
    sent = uploads.send_in(actor=actor, at=AT, name="a.xlsx", content=b"no workbook")
    assert worked_off(sent).state == "refused"
    assert uploads.preview_of(actor, sent).code == "headings_missing"
    sent = uploads.send_in(actor=actor, at=AT, name="a.pdf", content=b"%PDF")
    assert worked_off(sent).state == "refused"
    assert uploads.preview_of(actor, sent).code == "file_wrong_type"


def test_nobody_piles_up_files(county: County) -> None:
    actor = county.actor("qingshi")
    for number in range(uploads.MOST_OPEN):
        uploads.send_in(actor=actor, at=AT, name=f"{number}.xlsx", content=b"x")
    with pytest.raises(Conflict, match="imports_open"):
        uploads.send_in(actor=actor, at=AT, name="a.xlsx", content=b"x")
    assert uploads.send_in(actor=county.actor("county"), at=AT, name="a.xlsx", content=b"x").pk


def test_someone_elses_import_is_seen_at_the_top_alone_and_decided_by_its_sender(
    county: County, send: Send
) -> None:
    sent = send(person(201))
    for username in ("hewan", "liulin", "auditor", "stranger", "revoked"):
        with pytest.raises(NotFound, match="import_not_found"):
            selectors.import_by_id(county.actor(username), sent.pk)
        assert not selectors.imports(county.actor(username)).exists()
    officer = county.actor("county")
    assert selectors.import_by_id(officer, sent.pk) == sent
    with pytest.raises(Refused, match="not_yours"):
        uploads.accept(actor=officer, at=AT, import_id=sent.pk, good_only=False)
    with pytest.raises(Refused, match="not_yours"):
        uploads.decide(actor=officer, at=AT, import_id=sent.pk, decisions=Choices())
    with pytest.raises(Refused, match="not_yours"):
        uploads.put_away(actor=officer, at=AT, import_id=sent.pk)


def test_whose_role_has_ended_sees_her_own_imports_no_more(county: County, send: Send) -> None:
    sent = send(person(201))
    county.users["qingshi"].grants.all().delete()
    with pytest.raises(NotFound, match="import_not_found"):
        selectors.import_by_id(county.actor("qingshi"), sent.pk)


def test_what_a_check_saw_is_hidden_once_the_reach_is_another(county: County, send: Send) -> None:
    sent = send(chen(联系电话="0356-1"))
    county.users["qingshi"].grants.update(unit=county.unit("河湾镇"))
    actor = county.actor("qingshi")
    found = uploads.preview_of(actor, sent)
    assert (found.code, len(found.faults), found.tables) == ("reach_changed", 0, ())
    with pytest.raises(NotFound, match="rows_not_kept"):
        uploads.give_back(actor=actor, at=AT, import_id=sent.pk, write=returned)


def test_changes_of_units_out_of_reach_are_not_shown(county: County, send: Send) -> None:
    sent = send(person(201), person(202, 所在支部="上窑村", 支部代码="990525100200"))
    actor = county.actor("qingshi")
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    assert selectors.changes(actor, sent.pk).count() == 2
    county.users["qingshi"].grants.update(unit=county.unit("上窑村"))
    (seen,) = selectors.changes(county.actor("qingshi"), sent.pk)
    assert seen.unit_id == county.unit("上窑村").pk
    assert Change.objects.filter(of=sent).count() == 2


def test_a_role_taken_away_meanwhile_stops_the_job(county: County, send: Send) -> None:
    sent = send(person(201))
    before = Person.objects.count()
    uploads.accept(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, good_only=False)
    county.users["qingshi"].grants.all().delete()
    worked_off(sent)
    assert Person.objects.count() == before
    state, job = uploads.standing(sent)
    assert job is not None
    assert (state, job.state, job.code) == ("checked", State.FAILED, "not_permitted")


def test_a_job_that_breaks_off_is_told_and_the_file_can_be_checked_again(
    county: County, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("jiceng.apps.intake.tasks.import_source", None)
        sent = send(person(201))
    state, job = uploads.standing(sent)
    assert job is not None
    assert (sent.state, state, job.code) == ("checking", "refused", "job_failed")
    actor = county.actor("qingshi")
    worked_off(uploads.decide(actor=actor, at=AT, import_id=sent.pk, decisions=Choices()))
    assert uploads.standing(sent)[0] == "refused"
    sent.refresh_from_db()
    assert uploads.standing(sent) == ("checked", None)


def test_a_job_done_twice_writes_once(county: County, send: Send) -> None:
    sent = send(person(201))
    uploads.accept(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, good_only=False)
    row = DBTaskResult.objects.get(pk=Import.objects.get(pk=sent.pk).job)
    worked_off(sent)
    DBTaskResult.objects.filter(pk=row.pk).update(status="READY", finished_at=None, worker_ids=[])
    worked_off(sent)
    assert (sent.state, sent.written) == ("written", 1)
    assert Change.objects.filter(of=sent).count() == 1


def test_the_register_changing_between_check_and_write_asks_again(county: County, send: Send) -> None:
    sent = send(person(201))
    other = send(person(201, 联系电话="0356-1"))
    actor = county.actor("qingshi")
    worked_off(uploads.accept(actor=actor, at=AT, import_id=other.pk, good_only=False))
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    sent.refresh_from_db()
    report = uploads.preview_of(actor, sent).report
    assert report is not None
    assert (sent.state, report.good, report.unchanged) == ("checked", 0, 1)


def test_the_program_itself_sees_every_import(county: County, send: Send) -> None:
    send(person(201))
    send(person(202), username="county")
    assert selectors.imports(SYSTEM).count() == 2


def test_what_cannot_be_told_of_afterwards_is_not_written(
    county: County, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(person(201))
    before = Person.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr("jiceng.apps.intake.tasks.rows_with_faults", None)
        worked_off(uploads.accept(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, good_only=False))
    sent.refresh_from_db()
    assert (uploads.standing(sent)[0], Person.objects.count()) == ("checked", before)


def test_of_rows_without_headings_nothing_is_learned(county: County) -> None:
    officer, rows = county.actor("qingshi"), f"张三\t{id_number(201)}\t柳林村\t13800001111\n" * 2
    sent = uploads.send_in(actor=officer, at=AT, name=PASTED, content=rows.encode(), kind="people")
    preview = uploads.preview_of(officer, worked_off(sent))
    columns = {preview.tables[0].sheet: {0: "name", 1: "id_number", 2: "unit_name", 3: "phone"}}
    said = Choices(kind="people", columns=columns)
    uploads.decide(actor=officer, at=AT, import_id=sent.pk, decisions=said)
    assert not Mapping.objects.exists()


def test_given_back_rows_are_the_senders_own_and_noted(county: County, send: Send) -> None:
    sent = send(person(201), person(202, 姓名=""))
    with pytest.raises(Refused, match="not_yours"):
        uploads.give_back(actor=county.actor("county"), at=AT, import_id=sent.pk, write=returned)
    uploads.give_back(actor=county.actor("qingshi"), at=AT, import_id=sent.pk, write=returned)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.type, entry.subject) == ("import.rows_given_back", f"import:{sent.pk}")


def test_what_was_checked_is_written_whatever_headings_are_said_to_mean_since(
    county: County, send: Send
) -> None:
    row = {"手机号": "13800000001", "固话": "03560000001"}
    sent = send(person(201) | row, headings=[*HEADINGS[:-1], *row])
    actor = county.actor("qingshi")
    for heading, column in (("手机号", ""), ("固话", "phone")):
        Mapping.objects.create(by_id=actor.id, kind="people", heading=heading, column=column, at=AT)
    worked_off(uploads.accept(actor=actor, at=AT, import_id=sent.pk, good_only=False))
    assert Person.objects.get(name="许小满").phone == "13800000001"
