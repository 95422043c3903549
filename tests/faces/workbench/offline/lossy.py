"""A bad network between devices and the server, and devices that send by the program's own law.

The network stands between as a proxy that carries one request a connection: it delays both ways, and loses
some before they reach the server, in the middle of being sent, while the server works, after it has
answered, and in the middle of the answer. A device does what `outbox.js` does: a fresh token, the record, a
wait of the table.
"""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jiceng.faces.workbench.offline.law import LIMIT, SPREAD, WAITS

FATES = ("before", "within the request", "during the commit", "after the commit", "within the answer")


@dataclass
class BadNetwork:
    """`loss`, share of requests that are lost; `round_trip`, seconds; `lost` counts by what befell them."""

    port: int
    loss: float
    round_trip: float
    chance: random.Random
    lost: Counter[str] = field(default_factory=Counter)
    carried: int = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer, or what is left of them."""
        try:
            async with asyncio.timeout(LIMIT):
                await self._carry(reader, writer)
        except (OSError, asyncio.IncompleteReadError):  # one of the two has gone; a timeout is an OSError
            self.lost["one side gone"] += 1
        finally:
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _whole(reader)
        await self._delay()
        fate = self.chance.choice(FATES) if self.chance.random() < self.loss else ""
        self.carried += 1
        if fate:
            self.lost[fate] += 1
        answer = b"" if fate == "before" else await self._ask(request, fate)
        await self._delay()
        if fate == "within the answer":
            answer = answer[: int(self.chance.random() * len(answer))]
        if fate in {"", "within the answer"}:
            writer.write(answer)
            await writer.drain()

    async def _delay(self) -> None:
        await asyncio.sleep(self.round_trip / 2 * self.chance.uniform(0.8, 1.2))

    async def _ask(self, request: bytes, fate: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            if fate == "within the request":
                request = request[: int(self.chance.random() * len(request))]
            writer.write(request)
            await writer.drain()
            if fate == "during the commit":
                await asyncio.sleep(self.chance.uniform(0, 0.05))
            return b"" if fate in {"within the request", "during the commit"} else await reader.read()
        finally:
            writer.close()


async def _whole(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line), b"0"
    )
    return head + await reader.readexactly(int(length))


@dataclass
class Device:
    """One record on one device until it has arrived. It begins after `starts` seconds; `scale` shortens the
    waits between attempts; `attempts` are counted, and `answers` by their status: 0 is none, or half of one.
    """

    port: int
    cookie: str
    address: str
    fields: Mapping[str, str]
    chance: random.Random
    scale: float = 1.0
    starts: float = 0.0
    attempts: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    before: bool = False
    ended: str = ""

    async def send(self) -> None:
        """Send until the server says that it is stored, or refuses it for good."""
        await asyncio.sleep(self.starts)
        while not self.ended:
            self.attempts += 1
            status, told = await self._attempt()
            self.answers[status] += 1
            if told.get("entry_key") == self.fields["entry_key"]:
                self.ended, self.before = "stored", status == 200
            elif told.get("state"):
                self.ended = json.dumps(told, ensure_ascii=False)
            else:
                wait = WAITS[min(self.attempts, len(WAITS)) - 1] * self.scale
                await asyncio.sleep(wait * self.chance.uniform(1 - SPREAD, 1 + SPREAD))

    async def _attempt(self) -> tuple[int, dict[str, Any]]:
        try:
            async with asyncio.timeout(LIMIT):
                status, fresh = await self._ask("GET", "/outbox/token/")
                if not fresh:
                    return status, {}
            async with asyncio.timeout(LIMIT):
                return await self._ask("POST", self.address, fresh["token"], self.fields)
        except (OSError, TimeoutError):
            return 0, {}

    async def _ask(
        self, method: str, address: str, token: str = "", fields: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(fields or {}).encode()
        lines = [
            f"{method} {address} HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: close",
            "Accept: application/json",
        ]
        lines += [f"Cookie: {self.cookie}", f"X-CSRFToken: {token}", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/x-www-form-urlencoded", "", ""]
        try:
            writer.write("\r\n".join(lines).encode() + body)
            await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
        head, _, text = answer.partition(b"\r\n\r\n")
        whole = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if whole is None or len(text) < int(whole[1]):  # cut off
            return 0, {}
        status = int(head.split()[1])
        return status, json.loads(text) if b"application/json" in head else {}


async def send_all(network: BadNetwork, devices: Iterable[Device], most: float) -> None:
    """All devices at once through the network, for `most` seconds: who has not ended by then never does."""
    server = await asyncio.start_server(network.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    listed = list(devices)
    for device in listed:
        device.port = port
    sending = [asyncio.create_task(device.send()) for device in listed]
    _done, left = await asyncio.wait(sending, timeout=most)
    for task in left:
        task.cancel()
    for outcome in await asyncio.gather(*sending, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    server.close()
