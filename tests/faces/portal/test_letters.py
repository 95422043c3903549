"""A reader writes to the editor and reads the answer, without account, cookie or script."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jiceng.apps.publications import envelopes, letters, store
from jiceng.apps.publications.models import Answer, Letter
from jiceng.faces.portal.letters import LONGEST, SHORTEST, WRONG_NUMBERS
from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
OFFICE = X25519PrivateKey.generate()
GIVEN = {"kind": "complaint", "subject": "水渠", "text": "水渠没有修完。"}
NUMBER = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){6}\b")


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """Nobody has entered a number yet."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def box(public: Client) -> Client:
    """A reader of a site that takes letters."""
    store.put_site(title="青禾组织工作")
    assert store.put_letters_key(OFFICE.public_key().public_bytes_raw())
    return public


def opened(client: Client, address: str = "/letters/", *, ago: int = SHORTEST + 2) -> dict[str, str]:
    """What an empty form holds that was opened some seconds ago."""
    with patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - ago):
        page = client.get(address).content.decode()
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found
    return {"opened": unescape(found[1])}


def send(client: Client, address: str = "/letters/", status: int = 200, **given: str) -> str:
    """Send a letter; returns the page."""
    answer = client.post(address, opened(client, address) | GIVEN | given)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def read(letter: Letter) -> dict[str, object]:
    """What the office reads."""
    found = envelopes.open_letter(bytes(letter.sealed), key=OFFICE, index=bytes(letter.receipt))
    assert found is not None
    return found


def test_a_letter_is_left_and_its_number_shown_in_no_address(box: Client) -> None:
    page = send(box, name="王一", phone="13900000000")
    (number,) = set(NUMBER.findall(page))
    letter = Letter.objects.get()
    assert bytes(letter.receipt) == envelopes.index_of(number)
    content = read(letter)
    assert content.pop("answer_key") == envelopes.answer_key(number).hex()
    said = {"name": "王一", "phone": "13900000000", "email": "", "about": None, "unit": ""}
    assert content == GIVEN | said
    assert len(number.replace("-", "")) * 5 >= 128
    assert not box.cookies


def test_the_page_is_kept_nowhere_and_indexed_by_nobody(box: Client) -> None:
    for answer in (box.get("/letters/"), box.get("/letters/answer/"), box.post("/letters/", GIVEN)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert not answer.cookies


def test_every_article_leads_to_writing_about_it_and_shows_no_letter(box: Client) -> None:
    assert 'href="/letters/?about=1"' in box.get("/a/1/").content.decode()
    page = box.get("/letters/?about=1").content.decode()
    assert "关于村西水渠维修的决议公开" in page
    send(box, "/letters/?about=1")
    assert read(Letter.objects.get())["about"] == 1
    assert "水渠没有修完" not in box.get("/a/1/").content.decode()


@pytest.mark.parametrize("number", ["6", "77", "x", "²", "9" * 12, "-1", "1.0"])
def test_a_letter_about_what_was_never_posted_is_about_nothing(box: Client, number: str) -> None:
    page = box.get("/letters/", {"about": number})
    assert page.status_code == 200
    assert "明天的公告" not in page.content.decode()
    assert "关于：" not in page.content.decode()


def test_what_is_posted_no_longer_can_be_asked_about_and_its_title_is_not_told(box: Client) -> None:
    page = box.get("/letters/?about=3").content.decode()
    assert "第 3 号公开内容" in page
    assert "有误的公告" not in page


def test_the_same_letter_sent_twice_is_kept_once_under_the_same_number(box: Client) -> None:
    form = opened(box) | GIVEN
    numbers = [NUMBER.findall(box.post("/letters/", form).content.decode()) for _ in range(2)]
    assert numbers[0] == numbers[1] != []
    assert Letter.objects.count() == 1
    another = NUMBER.findall(box.post("/letters/", form | {"text": "又想起一件事。"}).content.decode())
    assert another != numbers[0]
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opened": "made up"}, "打开的时间太久"),
        ({"opened": ""}, "打开的时间太久"),
        ({"website": "http://spam.example"}, "平常看不见的栏目"),
        ({"text": "http://a.example www.b.example https://c.example"}, "网址超过 2 个"),
        ({"text": "  "}, "要说的话"),
        ({"subject": ""}, "主题"),
        ({"text": "水" * 2001}, "2000"),
        ({"kind": "praise"}, "类别"),
        ({"kind": ""}, "类别"),
        ({"name": "王" * 31}, "姓名"),
    ],
)
def test_what_is_not_taken_says_why_and_keeps_the_words(
    box: Client, changed: dict[str, str], said: str
) -> None:
    page = send(box, status=422, **changed)
    assert said in page
    assert changed.get("text", GIVEN["text"]).strip() in page
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("ago", "said"), [(0, "提交得太快"), (LONGEST + 5, "打开的时间太久")])
def test_a_form_just_opened_or_opened_long_ago_is_sent_again(box: Client, ago: int, said: str) -> None:
    answer = box.post("/letters/", opened(box, ago=ago) | GIVEN)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Letter.objects.exists()
    again = re.search(r'name="opened" value="([^"]+)"', answer.content.decode())
    assert again
    with patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + SHORTEST + 2):
        assert NUMBER.search(box.post("/letters/", GIVEN | {"opened": again[1]}).content.decode())


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_sends_no_letter_in_a_readers_name(box: Client, site: str) -> None:
    answer = box.post("/letters/", opened(box) | GIVEN, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 422
    assert "别的网站" in answer.content.decode()
    assert not Letter.objects.exists()


def test_one_place_sends_only_so_many_and_is_not_known_by_its_address(box: Client) -> None:
    for number in range(letters.MOST_OF_ONE):
        send(box, text=f"第{number}封")
    page = send(box, status=429, text="再一封")
    assert "您所在的网络" in page
    assert "再一封" in page
    origins = {bytes(each.origin) for each in Letter.objects.all()}
    assert len(origins) == 1
    assert b"127.0.0.1" not in next(iter(origins))
    assert letters.origin_of("127.0.0.1", timezone.now() + timedelta(days=1)) not in origins
    answer = Client(REMOTE_ADDR="192.0.2.7").post("/letters/", opened(box) | GIVEN)
    assert answer.status_code == 200
    Letter.objects.update(at=timezone.now() - letters.COUNTED - timedelta(seconds=1))
    send(box, text="一小时后")


def test_all_together_send_only_so_many(box: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_OF_ALL", 3)
    for number in range(4):
        form = opened(box) | GIVEN | {"text": f"第{number}封"}
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post("/letters/", form)
        assert answer.status_code == (429 if number == 3 else 200)
    assert "来信过多" in answer.content.decode()
    assert Letter.objects.count() == 3


def test_without_the_offices_key_no_letter_is_taken(public: Client) -> None:
    page = public.get("/letters/")
    assert (page.status_code, "暂时不能收信" in page.content.decode()) == (200, True)
    assert public.post("/letters/", GIVEN).status_code == 503


def answered(text: str = "下周完工。") -> str:
    """An answer stands there; returns its receipt."""
    receipt = envelopes.receipt_from(bytes(range(20)))
    index = envelopes.index_of(receipt)
    sealed = envelopes.seal_answer(
        {"text": text, "by": "青石镇"}, key=envelopes.answer_key(receipt), index=index
    )
    store.put_answer(index, at=timezone.now(), sealed=sealed)
    return receipt


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda number: number.replace("-", " "), lambda n: f" {n} "]
)
def test_an_answer_is_read_with_its_number_however_it_is_written(
    box: Client, written: Callable[[str], str]
) -> None:
    number = answered()
    page = box.post("/letters/answer/", {"receipt": written(number)}).content.decode()
    assert "下周完工。" in page
    assert "青石镇" in page
    assert "下周完工" not in box.get("/letters/answer/", {"receipt": number}).content.decode()


def test_letters_that_look_like_figures_are_read_as_meant() -> None:
    assert envelopes.index_of("O I B") == envelopes.index_of("018")


def test_a_wrong_number_and_one_not_yet_answered_are_told_alike(box: Client) -> None:
    waiting = NUMBER.findall(send(box))[0]
    answered()
    pages = [
        box.post("/letters/answer/", {"receipt": number}).content.decode().replace(number, "")
        for number in (waiting, envelopes.receipt_from(b"x" * 20), "ABC", "水渠")
    ]
    assert "此编号下没有答复" in pages[0]
    assert len({re.sub(r'value="[^"]*"', "", page) for page in pages}) == 1


def test_the_same_work_is_done_whatever_number_is_entered(box: Client) -> None:
    right, opened_with = answered(), []
    there = envelopes.open_answer

    def watched(sealed: bytes, receipt: str) -> object:
        opened_with.append(len(sealed))
        return there(sealed, receipt)

    with patch.object(envelopes, "open_answer", watched):
        for number in (right, "ABCD"):
            box.post("/letters/answer/", {"receipt": number})
    assert len(opened_with) == 2


def test_an_answer_put_under_another_receipt_is_not_opened(box: Client) -> None:
    number = answered()
    other = envelopes.receipt_from(b"y" * 20)
    Answer.objects.update(receipt=envelopes.index_of(other))
    for each in (number, other):
        assert "此编号下没有答复" in box.post("/letters/answer/", {"receipt": each}).content.decode()


def test_wrong_numbers_are_limited_by_place(box: Client) -> None:
    right = answered()
    for number in range(WRONG_NUMBERS):
        assert box.post("/letters/answer/", {"receipt": f"WRONG{number}"}).status_code == 200
    answer = box.post("/letters/answer/", {"receipt": right})
    assert answer.status_code == 429
    assert "下周完工" not in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/letters/answer/", {"receipt": right})
    assert "下周完工" in elsewhere.content.decode()
