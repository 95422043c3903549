"""Checks at every level: what is asked and what is not, differences settled and never overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import PostHolding
from jiceng.apps.people.posts import leave_post
from jiceng.apps.standards import services
from jiceng.apps.standards.models import Answer, Assessment
from jiceng.apps.standards.services import Said
from jiceng.engines.procedure.standards import ItemKind, Level
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.standards.checks import YEAR, accepted, named, own_check, sheet_of, town_check, whole
from tests.county import AT, DAY, SYSTEM, County


def cell(county: County, item: str, level: Level = Level.TOWN) -> tuple[int | None, bool]:
    line = sheet_of(county).line(item)
    found = line.at(level) if line is not None else None
    assert found is not None
    return found.points, found.unsettled


def find(county: County, item: str, points: int, text: str = "现场看与所说不符") -> None:
    services.say(**named(county, "qingshi"), said=[Said(item, points, text)])


def test_an_own_check_opens_with_what_the_registers_know_and_asks_only_for_the_rest(county: County) -> None:
    sheet = sheet_of(county)
    known = {each.item.code for each in sheet.lines if each.known is not None}
    assert {"full_members", "term", "secretary", "elections", "in_order"} <= known
    assert {each.item.kind for each in sheet.waiting()} == {ItemKind.ATTESTED}
    assert len(sheet.waiting()) == 6
    assert not Assessment.objects.exists()


def test_what_is_said_first_begins_the_check(county: County) -> None:
    services.say(**named(county, "shangyao"), said=[Said("dues", 3, "党费证到11月")])
    check = Assessment.objects.get()
    assert (check.level, check.year, check.left, check.closed_at) == (Level.SELF, YEAR, 5, None)


def test_a_check_is_not_closed_while_something_is_left_to_say(county: County) -> None:
    said = whole(county, ItemKind.ATTESTED)
    services.say(**named(county, "shangyao"), said=said[:-1])
    with pytest.raises(Conflict) as caught:
        services.close(**named(county, "shangyao"))
    assert (caught.value.code, caught.value.data["number"]) == ("items_left", 1)
    services.say(**named(county, "shangyao"), said=said[-1:])
    assert services.close(**named(county, "shangyao")).closed_at == AT


def test_closing_keeps_what_the_registers_said_that_day(county: County) -> None:
    check = own_check(county)
    assert check.known["secretary"][:2] == [4, "0"]
    assert (check.points, check.base) == (
        sheet_of(county).score.whole.points,
        sheet_of(county).score.whole.base,
    )
    holding = PostHolding.objects.get(post__unit=county.unit("上窑村"))
    leave_post(actor=SYSTEM, at=AT, holding=holding, day=DAY - timedelta(days=100))
    check.refresh_from_db()
    assert check.known["secretary"][0] == 4
    assert cell(county, "secretary", Level.SELF) == (4, False)


def test_a_fact_written_before_closing_counts_at_once(county: County) -> None:
    assert cell(county, "secretary", Level.SELF)[0] == 4
    holding = PostHolding.objects.get(post__unit=county.unit("上窑村"))
    leave_post(actor=SYSTEM, at=AT, holding=holding, day=DAY - timedelta(days=91))
    assert cell(county, "secretary", Level.SELF)[0] == 0


def test_a_word_put_right_replaces_the_one_before_and_both_stay(county: County) -> None:
    given = named(county, "shangyao")
    services.say(**given, said=[Said("dues", 3, "到11月")])
    services.say(**given, said=[Said("dues", 0, "差三个月")])
    services.say(**given, said=[Said("dues", 0, " 差三个月 ")])  # nothing new
    first, second = Answer.objects.order_by("pk")
    assert (first.points, first.text, second.replaces) == (3, "到11月", first)
    assert cell(county, "dues", Level.SELF)[0] == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said("dues", 2, "大半"), "points_out_of_range"),  # it holds or it does not
        (Said("dues", 4, "多"), "points_out_of_range"),
        (Said("dues", 3, "  "), "source_missing"),
        (Said("secretary", 4, "在岗"), "not_asked_here"),  # the register says it
        (Said("unity", 3, "团结"), "not_asked_here"),  # whoever checks judges it
        (Said("nothing", 1, "无"), "unknown_item"),
    ],
)
def test_a_unit_says_what_it_is_asked_with_its_source(county: County, said: Said, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.say(**named(county, "shangyao"), said=[said])
    assert caught.value.code == code
    assert not Answer.objects.exists()


def test_who_may_not_write_does_not(county: County) -> None:
    said = [Said("dues", 3, "到11月")]
    with pytest.raises(NotFound):
        services.say(**named(county, "liulin"), said=said)
    for username in ("auditor", "county"):  # an own check is the unit's, or its town's for it
        with pytest.raises(Refused):
            services.say(**named(county, username), said=said)
    services.say(**named(county, "qingshi"), said=said)


def test_the_town_checks_only_what_has_been_closed(county: County) -> None:
    asked = {"actor": county.actor("qingshi"), "at": AT, "year": YEAR, "level": Level.TOWN}
    with pytest.raises(Conflict, match="not_ready_for_check"):
        services.open_checks(**asked, units=[county.unit("上窑村")])
    own_check(county)
    with pytest.raises(Invalid, match="nobody_picked"):
        services.open_checks(**asked, units=[])
    assert services.open_checks(**asked, units=[county.unit("上窑村")], seed="甲")[0].left == 4
    with pytest.raises(Conflict, match="not_ready_for_check"):
        services.open_checks(**asked, units=[county.unit("上窑村")])


def test_the_unit_may_not_say_a_word_in_the_towns_check(county: County) -> None:
    town_check(county, closed=False)
    with pytest.raises(Refused):
        services.say(**named(county, "shangyao"), said=[Said("dues", 3, "到11月")])


def test_a_town_may_not_accept_for_the_county(county: County) -> None:
    town_check(county)
    asked = {"at": AT, "units": [county.unit("上窑村")], "year": YEAR, "level": Level.COUNTY}
    with pytest.raises(Refused):
        services.open_checks(actor=county.actor("qingshi"), **asked)
    services.open_checks(actor=county.actor("county"), **asked)
    with pytest.raises(Refused):
        services.close(**named(county, "qingshi"), accepted=True)


def test_a_town_that_finds_otherwise_leaves_both_side_by_side(county: County) -> None:
    town_check(county, closed=False)
    find(county, "place", 1)
    assert cell(county, "place", Level.SELF) == (3, False)
    assert cell(county, "place") == (1, True)
    assert Assessment.objects.get(level=Level.TOWN).differences == 1
    with pytest.raises(Conflict, match="differences_left"):
        services.close(**named(county, "qingshi"))


def test_a_town_may_doubt_what_the_registers_say(county: County) -> None:
    town_check(county, closed=False)
    find(county, "secretary", 0, "书记长期不在岗")
    assert cell(county, "secretary") == (0, True)


def test_a_difference_is_replied_to_and_settled_with_a_reason(county: County) -> None:
    town_check(county, closed=False)
    find(county, "place", 1)
    services.reply(**named(county, "shangyao"), item="place", text="材料已送镇")
    with pytest.raises(Invalid, match="reason_missing"):
        services.settle(**named(county, "qingshi"), item="place", points=3, reason=" ")
    with pytest.raises(Refused):
        services.settle(**named(county, "shangyao"), item="place", points=3, reason="我说了算")
    services.settle(**named(county, "qingshi"), item="place", points=2, reason="部分属实")
    rows = list(Answer.objects.filter(item="place", assessment__level=Level.TOWN).order_by("pk"))
    assert [(each.kind, each.points) for each in rows] == [("said", 1), ("replied", None), ("settled", 2)]
    assert rows[2].replaces == rows[0]
    assert cell(county, "place") == (2, False)
    assert services.close(**named(county, "qingshi")).differences == 0


def test_a_settled_difference_is_not_settled_again(county: County) -> None:
    town_check(county, closed=False)
    find(county, "place", 1)
    services.settle(**named(county, "qingshi"), item="place", points=3, reason="按自评")
    for act in (
        lambda: services.settle(**named(county, "qingshi"), item="place", points=1, reason="再定"),
        lambda: services.reply(**named(county, "shangyao"), item="place", text="再说"),
    ):
        with pytest.raises(Conflict, match="no_difference"):
            act()


def test_the_same_points_as_below_make_no_difference(county: County) -> None:
    town_check(county, closed=False)
    find(county, "place", 3, "现场看过，属实")
    assert cell(county, "place") == (3, False)


@pytest.mark.parametrize(("points", "fits"), [(0, True), (3, True), (4, False)])
def test_a_judged_item_has_from_none_to_all_its_points(county: County, points: int, fits: bool) -> None:
    town_check(county, closed=False)
    if fits:
        find(county, "unity", points)
        assert cell(county, "unity")[0] == points
    else:
        with pytest.raises(Invalid, match="points_out_of_range"):
            find(county, "unity", points)


def test_judged_items_enter_the_base_from_the_town_up(county: County) -> None:
    own = own_check(county).base
    services.open_checks(
        actor=county.actor("qingshi"), at=AT, units=[county.unit("上窑村")], year=YEAR, level=Level.TOWN
    )
    services.say(**named(county, "qingshi"), said=whole(county, ItemKind.JUDGED))
    assert services.close(**named(county, "qingshi")).base == own + 10


def test_the_county_takes_what_the_town_judged_and_says_whether_it_accepts(county: County) -> None:
    town_check(county)
    given = named(county, "county")
    services.open_checks(
        actor=given["actor"], at=AT, units=[county.unit("上窑村")], year=YEAR, level=Level.COUNTY
    )
    assert cell(county, "unity", Level.COUNTY) == (3, False)
    with pytest.raises(Invalid, match="acceptance_missing"):
        services.close(**given)
    with pytest.raises(Invalid, match="reason_missing"):
        services.close(**given, accepted=False)
    assert services.close(**given, accepted=False, remark="记录补齐后再验").accepted is False


def test_a_town_does_not_accept(county: County) -> None:
    town_check(county, closed=False)
    with pytest.raises(Invalid, match="not_asked_here"):
        services.close(**named(county, "qingshi"), accepted=True)


def test_only_the_highest_check_is_opened_again_and_the_journal_keeps_what_it_was(county: County) -> None:
    check = town_check(county)
    with pytest.raises(Refused):
        services.reopen(**named(county, "shangyao"), reason="漏了一项")
    with pytest.raises(Invalid, match="reason_missing"):
        services.reopen(**named(county, "qingshi"), reason="")
    services.reopen(**named(county, "qingshi"), reason="记错了一项")
    entry = AuditEntry.objects.get(type="standard.reopened")
    assert f'"points":{check.points}' in (entry.content or "")
    assert cell(county, "unity") == (3, False)
    with pytest.raises(Conflict, match="nothing_closed"):
        services.reopen(**named(county, "qingshi"), reason="再开")


def test_a_recheck_is_of_who_was_accepted_in_an_earlier_year(county: County) -> None:
    asked = {"actor": county.actor("county"), "at": AT, "year": YEAR, "level": Level.RECHECK}
    own_check(county, "柳林村")
    with pytest.raises(Conflict, match="not_ready_for_check"):
        services.open_checks(**asked, units=[county.unit("柳林村")])
    accepted(county, years_ago=1)
    check = services.open_checks(**asked, units=[county.unit("上窑村")])[0]
    assert check.left == 10  # what was said a year ago is asked anew


def test_nothing_is_said_of_a_year_gone_by(county: County) -> None:
    with pytest.raises(Conflict, match="no_check_open"):
        services.say(**named(county, "shangyao", year=YEAR - 1), said=[Said("dues", 3, "到11月")])


def test_no_two_checks_of_a_unit_are_open_at_once(county: County) -> None:
    check = town_check(county, closed=False)
    check.pk, check.level = None, Level.COUNTY
    with pytest.raises(IntegrityError), transaction.atomic():
        check.save()
