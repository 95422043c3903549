"""Within the office too: whoever has nothing to do with an article is told what she is told of none."""

import os
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiceng.apps.editorial import files, services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from jiceng.faces.workbench.editorial.urls import urlpatterns
from tests.county import AT, SYSTEM, County

SEED = int(os.environ.get("EMBARGO_SEED", "20261123"))
PROBES = int(os.environ.get("EMBARGO_STEPS", "120"))
SECRET = "泄密词"
NONE, NO_TOKEN = 987_654, "u" * 43
STRANGERS = ("", "stranger", "revoked", "liulin", "nanpo", "hewan")
TOKEN = re.compile(rb"[A-Za-z0-9]{64}|nonce-[A-Za-z0-9+/=_-]+")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.fixture
def hidden(county: County) -> list[tuple[Article, str]]:
    """An article of 上窑村 in each state, with the token of its file."""
    found = []
    for state in ("draft", "in_review", "given_back", "approved", "posted", "withdrawn"):
        text = Text(f"{SECRET}的公告", f"<p>{SECRET}</p>", "village_affairs")
        made = services.draft(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), text=text)
        file = files.attach(actor=SYSTEM, at=AT, article=made, name=f"{SECRET}.txt", data=b"x")
        given = {"actor": county.actor("county"), "at": AT, "article": made}
        if state != "draft":
            services.submit(actor=SYSTEM, at=AT, article=made)
        if state == "given_back":
            services.give_back(**given, revision=2, note=SECRET)
        if state in ("approved", "posted", "withdrawn"):
            later = AT + timedelta(days=1) if state == "approved" else None
            services.approve(**given, revision=2, post_at=later)
        if state == "withdrawn":
            services.withdraw(**given, reason=SECRET)
        found.append((made, file.token))
    return found


def _answer(client: Client, method: str, address: str, said: dict[str, str]) -> tuple[int, str, bytes]:
    upload = {"file": SimpleUploadedFile("x.txt", b"x")} if address.endswith("/files/") else {}
    answer = client.get(address, said) if method == "get" else client.post(address, said | upload)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer.headers.get("Location", ""), body


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_strangers_are_told_of_an_article_what_they_are_told_of_none(
    county: County, hidden: list[tuple[Article, str]]
) -> None:
    chance = random.Random(SEED)
    clients = {name: county.client(name) if name else Client() for name in STRANGERS}
    names = [each for each in urlpatterns if "article_id" in str(each.pattern)]
    assert len(names) >= 10
    for _probe in range(PROBES):
        route, username = chance.choice(names), chance.choice(STRANGERS)
        (article, token), method = chance.choice(hidden), chance.choice(("get", "post"))
        more = {"token": token} if "<slug:token>" in str(route.pattern) else {}
        more |= {"revision": 1} if "<int:revision>" in str(route.pattern) else {}
        here = reverse(str(route.name), kwargs={"article_id": article.pk, **more})
        none = reverse(
            str(route.name),
            kwargs={"article_id": NONE, **more} | ({"token": NO_TOKEN} if token in here else {}),
        )
        said = {"reason": "x", "note": "x", "when": "now", "revision": "2", "title": "x", "html": "x"}
        told, of_none = (_answer(clients[username], method, address, said) for address in (here, none))
        assert told[0] == of_none[0], (username, method, here)
        assert told[1].replace(here, none) == of_none[1]
        same = told[2].replace(here.encode(), none.encode())
        assert TOKEN.sub(b"", same) == TOKEN.sub(b"", of_none[2]), (username, method, here)
        assert SECRET.encode() not in told[2], (username, method, here)


@pytest.mark.django_db(databases=["default", "published", "inbox"])
@pytest.mark.parametrize("username", ["liulin", "nanpo", "hewan", "stranger"])
def test_no_list_of_hers_has_what_is_not_her_units(
    county: County, hidden: list[tuple[Article, str]], username: str
) -> None:
    client = county.client(username)
    for unit in ("990525", "990525100", "990525100200", "990525100201", "990525101", "990525101200"):
        address = reverse("articles", args=[unit])
        for query in ("", f"?q={SECRET}", "?state=draft", "?export=articles"):
            answer = client.get(address + query)
            body = b"".join(answer) if answer.streaming else answer.content
            told = body.decode("utf-8", "replace").replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
            assert SECRET not in told or query.startswith("?q"), (unit, query)
            assert all(f"/articles/{article.pk}/" not in told for article, _token in hidden), (unit, query)
    assert SECRET not in client.get(reverse("home")).content.decode()


@pytest.mark.django_db
def test_a_file_of_another_article_is_not_had_through_ones_own(
    county: County, hidden: list[tuple[Article, str]]
) -> None:
    text = Text("公告", "<p>公示。</p>", "village_affairs")
    own = services.draft(actor=county.actor("liulin"), at=AT, unit=county.unit("柳林村"), text=text)
    client = county.client("liulin")
    for _article, token in hidden:
        asked, none = (reverse("article_file", args=[own.pk, each]) for each in (token, NO_TOKEN))
        told, of_none = client.get(asked), client.get(none)
        assert (told.status_code, of_none.status_code) == (404, 404)
        same = told.content.replace(token.encode(), NO_TOKEN.encode())
        assert TOKEN.sub(b"", same) == TOKEN.sub(b"", of_none.content)


@pytest.mark.django_db
def test_a_file_larger_than_any_form_is_taken_of_whoever_has_signed_in(county: County) -> None:
    text = Text("公告", "<p>公示。</p>", "village_affairs")
    own = services.draft(actor=county.actor("liulin"), at=AT, unit=county.unit("柳林村"), text=text)
    address, large = reverse("attach_file", args=[own.pk]), "水渠收支\n".encode() * 300_000
    assert Client().post(address, {"file": SimpleUploadedFile("表.txt", large)}).status_code == 400
    answer = county.client("liulin").post(address, {"file": SimpleUploadedFile("表.txt", large)})
    assert answer.status_code == 302
    kept = county.client("liulin").get(reverse("article_file", args=[own.pk, own.files.get().token]))
    assert kept.content == large
    assert kept.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["Content-Disposition"].startswith("attachment")
