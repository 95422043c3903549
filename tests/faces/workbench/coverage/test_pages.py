"""Coverage on the pages: a list is taken in, figures open theirs, what covers one is said and ended."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiceng.apps.coverage.models import Link, Overruling, Roster
from jiceng.apps.intake.models import Import
from jiceng.apps.jobs.worker import Worker
from jiceng.engines.sheets import read_workbook
from tests.apps.coverage.firms import Firms, firms
from tests.apps.coverage.lists import row, take_in, workbook
from tests.county import AT, DAY, County

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.fixture
def made(county: County, tmp_path: Path) -> Firms:
    """The firms of the small county."""
    return firms(county, tmp_path)


def page(client: Client, url: str) -> str:
    """The text of a page."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def board(client: Client, code: str = "990525") -> str:
    """The board of a unit."""
    return page(client, reverse("coverage", args=[code]))


def work_off() -> None:
    Worker(settings.DATA).run_once()


def test_whose_list_it_is_is_asked_once_with_what_the_file_shows(county: County, tmp_path: Path) -> None:
    client = county.client("county")
    content = workbook(tmp_path, [row(1), row(2, 统一社会信用代码="91")]).read_bytes()
    file = SimpleUploadedFile("企业名单（截至2026年9月30日）.xlsx", content)
    address = client.post("/imports/", {"file": file, "kind": ""}).headers["Location"]
    work_off()
    html = client.get(address).content.decode()
    assert 'value="2026-09-30"' in html
    assert re.search(r'value="private_firm"[^>]* checked', html)
    assert "导入无误的" not in html  # nothing is written before it is known whose list it is
    seen = Import.objects.get().job
    told = {"part": "told", "seen": seen, "list_of": "private_firm", "as_of": "2026-11-23", "source": ""}
    answer = client.post(address, told)
    assert answer.status_code == 422
    assert "日期在今天以后" in answer.content.decode()
    assert client.post(f"{address}accept/", {"seen": seen, "good_only": "1"}).status_code == 409
    told |= {"as_of": "2026-09-30", "source": "县市场监管局"}
    assert client.post(address, told).status_code == 302
    work_off()
    client.post(f"{address}accept/", {"seen": Import.objects.get().job, "good_only": "1"})
    work_off()
    text = page(client, address)
    assert "青石第1铸造有限公司" in text
    assert Roster.objects.get().source == "县市场监管局"
    assert "名单：县市场监管局，截至2026年9月30日" in board(client)


def test_before_any_list_the_board_says_what_to_do(county: County) -> None:
    assert "把登记机关的表格原样导入即可" in board(county.client("county"))
    assert "导入表格" not in page(county.client("auditor"), reverse("coverage", args=["990525"]))


def test_every_figure_of_the_board_opens_a_list_as_long(made: Firms) -> None:
    client = made.county.client("county")
    client.post(reverse("cover_known", args=["990525"]))
    html = client.get(reverse("coverage", args=["990525"])).content.decode()
    cells = re.findall(r'<a class="cell" href="([^"]+)"><span class="sr">[^<]*</span>(\d+)</a>', html)
    assert len(cells) >= 3 * 8
    for url, figure in cells:
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'<th scope="row"><a href="/establishments/', listed)) == int(figure), url


def test_marks_count_what_was_searched_for(made: Firms) -> None:
    url = reverse("coverage_list", args=["990525"]) + "?show=listed&q=庚公司"
    html = made.county.client("county").get(url).content.decode()
    assert {int(figure) for figure in re.findall(r'class="chip"[^>]*>\D+(\d+)<', html)} == {0, 1}


def test_the_board_as_a_sheet_has_the_total_last(made: Firms, tmp_path: Path) -> None:
    client = made.county.client("county")
    answer = client.get(reverse("coverage", args=["990525"]) + "?export=coverage")
    path = tmp_path / "board.xlsx"
    path.write_bytes(answer.content)
    cells = [[cell for cell in row.cells if cell is not None] for row in read_workbook(path)[0].rows]
    assert next(row for row in cells if row[0] == "合计")[1:4] == [8, 2, 6]


def test_the_list_as_a_sheet_is_what_is_shown(made: Firms, tmp_path: Path) -> None:
    url = reverse("coverage_list", args=["990525"]) + "?show=excluded&export=establishments"
    path = tmp_path / "list.xlsx"
    path.write_bytes(made.county.client("auditor").get(url).content)
    text = str([row.cells for row in read_workbook(path)[0].rows])
    assert "没有从业人员（空壳）" in text
    assert "庚公司" in text
    assert "甲公司" not in text


def test_the_excluded_stand_with_their_rule_and_one_may_be_counted_nevertheless(made: Firms) -> None:
    client, shell = made.county.client("county"), made.known["戊公司"]
    listed = reverse("coverage_list", args=["990525"]) + "?show=excluded"
    assert "没有从业人员（空壳）" in page(client, listed)
    own = reverse("establishment", args=[shell.pk])
    assert "剔除空壳单位" in page(client, own)
    url = reverse("overrule_exclusion", args=[shell.pk])
    assert client.post(url, {"reason": "", "day": "2026-11-20"}).status_code == 422
    assert client.post(url, {"reason": "走访有12人", "day": "2026-11-20"}).headers["Location"] == own
    assert "规则应剔除，但仍予计入" in page(client, own)
    assert "走访有12人" in page(client, reverse("coverage_list", args=["990525"]) + "?show=counted")
    client.post(reverse("end_overruling", args=[Overruling.objects.get().pk]), {"day": "2026-11-22"})
    assert "戊公司" in page(client, listed)


def test_only_what_is_missing_is_asked(made: Firms) -> None:
    client, url = (
        made.county.client("qingshi"),
        reverse("cover_establishment", args=[made.known["甲公司"].pk]),
    )
    fields = {
        how: set(re.findall(r'name="(unit|name|day)"', client.get(f"{url}?how={how}").content.decode()))
        for how in ("sole", "instructor", "union")
    }
    assert fields == {"sole": {"unit", "day"}, "instructor": {"name", "day"}, "union": {"day"}}
    assert 'value="F01"' in client.get(f"{url}?how=sole").content.decode()  # the unit of its name
    assert client.get(f"{url}?how=other").status_code == 404


def test_what_covers_one_is_said_and_ended(made: Firms) -> None:
    client, firm = made.county.client("qingshi"), made.known["丁公司"]
    url = reverse("cover_establishment", args=[firm.pk]) + "?how=instructor"
    own = reverse("establishment", args=[firm.pk])
    assert client.post(url, {"name": "李明", "day": "2026-11-01"}).headers["Location"] == own
    assert "党建指导员 结束 党建指导员 李明 · 11月1日至今" in page(client, own)
    client.post(reverse("end_cover", args=[Link.objects.get().pk]), {"day": "2026-11-22"})
    assert "李明 · 11月1日至21日" in page(client, own)
    assert Link.objects.get().ends_on == DAY


def test_an_organisation_out_of_sight_is_not_named(made: Firms) -> None:
    firm, unit = made.known["辛公司"], made.units["青石镇联合支部"]
    Link.objects.create(
        establishment=firm, how="joint", unit=unit, starts_on=date(2026, 1, 1), entered_by="t"
    )
    urls = [reverse("establishment", args=[firm.pk]), reverse("coverage_list", args=["990525101"])]
    for url in urls:
        assert "青石镇联合支部" not in page(made.county.client("hewan"), url)
        assert "不在您的职责范围内" in page(made.county.client("hewan"), url)
        assert "青石镇联合支部" in page(made.county.client("county"), url)


def test_several_proposed_of_one_place_and_industry_are_numbered(county: County, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(number, 党员人数=2) for number in range(1, 5)]))
    shown = page(county.client("qingshi"), reverse("joint_organisations", args=["990525100"]))
    assert "青石镇制造业第1联合党支部" in shown
    assert "青石镇制造业第2联合党支部" in shown


def test_from_a_suggestion_to_its_organisation(made: Firms) -> None:
    client = made.county.client("qingshi")
    client.post(reverse("cover_known", args=["990525100"]))
    html = client.get(reverse("joint_organisations", args=["990525100"])).content.decode()
    found, together, decide = (
        re.search(rf'href="([^"]*/{part}/[^"]*)"', html) for part in ("found", "together", "decisions/new")
    )
    assert found
    assert together
    assert decide
    form = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert 'value="青石镇制造业联合党支部"' in form
    assert re.search(r'value="joint_branch" selected', form)
    proposal = client.get(decide[1].replace("&amp;", "&")).content.decode()
    assert "设立青石镇制造业联合党支部" in proposal
    sent = {"unit": "F02", "day": "2026-11-20"}
    assert client.post(together[1].replace("&amp;", "&"), sent).status_code == 302
    covered = Link.objects.filter(how="joint", unit=made.units["青石镇联合支部"])
    assert set(covered.values_list("establishment__name", flat=True)) == {
        "乙公司",
        "丙公司",
        "丁公司",
        "己公司",
    }


def test_a_firm_of_another_town_cannot_be_slipped_in(made: Firms) -> None:
    url = reverse("cover_together", args=[made.known["丁公司"].pk]) + f"?with={made.known['辛公司'].pk}"
    assert made.county.client("qingshi").post(url, {"unit": "F02", "day": "2026-11-20"}).status_code == 404
    assert not Link.objects.exists()
