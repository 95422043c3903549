"""Random users, methods, addresses and contents: nobody learns anything of a unit out of her reach.

An answer about something of a foreign unit must be, byte for byte, the answer about something that does not
exist; no answer, and no file in it, holds a word planted in a foreign unit; none is a fault of the server.
PROBES sets how many (`make endurance`: ten thousand), PROBES_SEED which.
"""

import io
import os
import random
import re
import zipfile
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from tests.trust.canaries import Planted, plant

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
TOKEN = re.compile(rb"[A-Za-z0-9]{64}|nonce-[A-Za-z0-9+/=_-]+")


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
    body: dict[str, str]
    foreign: dict[str, str]
    """What in it is of a foreign unit, and by what it is replaced."""

    def replaced(self, text: str) -> str:
        """A part of the request with what does not exist in the place of what is foreign."""
        return "/".join(self.foreign.get(part, part) for part in text.split("/"))


class Prober:
    """Makes probes, sends them, compares."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.chance = random.Random(SEED)
        self.routes = routes(get_resolver().url_patterns)
        self.seen = {name: planted.seen_by(name) for name in USERS}
        self.cookies = {name: (planted.county.client(name) if name else Client()).cookies for name in USERS}
        self.numbers = [number for number in planted.rows if planted.unit_of(number) is not None]
        self.words = [*planted.words.values()]
        self.wrong: list[str] = []
        self.compared = 0

    def probe(self) -> Probe:
        """A random request."""
        username, route = self.chance.choice(USERS), self.chance.choice(self.routes)
        foreign: dict[str, str] = {}

        def value(name: str, number: bool) -> str:
            found = self._value(name, number)
            unit = self.planted.unit_of(found)
            if unit is None and (word := next((w for w in self.words if w in found), "")):
                unit = next(id for id, each in self.planted.words.items() if each == word)
            if unit is not None and unit not in self.seen[username]:
                foreign[found] = str(NO_NUMBER) if found.isdecimal() and len(found) < 6 else _unknown(found)
            return found

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
        return Probe(username, method, path, query, body, foreign)

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
        keep = probe.replaced if replaced else str
        query = urlencode({name: keep(text) for name, text in probe.query.items()})
        path = f"{keep(probe.path)}?{query}" if query else keep(probe.path)
        client = Client()
        client.cookies = copy(self.cookies[probe.username])  # an answer may end the session
        with transaction.atomic():
            data = {name: keep(text) for name, text in probe.body.items()}
            given = [path, data] if probe.method == "post" else [path]
            answer: HttpResponse = getattr(client, probe.method)(*given)
            transaction.set_rollback(True)
        return answer

    def judge(self, probe: Probe) -> None:
        """Send it, and note what is wrong."""
        answer = self.send(probe, replaced=False)
        text = content(answer)
        if answer.status_code >= 500:
            self._note("a fault of the server", probe, answer)
        asked = "".join([probe.path, *probe.query.values(), *probe.body.values()])
        for unit_id, word in self.planted.words.items():
            if unit_id not in self.seen[probe.username] and word not in asked and word.encode() in text:
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


def test_probes_learn_nothing_of_a_unit_out_of_reach(prober: Prober) -> None:
    for _ in range(PROBES):
        prober.judge(prober.probe())
    assert prober.compared > PROBES // 4
    assert not prober.wrong, f"{len(prober.wrong)} of {PROBES}:\n" + "\n".join(prober.wrong[:20])
