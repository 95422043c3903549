"""Dues: standards, payments, corrections, reductions, sums; who may read the list."""

from datetime import date

import pytest

from jiceng.apps.dues import reductions, selectors, services
from jiceng.apps.dues.bases import seal, unseal
from jiceng.apps.dues.models import DuesStanding, Payment
from jiceng.apps.duties.desk import computed_count
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.services import end_membership, start_absence, transfer
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
FARMER = ("farmer", 50)


def set_up(county: County, unit: str = "上窑村", month: date = SEPTEMBER) -> list[int]:
    """The list of a village: everybody a farmer who pays half a yuan."""
    ids = [each.person_id for each in county.members[unit]]
    drafts = [services.StandingDraft(id, *FARMER) for id in ids]
    actor = county.actor({"上窑村": "shangyao", "柳林村": "liulin"}[unit])
    services.set_standings(actor=actor, at=AT, unit=county.unit(unit), month=month, drafts=drafts)
    return ids


def record(county: County, first: date, last: date, amounts: dict[int, int]) -> list[Payment]:
    draft = services.Collection(first, last, DAY, amounts)
    return services.record_dues(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), draft=draft
    )


def states(county: County, person_id: int, unit: str = "上窑村") -> str:
    """The states of a member's months from September on, by their first letters; "-" for no member."""
    actor = county.actor({"上窑村": "shangyao", "柳林村": "liulin"}[unit])
    rows = selectors.year_list(actor, county.version(unit), 2026, DAY)
    row = next(row for row in rows if row.person.pk == person_id)
    return "".join(cell.state[:1] or "-" for cell in row.cells[8:])


def test_a_standard_holds_from_its_month_and_what_came_before_is_not_owed(county: County) -> None:
    first = set_up(county, month=OCTOBER)[0]
    assert states(county, first) == "udda"  # September unset, December not begun


def test_a_base_is_sealed_and_comes_back_in_the_list_alone(county: County) -> None:
    person = county.members["上窑村"][0].person_id
    draft = services.StandingDraft(person, "salaried", 500_001)
    services.set_standings(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), month=OCTOBER, drafts=[draft]
    )
    row = DuesStanding.objects.get()
    assert row.chosen_fen is None
    assert b"500001" not in bytes(row.base_sealed or b"")
    assert not any("500001" in (entry.content or "") for entry in AuditEntry.objects.all())
    found = selectors.year_list(county.actor("shangyao"), county.version("上窑村"), 2026, DAY)
    (mine,) = [each for each in found if each.person.pk == person]
    assert (mine.standing.given if mine.standing else None, mine.standard) == (500_001, 7_500)


def test_a_base_sealed_for_one_person_does_not_open_for_another(county: County) -> None:
    assert unseal(seal(420_000, 7), 7) == 420_000
    with pytest.raises(Conflict, match="dues_base_unreadable"):
        unseal(seal(420_000, 7), 8)


def test_a_new_standard_ends_the_old_one_and_changes_no_month_gone_by(county: County) -> None:
    first = set_up(county)[0]
    draft = services.StandingDraft(first, "farmer", 100)
    named = {"actor": county.actor("shangyao"), "at": AT, "unit": county.unit("上窑村")}
    services.set_standings(**named, month=NOVEMBER, drafts=[draft])
    rows = selectors.year_list(county.actor("shangyao"), county.version("上窑村"), 2026, DAY)
    (mine,) = [each for each in rows if each.person.pk == first]
    assert [cell.owed for cell in mine.cells[8:]] == [50, 50, 100, 100]
    with pytest.raises(Invalid, match="before_last_change"):
        services.set_standings(**named, month=OCTOBER, drafts=[draft])


@pytest.mark.parametrize(
    ("payer", "given", "code"),
    [
        ("farmer", 101, "dues_out_of_range"),
        ("salaried", None, "dues_base_missing"),
        ("salaried", services.MOST_FEN + 1, "dues_too_much"),
        ("knight", 1, "unknown_payer"),
    ],
)
def test_what_the_rule_does_not_know_is_refused_naming_whom(
    county: County, payer: str, given: int | None, code: str
) -> None:
    person = county.members["上窑村"][0].person_id
    with pytest.raises(Invalid, match=code) as refused:
        services.set_standings(
            actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), month=OCTOBER,
            drafts=[services.StandingDraft(person, payer, given)],
        )  # fmt: skip
    assert refused.value.data["person"] == person
    assert not DuesStanding.objects.exists()


def test_one_submission_records_all_and_gives_each_a_receipt_for_all_her_months(county: County) -> None:
    ids = set_up(county)
    rows = record(county, SEPTEMBER, NOVEMBER, dict.fromkeys(ids, 50))
    assert len(rows) == 3 * len(ids)
    assert {row.receipt for row in rows} == {f"2026-{number:04}" for number in range(1, len(ids) + 1)}
    assert states(county, ids[0]) == "pppa"


def test_a_month_recorded_before_is_left_and_only_the_others_are_written(county: County) -> None:
    first = set_up(county)[0]
    record(county, OCTOBER, OCTOBER, {first: 50})
    rows = record(county, SEPTEMBER, NOVEMBER, {first: 100})
    assert [(row.month, row.receipt) for row in rows] == [
        (SEPTEMBER, "2026-0002"),
        (NOVEMBER, "2026-0002"),
    ]
    with pytest.raises(Conflict, match="dues_nothing_to_record"):
        record(county, SEPTEMBER, NOVEMBER, {first: 50})


def test_nobody_pays_for_a_month_on_whose_last_day_she_was_a_member_elsewhere(county: County) -> None:
    ids = set_up(county)
    mover = county.members["上窑村"][1]
    transfer(actor=SYSTEM, at=AT, membership=mover, unit=county.unit("柳林村"), day=date(2026, 10, 31))
    rows = record(county, SEPTEMBER, NOVEMBER, dict.fromkeys(ids[:2], 50))
    assert [row.month for row in rows if row.person_id == mover.person_id] == [SEPTEMBER]
    assert states(county, mover.person_id) == "p---"
    assert states(county, mover.person_id, "柳林村") == "-uuu"


def test_what_was_paid_in_another_unit_is_not_asked_again_and_its_sum_stays_there(county: County) -> None:
    ids = set_up(county)
    record(county, SEPTEMBER, NOVEMBER, {ids[1]: 50})
    mover = county.members["上窑村"][1]
    transfer(actor=SYSTEM, at=AT, membership=mover, unit=county.unit("柳林村"), day=date(2026, 11, 2))
    assert states(county, mover.person_id, "柳林村") == "--eu"
    found = selectors.year_list(county.actor("liulin"), county.version("柳林村"), 2026, DAY)
    assert sum(row.paid for row in found) == 0


@pytest.mark.parametrize(
    ("first", "last", "paid_on", "code"),
    [
        (OCTOBER, SEPTEMBER, DAY, "dues_months_reversed"),
        (OCTOBER, date(2027, 1, 1), DAY, "dues_beyond_the_year"),
        (OCTOBER, OCTOBER, date(2026, 11, 23), "dues_paid_in_the_future"),
    ],
)
def test_months_and_days_that_cannot_be_are_refused(
    county: County, first: date, last: date, paid_on: date, code: str
) -> None:
    person = set_up(county)[0]
    draft = services.Collection(first, last, paid_on, {person: 50})
    with pytest.raises(Invalid, match=code):
        services.record_dues(actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), draft=draft)


@pytest.mark.parametrize("fen", [0, -1, services.MOST_FEN + 1])
def test_a_sum_nobody_pays_is_refused(county: County, fen: int) -> None:
    with pytest.raises(Invalid, match="bad_amount"):
        record(county, OCTOBER, OCTOBER, {set_up(county)[0]: fen})


def test_a_correction_is_a_new_row_and_the_old_one_shows(county: County) -> None:
    first = set_up(county)[0]
    (old,) = record(county, OCTOBER, OCTOBER, {first: 50})
    named = {"actor": county.actor("shangyao"), "at": AT, "payment": old}
    services.correct_payment(**named, amount_fen=100, paid_on=DAY, reason="记错金额")
    shown = selectors.payments(county.actor("shangyao"), county.version("上窑村"), OCTOBER)
    assert [(row.amount_fen, row.replaced, row.receipt) for row in shown] == [
        (50, True, "2026-0001"),
        (100, False, "2026-0001"),
    ]
    with pytest.raises(Conflict, match="dues_corrected"):
        services.correct_payment(**named, amount_fen=60, paid_on=DAY, reason="再改")


def test_what_was_not_paid_after_all_is_to_be_recorded_again(county: County) -> None:
    first = set_up(county)[0]
    (old,) = record(county, OCTOBER, OCTOBER, {first: 50})
    services.correct_payment(
        actor=county.actor("shangyao"), at=AT, payment=old, amount_fen=0, paid_on=DAY, reason="没有交"
    )
    assert states(county, first) == "ddda"
    (new,) = record(county, OCTOBER, OCTOBER, {first: 50})
    assert new.receipt == "2026-0002"
    assert Payment.objects.filter(replaced=False).count() == 1


def ask(county: County, person_id: int, first: date = OCTOBER, last: date = NOVEMBER) -> reductions.Reduction:
    draft = reductions.ReductionDraft(person_id, first, last, 0, "大病住院")
    return reductions.ask_reduction(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), draft=draft
    )


def test_a_reduction_counts_once_it_is_granted_from_above(county: County) -> None:
    first = set_up(county)[0]
    asked = ask(county, first)
    assert states(county, first) == "ddda"
    with pytest.raises(Refused):
        reductions.decide_reduction(actor=county.actor("shangyao"), at=AT, reduction=asked, granted=True)
    reductions.decide_reduction(actor=county.actor("qingshi"), at=AT, reduction=asked, granted=True)
    assert states(county, first) == "deea"
    with pytest.raises(Conflict, match="dues_reduction_decided"):
        reductions.decide_reduction(actor=county.actor("county"), at=AT, reduction=asked, granted=True)


def test_a_refusal_says_why_and_may_be_asked_again(county: County) -> None:
    first = set_up(county)[0]
    asked = ask(county, first)
    with pytest.raises(Invalid, match="reason_missing"):
        reductions.decide_reduction(actor=county.actor("qingshi"), at=AT, reduction=asked, granted=False)
    reductions.decide_reduction(
        actor=county.actor("qingshi"), at=AT, reduction=asked, granted=False, answer="收入正常"
    )
    assert states(county, first) == "ddda"
    ask(county, first)
    with pytest.raises(Conflict, match="dues_reduction_there"):
        ask(county, first, NOVEMBER, NOVEMBER)


@pytest.mark.parametrize(
    ("last", "code"), [(date(2027, 10, 1), "dues_too_many_months"), (SEPTEMBER, "reversed")]
)
def test_a_reduction_lasts_a_year_at_most(county: County, last: date, code: str) -> None:
    first = set_up(county)[0]
    with pytest.raises(Invalid, match=code):
        ask(county, first, OCTOBER, last)
    ask(county, first, OCTOBER, date(2027, 9, 1))


def test_a_reduction_is_less_than_the_standard(county: County) -> None:
    first = set_up(county)[0]
    draft = reductions.ReductionDraft(first, OCTOBER, OCTOBER, 50, "困难")
    with pytest.raises(Invalid, match="dues_no_reduction"):
        reductions.ask_reduction(
            actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), draft=draft
        )


@pytest.mark.parametrize("reader", ["qingshi", "county", "auditor"])
def test_no_one_above_reads_the_list_by_name(county: County, reader: str) -> None:
    set_up(county)
    with pytest.raises(Refused):
        selectors.year_list(county.actor(reader), county.version("上窑村"), 2026, DAY)
    with pytest.raises(NotFound):
        selectors.year_list(county.actor("liulin"), county.version("上窑村"), 2026, DAY)


def test_sums_agree_with_the_lists_and_count_units_without_one(county: County) -> None:
    ids = set_up(county)
    record(county, SEPTEMBER, NOVEMBER, dict.fromkeys(ids[:3], 50))
    asked = ask(county, ids[4], NOVEMBER, NOVEMBER)
    reductions.decide_reduction(actor=county.actor("qingshi"), at=AT, reduction=asked, granted=True)
    end_membership(
        actor=SYSTEM, at=AT, membership=county.members["上窑村"][5], day=date(2026, 10, 31), reason="left"
    )
    found = selectors.totals(county.actor("county"), county.version("青禾县"), 2026, DAY)
    assert [version.name for version, _sums, _deep in found.rows] == ["青石镇", "河湾镇"]
    # nine members for three months, less one exempt in November and one gone at the end of October
    assert found.total == selectors.Sums(
        units=3, without=2, members=15, unset=7, exempt=1, owed=50 * (27 - 1 - 2), paid=450
    )
    rows = selectors.year_list(county.actor("shangyao"), county.version("上窑村"), 2026, DAY)
    month = [cell for row in rows for cell in row.cells if cell.month <= NOVEMBER]
    assert sum(cell.owed for cell in month) == found.total.owed


def left(county: County, reader: str = "shangyao") -> int:
    """How many home says are to be recorded this month."""
    actor, version = county.actor(reader), county.version("上窑村")
    waiting = selectors.to_record(actor, version, DAY)
    return sum(computed_count(actor, version, DAY, DAY, DAY, *waiting)[2:])


def test_home_is_told_of_what_is_left_to_record_this_month(county: County) -> None:
    assert left(county) == 0  # no list yet: nobody nags
    ids = set_up(county)
    set_up(county, "柳林村")
    record(county, NOVEMBER, NOVEMBER, {ids[0]: 50})
    start_absence(actor=SYSTEM, at=AT, membership=county.members["上窑村"][1], day=OCTOBER)
    asked = ask(county, ids[2])
    reductions.decide_reduction(actor=county.actor("qingshi"), at=AT, reduction=asked, granted=True)
    assert left(county) == len(ids) - 2  # who is away pays here all the same
    assert left(county, "qingshi") == 0
