"""A real office's first hour: the register, its people from a workbook, what is due now, a meeting, done."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.organisations.models import Unit
from jiceng.kernel.actors import system_actor
from jiceng.kernel.periods import Cadence, Period
from tests.county import id_number
from tests.faces.cli.conftest import Command

VILLAGE = "140525100200"
HEADINGS = ("姓名", "公民身份号码", "加入组织日期", "组织身份", "支部代码")


def workbook(path: Path) -> Path:
    """A member register of one village."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("党员名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, 6):
            sheet.write_row(row, 0, ["张某", id_number(row)])
            sheet.write_datetime(row, 2, datetime(1995, 7, 1), day)  # a cell has no time zone
            sheet.write_row(row, 3, ["正式党员", VILLAGE])
    return path


@pytest.mark.django_db(transaction=True, databases=["default", "published", "inbox"])
def test_what_is_due_begins_when_people_are_entered_and_nothing_past_is_missed(
    jiceng: Command, tmp_path: Path
) -> None:
    assert jiceng("init", "--profile", "zezhou").status == 0
    assert jiceng("import", str(workbook(tmp_path / "people.xlsx"))).status == 0
    quarter = Period.containing(Cadence.QUARTER, timezone.localdate())
    assert states(jiceng, quarter)["members_meeting", quarter.key] == "due"
    assert states(jiceng, quarter.previous()) == {}
    minutes = Minutes("members_meeting", timezone.localdate(), text="讨论水渠维修。")
    unit = Unit.objects.get(code=VILLAGE)
    record_gathering(actor=system_actor("test"), at=timezone.now(), unit=unit, body=None, minutes=minutes)
    assert states(jiceng, quarter)["members_meeting", quarter.key] == "done"


def states(jiceng: Command, period: Period) -> dict[tuple[str, str], str]:
    """State by duty and period, as the command prints them."""
    rows = json.loads(jiceng("duties", "--period", period.key, "--json").out)
    return {(row["duty"], row["period"]): row["state"] for row in rows}
