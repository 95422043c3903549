"""A letter to the editor comes in sealed, goes to a desk that is not the one it is about, and its answer goes
back under its receipt.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jiceng.apps.access import services as access
from jiceng.apps.feedback import letters as office
from jiceng.apps.feedback import policies, selectors, services
from jiceng.apps.feedback.models import Question
from jiceng.apps.journal.keys import letters_key
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.publications import envelopes, letters, store
from jiceng.apps.publications.letters import Written
from jiceng.apps.publications.models import Answer, Letter
from jiceng.apps.publications.store import Posting
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
LETTER = Written("question", "水渠", "水渠什么时候修完？", name="王一", phone="13900000000")
COUNTY, TOWN, VILLAGE = "990525", "990525100", "990525100200"


@pytest.fixture
def box(county: County) -> County:
    """The small county, whose site takes letters and has a notice of each level."""
    store.put_site(title="青禾")
    office.keep(at=AT)
    store.put_column("affairs", title="公开", title_en="Open", order=1, listed=True)
    for number, code in ((1, VILLAGE), (2, TOWN), (3, COUNTY), (4, ""), (5, "990525999")):
        store.post(Posting(number, "affairs", f"第{number}号", "<p>。</p>", "。", AT, AT, 1, unit_code=code))
    return county


def leave(letter: Written = LETTER, once: str = "a") -> str:
    return letters.leave(letter, at=AT, once=once, origin=b"o" * 16)


def received(letter: Written = LETTER) -> Question:
    """A letter that has reached its desk."""
    leave(letter)
    assert office.take_in(AT) == 1
    return Question.objects.latest("pk")


def heard_by(county: County) -> set[str]:
    return {name for name in county.users if selectors.inbox(county.actor(name)).exists()}


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


def test_a_letter_is_taken_in_once_and_opened(box: County) -> None:
    receipt = leave()
    assert office.take_in(AT) == 1
    assert office.take_in(AT) == 0
    question = Question.objects.get()
    assert (question.kind, question.subject, question.text) == ("question", "水渠", "水渠什么时候修完？")
    assert question.sender == {"name": "王一", "phone": "13900000000"}
    assert question.is_letter
    assert bytes(question.receipt) == envelopes.index_of(receipt)
    assert bytes(Letter.objects.get().sealed) == b""
    assert selectors.by_receipt(receipt) is None  # the office's own page is for those with accounts


def test_cut_between_the_two_databases_it_is_there_once(box: County) -> None:
    leave()
    sealed = bytes(Letter.objects.get().sealed)
    office.take_in(AT)
    Letter.objects.update(sealed=sealed)
    assert office.take_in(AT) == 1
    assert Question.objects.count() == 1


def test_what_our_key_does_not_open_stays_and_holds_nothing_up(box: County) -> None:
    leave()
    good = Letter.objects.get()
    stranger = X25519PrivateKey.generate().public_key().public_bytes_raw()
    bad = envelopes.seal_letter({"kind": "question"}, key=stranger, index=b"i" * 32)
    Letter.objects.create(receipt=b"i" * 32, at=AT, sealed=bad, origin=b"")
    Letter.objects.create(
        receipt=b"j" * 32, at=AT, sealed=bytes(good.sealed), origin=b""
    )  # of another receipt
    assert office.take_in(AT) == 1
    assert office.take_in(AT) == 0
    assert Letter.objects.exclude(sealed=b"").count() == 2


def test_what_a_captured_portal_makes_up_is_cut_to_measure(box: County) -> None:
    made_up = {
        "kind": "order",
        "subject": "x" * 999,
        "text": "a\0b\ud800",
        "about": "1",
        "unit": ["?"],
        "name": None,
    }
    index = b"k" * 32
    key = letters_key().public_key().public_bytes_raw()
    for content in (
        made_up | {"answer_key": "00" * 32},
        made_up | {"answer_key": "zz"},
        {},
        {"answer_key": 7},
    ):
        sealed = envelopes.seal_letter(content, key=key, index=index)
        Letter.objects.create(receipt=index, at=AT, sealed=sealed, origin=b"")
        index = bytes(reversed(index[:-1])) + bytes([index[-1] + 1])
    office.take_in(AT)
    question = Question.objects.get()
    assert (question.kind, len(question.subject), question.text, question.publication) == (
        "question",
        60,
        "ab",
        None,
    )


@pytest.mark.parametrize(
    ("kind", "about", "unit", "readers"),
    [
        ("question", None, "", {"county"}),
        ("suggestion", None, "", {"county"}),
        ("complaint", None, "", {"auditor"}),
        ("question", 1, "", {"qingshi"}),
        ("complaint", 1, "", {"qingshi"}),
        ("question", 2, "", {"county"}),
        ("complaint", 2, "", {"county"}),
        ("question", 3, "", {"county"}),
        ("complaint", 3, "", {"auditor"}),
        ("complaint", 4, "", {"auditor"}),
        ("complaint", 5, "", {"auditor"}),
        ("question", 77, "", {"county"}),
        ("complaint", None, VILLAGE, {"qingshi"}),
        ("complaint", None, TOWN, {"county"}),
        ("complaint", None, COUNTY, {"auditor"}),
        ("complaint", 2, VILLAGE, {"county"}),
    ],
)
def test_a_letter_goes_above_the_unit_it_is_about(
    box: County, kind: str, about: int | None, unit: str, readers: set[str]
) -> None:
    received(replace(LETTER, kind=kind, about=about, unit=unit))
    assert heard_by(box) == readers


@pytest.mark.parametrize("kind", ["question", "complaint"])
def test_who_has_a_part_in_the_unit_it_is_about_is_passed_over(box: County, kind: str) -> None:
    grant(box, "qingshi", "secretary", "上窑村")
    received(replace(LETTER, kind=kind, about=1))
    assert heard_by(box) == {"county"}


def test_where_nobody_may_hear_it_it_waits_for_somebody_who_may(box: County) -> None:
    for name in ("qingshi", "county", "auditor"):
        access.close_user(actor=SYSTEM, at=AT, user=box.users[name])
    received(replace(LETTER, kind="complaint", about=1))
    received(replace(LETTER, kind="complaint"))
    assert not any(selectors.inbox(box.actor(name)).exists() for name in ("hewan", "shangyao", "liulin"))
    grant(box, "hewan", "county_officer", "青禾县")
    assert selectors.inbox(box.actor("hewan")).count() == 1
    grant(box, "liulin", "auditor", "青禾县")
    assert selectors.inbox(box.actor("liulin")).count() == 1


def test_the_answer_is_read_under_the_receipt_alone(box: County) -> None:
    receipt = leave()
    office.take_in(AT)
    question = Question.objects.get()
    services.answer(actor=box.actor("county"), at=AT, question=question, text="下周修完。")
    assert letters.answer_to(receipt) is None
    assert office.give_answers(AT) == 1
    assert office.give_answers(AT) == 0
    found = letters.answer_to(receipt)
    assert found is not None
    assert (found.text, found.by, found.at) == ("下周修完。", "青禾县", AT)
    assert "下周".encode() not in bytes(Answer.objects.get().sealed)
    assert letters.answer_to(envelopes.receipt_from(b"z" * 20)) is None


def test_a_letter_is_sent_on_and_then_at_the_other_desk_only(box: County) -> None:
    question = received()
    at_county = box.actor("county")
    services.take(actor=at_county, at=AT, question=question)
    services.forward(actor=at_county, at=AT, question=question, to=TOWN, desk="office")
    question.refresh_from_db()
    assert (question.to.code, question.owner) == (TOWN, None)
    assert heard_by(box) == {"qingshi"}
    with pytest.raises(NotFound):
        services.answer(actor=at_county, at=AT, question=question, text="。")
    with pytest.raises(Invalid, match="no_such_desk"):
        services.forward(actor=box.actor("qingshi"), at=AT, question=question, to=TOWN, desk="office")
    with pytest.raises(Invalid, match="no_such_desk"):
        services.forward(actor=box.actor("qingshi"), at=AT, question=question, to=VILLAGE, desk="office")


def test_a_complaint_is_sent_on_only_to_where_it_may_be_heard(box: County) -> None:
    question = received(replace(LETTER, kind="complaint", about=2))
    found = {(each.version.unit.code, each.desk) for each in services.desks_for(question, AT)}
    assert found == {(COUNTY, "supervision")}
    with pytest.raises(Invalid, match="no_such_desk"):
        services.forward(actor=box.actor("county"), at=AT, question=question, to=TOWN, desk="office")


def test_who_wrote_is_shown_on_demand_and_the_look_is_kept(box: County) -> None:
    question = received()
    county = box.actor("county")
    assert office.read_sender(actor=county, at=AT, question=question)["phone"] == "13900000000"
    entry = AuditEntry.objects.get(type="question.sender_read")
    assert (entry.actor_id, "王一" in str(entry.content)) == (county.id, False)


def test_who_wrote_is_hidden_from_the_unit_it_is_about(box: County) -> None:
    question = received(replace(LETTER, about=3))
    assert not office.sender_is_shown(question)
    with pytest.raises(Refused, match="sender_hidden"):
        office.read_sender(actor=box.actor("county"), at=AT, question=question)
    question = received(replace(LETTER, about=2))
    assert office.sender_is_shown(question)
    services.forward(actor=box.actor("county"), at=AT, question=question, to=TOWN, desk="office")
    question.refresh_from_db()
    assert not office.sender_is_shown(question)


def test_who_is_not_at_the_desk_is_shown_no_sender(box: County) -> None:
    with pytest.raises(NotFound):
        office.read_sender(actor=box.actor("hewan"), at=AT, question=received())


def test_much_looking_at_who_wrote_raises_an_alert(box: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "calm", lambda _at: 3)
    question = received()
    for number in range(5):
        office.read_sender(actor=box.actor("county"), at=AT, question=question)
        assert AuditEntry.objects.filter(type="readings.many").count() == (number >= 3)


def test_what_needs_no_answer_is_put_away_and_can_be_taken_up_again(box: County) -> None:
    question, county = received(), box.actor("county")
    services.put_away(actor=county, at=AT, question=question)
    assert selectors.open_and_waiting(county, AT, DAY)[0] == 0
    with pytest.raises(Conflict, match="put_away_already"):
        services.answer(actor=county, at=AT, question=question, text="。")
    late = AT + timedelta(days=60)
    assert selectors.waiting(county, late, late.date()) is None
    services.take_up(actor=county, at=AT, question=question)
    assert selectors.open_and_waiting(county, AT, DAY)[0] == 1
    with pytest.raises(Conflict, match="not_put_away"):
        services.take_up(actor=county, at=AT, question=question)
    assert selectors.waiting(county, late, late.date()) is not None


def test_who_asks_with_an_account_is_not_put_away(box: County) -> None:
    draft = services.QuestionDraft("question", "怎么补记？", TOWN, "office")
    question, _ = services.ask(actor=box.actor("shangyao"), at=AT, draft=draft)
    with pytest.raises(Conflict, match="not_a_letter"):
        services.put_away(actor=box.actor("qingshi"), at=AT, question=question)


def test_the_journal_holds_no_words_and_not_who_is_complained_of(box: County) -> None:
    received(replace(LETTER, kind="complaint", about=1))
    entry = AuditEntry.objects.get(type="question.received")
    assert entry.content == "{}"
    assert entry.unit_id is None


def test_letters_are_erased_in_time_and_come_back_with_no_old_file(box: County) -> None:
    receipt = leave()
    letter = Letter.objects.get()
    sealed = bytes(letter.sealed)
    office.take_in(AT)
    question = Question.objects.get()
    services.answer(actor=box.actor("county"), at=AT, question=question, text="已修完。")
    office.keep(at=AT)
    still_open = received(replace(LETTER, subject="另一件"))
    days = timedelta(days=730)
    assert office.forget(actor=SYSTEM, at=AT + days) == 0
    assert office.forget(actor=SYSTEM, at=AT + days + timedelta(seconds=1)) == 1
    assert list(Question.objects.all()) == [still_open]
    assert letters.answer_to(receipt) is None
    assert not Letter.objects.exists()
    Letter.objects.create(receipt=letter.receipt, at=AT, sealed=sealed, origin=b"")
    assert office.take_in(AT + days + timedelta(seconds=1)) == 1
    assert Question.objects.count() == 1
    with pytest.raises(Refused):
        office.forget(actor=box.actor("county"), at=AT)


def test_from_where_letters_came_is_forgotten_after_a_day(box: County) -> None:
    received()
    office.forget(actor=SYSTEM, at=AT + timedelta(hours=23))
    assert Letter.objects.exists()
    leave(replace(LETTER, text="还没取走"))
    office.forget(actor=SYSTEM, at=AT + timedelta(hours=25))
    assert [bool(each.sealed) for each in Letter.objects.all()] == [True]


CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(CHARACTERS, min_size=8, max_size=400).filter(str.strip),
    name=st.text(CHARACTERS, min_size=8, max_size=30),
)
def test_what_came_in_and_what_is_published_hold_no_word_of_a_letter(
    box: County, text: str, name: str
) -> None:
    Letter.objects.all().delete()
    if len(letters._LINK.findall(text)) > letters.MOST_LINKS:
        return
    receipt = leave(Written("question", "八个字以上的主题在此", text, about=1, name=name))
    office_key = letters_key()
    row = Letter.objects.values_list().get()
    kept = b"".join(
        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row
    )
    said = (
        "八个字以上的主题在此",
        text,
        name,
        receipt,
        receipt.replace("-", ""),
        envelopes.answer_key(receipt).hex(),
    )
    for words in said:
        assert words.encode() not in kept
    sealed, index = bytes(Letter.objects.get().sealed), envelopes.index_of(receipt)
    opened = envelopes.open_letter(sealed, key=office_key, index=index)
    assert opened is not None
    assert opened["text"] == text
    public = office_key.public_key().public_bytes_raw()
    for known in (public, settings.SECRET_KEY.encode()[:32].ljust(32, b"\0"), envelopes.answer_key(receipt)):
        found = envelopes.open_letter(sealed, key=X25519PrivateKey.from_private_bytes(known), index=index)
        assert found is None


def test_the_private_half_lies_among_the_offices_keys_alone(box: County) -> None:
    private = letters_key().private_bytes_raw()
    assert (settings.KEYS_FOLDER / "letters").read_bytes() == private
    assert (settings.KEYS_FOLDER / "letters").stat().st_mode & 0o777 == 0o600
    for model in apps.get_app_config("publications").get_models():
        for row in model._default_manager.values_list():
            assert not any(private in bytes(each) for each in row if isinstance(each, bytes | memoryview))


def test_a_desk_of_a_letter_follows_one_law() -> None:
    assert policies.sees_sender("1", "office", None)
    assert policies.sees_sender("1", "office", "12")
    assert policies.sees_sender("1", "supervision", "1")
    assert not policies.sees_sender("1", "office", "1")
    assert not policies.sees_sender("12", "supervision", "1")
