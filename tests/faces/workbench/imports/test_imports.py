"""The room of imports: what is sent in, what is shown of it, what is decided, what comes back."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.records import RECORDS
from jiceng.apps.intake.services import import_file
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.jobs.worker import Worker
from jiceng.apps.people.models import Membership, Person
from jiceng.engines.sheets import Limits, Sheet, read_workbook
from jiceng.faces.workbench.imports.changes import NOT_SHOWN, field_word, record_word
from tests.apps.intake.workbooks import HEADINGS, person, write_register
from tests.county import AT, DAY, SYSTEM, County, id_number

Send = Callable[..., str]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.fixture
def officer(county: County) -> Client:
    """The officer of 青石镇 at her desk."""
    return county.client("qingshi")


@pytest.fixture
def send(officer: Client, tmp_path: Path) -> Send:
    """Send a register in, have it checked, and return the address of its page."""

    def sent(*rows: dict[str, Any], kind: str = "", **layout: Any) -> str:
        content = write_register(tmp_path / "名册.xlsx", *rows, **layout).read_bytes()
        answer = officer.post("/imports/", {"file": SimpleUploadedFile("名册.xlsx", content), "kind": kind})
        assert answer.status_code == 302, answer.content.decode()
        work_off()
        return str(answer.headers["Location"])

    return sent


def work_off() -> None:
    Worker(settings.DATA).run_once()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def decide(client: Client, address: str, **said: str) -> str:
    """Send a form of an import's page, as the page stands; have it checked and open the page again."""
    seen = re.search(r'name="seen" value="([^"]*)"', page(client, address))
    assert seen
    answer = client.post(address, {"seen": seen[1], **said})
    assert (answer.status_code, answer.headers["Location"]) == (302, address), answer.content.decode()
    work_off()
    return page(client, address)


def accept(client: Client, address: str, **said: str) -> str:
    seen = re.search(r'name="seen" value="([^"]*)"', page(client, address))
    assert seen
    assert client.post(f"{address}accept/", {"seen": seen[1], **said}).status_code == 302
    work_off()
    return page(client, address)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def downloaded(answer: HttpResponse, folder: Path) -> list[Sheet]:
    path = folder / "down.xlsx"
    path.write_bytes(answer.content)
    return read_workbook(path)


def test_an_empty_list_says_what_to_do(officer: Client) -> None:
    html = page(officer, "/imports/")
    assert "还没有提交过" in html
    assert "请在上面选择文件或粘贴" in html
    assert f"不超过 {Limits().file_bytes >> 20} MB" in html


def test_who_may_import_finds_the_way_from_the_register_and_the_navigation(county: County) -> None:
    register = f"/units/{county.unit('上窑村').code}/members/"
    code = county.unit("上窑村").code
    link = f'href="/imports/?kind=people&amp;unit={code}#paste">从 Excel 粘贴</a>'
    assert link in page(county.client("qingshi"), register)
    assert "kind=people" not in page(county.client("shangyao"), register)
    meetings = f"/units/{county.unit('上窑村').code}/gatherings/"
    assert "/imports/?kind=gatherings" in page(county.client("shangyao"), meetings)
    assert "/imports/" not in page(county.client("auditor"), meetings)
    assert "selected>党员名册<" in page(county.client("qingshi"), "/imports/?kind=people")


def test_nothing_and_both_are_no_choice(officer: Client) -> None:
    nothing = officer.post("/imports/", {})
    assert nothing.status_code == 422
    assert "请选择文件，或在下面粘贴" in nothing.content.decode()
    both = officer.post("/imports/", {"file": SimpleUploadedFile("a.csv", b"x"), "pasted": "y"})
    assert both.status_code == 422
    assert "请去掉其中一个" in both.content.decode()
    empty = officer.post("/imports/", {"file": SimpleUploadedFile("a.csv", b"")})
    assert empty.status_code == 422
    assert not Import.objects.exists()


def test_while_it_is_checked_the_page_follows_and_then_shows_what_was_found(
    officer: Client, tmp_path: Path
) -> None:
    content = write_register(tmp_path / "名册.xlsx", person(201)).read_bytes()
    answer = officer.post("/imports/", {"file": SimpleUploadedFile("名册.xlsx", content)})
    address = answer.headers["Location"]
    assert "正在排队等候" in page(officer, address)
    assert "正在检查" in page(officer, "/imports/")
    part = officer.get(address, headers={"HX-Request": "true", "HX-Target": "progress"})
    assert "<progress" in part.content.decode()
    work_off()
    last = officer.get(address, headers={"HX-Request": "true", "HX-Target": "progress"})
    assert (last.headers["HX-Refresh"], last.content) == ("true", b"")
    assert "各行都没有问题" in page(officer, address)
    assert "等您确认" in page(officer, "/imports/")


def test_what_was_found_stands_row_by_row(officer: Client, send: Send) -> None:
    bad = person(202, 姓名="", 加入组织日期=1998.1, 所在支部="柳林屯", 支部代码="")
    html = text_of(page(officer, send(person(201), bad, headings=[*HEADINGS, "备注"])))
    assert "名册.xlsx 等您确认 党员名册" in html
    assert "行数据 2 新增 1" in html
    assert "有 1 列没有读取： 备注" in html
    assert "党员名册 第 3 行" in html
    assert "姓名 没有填名称或姓名，请填写。" in html
    assert "可能是：1998-01 / 1998-10" in html
    assert "可能是：青石镇柳林村" in html
    assert "先导入没有问题的 1 行" in html
    assert "下载需要修改的 1 行" in html


def test_lines_left_out_are_told(officer: Client, tmp_path: Path) -> None:
    text = "党员名册\n姓名,公民身份号码,加入组织日期,组织身份,所在支部\n"
    text += f"示例：张三,{id_number(201)},1999-07-01,正式党员,柳林村\n"
    text += f"许小满,{id_number(202)},1999-07-01,正式党员,柳林村\n合计,1\n填表人：某某\n"
    answer = officer.post("/imports/", {"file": SimpleUploadedFile("a.csv", text.encode())})
    work_off()
    html = text_of(page(officer, answer.headers["Location"]))
    assert "略过 4 行" in html
    assert "填表人：某某 说明或签名" in html
    assert id_number(201) not in html


def test_a_heading_is_named_and_the_next_file_is_understood_by_itself(officer: Client, send: Send) -> None:
    headings = ["大名", *HEADINGS[1:]]
    rows = [{**person(number), "大名": "许小满"} for number in (201, 202)]
    address = send(rows[0], headings=headings)
    html = page(officer, address)
    assert "没有找到这些列：姓名" in html
    assert '<option value="sex" selected>性别</option>' in html
    assert "各行都没有问题" in decide(officer, address, part="columns", **{"column-0-0": "name"})
    assert "各行都没有问题" in page(officer, send(rows[1], headings=headings))


def test_a_register_with_a_column_of_posts_is_a_register_still(officer: Client, send: Send) -> None:
    html = text_of(page(officer, send({**person(201), "职务": "委员"}, headings=[*HEADINGS, "职务"])))
    assert "党员名册 ·" in html
    assert "有 1 列没有读取： 职务" in html


def test_what_a_column_may_mean_is_told_beside_it(officer: Client, send: Send) -> None:
    headings = [*HEADINGS[:-1], "本人常用联系电话"]
    html = page(officer, send(person(201), headings=headings))
    assert "可能是：联系电话" in html
    assert '<option value="" selected>— 不读取 —</option>' in html


def test_what_a_table_holds_can_be_said(officer: Client, send: Send) -> None:
    address = send(person(201), kind="units")
    assert "没有读懂" in page(officer, address)
    html = decide(officer, address, part="kind", kind="people")
    assert "各行都没有问题" in html
    assert 'value="people" selected>' in html


def test_a_decision_on_an_outdated_page_changes_nothing(officer: Client, send: Send) -> None:
    address = send(person(201, 姓名=""))
    old = officer.post(address, {"seen": "long ago", "part": "kind", "kind": "units"})
    assert old.status_code == 409
    assert "已有新的进展" in old.content.decode()
    assert officer.post(f"{address}accept/", {"seen": "long ago", "good_only": "1"}).status_code == 409


def chen(**changes: Any) -> dict[str, Any]:
    """A member of 柳林村 as the register has him."""
    return person(10, 姓名="陈志明", 民族="", 学历="", 加入组织日期="1995-07-01") | changes


def test_two_records_stand_side_by_side_and_one_is_chosen(officer: Client, send: Send) -> None:
    address = send(chen(联系电话="0356-1"), person(11, 姓名="褚红霞", 加入组织日期="1996-07-01", 学历="高中"))
    html = text_of(page(officer, address))
    assert "联系电话 0356-1 — 不一致" in html
    assert "以系统已有的为准，这一行不改动 以表格为准，更新系统" in html
    html = decide(officer, address, part="answers", differences="reject", **{"answer-0": "file"})
    assert "党员名册 第 2 行" not in html
    assert "党员名册 第 3 行" in html
    assert "党员名册 第 2 行" in decide(officer, address, part="anew")
    html = decide(officer, address, part="answers", differences="file")
    assert "导入 2 行" in html
    accept(officer, address)
    assert Person.objects.get(name="褚红霞").education == "高中"
    assert Person.objects.get(name="陈志明").phone == "0356-1"


def test_an_answer_that_was_not_offered_is_not_taken(officer: Client, send: Send) -> None:
    address = send(chen(组织身份="预备党员"))
    decide(officer, address, part="answers", **{"answer-0": "file", "answer-9": "file", "answer-x": "new"})
    assert Import.objects.get().choices["answers"] == []


def test_good_rows_are_imported_and_the_page_tells_of_both(
    officer: Client, send: Send, tmp_path: Path
) -> None:
    address = send(person(201), person(202, 姓名=""))
    html = text_of(accept(officer, address, good_only="1"))
    assert "退回了 1 行" in html
    assert re.search(r"许小满 党员 党员名册 · 2 新增 · 单位：柳林村", html)
    answer = officer.get(f"{address}returned/")
    assert "%E5%90%8D%E5%86%8C-%E5%BE%85%E4%BF%AE%E6%94%B9.xlsx" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    (sheet,) = downloaded(answer, tmp_path)
    assert sheet.rows[1].cells[len(HEADINGS)] == "姓名：没有填名称或姓名，请填写。"
    assert officer.post(f"{address}put-away/").status_code == 302
    assert officer.get(f"{address}returned/").status_code == 404
    assert "退回了" not in page(officer, address)


def test_reasons_come_back_in_the_readers_language(officer: Client, send: Send, tmp_path: Path) -> None:
    address = send(person(202, 姓名=""))
    officer.cookies["jiceng_language"] = "en"
    (sheet,) = downloaded(officer.get(f"{address}returned/"), tmp_path)
    assert sheet.rows[0].cells[len(HEADINGS)] == "错误原因"
    assert sheet.rows[1].cells[len(HEADINGS)] == "姓名: A name is missing. Enter it."
    html = text_of(page(officer, address))
    assert "A name is missing. Enter it." in html
    assert "Download 1 row to be mended" in html


def test_what_an_import_changed_is_read_before_and_after(officer: Client, send: Send) -> None:
    address = send(chen(联系电话="0356-1"))
    decide(officer, address, part="answers", differences="file")
    assert "联系电话：— → 0356-1" in text_of(accept(officer, address))


def test_an_import_is_undone_after_it_is_said_how_much(officer: Client, send: Send, county: County) -> None:
    address = send(person(201), person(202))
    accept(officer, address)
    asked = text_of(page(officer, f"{address}undo/"))
    assert "这次新增的 2 条记录会删除" in asked
    member = Membership.objects.get(person__id_number_masked__endswith=id_number(202)[-2:], starts_on=DAY)
    member.person.phone = "0356-2"
    member.person.save()
    assert officer.post(f"{address}undo/").status_code == 302
    work_off()
    html = text_of(page(officer, address))
    assert "已撤销" in html
    assert "保留了 1 条" in html
    assert "后来有人改过，所以保留" in html
    assert "已撤回" in html
    left = text_of(page(officer, f"{address}?left=1"))
    assert "已撤回" not in left
    assert "后来有人改过，所以保留" in left
    assert officer.get(f"{address}undo/").status_code == 200, "what was left can be tried again"


def test_a_record_in_use_is_left_with_its_reason(officer: Client, send: Send, county: County) -> None:
    address = send(person(201))
    accept(officer, address)
    minutes = Minutes("members_meeting", DAY, text="议事")
    record_gathering(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), body=None, minutes=minutes)
    officer.post(f"{address}undo/")
    work_off()
    assert "已有别的记录以它为据，所以保留" in page(officer, address)


def test_a_job_that_broke_off_says_so_and_is_begun_again(
    officer: Client, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("jiceng.apps.intake.tasks.import_source", None)
        address = send(person(201))
    assert "中断了" in page(officer, "/imports/")
    assert "没有保存任何内容" in page(officer, address)
    assert "各行都没有问题" in decide(officer, address, part="again")


def test_somebody_elses_import_is_looked_at_and_not_decided(county: County, send: Send) -> None:
    address = send(person(201), person(202, 姓名=""))
    officer = county.client("county")
    html = page(officer, address)
    assert "用户qingshi" in html
    assert "由提交人决定" in html
    assert "先导入没有问题的" not in html
    shown = re.sub(r"<(nav|footer|dialog)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert re.findall(r"<button[^>]*>([^<]*)", shown) == ["打印"]
    assert county.client("hewan").get(address).status_code == 404
    assert "名册.xlsx" not in page(county.client("hewan"), "/imports/")


def test_a_file_put_away_leaves_the_list(officer: Client, send: Send) -> None:
    address = send(person(201))
    assert officer.post(f"{address}put-away/").status_code == 302
    assert "名册.xlsx" not in page(officer, "/imports/")
    assert "没有写入任何内容，文件已在这里删除" in page(officer, address)


def test_sheets_with_the_same_headings_are_named_at_once(officer: Client, tmp_path: Path) -> None:
    headings = ["大名", "公民身份号码", "加入组织日期", "组织身份"]
    one, two = ([headings, ["许小满", id_number(n), "1999-07-01", "正式党员"]] for n in (201, 202))
    path = write_register(tmp_path / "x.xlsx", headings=[], others={"柳林村": one, "上窑村": two})
    answer = officer.post("/imports/", {"file": SimpleUploadedFile("x.xlsx", path.read_bytes())})
    work_off()
    address = answer.headers["Location"]
    html = page(officer, address)
    assert "柳林村 · 上窑村" in html
    assert html.count("column-0-0") == 1
    assert "column-1-0" not in html
    html = decide(officer, address, part="columns", **{"column-0-0": "name"})
    assert "导入 2 行" in html


def test_empty_forms_are_understood_and_hold_nothing(county: County, tmp_path: Path) -> None:
    officer = county.client("qingshi")
    for kind in ("people", "units", "posts", "gatherings"):
        answer = officer.get(f"/imports/template/{kind}/")
        assert answer.status_code == 200
        (sheet,) = downloaded(answer, tmp_path)
        assert vocabularies()[kind].title["zh"] == sheet.name
        sent = officer.post("/imports/", {"file": SimpleUploadedFile("空表.xlsx", answer.content)})
        work_off()
        html = page(officer, sent.headers["Location"])
        assert "没有数据" in html, kind
    assert county.client("shangyao").get("/imports/template/people/").status_code == 403
    assert officer.get("/imports/template/votes/").status_code == 404


def test_a_body_larger_than_a_file_is_told_so(officer: Client, client: Client) -> None:
    content = b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = officer.post("/imports/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 413
    assert "一次提交的内容过大" in answer.content.decode()
    small = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert officer.post("/sign-in/", {"file": SimpleUploadedFile("a.xlsx", small)}).status_code == 400
    assert client.post("/imports/", {"file": SimpleUploadedFile("a.xlsx", small)}).status_code == 400
    pasted = officer.post("/imports/", {"pasted": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert pasted.status_code == 413


def test_a_file_of_the_greatest_size_is_taken(officer: Client) -> None:
    room = settings.FILE_UPLOAD_MAX_MEMORY_SIZE - Limits().file_bytes
    assert room > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    content = io.BytesIO(b"x" * Limits().file_bytes)
    content.name = "a.csv"
    assert officer.post("/imports/", {"file": content}).status_code == 302


def test_every_record_and_field_an_import_writes_has_its_word(db: None) -> None:
    for record, kept in RECORDS.items():
        assert re.search("[一-鿿]", record_word(record)), record
        for field in {*kept.fields} - NOT_SHOWN:
            assert re.search("[一-鿿]", field_word(field)), (record, field)


def test_an_import_by_the_command_line_is_shown_like_the_others(county: County, tmp_path: Path) -> None:
    path = write_register(tmp_path / "名册.xlsx", person(201))
    report = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(kind="people"))
    html = text_of(page(county.client("county"), f"/imports/{report.import_id}/"))
    assert "已导入" in html
    assert "撤销这次导入" in html


def test_once_the_session_has_ended_the_page_that_asks_how_far_goes_to_the_sign_in(
    county: County, client: Client
) -> None:
    answer = client.get(reverse("imports"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"{reverse('sign_in')}?next={reverse('imports')}"
    assert not answer.content


def test_rows_pasted_into_a_register_show_what_their_columns_were_taken_for(
    county: County, officer: Client
) -> None:
    code = county.unit("柳林村").code
    form = page(officer, f"/imports/?kind=people&unit={code}")
    assert "行里没有写单位的，按青石镇柳林村读入" in form
    assert '<details id="paste" open>' in form
    rows = f"许小满\t{id_number(201)}\t1999-07-01\t正式党员\n"
    answer = officer.post("/imports/", {"pasted": rows, "kind": "people", "unit": code})
    work_off()
    html = page(officer, answer.headers["Location"])
    assert "粘贴的内容没有表头" in html
    assert '<details id="columns" open>' in html
    assert "会记住" not in html
    assert "青石镇柳林村" in html
    read = re.findall(r'<select name="column-0-[0-9]".*?<option value="([^"]*)" selected', html)
    assert read == ["name", "id_number", "joined_on", "standing"]
    assert "许小满" in accept(officer, answer.headers["Location"])


def test_nobody_pastes_into_a_unit_she_does_not_see(officer: Client, county: County) -> None:
    code = county.unit("南坡村").code
    assert officer.get(f"/imports/?kind=people&unit={code}").status_code == 404
    answer = officer.post("/imports/", {"pasted": "a\tb", "kind": "people", "unit": code})
    assert answer.status_code == 404
    assert not Import.objects.exists()
