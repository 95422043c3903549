"""What places ask for, and what there is to cover in them: counted by the laws of their own rooms."""

from datetime import date
from pathlib import Path

from jiceng.apps.coverage.services import Cover, cover
from jiceng.apps.needs.models import Need, OwedToNeed
from jiceng.engines.procedure import Move
from tests.apps.coverage.firms import firms
from tests.apps.needs.test_services import enters, raised
from tests.apps.quantities.test_amounts import amount, value
from tests.county import AT, DAY, SYSTEM, County


def settled(county: County) -> Need:
    """Raised on 1 October, confirmed solved on 12 November, everything by its day."""
    need = raised(county)
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("柳林村"))
    enters(county, need, "liulin", Move.ANSWERED, date(2026, 10, 8), by=date(2026, 10, 30))
    enters(county, need, "liulin", Move.DONE, date(2026, 10, 29))
    enters(county, need, "shangyao", Move.CONFIRMED, date(2026, 11, 12))
    return need


def test_a_need_counts_where_it_was_raised_and_as_closed_from_the_day_it_ended(county: County) -> None:
    need = settled(county)
    assert value(county, "上窑村", "needs_raised") == 1
    assert value(county, "柳林村", "needs_raised") == 0
    assert value(county, "上窑村", "needs_in_time", date(2026, 11, 11)) == 0
    found = amount(county, "上窑村", "needs_in_time", date(2026, 11, 12))
    assert found is not None
    assert [(each.kind, each.id, each.day) for each in found.evidence] == [
        ("need", need.pk, date(2026, 11, 12))
    ]


def test_a_need_an_office_was_late_with_is_not_closed_in_time(county: County) -> None:
    need = settled(county)
    promised = OwedToNeed.objects.get(need=need, what="deed")
    promised.due_by = promised.until
    promised.save()
    assert value(county, "上窑村", "needs_in_time") == 1
    promised.due_by = date(2026, 10, 28)
    promised.save()
    assert value(county, "上窑村", "needs_in_time") == 0


def test_establishments_count_in_their_place_by_what_covers_them(county: County, tmp_path: Path) -> None:
    made = firms(county, tmp_path)
    assert value(county, "青石镇", "firms_organised") == 0
    firm = made.known["甲公司"]
    cover(actor=SYSTEM, at=AT, establishment=firm, draft=Cover("sole", DAY, made.units["甲公司"]))
    found = amount(county, "青石镇", "firms_organised")
    assert found is not None
    assert [(each.kind, each.id) for each in found.evidence] == [("establishment", firm.pk)]
    assert value(county, "河湾镇", "firms_organised") == 0
    assert value(county, "青石镇", "firms_organised", date(2026, 11, 21)) == 0
