"""What covers an establishment, said, ended, refused; a rule overruled."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from jiceng.apps.coverage import services
from jiceng.apps.coverage.models import Link, Overruling
from jiceng.apps.coverage.selectors import known_by_register
from jiceng.apps.coverage.services import Cover
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.services import close_unit, revise_unit
from jiceng.kernel.errors import Conflict, Invalid, JicengError, NotFound, Refused
from tests.apps.coverage.firms import Firms, firms
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(county: County, tmp_path: Path) -> Firms:
    """The firms of the small county."""
    return firms(county, tmp_path)


def said(made: Firms, name: str, draft: Cover, username: str = "qingshi") -> Link:
    """What covers one, said by an officer."""
    actor = made.county.actor(username)
    return services.cover(actor=actor, at=AT, establishment=made.known[name], draft=draft)


def refusal(made: Firms, name: str, draft: Cover, username: str = "qingshi") -> str:
    """The code of the refusal."""
    with pytest.raises(JicengError) as caught:
        said(made, name, draft, username)
    return caught.value.code


def test_what_the_register_knows_is_linked_in_one_step(made: Firms) -> None:
    known = known_by_register(SYSTEM, DAY, made.stock())
    expected = {
        ("甲公司", "sole", "甲公司"),
        ("乙公司", "joint", "青石镇联合支部"),
        ("丙公司", "joint", "青石镇联合支部"),
    }
    assert {(each.item.entry.name, each.how, each.unit.name) for each in known} == expected
    assert services.cover_known(actor=made.county.actor("qingshi"), at=AT, known=known) == 3
    assert made.shown("sole") == ["甲公司"]
    assert made.shown("joint") == ["丙公司", "乙公司"]
    assert known_by_register(SYSTEM, DAY, made.stock()) == []
    assert {each.starts_on for each in Link.objects.all()} == {FOUNDED}


def test_a_link_holds_from_its_day_and_until_the_day_it_ends(made: Firms) -> None:
    link = said(made, "丁公司", Cover("instructor", date(2026, 11, 1), name=" 李明 "))
    assert (link.name, made.shown("only_work")) == ("李明", ["丁公司"])
    services.end_cover(actor=made.county.actor("qingshi"), at=AT, link=link, day=DAY)
    assert made.shown("only_work") == []
    entries = AuditEntry.objects.filter(type__startswith="coverage.").values_list("type", flat=True)
    assert list(entries.order_by("pk")) == ["coverage.covered", "coverage.ended"]


def test_one_entered_by_mistake_ends_on_the_day_it_begins(made: Firms) -> None:
    link = said(made, "丁公司", Cover("union", DAY))
    with pytest.raises(Invalid, match="before_last_change"):
        services.end_cover(actor=SYSTEM, at=AT, link=link, day=DAY - timedelta(days=1))
    services.end_cover(actor=SYSTEM, at=AT, link=link, day=DAY)
    with pytest.raises(Conflict, match="cover_ended"):
        services.end_cover(actor=SYSTEM, at=AT, link=link, day=DAY)
    assert said(made, "丁公司", Cover("union", DAY)).pk != link.pk


def test_what_cannot_be_is_refused(made: Firms) -> None:
    branch, joint = made.units["甲公司"], made.units["青石镇联合支部"]
    assert refusal(made, "丁公司", Cover("sole", DAY)) == "cover_without_unit"
    assert refusal(made, "丁公司", Cover("instructor", DAY, name=" ")) == "cover_without_name"
    assert refusal(made, "丁公司", Cover("sole", DAY, made.units["乙公司"])) == "unit_without_form"
    assert refusal(made, "丁公司", Cover("union", DAY + timedelta(days=1))) == "cover_in_the_future"
    assert refusal(made, "丁公司", Cover("prayer", DAY)) == "unknown_reason"
    assert refusal(made, "丁公司", Cover("sole", FOUNDED - timedelta(days=1), branch)) == "unit_not_active"
    said(made, "丁公司", Cover("joint", DAY, joint))
    assert refusal(made, "丁公司", Cover("joint", DAY, joint)) == "covered_already"


def test_who_may_and_where(made: Firms) -> None:
    draft = Cover("union", DAY)
    assert refusal(made, "丁公司", draft, "hewan") == "unit_not_found"
    assert refusal(made, "丁公司", draft, "shangyao") == "unit_not_found"
    assert refusal(made, "丁公司", draft, "auditor") == "not_permitted"
    assert (
        refusal(made, "辛公司", Cover("joint", DAY, made.units["青石镇联合支部"]), "hewan")
        == "unit_not_found"
    )
    assert said(made, "丁公司", draft, "county").how == "union"


def test_an_organisation_that_is_no_more_covers_no_more(made: Firms) -> None:
    said(made, "甲公司", Cover("sole", DAY, made.units["甲公司"]))
    said(made, "丁公司", Cover("joint", DAY, made.units["青石镇联合支部"]))
    assert made.shown("organised") == ["丁公司", "甲公司"]
    close_unit(actor=SYSTEM, at=AT, unit=made.units["甲公司"], day=DAY, reason="撤销")
    revise_unit(
        actor=SYSTEM,
        at=AT,
        unit=made.units["青石镇联合支部"],
        day=DAY,
        name="青石镇联合支部",
        kind="private_firm",
        form="none",
    )
    assert made.shown("organised") == []


def test_an_organisation_that_does_not_meet_stands_on_paper_only(made: Firms) -> None:
    unit = made.units["甲公司"]
    said(made, "甲公司", Cover("sole", DAY, unit))
    assert made.shown("idle") == ["甲公司"]
    last = Minutes("members_meeting", date(2026, 5, 22), entitled=4, present=4)
    record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=last)
    assert made.shown("idle") == []  # six months ago to the day


def test_several_are_linked_to_one_organisation_at_once(made: Firms) -> None:
    unit, several = made.units["青石镇联合支部"], [made.known["丁公司"], made.known["己公司"]]
    for count in (2, 0):
        found = services.cover_together(
            actor=made.county.actor("qingshi"), at=AT, establishments=several, unit=unit, day=DAY
        )
        assert found == count
    assert made.shown("joint") == ["丁公司", "己公司"]


def test_a_rule_is_overruled_with_a_reason_and_may_hold_again(made: Firms) -> None:
    actor, shell = made.county.actor("county"), made.known["戊公司"]
    assert made.shown("excluded") == ["戊公司", "庚公司"]
    with pytest.raises(Refused):
        services.overrule(
            actor=made.county.actor("qingshi"), at=AT, establishment=shell, day=DAY, reason="走访有人"
        )
    with pytest.raises(Invalid, match="reason_missing"):
        services.overrule(actor=actor, at=AT, establishment=shell, day=DAY, reason=" ")
    word = services.overrule(actor=actor, at=AT, establishment=shell, day=DAY, reason="走访有人")
    with pytest.raises(Conflict, match="overruled_already"):
        services.overrule(actor=actor, at=AT, establishment=shell, day=DAY, reason="又一次")
    (item,) = [each for each in made.stock().of("counted") if each.entry.name == "戊公司"]
    assert (item.rules, item.overruled) == (("shell",), word)
    services.end_overruling(actor=actor, at=AT, overruling=word, day=DAY)
    assert made.shown("excluded") == ["戊公司", "庚公司"]
    assert Overruling.objects.get().reason == "走访有人"


def test_one_in_no_list_is_not_found(made: Firms) -> None:
    for each in made.known.values():
        each.entries.all().delete()
    with pytest.raises(NotFound, match="establishment_not_found"):
        said(made, "甲公司", Cover("union", DAY))
