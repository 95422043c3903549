"""The board and its lists: figures of the units below, by the newest list, within what one may see."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.coverage import selectors
from jiceng.apps.coverage.services import Cover, cover
from jiceng.kernel.errors import NotFound
from tests.apps.coverage.firms import KIND, Firms, firms
from tests.apps.coverage.lists import TOLD, row, take_in, workbook
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(county: County, tmp_path: Path) -> Firms:
    """The firms of the small county."""
    return firms(county, tmp_path)


def test_the_board_adds_up_in_official_order(made: Firms) -> None:
    cover(
        actor=SYSTEM,
        at=AT,
        establishment=made.known["甲公司"],
        draft=Cover("sole", DAY, made.units["甲公司"]),
    )
    top = made.county.version("青禾县")
    rows, total = selectors.board(SYSTEM, top, DAY, made.stock())
    assert [each.version.name for each in rows if each.version] == ["青石镇", "河湾镇"]
    assert [(each.figures["listed"], each.figures["counted"], each.figures["sole"]) for each in rows] == [
        (6, 5, 1),
        (2, 1, 0),
    ]
    assert total.figures == rows[0].figures + rows[1].figures
    assert total.figures["eligible"] == total.figures["formation_rate"] == 1


def test_those_of_no_town_stand_in_the_countys_own_row(made: Firms, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(9, 企业名称="壬公司", 乡镇=None)], "补"))
    top = made.county.version("青禾县")
    rows, total = selectors.board(SYSTEM, top, DAY, made.stock())
    assert [each.version.name for each in rows if each.version] == ["青石镇", "河湾镇", "青禾县"]
    own = selectors.at_itself(SYSTEM, top, DAY, made.stock())
    assert [each.entry.name for each in own.items] == ["壬公司"]
    assert total.figures["listed"] == 9


def test_the_newest_list_of_a_day_is_the_base(made: Firms, tmp_path: Path) -> None:
    take_in(workbook(tmp_path, [row(1, 企业名称="甲公司")], "新"), told=TOLD | {"as_of": "2026-11-22"})
    assert made.shown("listed") == ["甲公司"]
    before = selectors.stock(SYSTEM, made.county.version("青禾县"), date(2026, 11, 21), KIND)
    assert len(before.items) == 8
    earlier = selectors.stock(SYSTEM, made.county.version("青禾县"), date(2026, 9, 29), KIND)
    assert (earlier.roster, earlier.items) == (None, ())


def test_a_town_sees_its_own(made: Firms) -> None:
    county = made.county
    assert len(made.stock("青石镇", county.actor("qingshi")).items) == 6
    with pytest.raises(NotFound):
        made.stock("河湾镇", county.actor("qingshi"))
    with pytest.raises(NotFound, match="establishment_not_found"):
        selectors.file(county.actor("qingshi"), made.known["庚公司"].pk, DAY)
    assert selectors.file(county.actor("hewan"), made.known["庚公司"].pk, DAY).item is not None


def test_a_list_is_searched_by_name_and_code(made: Firms) -> None:
    found = made.stock()
    assert [each.entry.name for each in found.of("listed", "丁")] == ["丁公司"]
    code = made.known["丁公司"].code
    assert [each.entry.name for each in found.of("listed", code[-8:].lower())] == ["丁公司"]
    assert found.of("excluded", "丁") == []


def test_small_ones_of_a_town_may_found_one_together(made: Firms) -> None:
    (proposal,) = selectors.joint_proposals(SYSTEM, DAY, made.stock())
    assert proposal.place.name == "青石镇"
    assert [each.entry.name for each in proposal.items][:2] == ["丙公司", "丁公司"]
    assert proposal.suggestion.members >= 3
    cover(
        actor=SYSTEM,
        at=AT,
        establishment=made.known["丁公司"],
        draft=Cover("joint", DAY, made.units["青石镇联合支部"]),
    )
    names = [
        each.entry.name for one in selectors.joint_proposals(SYSTEM, DAY, made.stock()) for each in one.items
    ]
    assert "丁公司" not in names


def test_a_file_keeps_what_every_list_said(made: Firms, tmp_path: Path) -> None:
    take_in(
        workbook(tmp_path, [row(1, 企业名称="甲集团", 从业人数=20)], "新"),
        told=TOLD | {"as_of": "2026-11-01"},
    )
    file = selectors.file(SYSTEM, made.known["甲公司"].pk, DAY)
    assert [(each.name, each.employees) for each in file.about.entries] == [("甲集团", 20), ("甲公司", 10)]
    gone = selectors.file(SYSTEM, made.known["乙公司"].pk, DAY)
    assert gone.item is None


def test_as_many_queries_for_few_as_for_many(made: Firms, tmp_path: Path) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            found = made.stock()
            selectors.board(SYSTEM, made.county.version("青禾县"), DAY, found)
        return len(caught)

    few = asked()
    take_in(workbook(tmp_path, [row(number) for number in range(20, 80)], "补"))
    assert asked() == few <= 12
