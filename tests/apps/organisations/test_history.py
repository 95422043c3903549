"""A unit's file over time, and the journal by unit."""

from datetime import date

import pytest

from jiceng.apps.organisations import selectors, services
from jiceng.apps.organisations.entries import EntryFilter, entries
from jiceng.apps.organisations.history import Event, unit_file
from jiceng.kernel.errors import NotFound, Refused
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

CHANGE = date(2026, 6, 1)


def test_every_change_is_an_event_newest_first(county: County) -> None:
    village = county.unit("柳林村")
    services.revise_unit(
        actor=SYSTEM, at=AT, unit=village, day=CHANGE, name="柳新村", kind="community", form="general_branch"
    )
    services.move_unit(actor=SYSTEM, at=AT, unit=village, day=DAY, parent=county.unit("河湾镇"))
    file = unit_file(county.actor("county"), village.code, DAY)
    assert [(event.kind, event.day) for event in file.events] == [
        ("moved", DAY),
        ("form_changed", CHANGE),
        ("kind_changed", CHANGE),
        ("renamed", CHANGE),
        ("founded", FOUNDED),
    ]
    assert file.events[3] == Event(CHANGE, "renamed", "柳林村", "柳新村")
    assert [unit.name for unit in file.above] == ["青禾县", "河湾镇"]
    assert [unit.name for unit in unit_file(county.actor("county"), village.code, CHANGE).above] == [
        "青禾县",
        "青石镇",
    ]


def test_a_move_of_the_unit_above_is_no_event_of_its_own(county: County) -> None:
    draft = services.UnitDraft("990525100200-1", "上窑一支部", "branch", "branch")
    services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=FOUNDED)
    services.move_unit(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), day=DAY, parent=county.unit("河湾镇"))
    assert [event.kind for event in unit_file(SYSTEM, draft.code, DAY).events] == ["founded"]


def test_the_other_unit_is_named_only_to_those_who_may_see_it(county: County) -> None:
    services.move_unit(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=DAY, parent=county.unit("河湾镇"))
    file = unit_file(county.actor("liulin"), county.unit("柳林村").code, DAY)
    assert file.above == []
    assert file.events[0] == Event(DAY, "moved")


def test_before_its_founding_and_after_its_closing_a_unit_does_not_exist(county: County) -> None:
    draft = services.UnitDraft("990525100300", "北沟村", "village", "branch")
    unit = services.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2026, 3, 1)
    )
    services.close_unit(actor=SYSTEM, at=AT, unit=unit, day=CHANGE, reason="撤并")
    found = {
        day: unit_file(SYSTEM, draft.code, day).exists_on(day)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), CHANGE)
    }
    assert list(found.values()) == [False, True, True, False]


def test_an_outsider_opens_no_file_and_a_reader_manages_none(county: County) -> None:
    code = county.unit("上窑村").code
    with pytest.raises(NotFound):
        unit_file(county.actor("hewan"), code, DAY)
    with pytest.raises(Refused):
        unit_file(county.actor("shangyao"), code, DAY, "unit.manage")


def test_last_versions_keep_closed_units_in_scope_and_lose_moved_ones(county: County) -> None:
    services.move_unit(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=DAY, parent=county.unit("河湾镇"))
    draft = services.UnitDraft("990525100300", "北沟村", "village", "branch")
    unit = services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
    services.close_unit(actor=SYSTEM, at=AT, unit=unit, day=DAY, reason="撤并")
    names = {version.name for version in selectors.last_versions(county.actor("qingshi"))}
    assert names == {"青石镇", "上窑村", "北沟村"}


def test_a_post_is_opened_by_those_who_may(county: County) -> None:
    post = county.unit("上窑村").posts.get()
    assert selectors.post_by_id(county.actor("shangyao"), post.pk) == post
    with pytest.raises(Refused):
        selectors.post_by_id(county.actor("shangyao"), post.pk, "unit.manage")
    for actor, post_id in ((county.actor("hewan"), post.pk), (SYSTEM, 999_999)):
        with pytest.raises(NotFound):
            selectors.post_by_id(actor, post_id)


def test_the_subtree_holds_all_depths_in_official_order(county: County) -> None:
    found = selectors.subtree(county.actor("county"), county.version("青禾县"), DAY)
    assert [version.name for version in found] == ["青石镇", "河湾镇", "上窑村", "柳林村", "南坡村"]


def test_the_journal_is_read_by_unit_type_and_day(county: County) -> None:
    auditor = county.actor("auditor")
    everything = entries(auditor, EntryFilter())
    assert entries(auditor, EntryFilter(first=DAY, last=DAY)).count() == everything.count() > 0
    assert not entries(auditor, EntryFilter(last=date(2026, 11, 21))).exists()
    village = entries(auditor, EntryFilter(unit_id=county.unit("柳林村").pk))
    assert {entry.unit_id for entry in village} == {county.unit("柳林村").pk}
    assert {entry.type for entry in entries(auditor, EntryFilter(type="post.taken"))} == {"post.taken"}
    with pytest.raises(NotFound):
        entries(county.actor("qingshi"), EntryFilter())
