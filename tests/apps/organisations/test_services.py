"""The tree as at any date: founding, renaming, moving, splitting, merging, closing keep history."""

from datetime import date

import pytest

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import bodies, selectors, services
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.people import posts
from jiceng.apps.people import services as people
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

CHANGE = date(2026, 11, 1)


def names_below(county: County, unit: str, day: date) -> list[str]:
    actor = county.actor("county")
    return [v.name for v in selectors.children(actor, county.version(unit, DAY), day)]


def test_a_renamed_unit_keeps_its_old_name_before_the_day(county: County) -> None:
    services.revise_unit(
        actor=county.actor("qingshi"),
        at=AT,
        unit=county.unit("上窑村"),
        day=CHANGE,
        name="新窑村",
        kind="village",
        form="branch",
    )
    assert names_below(county, "青石镇", date(2026, 10, 31)) == ["上窑村", "柳林村"]
    assert names_below(county, "青石镇", CHANGE) == ["新窑村", "柳林村"]
    found = selectors.search_units(county.actor("qingshi"), "上窑", DAY, 10)
    assert [v.name for v in found] == ["新窑村"], "a former name finds the unit"


def test_a_moved_unit_takes_all_under_it_and_the_past_stays(county: County) -> None:
    draft = services.UnitDraft("990525100200-1", "上窑一支部", "branch", "branch")
    below = services.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=date(2020, 1, 1)
    )
    services.move_unit(
        actor=county.actor("county"),
        at=AT,
        unit=county.unit("上窑村"),
        day=CHANGE,
        parent=county.unit("河湾镇"),
    )
    assert names_below(county, "河湾镇", CHANGE) == ["上窑村", "南坡村"]
    assert names_below(county, "河湾镇", date(2026, 10, 31)) == ["南坡村"]
    paths = list(UnitVersion.objects.filter(unit=below).order_by("starts_on").values_list("path", flat=True))
    assert paths[0].startswith(county.version("青石镇").path)
    assert paths[1].startswith(county.version("河湾镇").path)
    with pytest.raises(NotFound):
        selectors.unit_by_code(county.actor("qingshi"), below.code, DAY)
    assert selectors.unit_by_code(county.actor("hewan"), below.code, DAY).name == "上窑一支部"


def test_a_unit_is_not_moved_below_itself(county: County) -> None:
    with pytest.raises(Invalid, match="parent_is_below"):
        services.move_unit(
            actor=SYSTEM, at=AT, unit=county.unit("青石镇"), day=CHANGE, parent=county.unit("上窑村")
        )


def test_a_unit_with_members_or_units_is_not_closed(county: County) -> None:
    with pytest.raises(Conflict, match="unit_has_members"):
        services.close_unit(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=CHANGE, reason="合并")
    with pytest.raises(Conflict, match="unit_has_units"):
        services.close_unit(actor=SYSTEM, at=AT, unit=county.unit("青石镇"), day=CHANGE, reason="合并")


def test_a_merger_closes_the_one_and_points_to_the_other(county: County) -> None:
    for membership in county.members["柳林村"]:
        people.transfer(actor=SYSTEM, at=AT, membership=membership, unit=county.unit("上窑村"), day=CHANGE)
    holding = county.unit("柳林村").posts.get(kind="secretary").holdings.get()
    posts.leave_post(actor=SYSTEM, at=AT, holding=holding, day=CHANGE)
    services.merge_units(
        actor=county.actor("qingshi"),
        at=AT,
        units=[county.unit("柳林村")],
        into=county.unit("上窑村"),
        day=CHANGE,
    )
    assert names_below(county, "青石镇", CHANGE) == ["上窑村"]
    closed = selectors.unit_by_code(county.actor("qingshi"), county.unit("柳林村").code, DAY)
    assert closed.ends_on == CHANGE
    assert [found.successor for found in county.unit("柳林村").successions.all()] == [county.unit("上窑村")]


def test_a_split_founds_units_beside_and_keeps_where_they_came_from(county: County) -> None:
    draft = services.UnitDraft("990525100202", "新村", "village", "branch")
    (new,) = services.split_unit(
        actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), day=CHANGE, drafts=[draft]
    )
    version = selectors.unit_by_code(county.actor("qingshi"), new.code, DAY)
    assert version.parent_id == county.unit("青石镇").pk
    found = [(each.predecessor, each.event) for each in new.precessions.all()]
    assert found == [(county.unit("上窑村"), "split")]
    assert new.posts.filter(kind="secretary").exists(), "a branch is born with the post it must have"


def test_nothing_is_changed_before_the_last_change(county: County) -> None:
    with pytest.raises(Invalid, match="before_last_change"):
        services.revise_unit(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            day=date(2018, 1, 1),
            name="x",
            kind="village",
            form="branch",
        )


def test_a_change_that_changes_nothing_writes_nothing(county: County) -> None:
    before = AuditEntry.objects.count(), UnitVersion.objects.count()
    services.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        day=CHANGE,
        name="上窑村",
        kind="village",
        form="branch",
    )
    assert (AuditEntry.objects.count(), UnitVersion.objects.count()) == before


@pytest.mark.parametrize(
    ("username", "error"), [("shangyao", Refused), ("hewan", NotFound), ("stranger", NotFound)]
)
def test_only_who_manages_the_unit_changes_it(county: County, username: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.revise_unit(
            actor=county.actor(username),
            at=AT,
            unit=county.unit("上窑村"),
            day=CHANGE,
            name="x",
            kind="village",
            form="branch",
        )


def test_unknown_words_and_codes_in_use_are_refused(county: County) -> None:
    for draft, code in [
        (services.UnitDraft("1", "x", "castle"), "unknown_unit_kind"),
        (services.UnitDraft("1", "x", "village", "tribe"), "unknown_form"),
        (services.UnitDraft("990525100200", "x", "village"), "code_in_use"),
        (services.UnitDraft("1", " ", "village"), "name_missing"),
        (services.UnitDraft("1", "x", "village", division_code="99"), "bad_division_code"),
    ]:
        with pytest.raises(Invalid, match=code):
            services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)


def test_a_breadcrumb_names_only_what_one_may_see(county: County) -> None:
    names = [v.name for v in selectors.ancestors(county.actor("shangyao"), county.version("上窑村"), DAY)]
    assert names == []
    names = [v.name for v in selectors.ancestors(county.actor("county"), county.version("上窑村"), DAY)]
    assert names == ["青禾县", "青石镇"]


def test_a_town_is_not_moved_on_a_day_before_a_village_under_it_changed(county: County) -> None:
    services.revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("柳林村"),
        day=date(2026, 11, 10),
        name="柳林新村",
        kind="village",
        form="branch",
    )
    with pytest.raises(Invalid, match="before_last_change"):
        services.move_unit(
            actor=SYSTEM, at=AT, unit=county.unit("青石镇"), day=CHANGE, parent=county.unit("河湾镇")
        )


def test_nothing_is_put_under_a_unit_where_it_no_longer_stands(county: County) -> None:
    services.move_unit(actor=SYSTEM, at=AT, unit=county.unit("青石镇"), day=DAY, parent=county.unit("河湾镇"))
    draft = services.UnitDraft("990525100202", "新村", "village", "branch")
    with pytest.raises(Invalid, match="before_last_change"):
        services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=CHANGE)
    with pytest.raises(Invalid, match="before_last_change"):
        services.move_unit(
            actor=SYSTEM, at=AT, unit=county.unit("南坡村"), day=CHANGE, parent=county.unit("青石镇")
        )


def test_nothing_is_founded_under_a_unit_closed_since(county: County) -> None:
    draft = services.UnitDraft("990525101202", "临时镇", "town", "committee")
    town = services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青禾县"), draft=draft, day=FOUNDED)
    services.close_unit(actor=SYSTEM, at=AT, unit=town, day=CHANGE, reason="撤并")
    below = services.UnitDraft("990525101203", "迟到村", "village", "branch")
    with pytest.raises(Conflict, match="unit_not_active"):
        services.found_unit(actor=SYSTEM, at=AT, parent=town, draft=below, day=date(2026, 1, 1))


def test_a_unit_has_one_secretarys_post_and_one_meeting_of_all_members(county: County) -> None:
    given = {"actor": county.actor("qingshi"), "at": AT, "unit": county.unit("上窑村"), "day": CHANGE}
    with pytest.raises(Conflict, match="post_exists"):
        bodies.found_post(**given, kind="secretary")
    bodies.found_post(**given, kind="deputy_secretary")
    bodies.found_post(**given, kind="deputy_secretary")
    bodies.found_body(**given, kind="members_meeting", name="党员大会")
    with pytest.raises(Conflict, match="body_exists"):
        bodies.found_body(**given, kind="members_meeting", name="党员大会")


@pytest.mark.parametrize(("form", "posts"), [("branch", 1), ("none", 0), ("", 0)])
def test_only_a_unit_with_an_organisation_has_the_posts_of_its_kind(
    county: County, form: str, posts: int
) -> None:
    draft = services.UnitDraft("990525100203", "新村", "village", form)
    unit = services.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
    assert unit.posts.count() == posts
