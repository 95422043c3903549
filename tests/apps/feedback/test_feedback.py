"""Questions reach a person, and a complaint never the one complained of."""

from datetime import timedelta

import pytest

from jiceng.apps.access import services as access
from jiceng.apps.feedback import policies, selectors, services
from jiceng.apps.feedback.desks import desks
from jiceng.apps.feedback.models import Question
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.entries import EntryFilter, entries
from jiceng.kernel.actors import NOBODY
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, PASSWORD, SYSTEM, County

TOWN, COUNTY = "990525100", "990525"


def ask(county: County, username: str = "shangyao", **changes: str) -> tuple[Question, str]:
    given = {"kind": "question", "text": "怎么补记会议？", "to": TOWN, "desk": "office"} | changes
    return services.ask(actor=county.actor(username), at=AT, draft=services.QuestionDraft(**given))


def heard_by(county: County) -> set[str]:
    return {name for name in county.users if selectors.inbox(county.actor(name)).exists()}


def test_one_turns_to_the_nearest_office_first(county: County) -> None:
    found = [(each.version.name, each.desk) for each in desks(county.actor("shangyao"), DAY)]
    assert found == [("青石镇", "office"), ("青禾县", "office"), ("青禾县", "supervision")]
    assert [each.desk for each in desks(county.actor("stranger"), DAY)] == ["office", "supervision"]


def test_the_only_officer_of_a_desk_is_not_sent_to_herself(county: County) -> None:
    found = [(each.version.name, each.desk) for each in desks(county.actor("county"), DAY)]
    assert found == [("青禾县", "supervision")]


def test_a_question_reaches_the_desk_it_is_sent_to_and_nobody_else(county: County) -> None:
    ask(county)
    assert heard_by(county) == {"qingshi"}
    ask(county, to=COUNTY, text="县里的事")
    assert heard_by(county) == {"qingshi", "county"}


@pytest.mark.parametrize(
    ("about", "to", "desk", "reader"),
    [
        (TOWN, TOWN, "office", None),
        (TOWN, COUNTY, "office", "county"),
        (COUNTY, COUNTY, "office", None),
        (COUNTY, TOWN, "office", None),
        (COUNTY, COUNTY, "supervision", "auditor"),
        (TOWN, COUNTY, "supervision", "auditor"),
        ("nobody", COUNTY, "supervision", "auditor"),
    ],
)
def test_a_complaint_never_reaches_whom_it_concerns(
    county: County, about: str, to: str, desk: str, reader: str | None
) -> None:
    if reader is None:
        with pytest.raises(Invalid, match="complained_of_itself"):
            ask(county, kind="complaint", about=about, to=to, desk=desk)
        assert not Question.objects.exists()
    else:
        ask(county, kind="complaint", about=about, to=to, desk=desk)
        assert heard_by(county) == {reader}


def test_who_sits_in_the_office_complained_of_does_not_read_it_at_another_desk_either(county: County) -> None:
    user = county.users["qingshi"]
    access.grant_role(
        actor=SYSTEM,
        at=AT,
        user=user,
        role="county_officer",
        unit=county.unit("青禾县"),
        day=DAY,
        ends_on=None,
    )
    ask(county, kind="complaint", about=TOWN, to=COUNTY)
    assert heard_by(county) == {"county"}
    access.close_user(actor=SYSTEM, at=AT, user=county.users["county"])
    with pytest.raises(Invalid, match="complained_of_itself"):
        ask(county, kind="complaint", about=TOWN, to=COUNTY, text="再说一次")


def grant(county: County, username: str, role: str, unit: str) -> None:
    access.grant_role(
        actor=SYSTEM,
        at=AT,
        user=county.users[username],
        role=role,
        unit=county.unit(unit),
        day=DAY,
        ends_on=None,
    )


def test_a_town_officer_who_is_a_village_secretary_too_reads_no_complaint_about_that_village(
    county: County,
) -> None:
    village = county.unit("上窑村").code
    grant(county, "qingshi", "secretary", "上窑村")
    with pytest.raises(Invalid, match="complained_of_itself"):
        ask(county, kind="complaint", about=village)
    ask(county, kind="complaint", about=village, to=COUNTY)
    grant(county, "hewan", "town_officer", "青石镇")
    question, _ = ask(county, kind="complaint", about=village, text="村里的事")
    assert heard_by(county) == {"county", "hewan"}
    with pytest.raises(NotFound, match="question_not_found"):
        services.answer(actor=county.actor("qingshi"), at=AT, question=question, text="没有这回事")
    late = AT + timedelta(days=16)
    assert selectors.waiting(county.actor("qingshi"), late, late.date()) is None


def test_who_watches_over_an_office_and_works_in_it_does_not_hear_of_it(county: County) -> None:
    ask(county, kind="complaint", about=COUNTY, to=COUNTY, desk="supervision")
    assert heard_by(county) == {"auditor"}
    grant(county, "auditor", "secretary", "青禾县")
    assert heard_by(county) == set()
    with pytest.raises(Invalid, match="complained_of_itself"):
        ask(county, kind="complaint", about=COUNTY, to=COUNTY, desk="supervision", text="再说一次")


@pytest.mark.parametrize(("username", "shown"), [("county", 1), ("auditor", 2)])
def test_who_answers_is_not_shown_in_the_journal_when_a_complaint_was_made(
    county: County, username: str, shown: int
) -> None:
    ask(county, kind="complaint", about=TOWN, to=COUNTY)
    ask(county, text="党课怎么记")
    wanted = EntryFilter("question.asked")
    assert entries(county.actor(username), wanted).count() == shown


def test_the_journal_tells_neither_the_text_nor_who_complained(county: County) -> None:
    ask(county, kind="complaint", about=TOWN, to=COUNTY, text="镇里催表太多")
    question, _ = ask(county, text="党课怎么记")
    complaint, asked = AuditEntry.objects.filter(type="question.asked").order_by("pk")
    assert (complaint.actor_id, complaint.actor_name, complaint.unit_id, complaint.content) == (
        None,
        "jiceng feedback",
        None,
        "{}",
    )
    assert (asked.actor_id, asked.content) == (county.users["shangyao"].pk, '{"question":"question"}')
    services.answer(actor=county.actor("qingshi"), at=AT, question=question, text="在“登记会议”里")
    assert not AuditEntry.objects.filter(content__contains="登记").exists()


def test_it_is_taken_on_and_answered_once(county: County) -> None:
    question, _ = ask(county)
    officer = county.actor("qingshi")
    services.take(actor=officer, at=AT, question=question)
    with pytest.raises(Conflict, match="taken_already"):
        services.take(actor=officer, at=AT, question=question)
    services.answer(actor=officer, at=AT, question=question, text=" 见规则页 ")
    found = selectors.question_by_id(county.actor("shangyao"), question.pk)
    assert (found.answer, found.answered_by, found.owner) == (
        "见规则页",
        county.users["qingshi"],
        county.users["qingshi"],
    )
    for call in (
        lambda: services.take(actor=officer, at=AT, question=question),
        lambda: services.answer(actor=officer, at=AT, question=question, text="另一个"),
    ):
        with pytest.raises(Conflict, match="answered_already"):
            call()


@pytest.mark.parametrize("username", ["hewan", "county", "auditor", "liulin", "shangyao"])
def test_nobody_else_answers_it(county: County, username: str) -> None:
    question, _ = ask(county)
    with pytest.raises(NotFound, match="question_not_found"):
        services.answer(actor=county.actor(username), at=AT, question=question, text="好")


def test_others_do_not_find_it(county: County) -> None:
    question, _ = ask(county)
    for username in ("hewan", "county", "auditor", "liulin", "stranger", "revoked"):
        with pytest.raises(NotFound, match="question_not_found"):
            selectors.question_by_id(county.actor(username), question.pk)


def test_a_receipt_of_130_bits_finds_it_however_it_is_written(county: County) -> None:
    question, number = ask(county)
    plain = number.replace("-", "")
    assert (len(plain), len(set(plain) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))) == (26, 0)
    for written in (number, plain.lower(), f" {number.replace('-', ' ')} "):
        assert selectors.by_receipt(written) == question
    assert selectors.by_receipt(plain[:-1]) is None
    assert plain.encode() not in bytes(question.receipt)


@pytest.mark.parametrize(
    ("tries", "refused"), [(services.MOST_A_DAY - 1, False), (services.MOST_A_DAY, True)]
)
def test_a_desk_is_not_buried(county: County, tries: int, refused: bool) -> None:
    for number in range(tries):
        ask(county, text=f"第{number}问")
    if refused:
        with pytest.raises(Invalid, match="too_many_questions"):
            ask(county, text="又一问")
        Question.objects.update(asked_at=AT - timedelta(days=1))
    ask(county, text="又一问")


def test_the_same_twice_is_sent_once(county: County) -> None:
    ask(county)
    with pytest.raises(Conflict, match="asked_already"):
        ask(county)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"text": "长" * 2001}, "text_too_long"),
        ({"kind": "praise"}, "unknown_question_kind"),
        ({"to": "990525101"}, "no_such_desk"),
        ({"desk": "supervision"}, "no_such_desk"),
        ({"kind": "complaint", "about": "990525101"}, "not_above_you"),
        ({"kind": "complaint"}, "about_missing"),
        ({"kind": "complaint", "about": "nobody"}, "about_nobody"),
        ({"kind": "complaint", "about": "nobody", "to": COUNTY}, "about_nobody"),
    ],
)
def test_what_cannot_be_sent_says_why(county: County, changes: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        ask(county, **changes)


def test_who_has_not_signed_in_asks_nothing(county: County) -> None:
    with pytest.raises(Refused):
        services.ask(actor=NOBODY, at=AT, draft=services.QuestionDraft("question", "?", COUNTY, "office"))


@pytest.mark.parametrize(("days", "waits"), [(15, False), (16, True)])
def test_what_waits_too_long_shows_to_the_level_above_as_a_number(
    county: County, days: int, waits: bool
) -> None:
    ask(county)
    at = AT + timedelta(days=days)
    for username in ("county", "qingshi"):
        found = selectors.waiting(county.actor(username), at, at.date())
        told = [(each.name, each.number) for each in found.units] if found else None
        assert told == ([("青石镇", 1)] if waits else None)
    for username in ("hewan", "auditor", "shangyao", "stranger"):
        assert selectors.waiting(county.actor(username), at, at.date()) is None


def test_what_is_asked_is_counted_by_place_and_kind(county: County) -> None:
    ask(county, place="due", kind="too_much", text="一")
    ask(county, place="due", kind="too_much", text="二", page="/units/1/due/")
    ask(county, "liulin", place="rule", kind="wrong_rule", text="三")
    assert selectors.counts(county.actor("qingshi")) == [("due", "too_much", 2), ("rule", "wrong_rule", 1)]
    assert selectors.counts(county.actor("county")) == []


def test_a_new_officer_finds_what_waits_at_her_desk(county: County) -> None:
    ask(county)
    user = access.create_user(actor=SYSTEM, at=AT, username="new", name="新来的", password=PASSWORD)
    access.grant_role(
        actor=SYSTEM, at=AT, user=user, role="town_officer", unit=county.unit("青石镇"), day=DAY, ends_on=None
    )
    assert selectors.inbox(county.actor("new")).count() == 1
    assert policies.answers(county.actor("new"))
