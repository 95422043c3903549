"""A need on its way: who may say what, by when, and what counts against whom."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.apps.access.models import Grant
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.services import set_parameter
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.needs import boards, selectors
from jiceng.apps.needs.models import Need, NeedEntry
from jiceng.apps.needs.services import EntryDraft, NeedDraft, correct, enter, raise_need
from jiceng.apps.organisations import services as organisations
from jiceng.engines.procedure import Move
from jiceng.kernel.errors import Conflict, Invalid, JicengError, NotFound, Refused
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

FIRST = date(2026, 10, 1)
WATER = NeedDraft("drinking_water", "三组吃水困难", FIRST, "夏天断水", "上窑村三组")


def raised(county: County, username: str = "shangyao", draft: NeedDraft = WATER) -> Need:
    return raise_need(actor=county.actor(username), at=AT, unit=county.unit("上窑村"), draft=draft)


def enters(county: County, need: Need, username: str, move: Move, day: date, **more: Any) -> NeedEntry:
    draft = EntryDraft(move, day, more.pop("text", "说明"), **more)
    return enter(actor=county.actor(username), at=AT, need=need, draft=draft)


def test_a_need_goes_from_the_village_to_the_office_and_back(county: County) -> None:
    need = raised(county)
    town = county.unit("青石镇")
    assert (need.stage, need.holder_id, need.due_by) == ("unowned", town.pk, date(2026, 10, 6))
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("柳林村"))
    enters(county, need, "liulin", Move.ANSWERED, date(2026, 10, 8), by=date(2026, 10, 30))
    need.refresh_from_db()
    assert (need.stage, need.keeper_id, need.due_by) == (
        "in_hand",
        county.unit("柳林村").pk,
        date(2026, 10, 30),
    )
    enters(county, need, "liulin", Move.DONE, date(2026, 10, 29))
    enters(county, need, "shangyao", Move.DISPUTED, date(2026, 11, 2), text="水压还是不够")
    need.refresh_from_db()
    assert (need.stage, need.keeper_id) == ("unanswered", county.unit("柳林村").pk)
    enters(county, need, "liulin", Move.DONE, date(2026, 11, 10))
    enters(county, need, "shangyao", Move.CONFIRMED, date(2026, 11, 12))
    need.refresh_from_db()
    assert (need.stage, need.result, need.ended_on, need.keeper) == (
        "ended",
        "solved",
        date(2026, 11, 12),
        None,
    )
    assert AuditEntry.objects.filter(type__startswith="need.").count() == 7
    assert not AuditEntry.objects.filter(type__startswith="need.", content__contains="吃水").exists()


@pytest.mark.parametrize(
    ("username", "move"),
    [
        ("shangyao", Move.ASSIGNED),
        ("shangyao", Move.PASSED_UP),
        ("auditor", Move.ASSIGNED),
        ("qingshi", Move.WITHDRAWN),
        ("county", Move.WITHDRAWN),
        ("liulin", Move.ANSWERED),
        ("hewan", Move.ASSIGNED),
    ],
)
def test_nobody_makes_anothers_move(county: County, username: str, move: Move) -> None:
    need = raised(county)
    with pytest.raises(Refused):
        enters(county, need, username, move, date(2026, 10, 3), to=county.unit("青石镇"))


@pytest.mark.parametrize("owner", ["青石镇", "柳林村"])
def test_who_answers_for_it_does_not_say_for_the_village_that_it_is_done(county: County, owner: str) -> None:
    need = raised(county)
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit(owner))
    enters(county, need, "qingshi", Move.DONE, date(2026, 10, 4))
    with pytest.raises(Refused):
        enters(county, need, "qingshi", Move.CONFIRMED, date(2026, 10, 5))
    enters(county, need, "shangyao", Move.CONFIRMED, date(2026, 10, 5))


def test_the_owner_sees_the_need_of_a_village_it_does_not_see_and_nobody_else_does(county: County) -> None:
    need = raised(county)
    for username in ("liulin", "nanpo", "hewan", "stranger"):
        with pytest.raises(NotFound):
            selectors.need_by_id(county.actor(username), need.pk)
    enters(county, need, "county", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("南坡村"))
    assert selectors.story(county.actor("nanpo"), need.pk).moves == (Move.ANSWERED, Move.DONE)
    assert need in selectors.concerning(county.actor("nanpo"), county.version("南坡村"), DAY)
    with pytest.raises(NotFound):
        selectors.need_by_id(county.actor("liulin"), need.pk)


def test_a_village_is_not_made_the_owner_of_its_own_need(county: County) -> None:
    need = raised(county)
    with pytest.raises(Invalid, match="need_owner_itself"):
        enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("上窑村"))
    with pytest.raises(Invalid, match="need_owner_missing"):
        enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3))


def test_the_town_passes_up_to_the_county_and_the_county_to_nobody(county: County) -> None:
    need = raised(county)
    enters(county, need, "qingshi", Move.PASSED_UP, date(2026, 10, 3))
    need.refresh_from_db()
    assert (need.holder_id, need.due_by) == (county.unit("青禾县").pk, date(2026, 10, 8))
    with pytest.raises(Refused):
        enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 4), to=county.unit("青石镇"))
    with pytest.raises(Conflict, match="need_at_top"):
        enters(county, need, "county", Move.PASSED_UP, date(2026, 10, 4))


def test_where_nobody_in_the_town_names_owners_the_county_holds_the_need(county: County) -> None:
    Grant.objects.filter(unit=county.unit("青石镇")).delete()
    assert raised(county).holder_id == county.unit("青禾县").pk


def test_closing_without_the_villages_word_waits_until_its_days_are_over(county: County) -> None:
    need = raised(county)
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    enters(county, need, "qingshi", Move.DONE, date(2026, 10, 4))
    with pytest.raises(Conflict, match="need_not_closable"):
        enters(county, need, "qingshi", Move.CLOSED, date(2026, 10, 19))
    enters(county, need, "qingshi", Move.CLOSED, date(2026, 10, 20))
    need.refresh_from_db()
    assert need.result == "closed"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": "gold"}, "need_kind_unknown"),
        ({"title": "  "}, "text_missing"),
        ({"title": "长" * 81}, "text_too_long"),
        ({"text": "长" * 2001}, "text_too_long"),
        ({"since_year": 2027}, "need_since_wrong"),
        ({"since_year": 1948}, "need_since_wrong"),
        ({"day": DAY + timedelta(days=1)}, "letter_in_the_future"),
    ],
)
def test_what_is_wrong_with_a_need_is_said(county: County, change: dict[str, Any], error: str) -> None:
    with pytest.raises(JicengError, match=error):
        raised(county, draft=replace(WATER, **change))
    assert not Need.objects.exists()


def test_the_same_form_sent_twice_is_one(county: County) -> None:
    need = raised(county)
    assert raised(county) == need
    once = enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    again = enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    assert once == again
    assert need.entries.count() == 2


def test_days_run_forward_and_not_past_today(county: County) -> None:
    need = raised(county)
    for day in (FIRST - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(Invalid, match="event_day_wrong"):
            enters(county, need, "qingshi", Move.ASSIGNED, day, to=county.unit("青石镇"))
    with pytest.raises(Invalid, match="need_by_before"):
        enters(county, need, "qingshi", Move.ASSIGNED, FIRST, to=county.unit("青石镇"), by=date(2026, 9, 30))
    with pytest.raises(Conflict, match="need_out_of_order"):
        enters(county, need, "shangyao", Move.CONFIRMED, FIRST)


def test_a_correction_takes_the_place_of_the_entry_and_both_stay_readable(county: County) -> None:
    need = raised(county)
    wrong = enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    actor = county.actor("qingshi")
    draft = EntryDraft(Move.ASSIGNED, date(2026, 10, 3), "说明", county.unit("柳林村"))
    new = correct(actor=actor, at=AT, entry=wrong, draft=draft, reason="写错单位")
    need.refresh_from_db()
    assert need.owner_id == county.unit("柳林村").pk
    assert need.entries.count() == 3
    with pytest.raises(Conflict, match="event_corrected_already"):
        correct(actor=actor, at=AT, entry=wrong, draft=draft, reason="再来")
    enters(county, need, "liulin", Move.ANSWERED, date(2026, 10, 8), by=date(2026, 10, 30))
    with pytest.raises(Conflict, match="need_unsettles"):
        correct(actor=actor, at=AT, entry=new, draft=None, reason="不该交办")
    with pytest.raises(Conflict, match="need_entry_stays"):
        correct(actor=SYSTEM, at=AT, entry=need.entries.get(number=1), draft=None, reason="不要")


def test_an_entry_taken_back_leaves_the_need_as_before_it(county: County) -> None:
    need = raised(county)
    wrong = enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    correct(actor=county.actor("qingshi"), at=AT, entry=wrong, draft=None, reason="误点")
    need.refresh_from_db()
    assert (need.stage, need.owner, need.due_by) == ("unowned", None, date(2026, 10, 6))


def test_a_need_raised_again_knows_the_former_one_of_its_village(county: County) -> None:
    need = raised(county)
    with pytest.raises(NotFound):
        raised(county, draft=replace(WATER, former=need))
    enters(county, need, "shangyao", Move.WITHDRAWN, date(2026, 10, 2))
    need.refresh_from_db()
    again = raised(county, draft=replace(WATER, day=date(2026, 11, 1), former=need))
    assert again.former == need
    other = NeedDraft("roads", "修路", FIRST, former=need)
    with pytest.raises(NotFound):
        raise_need(actor=county.actor("liulin"), at=AT, unit=county.unit("柳林村"), draft=other)
    counted = boards.answered_in_time(DAY, [need.unit_id])
    assert counted.recurring == {need.unit_id: 1}


def test_what_is_unanswered_counts_against_the_office_alone(county: County) -> None:
    """Named on day 5, unanswered on day 15 and on day 16 after that."""
    need = raised(county)
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 6), to=county.unit("柳林村"))
    village, town, owner = need.unit_id, county.unit("青石镇").pk, county.unit("柳林村").pk
    everyone = [village, town, owner]
    on_time = boards.answered_in_time(date(2026, 10, 21), everyone)
    assert on_time.owners == {
        town: boards.Answering(in_time=1),
        owner: boards.Answering(open=1),
    }
    late = boards.answered_in_time(date(2026, 10, 22), everyone)
    assert late.owners[owner] == boards.Answering(open=1, overdue=1)
    assert village not in late.owners
    assert late.units[village] == boards.Answering(open=1, overdue=1, in_time=1)
    enters(county, need, "liulin", Move.ANSWERED, date(2026, 10, 22), by=date(2026, 12, 1))
    after = boards.answered_in_time(DAY, everyone)
    assert after.owners[owner] == boards.Answering(open=1, late=1)


def test_a_village_that_does_not_confirm_is_never_overdue(county: County) -> None:
    need = raised(county)
    enters(county, need, "qingshi", Move.ASSIGNED, date(2026, 10, 3), to=county.unit("青石镇"))
    enters(county, need, "qingshi", Move.DONE, date(2026, 10, 4))
    counts = selectors.flag_counts(Need.objects.all(), DAY)
    assert (counts["overdue"], counts["to_confirm"]) == (0, 1)
    assert not boards.overdue(Need.objects.all(), DAY, 10)
    assert county.unit("上窑村").pk not in boards.answered_in_time(DAY, [need.unit_id]).owners
    assert selectors.owed_by(county.version("上窑村"), DAY) == {"to_confirm": 1, "office": 0, "overdue": 0}


def test_what_recurs_in_enough_units_is_a_theme(county: County) -> None:
    rule = current_rules().needs.rule_on(DAY)
    assert rule is not None
    town = county.unit("青石镇")

    def themes(day: date = DAY) -> list[tuple[str, boards.OfKind]]:
        return boards.themes(boards.by_kind(Need.objects.all(), rule, day), rule.recurring_units)

    for number in range(rule.recurring_units):
        assert not themes()
        draft = organisations.UnitDraft(f"99052510030{number}", f"新村{number}", "village", "branch")
        unit = organisations.found_unit(actor=SYSTEM, at=AT, parent=town, draft=draft, day=FOUNDED)
        for twice in range(2):
            raise_need(actor=SYSTEM, at=AT, unit=unit, draft=NeedDraft("roads", f"修路{twice}", DAY))
    ((kind, found),) = themes()
    assert (kind, found.recent_units, found.recent) == (
        "roads",
        rule.recurring_units,
        2 * rule.recurring_units,
    )
    a_year_on = date(2027, 11, 22)
    assert not themes(a_year_on)
    assert themes(a_year_on - timedelta(days=1))


def test_the_board_at_the_top_asks_for_more_units_than_those_below(county: County) -> None:
    rule = current_rules().needs.rule_on(DAY)
    assert rule is not None
    assert boards.least_units(rule, county.version("青石镇")) == rule.recurring_units
    assert (
        boards.least_units(rule, county.version("青禾县")) == rule.recurring_units_top > rule.recurring_units
    )


def test_other_figures_move_what_is_due(county: County) -> None:
    need = raised(county)
    set_parameter(actor=county.actor("county"), at=AT, parameter="need_owner_days", value="9", day=FIRST)
    selectors.up_to_date()
    need.refresh_from_db()
    assert need.due_by == date(2026, 10, 10)
