"""Random users, methods, addresses and contents: nobody learns anything of a unit out of her reach.

An answer about something of a foreign unit must be, byte for byte, the answer about something that does not
exist; no answer, and no file in it, holds a word planted in a foreign unit; none is a fault of the server.
A third of the requests are those of `recipes`, which get beyond the first checks.
PROBES sets how many (`make endurance`: ten thousand), PROBES_SEED which.
"""

import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.http import urlencode

from jiceng.apps.access import policies
from jiceng.apps.access.feeds import make_feed
from jiceng.apps.access.tokens import TokenDraft, issue_token
from jiceng.apps.gatherings.rolls import entitled_on
from jiceng.apps.organisations.models import Unit
from jiceng.faces.workbench.gatherings.forms import roll_mark
from tests.county import SYSTEM, County
from tests.trust.canaries import Planted, plant
from tests.trust.recipes import API, CALENDAR, HELD, OPENING, RECIPES, Recipe

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])

PROBES = int(os.environ.get("PROBES", "1000"))
SEED = int(os.environ.get("PROBES_SEED", "20261123"))
USERS = ("", "stranger", "revoked", "shangyao", "liulin", "nanpo", "qingshi", "hewan")
NAMES = (
    "q",
    "export",
    "page",
    "on",
    "period",
    "duty",
    "kind",
    "body",
    "unit",
    "person",
    "to",
    "next",
    "year",
)
PLAIN = ("1", "2026-Q4", "2026", "members_meeting", "2026-11-03", "members", "people", "units", "name", "")
FIELDS = (
    "unit",
    "person",
    "to",
    "target",
    "parent",
    "body",
    "post",
    "holder",
    "absent",
    "roll",
    "code",
    "day",
    "name",
)
NO_NUMBER = 987_654
NO_SECRET = "s" * 43
TOKEN = re.compile(rb"[A-Za-z0-9]{64}|nonce-[A-Za-z0-9+/=_-]+")
OF_RECIPES = 0.33


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    """Every address of the program, with its arguments in angle brackets."""
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        found += routes(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]
    return found


@dataclass(frozen=True)
class Probe:
    """One request, and the same about what does not exist."""

    username: str
    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    foreign: dict[str, str]
    """What in it is of a foreign unit, and by what it is replaced."""
    key: bool = False
    """Whether it asks with her token instead of her session, and sends JSON."""
    reach: str = ""
    """Whose address it is, where that is not told by a session: what she may see, it may show."""

    def replaced(self, text: Any) -> Any:
        """A part of the request with what does not exist in the place of what is foreign."""
        if not isinstance(text, str):
            return int(self.foreign.get(str(text), text)) if type(text) is int else text
        return "/".join(self.foreign.get(part, part) for part in text.split("/"))


class Prober:
    """Makes probes, sends them, compares."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.chance = random.Random(SEED)
        self.routes = routes(get_resolver().url_patterns)
        self.seen = {name: planted.seen_by(name) for name in USERS}
        self.cookies = {name: (planted.county.client(name) if name else Client()).cookies for name in USERS}
        self.users = {name: planted.county.users.get(name) for name in USERS}
        self.keys = {name: self._key(name) for name in USERS if name}
        self.feeds = {name: self._feed(name) for name in USERS if name}
        self.numbers = [number for number in planted.rows if planted.unit_of(number) is not None]
        self.words = [*planted.words.values()]
        self.wrong: list[str] = []
        self.compared = 0

    def _key(self, username: str) -> str:
        """The key of her token, with all a token can have."""
        day = timezone.localdate()
        ends_on, unit = day + timedelta(days=30), self.planted.county.unit("青禾县")
        draft = TokenDraft("探", policies.OF_TOKENS, unit, ends_on)
        user = self.planted.county.users[username]
        return issue_token(actor=SYSTEM, at=timezone.now(), user=user, draft=draft)[1]

    def _feed(self, username: str) -> str:
        """The secret of her calendar."""
        user, actor = self.planted.county.users[username], self.planted.county.actor(username)
        return make_feed(actor=actor, at=timezone.now(), user=user, language="zh-hans")

    def _drawer(self, username: str, foreign: dict[str, str]) -> Callable[[str, bool], str]:
        """Draws values, and notes which of them are of units the user may not see."""

        def value(name: str, number: bool) -> str:
            found = self._value(name, number)
            unit = self.planted.unit_of(found)
            if unit is None and (word := next((w for w in self.words if w in found), "")):
                unit = next(id for id, each in self.planted.words.items() if each == word)
            if unit is not None and unit not in self.seen[username]:
                foreign[found] = str(NO_NUMBER) if found.isdecimal() and len(found) < 6 else _unknown(found)
            return found

        return value

    def cooked(self, recipe: Recipe, username: str, **given: str) -> Probe:
        """The request of a recipe by a user; `given`, what is not to be drawn."""
        foreign: dict[str, str] = {}
        value, drawn = self._drawer(username, foreign), dict(given)
        if recipe is CALENDAR:
            secret = self.feeds.get(username, NO_SECRET)
            return Probe("", "get", "/" + recipe.path.replace("<secret>", secret), {}, {}, {}, reach=username)

        def say(text: Any) -> Any:
            if not isinstance(text, str) or "<" not in text:
                return text
            for name in re.findall(r"<(\w+)>", text):
                if name not in drawn:
                    drawn[name] = self._wanted(name, username, drawn) or value(name, name == "int")
                text = text.replace(f"<{name}>", drawn[name])
            return int(text) if recipe.key and text.isdecimal() and text == drawn.get("int") else text

        path = "/" + say(recipe.path)
        query = {name: say(text) for name, text in recipe.query.items()}
        body = {name: say(text) for name, text in recipe.body.items()}
        return Probe(username, recipe.method, path, query, body, foreign, recipe.key)

    def _wanted(self, name: str, username: str, drawn: dict[str, str]) -> str:
        """What an address wants to hear; "" for what is drawn."""
        if name == "user":
            user = self.users[username]
            return str(user.pk) if user else "0"
        if name == "key":
            return str(UUID(int=self.chance.getrandbits(128), version=4))
        if name == "word":
            return self.chance.choice(self.words)
        if name == "roll":
            unit = Unit.objects.get(code=drawn["code"])
            return roll_mark(entitled_on(unit, None, "members_meeting", date.fromisoformat(HELD)))
        return ""

    def probe(self) -> Probe:
        """A random request."""
        username, route = self.chance.choice(USERS), self.chance.choice(self.routes)
        if self.chance.random() < OF_RECIPES:
            return self.cooked(self.chance.choice(RECIPES), username)
        foreign: dict[str, str] = {}
        value = self._drawer(username, foreign)
        path = "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda m: value(m[2], m[1] == "int"),
            route.replace("^", "").replace("\\Z", ""),
        )
        some = self.chance.choices((0, 1, 2), (5, 4, 1))[0]
        query = {name: value(name, False) for name in self.chance.sample(NAMES, some)}
        method = self.chance.choices(("get", "post", "head", "put"), (6, 4, 0.3, 0.3))[0]
        body = (
            {name: value(name, False) for name in self.chance.sample(FIELDS, 3)} if method == "post" else {}
        )
        key = path.startswith(f"/{API}") and bool(username) and self.chance.random() < 0.8
        return Probe(username, method, path, query, body, foreign, key)

    def _value(self, name: str, number: bool) -> str:
        numbers = [str(self.chance.choice(self.numbers)), str(NO_NUMBER), str(self.chance.randrange(40_000))]
        if number:
            return self.chance.choices(numbers, (8, 1, 1))[0]
        if name == "code":
            return self.chance.choice([*self.planted.codes])
        others = (
            *PLAIN,
            self.chance.choice(self.words),
            self.chance.choice([*self.planted.codes]),
            numbers[0],
        )
        return self.chance.choice(others)

    def send(self, probe: Probe, replaced: bool) -> HttpResponse:
        """One request; what it writes is taken back."""
        keep: Callable[[Any], Any] = probe.replaced if replaced else lambda text: text
        query = urlencode({name: keep(text) for name, text in probe.query.items()})
        path = f"{keep(probe.path)}?{query}" if query else keep(probe.path)
        client = Client()
        client.cookies = copy(self.cookies[probe.username])  # an answer may end the session
        headers, sent = {}, {}
        if probe.key:
            cache.clear()  # how often a token asks is counted there
            client = Client()
            headers["authorization"] = f"Bearer {self.keys.get(probe.username, NO_SECRET)}"
            sent["content_type"] = "application/json"
        with transaction.atomic():
            data = {name: keep(text) for name, text in probe.body.items()}
            given = [path, data] if probe.method in ("post", "put") and data else [path]
            more = sent if len(given) > 1 else {}
            answer: HttpResponse = getattr(client, probe.method)(*given, headers=headers, **more)
            transaction.set_rollback(True)
        return answer

    def judge(self, probe: Probe) -> None:
        """Send it, and note what is wrong."""
        answer = self.send(probe, replaced=False)
        text = content(answer)
        if answer.status_code >= 500:
            self._note("a fault of the server", probe, answer)
        asked = "".join([probe.path, *probe.query.values(), *map(str, probe.body.values())])
        seen = self.seen[probe.reach or probe.username]
        for unit_id, word in self.planted.words.items():
            if unit_id not in seen and word not in asked and word.encode() in text:
                self._note(f"the word of unit {unit_id}", probe, answer)
        if probe.foreign:
            self.compared += 1
            other = self.send(probe, replaced=True)
            if facts(probe, answer, text) != facts(probe, other, content(other)) and not self._by_chance(
                probe, answer, other
            ):
                self._note(f"differs from what does not exist ({other.status_code})", probe, answer)

    def _by_chance(self, probe: Probe, answer: HttpResponse, other: HttpResponse) -> bool:
        """Whether the page differs from itself too (a new key, a challenge), and the two are else alike."""
        again = self.send(probe, replaced=False)
        first, second = facts(probe, answer, content(answer)), facts(probe, again, content(again))
        return first != second and (first[0], first[1]) == facts(probe, other, b"")[:2]

    def _note(self, what: str, probe: Probe, answer: HttpResponse) -> None:
        self.wrong.append(f"{what}: {answer.status_code} {probe}")


def _unknown(found: str) -> str:
    """Something of the same form that names nothing."""
    return "".join("9" if sign.isdecimal() else "z" if sign.islower() else sign for sign in found[:-1]) + "8"


def content(answer: HttpResponse) -> bytes:
    """What was answered; of a file, what is packed in it."""
    parts: Any = answer
    text: bytes = b"".join(parts.streaming_content) if answer.streaming else answer.content
    if text[:2] != b"PK":
        return text
    with zipfile.ZipFile(io.BytesIO(text)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def facts(probe: Probe, answer: HttpResponse, text: bytes) -> tuple[int, str, bytes]:
    """What a reader can tell by: status, where she is sent, the page without what she asked and chance."""
    longest_first = sorted(probe.foreign.items(), key=lambda pair: -len(pair[0]))
    for found, instead in longest_first:
        for each in (found, instead):
            for form in {each, urlencode({"": each})[1:], urlencode({"": urlencode({"": each})[1:]})[1:]}:
                text = text.replace(form.encode(), b"*")
    place = answer.headers.get("Location", "")
    for found, instead in longest_first:
        place = place.replace(found, "*").replace(instead, "*")
    return answer.status_code, place, TOKEN.sub(b"", text)


@pytest.fixture
def prober(db: None) -> Prober:
    """A prober in the planted county."""
    return Prober(plant())


def test_the_oracle_finds_a_leak(prober: Prober) -> None:
    """The officer of a town sees her own words; taken for foreign, each would be reported."""
    prober.seen["qingshi"] = set()
    unit = prober.planted.county.unit("青石镇")
    probe = Probe("qingshi", "get", f"/units/{unit.code}/", {}, {}, {unit.code: "999999999"})
    prober.judge(probe)
    assert len(prober.wrong) == 2, prober.wrong


def test_every_recipe_opens_what_it_is_meant_to(prober: Prober) -> None:
    """Asked by someone who may, of something of hers: no probe is answered by a first check alone."""
    county: County = prober.planted.county
    for name in ("county", "auditor"):
        prober.seen[name], prober.cookies[name] = prober.planted.seen_by(name), county.client(name).cookies
        prober.users[name] = county.users[name]
        prober.keys[name], prober.feeds[name] = prober._key(name), prober._feed(name)
    unit_id, word = next(
        (id, word) for id, word in prober.planted.words.items() if id in prober.seen["shangyao"]
    )
    of_unit = [number for number in prober.numbers if prober.planted.unit_of(number) == unit_id]
    closed = []
    for recipe in OPENING:
        recorded = (
            recipe.path.startswith("units/") and recipe.method == "post"
        ) or "gatherings" in recipe.path
        code = county.unit("上窑村").code if recorded else Unit.objects.get(pk=unit_id).code
        answers = {
            prober.send(prober.cooked(recipe, name, code=code, word=word, int=str(number)), False).status_code
            for name in ("shangyao", "qingshi", "county", "auditor")
            for number in (of_unit if "<int>" in str(recipe) else [0])
        }
        closed += [] if answers & {200, 201, 302} else [(recipe, answers)]
    assert not closed


def test_probes_learn_nothing_of_a_unit_out_of_reach(prober: Prober) -> None:
    for _ in range(PROBES):
        prober.judge(prober.probe())
    assert prober.compared > PROBES // 4
    assert not prober.wrong, f"{len(prober.wrong)} of {PROBES}:\n" + "\n".join(prober.wrong[:20])
