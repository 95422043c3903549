"""A farmers' federation on the same program: every page its roles reach speaks its words, and no Party's."""

import re
from collections import Counter
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client, TestCase, override_settings
from python_calamine import CalamineWorkbook

from jiceng.apps.access.models import User
from jiceng.apps.demonstration.services import Summary, make_demonstration, write_workbooks
from jiceng.apps.duties.models import Verdict
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from tests.county import AT, SYSTEM
from tests.profiles import settings_of

CHINESE = re.compile("党|支部|书记|支委|预备|转正|入党|组织关系|乡镇|县委|村委")
ENGLISH = re.compile(r"\b(Party|[Bb]ranch(es)?|[Ss]ecretar(y|ies)|[Tt]ownships?|[Pp]robation\w*)\b")
WORDS = {"zh-hans": CHINESE, "en": ENGLISH}
SHOWN_ATTRIBUTES = re.compile(
    r'\b(?:placeholder|aria-label|title|alt)="([^"]*)"'
    r'|<input(?![^>]*type="(?:hidden|radio|checkbox)")[^>]*\bvalue="([^"]*)"'
)
HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
LINK = re.compile(r'href="(/[^"#]*)')
NUMBERED = re.compile(r"[A-Z0-9]*\d[\w-]*")
LEFT_OUT = re.compile(r"^/(static|language|sign-out)|export=|[?&]table=")
OF_A_SHAPE, AT_MOST = 1, 80


def sheets_of(path: Path) -> list[list[list[object]]]:
    """The cells of a workbook, sheet by sheet."""
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def visible(page: str) -> str:
    """What a reader sees or hears of a page."""
    bare = HIDDEN.sub(" ", page)
    said = ["".join(pair) for pair in SHOWN_ATTRIBUTES.findall(bare)]
    return unescape("\n".join([re.sub(r"<[^>]*>", "\n", bare), *said]))


def walk(client: Client, start: str) -> dict[str, str]:
    """Pages reached by links from `start`, a few of each shape: address → text."""
    waiting, shapes, found = [start], Counter[str](), {}
    while waiting and len(found) < AT_MOST:
        address = waiting.pop(0)
        shape = NUMBERED.sub("N", urlsplit(address).path)
        if address in found or shapes[shape] == OF_A_SHAPE or LEFT_OUT.search(address):
            continue
        shapes[shape] += 1
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = answer.content.decode()
        found[address] = visible(page)
        waiting += [unescape(link) for link in LINK.findall(page)]
    return found


@pytest.mark.sample
class AFederation(TestCase):
    """Its sample, made once; each role walks through it in both languages."""

    made: Summary

    @classmethod
    def setUpTestData(cls) -> None:
        """Under the profile of co-operatives, in a data folder of its own."""
        folder = Path(cls.enterClassContext(TemporaryDirectory(prefix="jiceng-federation-")))
        cls.enterClassContext(override_settings(**settings_of("cooperative", folder)))
        cls.made = make_demonstration(actor=SYSTEM, at=AT)

    def test_no_page_speaks_of_a_party(self) -> None:
        wrong, seen = [], 0
        for account in self.made.accounts:
            for language, words in WORDS.items():
                client = Client()
                client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
                user = User.objects.get(username=account.username)
                client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
                pages = walk(client, "/")
                seen += len(pages)
                assert len(pages) > 20, (account.username, language)
                wrong += [
                    f"{account.username} {language} {address}: {line.strip()}"
                    for address, text in pages.items()
                    for line in text.splitlines()
                    if words.search(line)
                ]
        assert not wrong, f"{len(wrong)} of {seen} pages\n" + "\n".join(sorted(set(wrong))[:60])

    def test_its_own_words_are_said(self) -> None:
        clerk = self.made.accounts[0]
        client = Client()
        client.force_login(
            User.objects.get(username=clerk.username), backend=settings.AUTHENTICATION_BACKENDS[-1]
        )
        text = "".join(walk(client, "/").values())
        for word in ("年度成员大会", "理事长", "成员名册", "合作社文书", "农民专业合作社法", "财务公开"):
            assert word in text, word
        assert "见习" not in text

    def test_its_workbooks_have_its_names_and_are_read_back_unchanged(self) -> None:
        folder = Path(settings.DATA) / "books"
        written = write_workbooks(actor=SYSTEM.with_purpose("演示"), at=AT, folder=folder)
        kinds = ["units", "people", "posts", *["gatherings"] * (len(written) - 3)]
        assert [path.stem for path in written[:3]] == ["组织机构", "成员名册", "班子成员"]
        for path, kind in zip(written, kinds, strict=True):
            (rows,) = sheets_of(path)
            wrong = [cell for row in rows for cell in row if re.search("党|预备|见习", str(cell))]
            assert not wrong, (path.name, wrong[:5])
            report = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(kind=kind))
            assert (report.written, report.rejected, report.unknown_columns) == (0, (), ()), path.name
            assert report.unchanged == report.rows > 0

    def test_the_sample_has_a_real_shape(self) -> None:
        assert [account.role for account in self.made.accounts] == [
            *("secretary", "town_officer", "county_officer", "auditor")
        ]
        assert 40 <= self.made.rows["organisations_unit"] <= 60
        assert 1500 <= self.made.rows["people_person"] <= 6000
        held = Gathering.objects.values_list("kind", flat=True).distinct().order_by()
        assert {"assembly", "council_meeting", "accounts_posted", "federation_assembly"} <= set(held)
        verdicts = Counter(bool(each) for each in Verdict.objects.values_list("met_on", flat=True))
        assert 0.6 < verdicts[True] / verdicts.total() < 0.97


def test_what_a_reader_sees_is_looked_through() -> None:
    """So that the walk above could fail."""
    assert CHINESE.search(visible("<p>党员名册</p>"))
    assert CHINESE.search(visible('<input placeholder="支部">'))
    assert not CHINESE.search(visible("<script>党</script><p>成员</p>"))
