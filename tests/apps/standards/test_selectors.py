"""What is read of checks: the board, what is kept of the registers, points as a quantity, what is to be
done.
"""

from datetime import date, timedelta
from fractions import Fraction

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.services import PersonDraft, register_person
from jiceng.apps.quantities.counting import Ask
from jiceng.apps.quantities.sources import SOURCES
from jiceng.apps.standards import selectors, services
from jiceng.apps.standards.derived import computed, known_now, rule_of
from jiceng.apps.standards.models import Assessment, Derived
from jiceng.apps.standards.services import Said
from jiceng.engines.procedure.quantities import Quantity, Source
from jiceng.engines.procedure.standards import Level
from jiceng.engines.procedure.text import Text
from tests.apps.standards.checks import YEAR, accepted, named, own_check, sheet_of, town_check
from tests.county import AT, DAY, SYSTEM, County


def board(county: County, username: str = "county", unit: str = "青禾县") -> dict[str, frozenset[str]]:
    found = selectors.board(county.actor(username), county.version(unit), YEAR, DAY)
    return {each.unit.name: each.marks for each in found}


def test_the_board_has_the_asked_units_in_official_order(county: County) -> None:
    own_check(county, "南坡村")
    services.say(**named(county, "liulin", "柳林村"), said=[Said("dues", 3, "到11月")])
    assert board(county) == {
        "上窑村": {"idle"},
        "柳林村": {"self_open"},
        "南坡村": {"self_done"},
    }
    assert list(board(county)) == ["上窑村", "柳林村", "南坡村"]
    assert list(board(county, "qingshi", "青石镇")) == ["上窑村", "柳林村"]


def test_the_board_tells_differences_and_acceptance(county: County) -> None:
    town_check(county, closed=False)
    services.say(**named(county, "qingshi"), said=[Said("place", 1, "不符")])
    assert {"checking", "different", "self_done"} <= board(county)["上窑村"]
    services.settle(**named(county, "qingshi"), item="place", points=3, reason="按自评")
    services.close(**named(county, "qingshi"))
    assert board(county)["上窑村"] == {"self_done", "town_done"}


def test_a_board_asks_the_database_as_often_for_one_unit_as_for_many(county: County) -> None:
    def asked(unit: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            selectors.board(county.actor("county"), county.version(unit), YEAR, DAY)
        return len(caught)

    town_check(county)
    assert asked("青禾县") == asked("河湾镇") <= 8


def test_what_is_kept_of_the_registers_is_what_would_be_computed(county: County) -> None:
    rules = current_rules()
    checklist = rules.checklists["branch_standard"]
    rule = rule_of(checklist, YEAR)
    assert rule is not None
    assert services.rebuild(actor=SYSTEM, at=AT) == 3
    for name in ("上窑村", "柳林村", "南坡村"):
        unit = county.version(name)
        kept = known_now(rules, checklist, unit, DAY)
        anew = computed(rules, rule, DAY, [(unit.unit_id, unit.kind, unit.form)])[unit.unit_id]
        assert kept == anew


def test_what_is_kept_is_read_at_once_and_is_of_its_day(county: County) -> None:
    sheet_of(county)
    with CaptureQueriesContext(connection) as caught:
        sheet_of(county)
    assert len(caught) <= 8
    unit, actor = county.version("上窑村"), county.actor("county")
    selectors.sheet(actor, unit, YEAR, DAY + timedelta(days=1))
    assert Derived.objects.get(unit=county.unit("上窑村")).day == DAY + timedelta(days=1)


def test_a_fact_of_one_unit_leaves_the_others_kept(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    draft = PersonDraft("新人", None)
    register_person(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), draft=draft, standing="full",
                    joined_on=DAY, day=DAY)  # fmt: skip
    assert set(Derived.objects.values_list("unit_id", flat=True)) == {
        county.unit("柳林村").pk,
        county.unit("南坡村").pk,
    }


def test_only_what_is_not_kept_of_all_is_computed_again(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    first = set(Derived.objects.values_list("pk", flat=True))
    services.bring_up_to_date(actor=SYSTEM, at=AT)
    assert set(Derived.objects.values_list("pk", flat=True)) == first
    Derived.objects.filter(unit=county.unit("上窑村")).delete()
    services.bring_up_to_date(actor=SYSTEM, at=AT)
    assert Derived.objects.count() == len(first)
    services.bring_up_to_date(actor=SYSTEM, at=AT + timedelta(days=1))
    assert set(Derived.objects.values_list("day", flat=True)) == {DAY + timedelta(days=1)}


def test_where_points_are_lacking_is_counted_and_names_nobody(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    rows, day, without = selectors.lacking(county.actor("county"), county.version("青禾县"), DAY)
    found = {each.item.code: each for each in rows}
    assert (day, without) == (DAY, 0)
    assert (found["secretary"].asked, found["secretary"].full, found["secretary"].unknown) == (3, 2, 1)
    for each in rows:
        assert each.full + each.some + each.none + each.unknown == each.asked
    Derived.objects.filter(unit=county.unit("上窑村")).delete()
    assert selectors.lacking(county.actor("county"), county.version("青禾县"), DAY)[2] == 1


def test_points_of_the_last_accepted_check_are_a_quantity(county: County) -> None:
    quantity = Quantity("q", Text(zh="分", en="Points"), "points", Source.GRADE_POINTS, {}, 0, (), ())

    def points() -> dict[int, object]:
        ask = Ask(current_rules(), quantity, DAY, None)
        return {unit: each.value for unit, each in SOURCES[Source.GRADE_POINTS](ask).items()}

    town_check(county, "柳林村")
    check = accepted(county)
    assert points() == {county.unit("上窑村").pk: Fraction(check.points * 100, check.base)}
    Assessment.objects.update(accepted=False)
    assert points() == {}


def test_a_unit_is_told_of_its_check_from_sixty_days_before_until_it_is_closed(county: County) -> None:
    actor, unit = county.actor("shangyao"), county.version("上窑村")
    due = date(YEAR, 11, 30)
    assert selectors.to_do(actor, unit, due - timedelta(days=61)) is None
    found = selectors.to_do(actor, unit, due - timedelta(days=60))
    assert found is not None
    assert (found.due, found.left, found.soon) == (due, 6, False)
    services.say(**named(county, "shangyao"), said=[Said("dues", 3, "到11月")])
    later = selectors.to_do(actor, unit, due + timedelta(days=1))
    assert later is not None
    assert (later.left, later.soon) == (5, True)
    own_check(county)
    assert selectors.to_do(actor, unit, DAY) is None
    assert selectors.to_do(county.actor("qingshi"), county.version("青石镇"), DAY) is None


def test_last_years_word_of_the_unit_is_found_again(county: County) -> None:
    town_check(county, closed=False)
    services.say(**named(county, "qingshi"), said=[Said("place", 1, "镇里看到的")])
    Assessment.objects.update(year=YEAR - 1)
    unit = county.version("上窑村")
    found = selectors.said_before(unit, "branch_standard", YEAR)
    assert found["place"].text == "依据place"
    assert set(found) == {"dues", "place", "plates", "funds", "households", "report"}
    assert selectors.said_before(unit, "branch_standard", YEAR + 1) == {}


def test_the_sample_proposed_is_of_those_ready_and_the_same_again(county: County) -> None:
    own_check(county, "上窑村")
    own_check(county, "南坡村")
    standings = selectors.board(county.actor("county"), county.version("青禾县"), YEAR, DAY)
    ready = selectors.ready_for(standings, Level.TOWN)
    assert [each.unit.name for each in ready] == ["上窑村", "南坡村"]
    first = selectors.proposed(ready, "甲", 1)
    assert first == selectors.proposed(ready, "甲", 1)
    assert len(first) == 1


def test_a_unit_without_a_checklist_is_left_out(county: County) -> None:
    assert Unit.objects.count() == 6
    assert set(board(county)) == {"上窑村", "柳林村", "南坡村"}
