"""The letter as a document: filled from the record, in a sandbox, for a stated purpose."""

import io
from pathlib import Path
from unittest.mock import patch

import docx
import pytest
from django.conf import settings

from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.organisations.letters import fill, template
from jiceng.apps.transfers import letters, selectors
from jiceng.engines.procedure import Letter
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.transfers.test_services import letter
from tests.county import AT, County, id_number

VALUES = {
    "title": "中国共产党党员组织关系介绍信",
    "number": "2026-0001",
    "name": "褚红霞",
    "sex": "女",
    "age": "56岁",
    "ethnicity": "汉族",
    "standing": "正式党员",
    "sender": "柳林村党支部",
    "receiver": "外省某市委组织部",
    "reason": "工作变动",
    "day": "2026年9月10日",
    "valid_until": "2026年12月10日",
    "id_number": "＿＿＿＿",
    "phone": "＿＿＿＿",
}


def text_of(content: bytes) -> str:
    """All words of a .docx."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def made(*paragraphs: str) -> bytes:
    """A template of an office's own."""
    document, content = docx.Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(content)
    return content.getvalue()


def test_the_document_has_stub_letter_and_receipt() -> None:
    text = text_of(fill(template("transfer"), VALUES))
    assert text.count("第 2026-0001 号") == 3
    for part in ("介绍信存根", "请转接组织关系", "回执联", "有效期至2026年12月10日", "特此回复"):
        assert part in text
    assert text.count("褚红霞同志") == 3
    assert "{{" not in text


def test_the_sheet_is_an_a4_with_the_margins_of_official_papers() -> None:
    section = docx.Document(io.BytesIO(template("transfer"))).sections[0]
    measures = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(each.mm) for each in measures if each is not None] == [210, 297, 37, 28]


def test_what_is_filled_in_never_becomes_markup() -> None:
    nasty = VALUES | {"name": "赵<w:b/>&{{ 7*7 }}{% raise %}"}
    assert "赵<w:b/>&{{ 7*7 }}{% raise %}同志" in text_of(fill(template("transfer"), nasty))


@pytest.mark.parametrize(
    "asked",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ name.__init__.__globals__ }}",
        "{{ unknown }}",
        "{% include 'x' %}",
        "{{",
    ],
)
def test_a_template_that_asks_for_more_is_refused(asked: str) -> None:
    with pytest.raises(Conflict, match="letter_template_unreadable"):
        fill(made(asked), VALUES)


def test_no_document_is_no_template() -> None:
    with pytest.raises(Conflict, match="letter_template_unreadable"):
        fill(b"PK no document", VALUES)


def test_an_office_puts_its_own_template_in_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(made("致{{ receiver }}：{{ name }}"))
    own = Letter("transfer", settings.PROFILE.title, "office/own.docx")
    monkeypatch.setitem(settings.PROFILE.letters, "transfer", own)
    monkeypatch.setattr(settings.PROFILE_SHELF, "folder", lambda _code: tmp_path)
    assert text_of(fill(template("transfer"), VALUES)) == "致外省某市委组织部：褚红霞"
    monkeypatch.setattr(settings.PROFILE_SHELF, "folder", lambda _code: tmp_path / "nowhere")
    with pytest.raises(Conflict, match="letter_template_unreadable"):
        template("transfer")


def test_a_profile_without_a_letter_offers_none(county: County) -> None:
    found = selectors.letter(county.actor("qingshi"), letter(county).pk)
    assert letters.may_write(found)
    with patch.dict(settings.PROFILE.letters, clear=True):
        assert not letters.may_write(found)
        with pytest.raises(NotFound):
            template("transfer")


def words(data: letters.LetterData) -> dict[str, str]:
    """What the fields say, of the member herself her identity number alone."""
    return VALUES | {"id_number": data.id_number or "未填"}


def note(mark: str) -> str:
    return f"记号 {mark}"


def test_the_letter_leaves_for_a_purpose_and_is_logged(county: County) -> None:
    row = letter(county)
    actor = county.actor("qingshi")
    found = selectors.letter(actor, row.pk)
    with pytest.raises(Invalid, match="purpose_missing"):
        letters.take_out(actor=actor, at=AT, letter=found, words=words, note=note)
    made = letters.take_out(
        actor=actor.with_purpose("开具介绍信"), at=AT, letter=found, words=words, note=note
    )
    assert "未填" in text_of(made)
    mark = docx.Document(io.BytesIO(made)).core_properties.comments.removeprefix("记号 ")
    assert entries_of(mark) == [AuditEntry.objects.get(type="letter.taken_out").pk]
    assert Reading.objects.get(person_id=row.person_id).purpose == "开具介绍信"
    assert AuditEntry.objects.filter(type="letter.taken_out").count() == 1


@pytest.mark.parametrize("template", [made("{{ unknown }}"), b"PK no document"])
def test_a_letter_that_cannot_be_made_leaves_no_entry(
    county: County, monkeypatch: pytest.MonkeyPatch, template: bytes
) -> None:
    monkeypatch.setattr(letters, "template", lambda _code: template)
    actor = county.actor("county").with_purpose("开具介绍信")
    found = selectors.letter(actor, letter(county).pk)
    with pytest.raises(Conflict, match="letter_template_unreadable"):
        letters.take_out(actor=actor, at=AT, letter=found, words=words, note=note)
    assert not Reading.objects.exists()
    assert not AuditEntry.objects.filter(type="letter.taken_out").exists()


def test_a_whole_number_only_for_who_may_see_it(county: County) -> None:
    row = letter(county)
    actor = county.actor("county").with_purpose("开具介绍信")
    found = selectors.letter(actor, row.pk)
    assert id_number(11) in text_of(
        letters.take_out(actor=actor, at=AT, letter=found, words=words, note=note)
    )
    assert Reading.objects.get(person_id=row.person_id).part == "id_number"


def test_the_receiver_does_not_take_out_the_senders_letter(county: County) -> None:
    row = letter(county)
    for username in ("nanpo", "liulin"):
        actor = county.actor(username).with_purpose("看看")
        with pytest.raises(Refused):
            letters.take_out(
                actor=actor, at=AT, letter=selectors.letter(actor, row.pk), words=words, note=note
            )
    actor = county.actor("hewan").with_purpose("看看")
    with pytest.raises(NotFound):
        letters.take_out(actor=actor, at=AT, letter=selectors.letter(actor, row.pk), words=words, note=note)
