"""Models: checked against the registers, named after a notice without open objections, reviewed, retired."""

from datetime import timedelta
from typing import Any

import pytest

from jiceng.apps.editorial import services as editorial
from jiceng.apps.exemplars import services
from jiceng.apps.exemplars.models import Exemplar
from jiceng.apps.exemplars.selectors import exemplar_in_scope, exemplars, standing_of
from jiceng.apps.exemplars.services import Nomination
from jiceng.apps.quantities.selectors import count
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.exemplars.nominees import enter, named, nominated, noticed, post
from tests.apps.rectification.cases import attested, listed
from tests.county import AT, DAY, SYSTEM, County


def nominate(county: County, **said: Any) -> Exemplar:
    given = {"kind": "model_village", "what": "议事公开", "day": DAY} | said
    return services.nominate(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        nomination=Nomination(**given),  # type: ignore[arg-type]
    )


def test_a_unit_being_put_right_is_nominated_only_with_a_reason(county: County) -> None:
    attested(county)
    listed(county, weakness="committee_divided")
    with pytest.raises(Invalid, match="exemplar_check_reason"):
        nominate(county)
    exemplar = nominate(county, reason="已整改到位")
    kept = exemplar.entries.get().said["checks"]
    found = {each["quantity"]: each["met"] for each in kept}
    assert found["cases_open"] is False


def test_what_the_registers_say_is_kept(county: County) -> None:
    kept = nominated(county).entries.get().said["checks"]
    assert [each["quantity"] for each in kept] == ["cases_open", "openness_missed", "breaches"]
    assert kept[0]["met"] is True


def test_a_person_on_probation_is_no_member_in_good_standing(county: County) -> None:
    persons = [each.person for each in county.members["上窑村"]]
    for person, met in ((persons[0], True), (persons[8], False)):
        kept = nominated(county, kind="model_member", person=person).entries.get().said["checks"]
        assert (kept[0]["code"], kept[0]["met"]) == ("good_standing", met)


def test_a_kind_that_does_not_fit_is_refused(county: County) -> None:
    person = county.members["上窑村"][0].person
    for said in ({"kind": "model_member"}, {"person": person}, {"kind": "none"}):
        with pytest.raises(Invalid):
            nominate(county, reason="理由", **said)


def test_the_same_is_not_nominated_twice(county: County) -> None:
    nominated(county)
    with pytest.raises(Conflict, match="exemplar_there"):
        nominated(county)


def test_named_no_sooner_than_five_days_after_the_notice(county: County) -> None:
    exemplar = nominated(county)
    with pytest.raises(Conflict, match="exemplar_step_not_open"):
        enter(exemplar, "named", DAY, paper="文号")
    noticed(county, exemplar)
    with pytest.raises(Conflict, match="exemplar_notice_short"):
        enter(exemplar, "named", DAY + timedelta(days=4), paper="文号")
    enter(exemplar, "named", DAY + timedelta(days=5), paper="文号")
    exemplar.refresh_from_db()
    assert exemplar.named_on == DAY + timedelta(days=5)


def test_a_notice_taken_down_early_does_not_count(county: County) -> None:
    exemplar = nominated(county)
    noticed(county, exemplar)
    exemplar.refresh_from_db()
    assert exemplar.notice is not None
    later = AT + timedelta(days=2)
    editorial.withdraw(actor=SYSTEM, at=later, article=exemplar.notice, reason="文字有误")
    exemplar.refresh_from_db()
    assert standing_of(exemplar, DAY + timedelta(days=6)).stage == "notice"
    noticed(county, exemplar, AT + timedelta(days=3))


def test_an_objection_is_settled_first(county: County) -> None:
    exemplar = nominated(county)
    noticed(county, exemplar)
    objection = enter(exemplar, "objection", DAY + timedelta(days=1), "来信反映账目未公开")
    after = DAY + timedelta(days=6)
    with pytest.raises(Conflict, match="exemplar_objections_open"):
        enter(exemplar, "named", after, paper="文号")
    enter(exemplar, "settled", after, "已核实公开", objection=objection.number, upheld=False)
    enter(exemplar, "named", after, paper="文号")


def test_naming_needs_a_decision_or_a_paper(county: County) -> None:
    exemplar = nominated(county)
    noticed(county, exemplar)
    with pytest.raises(Invalid, match="paper_missing"):
        enter(exemplar, "named", DAY + timedelta(days=5), paper="")


def test_its_page_of_practice_is_counted_while_it_is_posted(county: County) -> None:
    exemplar = nominated(county)
    day = named(county, exemplar)
    at = AT + timedelta(days=6)
    unit = exemplar.unit_id
    article = services.draft_practice(
        actor=SYSTEM, at=at, exemplar=exemplar, title="怎样议事", html="<p>每月一次。</p>"
    )
    assert count(day, ["practices"])["practices"][unit].value == 0
    post(county, article, at)
    amounts = count(DAY + timedelta(days=6), ["practices"])["practices"]
    assert amounts[unit].value == 1
    enter(exemplar, "retired", DAY + timedelta(days=30), "换届后做法停了")
    assert count(DAY + timedelta(days=31), ["practices"])["practices"][unit].value == 0


def test_reviewed_a_year_after_and_retired_with_a_reason(county: County) -> None:
    exemplar = nominated(county)
    day = named(county, exemplar)
    assert standing_of(exemplar, day).stage == "practice"
    due = day.replace(year=day.year + 1)
    assert standing_of(exemplar, due - timedelta(days=1)).stage == "practice"
    assert standing_of(exemplar, due).stage == "review"
    enter(exemplar, "reviewed", due, keeps=True)
    assert standing_of(exemplar, due).due == due.replace(year=due.year + 1)
    with pytest.raises(Invalid, match="text_missing"):
        enter(exemplar, "retired", due)
    enter(exemplar, "retired", due, "做法已停")
    exemplar.refresh_from_db()
    assert exemplar.ended_on == due
    with pytest.raises(Conflict, match="exemplar_step_not_open"):
        enter(exemplar, "reviewed", due, keeps=True)


def test_an_entry_made_by_mistake_is_taken_out_and_stays_readable(county: County) -> None:
    exemplar = nominated(county)
    dropped = enter(exemplar, "dropped", DAY, "材料不实")
    services.strike(actor=SYSTEM, at=AT, entry=dropped, reason="登错了村")
    exemplar.refresh_from_db()
    assert exemplar.ended_on is None
    assert exemplar.entries.count() == 3
    with pytest.raises(Conflict, match="event_corrected_already"):
        services.strike(actor=SYSTEM, at=AT, entry=dropped, reason="再来")


def test_persons_are_read_only_with_their_files(county: County) -> None:
    exemplar = nominated(county, kind="model_member", person=county.members["上窑村"][0].person)
    nominated(county)
    shown = {
        user: len(exemplars(county.actor(user), county.version("上窑村"), DAY))
        for user in ("county", "shangyao", "auditor")
    }
    assert shown == {"county": 2, "shangyao": 2, "auditor": 1}
    with pytest.raises(Refused):
        exemplar_in_scope(county.actor("auditor"), exemplar.pk)
    with pytest.raises(NotFound):
        exemplar_in_scope(county.actor("hewan"), exemplar.pk)


def test_the_town_nominates_and_the_county_names(county: County) -> None:
    exemplar = nominated(county)
    noticed(county, exemplar)
    day = DAY + timedelta(days=5)
    draft = services.Draft("named", day, {"paper": "文号"})
    at = AT + timedelta(days=5)
    with pytest.raises(Refused):
        services.enter(actor=county.actor("qingshi"), at=at, exemplar=exemplar, draft=draft)
    services.enter(actor=county.actor("county"), at=at, exemplar=exemplar, draft=draft)
