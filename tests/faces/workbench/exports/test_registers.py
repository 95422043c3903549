"""The usual registers: as an office prints them, of whom one may see, with a fixed number of queries."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.organisations.bodies import found_body, start_term
from jiceng.apps.organisations.services import UnitDraft, found_unit, revise_unit
from jiceng.apps.people import exports, services
from jiceng.apps.people.models import Person
from jiceng.apps.people.posts import leave_post, take_seat
from jiceng.engines.sheets import find_table, read_workbook
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number
from tests.faces.workbench.exports.files import PURPOSE, column, file_name, rows, table
from tests.office import converted

PAPERS = ("member_register", "leader_table", "vacancy_table", "gathering_ledger")
ABSENT = "吴玉兰"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def register(
    county: County, username: str, unit: str, name: str, query: str = "", **given: str
) -> HttpResponse:
    url = reverse("register", args=[county.unit(unit).code, name]) + query
    answer: HttpResponse = county.client(username).post(url, PURPOSE | given)
    return answer


def hold(county: County, unit: str, day: date) -> None:
    absent = {each.person_id: "leave" for each in county.members[unit] if each.person.name == ABSENT}
    minutes = Minutes(
        "members_meeting",
        day,
        text="议事",
        time=time(15),
        place="村委会",
        subject="换届",
        chair="赵大田",
        recorder="钱秀英",
        absent=absent,
    )
    record_gathering(actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=minutes)


def test_the_register_of_a_town_by_branch(county: County) -> None:
    services.start_absence(actor=SYSTEM, at=AT, membership=county.members["上窑村"][2], day=date(2026, 3, 1))
    found = rows(register(county, "qingshi", "青石镇", "member_register"))
    assert found[0][0] == "青石镇党员名册"
    assert (found[1][0], "填报日期：2026年11月22日" in found[1]) == ("填报单位（盖章）：青石镇", True)
    assert found[2] == [
        *("序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "职业", "加入组织日期"),
        *("组织身份", "所在支部", "联系电话", "备注"),
    ]
    assert [row[0] for row in found[3:]][:2] == ["上窑村", 1]
    first, third = found[4], found[6]
    assert first[1:3] == ["赵大田", "女" if first[2] == "女" else "男"]
    assert first[4] == f"{id_number(1)[:3]}*************{id_number(1)[-2:]}"
    assert first[5] == date(1970, 1, 1)
    assert first[8:11] == [date(1995, 7, 1), "正式党员", "上窑村"]
    assert third[12] == "外出流动"
    assert found[13][0] == "柳林村"
    assert found[14][:2] == [10, "陈志明"]
    assert found[18][0] == "合计：党员 13 名，其中正式党员 12 名、预备党员 1 名；外出流动 1 名。"
    assert found[19][0].startswith("审核人：")
    assert found[20][0].startswith("注：用户qingshi于")
    assert len(found) == 21


def test_the_register_of_one_branch_has_no_groups(county: County) -> None:
    answer = register(county, "shangyao", "上窑村", "member_register")
    assert [row[0] for row in table(answer, "序号")[1:10]] == list(range(1, 10))
    assert file_name(answer) == "上窑村党员名册 2026-11-22.xlsx"


def test_whole_numbers_only_by_right_when_ticked_and_each_is_logged(county: County) -> None:
    masked = column(register(county, "county", "上窑村", "member_register"), "序号", "公民身份号码")
    assert all("*" in number for number in masked[:9])
    assert not Reading.objects.exists()
    whole = column(
        register(county, "county", "上窑村", "member_register", numbers="on"), "序号", "公民身份号码"
    )
    assert whole[:2] == [id_number(1), id_number(2)]
    assert Reading.objects.filter(part="id_number", purpose="换届，县发〔2026〕8号").count() == 9
    entry = AuditEntry.objects.filter(type="table.exported").latest("pk")
    assert '"numbers":9' in (entry.content or "")
    town = column(
        register(county, "qingshi", "上窑村", "member_register", numbers="on"), "序号", "公民身份号码"
    )
    assert all("*" in number for number in town[:9])
    page = county.client("qingshi").get(reverse("register", args=["990525100200", "member_register"]))
    assert 'name="numbers"' not in page.content.decode()


def test_too_many_whole_numbers_are_said_at_the_box(county: County) -> None:
    with patch.object(exports, "MOST_NUMBERS", 3):
        answer = register(county, "county", "青禾县", "member_register", numbers="on")
    assert answer.status_code == 422
    assert "一次最多导出这么多" in answer.content.decode()


def test_the_table_of_leaders(county: County) -> None:
    leave_post(
        actor=SYSTEM,
        at=AT,
        holding=county.unit("柳林村").posts.get(kind="secretary").holdings.get(),
        day=date(2026, 9, 1),
    )
    found = table(register(county, "qingshi", "青石镇", "leader_table"), "序号")
    assert found[0][:4] == ["序号", "单位名称", "职务", "姓名"]
    told = [(row[1], row[2], row[3], row[10]) for row in found if isinstance(row[0], float)]
    assert told == [
        ("青石镇", "书记", "", "未登记任职人员"),
        ("上窑村", "书记", "赵大田", ""),
        ("上窑村", "支部委员会成员", "钱秀英", ""),
        ("上窑村", "支部委员会成员", "孙建国", ""),
        ("柳林村", "书记", "", "空缺，自2026年9月1日"),
    ]
    secretary = next(row for row in found if row[3] == "赵大田")
    assert secretary[7:10] == [date(2022, 3, 1), date(2022, 3, 1), date(2027, 3, 1)]
    assert found[-2][0] == "合计：单位 3 个，职务 3 个，其中无人任职 2 个。"


def test_the_table_of_vacancies_needs_no_purpose(county: County) -> None:
    url = reverse("register", args=["990525100", "vacancy_table"])
    answer = county.client("auditor").post(url)
    assert table(answer, "序号")[1][1:4] == ["上窑村", "一年内届满", "支部委员会"]
    assert rows(answer)[0][0] == "青石镇岗位空缺和任期届满情况表"
    assert "上窑村" not in str(
        rows(county.client("hewan").post(reverse("register", args=["990525101", "vacancy_table"])))
    )


def test_the_ledger_of_a_year(county: County) -> None:
    hold(county, "上窑村", date(2026, 10, 9))
    hold(county, "柳林村", date(2026, 2, 9))
    hold(county, "上窑村", date(2025, 12, 9))
    answer = register(county, "qingshi", "青石镇", "gathering_ledger")
    assert rows(answer)[0][0] == "青石镇会议台账（2026年）"
    found = table(answer, "序号")
    assert [row[0] for row in found[1:]][:4] == ["上窑村", 1, "柳林村", 2]
    assert found[2] == [
        *(1, date(2026, 10, 9), time(15), "上窑村", "党员大会", "", "换届", "村委会"),
        *("赵大田", "钱秀英", 8, 7, "", ""),
    ]
    assert found[5][0] == "合计：2026年共 2 次，其中党员大会 2。"
    before = register(county, "qingshi", "青石镇", "gathering_ledger", "?year=2025")
    assert column(before, "序号", "日期")[1] == date(2025, 12, 9)
    assert file_name(before) == "青石镇会议台账（2025年） 2026-11-22.xlsx"
    assert register(county, "qingshi", "青石镇", "gathering_ledger", "?year=1999").status_code == 404


def test_nobody_absent_is_named_anywhere(county: County) -> None:
    """Attendance by name is the branch's own (safety rule 2): it leaves in no table, not even hers."""
    hold(county, "上窑村", date(2026, 10, 9))
    answers = [register(county, "shangyao", "上窑村", "gathering_ledger")]
    url = reverse("gatherings", args=["990525100200"]) + "?export=gatherings"
    answers.append(county.client("shangyao").get(url))
    assert all(ABSENT not in str(rows(answer)) for answer in answers)


def test_registers_are_offered_to_those_who_may_have_them(county: County) -> None:
    url = reverse("registers", args=["990525100200"])
    for username, there in (
        ("shangyao", set(PAPERS)),
        ("county", set(PAPERS)),
        ("auditor", {"vacancy_table"}),
    ):
        html = county.client(username).get(url).content.decode()
        assert {name for name in PAPERS if f"/registers/{name}/" in html} == there
    assert county.client("liulin").get(url).status_code == 404
    for name in PAPERS:
        status = register(county, "auditor", "上窑村", name).status_code
        assert status == (200 if name == "vacancy_table" else 403), name
        assert register(county, "liulin", "上窑村", name).status_code == 404
    assert register(county, "county", "上窑村", "no_register").status_code == 404


def test_registers_are_reached_from_unit_and_board(county: County) -> None:
    for name in ("unit", "board"):
        html = county.client("qingshi").get(reverse(name, args=["990525100"])).content.decode()
        assert reverse("registers", args=["990525100"]) in html


def test_headings_are_english_in_english(county: County) -> None:
    client = county.client("shangyao")
    client.post(reverse("set_language"), {"language": "en"})
    answer = client.post(reverse("register", args=["990525100200", "member_register"]), PURPOSE)
    found = rows(answer)
    assert found[0][0] == "上窑村: Register of members, for print"
    assert found[2][:5] == ["No.", "Name", "Sex", "Ethnicity", "ID number"]


@pytest.mark.parametrize("name", PAPERS)
def test_queries_do_not_grow_with_the_county(county: County, name: str) -> None:
    client, url = county.client("county"), reverse("register", args=["990525", name])

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.post(url, PURPOSE).status_code == 200
        return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in caught)

    asked()
    before = asked()
    for number in range(4):
        draft = UnitDraft(f"990525100-{number}", f"新村{number}", "village", "branch")
        unit = found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
        draft_of = services.PersonDraft(f"新人{number}", id_number(100 + number))
        member = services.register_person(
            actor=SYSTEM, at=AT, unit=unit, draft=draft_of, standing="full", joined_on=FOUNDED, day=FOUNDED
        )
        body = found_body(actor=SYSTEM, at=AT, unit=unit, kind="branch_committee", name="支委会", day=FOUNDED)
        start_term(actor=SYSTEM, at=AT, body=body, day=FOUNDED, due_on=date(2026, 11, 1))
        take_seat(actor=SYSTEM, at=AT, body=body, person=member.person, day=FOUNDED)
        minutes = Minutes("members_meeting", date(2026, 11, 3), text="议事")
        record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    assert asked() == before <= 15


def test_libreoffice_finds_no_formula_in_what_people_wrote(county: County, tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://example.org","x")'
    person = county.members["上窑村"][0].person
    Person.objects.filter(pk=person.pk).update(
        name="=1+1", education="+cmd", phone="@SUM(A1)", ethnicity="-1"
    )
    revise_unit(
        actor=SYSTEM, at=AT, unit=county.unit("上窑村"), day=DAY, name=hostile, kind="village", form="branch"
    )
    hold(county, "上窑村", date(2026, 10, 9))
    answers = {name: register(county, "county", "青禾县", name) for name in PAPERS}
    answers["below"] = county.client("county").get(reverse("unit", args=["990525100"]) + "?export=below")
    answers["board"] = county.client("county").get(reverse("board", args=["990525100"]) + "?export=board")
    paths = []
    for name, answer in answers.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(answer.content)
        paths.append(path)
    for path in converted(paths, "fods"):
        root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
        assert not [cell for cell in root.iter() if any(key.endswith("}formula") for key in cell.attrib)]
        assert not [node for node in root.iter() if node.tag.endswith("}a")]
        texts = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("text:1.0}p")}
        assert hostile in texts, path
        if path.stem == "member_register":
            assert {"=1+1", "+cmd", "@SUM(A1)", "-1"} <= texts


def test_a_register_prints_across_with_its_header_on_every_page(county: County) -> None:
    answer = register(county, "qingshi", "青石镇", "member_register")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        book = package.read("xl/workbook.xml").decode()
    assert re.search(r'<pageSetup paperSize="9"[^>]* orientation="landscape"/>', sheet)
    assert ">党员名册!$3:$3</definedName>" in book
    assert 'ySplit="3"' in sheet


@pytest.mark.parametrize(
    ("name", "kind", "count"), [("member_register", "people", 13), ("leader_table", "posts", 5)]
)
def test_a_register_is_understood_when_it_comes_back(
    county: County, tmp_path: Path, name: str, kind: str, count: int
) -> None:
    """What is mended in the file can be imported: rows are rows, all around them is left out."""
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(register(county, "qingshi", "青石镇", name).content)
    (sheet,) = read_workbook(path)
    found = find_table(sheet, vocabularies()[kind].headings)
    assert found is not None
    assert len(found.rows) == count
    assert {"上窑村", "柳林村"} <= {row.group for row in found.rows}
    assert {str(left.why) for left in found.left_out} == {"title", "group", "note"}
    assert [heading.text for heading in found.headings if heading.column is None] == ["备注"]
