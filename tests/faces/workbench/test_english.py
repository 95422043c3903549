"""Who chose English reads English: on every page, what is left in Chinese is what somebody entered."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField
from django.test import Client

from tests.faces.workbench.one_of_everything import ALL, World
from tests.faces.workbench.test_permissions import ADDRESSES

CHINESE = re.compile(r"[一-鿿]+")
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SAID = re.compile(r'\b(?:aria-label|title|placeholder|alt|value)="([^"]*)"')
QUOTED = {"中文", "张建国", "备注"}
"""The other language's own name, a name to search by as an example, and a heading of the file sent in."""
READERS = ("county", "shangyao", "auditor")


def entered() -> set[str]:
    """Every piece of Chinese the office's database holds; the published one is none of its pages' sources."""
    found: set[str] = set()
    for model in (each for each in apps.get_models() if each._meta.app_label != "publications"):
        fields = [f.name for f in model._meta.fields if isinstance(f, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found.update(CHINESE.findall(str(row)))
    return found


def visible(page: str) -> list[str]:
    """Words of a page, those read aloud included."""
    page = HIDDEN.sub(" ", page)
    return [unescape(text) for text in (*SAID.findall(page), *TAG.split(page))]


@pytest.mark.parametrize("username", READERS)
def test_an_english_page_holds_no_chinese_but_what_was_entered(
    world: World,
    username: str,
) -> None:
    client: Client = world.county.client(username)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    known, strange, read = entered() | QUOTED, [], 0
    for name, address in ADDRESSES.items():
        if address.post or name in ("sign_out", "decision_paper"):  # an office's papers are in its language
            continue
        given = world.things["上窑村"][address.about] if address.about else ()
        answer = client.get(address.url(name, given))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        read += 1
        pieces = {piece for text in visible(answer.content.decode()) for piece in CHINESE.findall(text)}
        left = {piece for piece in pieces if not _made_of(piece, known)}
        strange += [f"{name}: {piece}" for piece in sorted(left)]
    assert read > len(ALL)
    assert not strange, "\n".join(strange)


def _made_of(piece: str, known: set[str]) -> bool:
    """Whether a piece is one of, or put together from, what is known."""
    if piece in known:
        return True
    return any(piece.startswith(each) and _made_of(piece[len(each) :], known) for each in known if each)
