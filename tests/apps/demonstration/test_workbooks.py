"""The office's workbooks: what they hold, who may have them, and that nothing in them is a formula."""

from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from python_calamine import CalamineWorkbook

from jiceng.apps.access.models import User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.coverage.models import Establishment, Roster
from jiceng.apps.coverage.selectors import Stock, stock
from jiceng.apps.demonstration.establishments import write_registry_workbook
from jiceng.apps.demonstration.services import write_workbooks
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from jiceng.apps.intake.undo import undo_import
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.models import Unit, UnitVersion, profile
from jiceng.apps.people.models import Membership, Person
from jiceng.engines.procedure import tally
from jiceng.kernel.errors import Invalid, Refused
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, DAY, SYSTEM

LEDGERS = [f"会议记录{year}.xlsx" for year in (2024, 2025, 2026)]
NAMES = ["组织机构.xlsx", "党员名册.xlsx", "班子成员.xlsx", *LEDGERS]
MEMBER_HEADINGS = [
    *("姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "职业"),
    *("加入组织日期", "组织身份", "所在支部", "支部代码", "转入日期", "联系电话", "流出日期"),
]
EXPORTER = SYSTEM.with_purpose("演示")


def rows_of(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _stock(county: UnitVersion) -> Stock:
    return stock(SYSTEM, county, DAY, "private_firm")


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
            isinstance(row[7], date) and str(row[3]).startswith("990525") and len(str(row[3])) == 18
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

    def test_the_registration_offices_list_is_read_with_its_faults_and_taken_back(self) -> None:
        self.folder.mkdir()
        path = write_registry_workbook(self.folder, DAY)
        assert path is not None
        told = {"list_of": "private_firm", "as_of": "2026-11-01", "from": "县市场监督管理局"}
        known, lists = Establishment.objects.count(), Roster.objects.count()
        found = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(told=told, accept_good=True))
        faults = Counter(each.code for each in found.rejected)
        assert (found.rows, found.written, sum(faults.values())) == (315, 307, 8)
        assert faults == {"credit_code_check": 3, "establishment_state_unreadable": 1, "twice_in_file": 4}
        assert found.unknown_columns == ()
        assert Establishment.objects.count() == known  # found again by their codes
        county = Unit.objects.get(code="990525").versions.get()
        figures = tally(profile().coverage.rates, (each.stand for each in _stock(county).items))
        assert figures["listed"] == 307
        assert 0 < figures["excluded"] < 100
        assert 0 < figures["idle"] < figures["organised"] < figures["work_rate"] < figures["counted"]
        undone = undo_import(actor=SYSTEM, at=AT, import_id=found.import_id or 0)
        assert (undone.taken_back, undone.left, Roster.objects.count()) == (308, (), lists)

    def test_what_looks_like_a_formula_stays_text(self) -> None:
        person = Membership.objects.filter(ends_on=None)[0].person
        Person.objects.filter(pk=person.pk).update(education='=HYPERLINK("x")', phone="http://example.org")
        members = rows_of(write_workbooks(actor=EXPORTER, at=AT, folder=self.folder)[1])
        assert ['=HYPERLINK("x")', "http://example.org"] in [[row[5], row[12]] for row in members]
