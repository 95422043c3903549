"""The office's workbooks: what they hold, who may have them, and that nothing in them is a formula."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from python_calamine import CalamineWorkbook

from jiceng.apps.access.models import User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.demonstration.services import write_workbooks
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import Membership, Person
from jiceng.kernel.errors import Invalid, Refused
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, DAY, SYSTEM

LEDGERS = [f"会议记录{year}.xlsx" for year in (2024, 2025, 2026)]
NAMES = ["组织机构.xlsx", "党员名册.xlsx", "班子成员.xlsx", *LEDGERS]
MEMBER_HEADINGS = [
    *("姓名", "性别", "民族", "公民身份号码", "出生日期", "学历"),
    *("加入组织日期", "组织身份", "所在支部", "支部代码", "转入日期", "联系电话", "流出日期"),
]
EXPORTER = SYSTEM.with_purpose("演示")


def rows_of(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


class TestWorkbooks(SmallCounty):
    """Written to a folder that each test throws away."""

    def setUp(self) -> None:
        """A folder that is not there yet."""
        self.folder = Path(self.enterContext(TemporaryDirectory(prefix="jiceng-books-"))) / "out"

    def test_the_county_as_workbooks(self) -> None:
        written = write_workbooks(actor=EXPORTER, at=AT, folder=self.folder)
        assert [path.name for path in written] == NAMES
        units, members, leaders, *ledgers = map(rows_of, written)
        assert members[0] == MEMBER_HEADINGS
        current = Membership.objects.filter(ends_on=None).count()
        assert len(members) - 1 == current == units[-1][11]
        assert all(
            isinstance(row[6], date) and str(row[3]).startswith("990525") and len(str(row[3])) == 18
            for row in members[1:]
        )
        assert units[1][1] == "990525"
        assert any(row[10] and not row[4] for row in leaders[1:])
        for year, ledger in enumerate(ledgers, start=2024):
            assert {row[0].year for row in ledger[1:]} == {year}
        held = [row for ledger in ledgers for row in ledger[1:]]
        assert min(row[0] for row in held) == date(2024, 12, 1)
        assert {(row[0] > DAY, row[-1]) for row in held} == {(False, "已召开"), (True, "已通知")}
        entry = AuditEntry.objects.get(type="demonstration.workbooks_written")
        assert entry.content is not None
        assert "演示" in entry.content

    def test_a_secretary_gets_her_branch_with_masked_numbers(self) -> None:
        actor = actor_for(User.objects.get(username="secretary"), DAY).with_purpose("核对名册")
        written = write_workbooks(actor=actor, at=AT, folder=self.folder)
        units, members, _, *ledgers = map(rows_of, written)
        assert len(units) == 3
        assert 20 < len(members) < 60
        assert all("*" in str(row[3]) for row in members[1:])
        assert len({row[2] for ledger in ledgers for row in ledger[1:]}) == 1

    def test_an_auditor_exports_nothing_and_nobody_without_a_purpose(self) -> None:
        auditor = actor_for(User.objects.get(username="auditor"), DAY).with_purpose("看看")
        with pytest.raises(Refused):
            write_workbooks(actor=auditor, at=AT, folder=self.folder)
        with pytest.raises(Invalid, match="purpose_missing"):
            write_workbooks(actor=SYSTEM, at=AT, folder=self.folder)
        assert not (self.folder).exists()

    def test_what_looks_like_a_formula_stays_text(self) -> None:
        person = Membership.objects.filter(ends_on=None)[0].person
        Person.objects.filter(pk=person.pk).update(education='=HYPERLINK("x")', phone="http://example.org")
        members = rows_of(write_workbooks(actor=EXPORTER, at=AT, folder=self.folder)[1])
        assert ['=HYPERLINK("x")', "http://example.org"] in [[row[5], row[11]] for row in members]
