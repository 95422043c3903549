"""An officer imports the table she has: a heading named, bad rows taken away, mended and sent in again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import xlsxwriter
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.jobs.worker import Worker
from jiceng.apps.people.models import Membership
from jiceng.engines.sheets import read_workbook
from tests.apps.intake.workbooks import HEADINGS, person, write_register
from tests.browsing import SIZES, check_page, signed_in
from tests.county import AT, County, id_number

pytestmark = pytest.mark.browser
OWN_WORDS = ["大名", *HEADINGS[1:]]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def register(path: Path, *rows: dict[str, Any]) -> Path:
    """A register whose column of names has a heading nobody else uses."""
    return write_register(path, *({**row, "大名": row["姓名"]} for row in rows), headings=OWN_WORDS)


def send(page: Page, file: Path) -> None:
    """Send a file in and wait until it is checked."""
    page.get_by_label("表格文件").set_input_files(file)
    page.get_by_role("button", name="提交并检查").click()
    done(page)


def done(page: Page) -> None:
    """Let the work be done while the page waits, as it does by itself."""
    expect(page.get_by_role("progressbar")).to_be_visible()
    Worker(settings.DATA).run_once()
    expect(page.get_by_role("progressbar")).to_have_count(0)


def mended(file: Path, target: Path, **changes: str) -> Path:
    """The workbook that came back, with cells of its one row changed by their heading."""
    (sheet,) = read_workbook(file)
    heading, row = (list(each.cells) for each in sheet.rows)
    for name, value in changes.items():
        row[heading.index(name)] = value
    with xlsxwriter.Workbook(str(target), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet.name)
        page.write_row(0, 0, heading)
        for column, cell in enumerate(row):
            page.write(1, column, "" if cell is None else cell)
    return target


def test_a_table_is_understood_mended_and_imported(
    page: Page, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    bad = person(202, 姓名="何雨", 公民身份号码=id_number(202)[:-1], 加入组织日期=1998.1)
    file = register(tmp_path / "柳林村.xlsx", person(201), bad)
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/imports/")
    send(page, file)
    expect(page.get_by_role("alert")).to_contain_text("没有找到这些列：姓名")
    page.get_by_label("“大名”读作").select_option(label="姓名")
    page.get_by_role("button", name="按这样读，重新检查").click()
    done(page)
    expect(page.get_by_role("heading", name="党员名册 第 3 行")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载需要修改的 1 行").click()
    assert waiting.value.suggested_filename == "柳林村-待修改.xlsx"
    waiting.value.save_as(tmp_path / "back.xlsx")
    page.get_by_role("button", name="先导入没有问题的 1 行").click()
    done(page)
    expect(page.get_by_text("退回了 1 行")).to_be_visible()
    assert Membership.objects.filter(person__name="许小满").count() == 1
    changes = {"公民身份号码": id_number(202), "加入组织日期": "1998-10"}
    page.goto(live_server.url + "/imports/")
    send(page, mended(tmp_path / "back.xlsx", tmp_path / "改好.xlsx", **changes))
    expect(page.get_by_text("有 1 个日期只写了年月")).to_be_visible()
    page.get_by_role("button", name="导入 1 行").click()
    done(page)
    assert str(Membership.objects.get(person__name="何雨").joined_on) == "1998-10-01"
    page.goto(live_server.url + "/imports/")
    send(page, register(tmp_path / "又一份.xlsx", person(203, 姓名="周全")))
    expect(page.get_by_text("各行都没有问题")).to_be_visible()


def test_an_import_is_found_again_and_undone(
    page: Page, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/imports/")
    page.get_by_label("表格文件").set_input_files(write_register(tmp_path / "名册.xlsx", person(201)))
    page.get_by_role("button", name="提交并检查").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.goto(live_server.url + "/home/")
    Worker(settings.DATA).run_once()
    page.get_by_role("link", name="更多").click()
    page.get_by_role("link", name="导入表格").click()
    page.get_by_role("link", name="名册.xlsx 等您确认").click()
    page.get_by_role("button", name="导入 1 行").click()
    done(page)
    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="撤销这次导入").click()
    done(page)
    expect(page.get_by_text("已全部撤回")).to_be_visible()
    assert not Membership.objects.filter(person__name="许小满").exists()


def test_rows_are_pasted_and_decided_without_scripts(
    browser: Browser, live_server: LiveServer, county: County
) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/imports/?kind=people")
    page.get_by_text("或者从 Excel、WPS 粘贴").click()
    text = "姓名\t公民身份号码\t加入组织日期\t组织身份\t所在支部\t联系电话\n"
    text += f"陈志明\t{id_number(10)}\t1995-07-01\t正式党员\t柳林村\t0356-1\n"
    page.get_by_label("粘贴的内容").fill(text)
    page.get_by_role("button", name="提交并检查").click()
    Worker(settings.DATA).run_once()
    page.reload()
    page.get_by_label("以表格为准，更新系统").check()
    page.get_by_role("button", name="按这些选择重新检查").click()
    Worker(settings.DATA).run_once()
    page.reload()
    page.get_by_role("button", name="导入 1 行").click()
    Worker(settings.DATA).run_once()
    page.reload()
    expect(page.get_by_role("row").filter(has_text="陈志明")).to_contain_text("联系电话：— → 0356-1")
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_an_import_has_a_fault_or_runs_over(
    page: Page, live_server: LiveServer, county: County, tmp_path: Path, size: str
) -> None:
    width, height = SIZES[size]
    signed_in(page, live_server, county, "qingshi").set_viewport_size({"width": width, "height": height})
    check_page(page, live_server.url + "/imports/", width)
    chen = person(10, 姓名="陈志明", 加入组织日期="1995-07-01")
    headings = [*HEADINGS, "备注"]
    faulty = write_register(
        tmp_path / "名册.xlsx", chen, person(202, 姓名=""), person(203), headings=headings
    )
    for file in (faulty, register(tmp_path / "大名.xlsx", person(201))):
        page.goto(live_server.url + "/imports/")
        send(page, file)
        check_page(page, page.url, width)
    page.goto(live_server.url + "/imports/")
    check_page(page, live_server.url + "/imports/", width)
