"""A letter made a need: in the desk's words, its author unreachable from the unit (safety rule 6)."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from jiceng.apps.feedback import letters
from jiceng.apps.feedback.models import Question
from jiceng.apps.feedback.selectors import in_state, inbox
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.needs import selectors
from jiceng.apps.needs.models import Need
from jiceng.apps.needs.services import NeedDraft, raise_need
from jiceng.kernel.errors import Conflict, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
DRAFT = NeedDraft("irrigation", "水渠失修", DAY, "东渠一段塌了")


def letter(county: County, about: str | None = "上窑村", kind: str = "question") -> Question:
    """One that lies at the town's desk."""
    return Question.objects.create(
        kind=kind,
        text="我是王一，水渠什么时候修？",
        subject="水渠",
        sender={"name": "王一", "phone": "13900000000"},
        asked_at=AT,
        about=county.unit(about) if about else None,
        to=county.unit("青石镇"),
        desk="office",
        receipt=secrets.token_bytes(32),
    )


def made(county: County, found: Question, unit: str = "上窑村", username: str = "qingshi") -> Need:
    draft = replace(DRAFT, letter=found)
    return raise_need(actor=county.actor(username), at=AT, unit=county.unit(unit), draft=draft)


def test_it_keeps_its_answer_duty_and_the_desk_sees_what_became_of_it(county: County) -> None:
    found = letter(county)
    need = made(county, found)
    desk = county.actor("qingshi")
    assert list(in_state(inbox(desk), "")) == [found]
    assert selectors.of_letter(desk, found) == [need]
    assert selectors.story(desk, need.pk).letter


@pytest.mark.parametrize("username", ["shangyao", "county", "auditor"])
def test_nobody_else_who_reads_the_need_learns_that_it_was_a_letter(county: County, username: str) -> None:
    found = letter(county)
    need, actor = made(county, found), county.actor(username)
    assert not selectors.story(actor, need.pk).letter
    assert selectors.of_letter(actor, found) == []
    with pytest.raises(NotFound):
        letters.read_sender(actor=actor, at=AT, question=found)


def test_nothing_of_the_author_is_in_the_need_or_the_journal(county: County) -> None:
    need = made(county, letter(county))
    said = f"{model_to_dict(need)} {[model_to_dict(each) for each in need.entries.all()]}"
    assert "王一" not in said
    assert "13900000000" not in said
    for entry in AuditEntry.objects.filter(type="need.raised"):
        assert "letter" not in entry.content
        assert "question" not in entry.content


def test_only_the_desk_that_has_it_makes_it_a_need(county: County) -> None:
    found = letter(county)
    with pytest.raises(Refused):
        made(county, found, username="shangyao")
    with pytest.raises(NotFound):
        made(county, found, username="county")
    asked = letter_of_an_account(county)
    with pytest.raises(NotFound):
        made(county, asked)


def letter_of_an_account(county: County) -> Question:
    found = letter(county, None)
    found.asked_by = county.users["liulin"]
    found.save()
    return found


@pytest.mark.parametrize("about", ["上窑村", "青石镇"])
def test_a_complaint_is_made_no_need_where_those_complained_of_read_it(county: County, about: str) -> None:
    found = letter(county, about, "complaint")
    found.to = county.unit("青禾县")
    found.save()
    with pytest.raises(Conflict, match="complaint_stays_at_desk"):
        made(county, found, username="county")
    assert not Need.objects.exists()


def test_a_complaint_of_another_village_may_be_a_need_here(county: County) -> None:
    assert made(county, letter(county, "柳林村", "complaint")).letter_id


def test_the_need_outlives_the_letter(county: County) -> None:
    need = made(county, letter(county))
    Question.objects.update(closed_at=AT)
    assert letters.forget(actor=SYSTEM, at=AT + timedelta(days=4000)) == 1
    need.refresh_from_db()
    assert need.letter is None
