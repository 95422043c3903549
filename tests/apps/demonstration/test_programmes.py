"""What the invented county set itself names what its programme has, and says that it is invented."""

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.programmes import write_programmes
from jiceng.apps.programmes import selectors
from jiceng.apps.programmes.models import Entry, Risk, Target
from tests.county import DAY, County


def test_all_of_it_belongs_to_the_programme(county: County) -> None:
    made = write_programmes(DAY)
    words = read_data("programmes")
    assert made == {
        "programmes_target": len(words["target"]),
        "programmes_entry": len(words["entry"]),
        "programmes_risk": len(words["risk"]),
    }
    units = {each.unit_id for model in (Target, Entry, Risk) for each in model.objects.all()}
    assert units == {county.unit("青禾县").pk}


def test_a_target_was_changed_with_its_reason_and_one_of_the_risks_is_closed(county: County) -> None:
    write_programmes(DAY)
    found = selectors.board(county.actor("county"), county.version("青禾县"), "strategy_541", DAY)
    changed = [row for row in found.rows.values() if len(row.changes) > 1]
    assert changed
    assert all(each.reason for row in changed for each in row.changes)
    assert [risk.closed_on is None for risk in found.risks] == [True, True, False]
    assert all(risk.closed_on is None or risk.closed_on <= DAY for risk in found.risks)


def test_an_invented_number_says_that_it_is_one(county: County) -> None:
    write_programmes(DAY)
    assert all("示例" in each.source and each.day <= DAY for each in Entry.objects.all())
