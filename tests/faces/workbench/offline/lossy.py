"""A bad network between devices and the server, and devices that send by the program's own law.

The network stands between as a proxy that carries one request a connection: it delays both ways, and loses
some before they reach the server, in the middle of being sent, while the server works, after it has
answered, and in the middle of the answer. A device does what `outbox.js` does: a fresh token, the record, a
wait of the table.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jiceng.faces.workbench.offline.law import LIMIT, SPREAD, WAITS

FATES = ("before", "within the request", "during the commit", "after the commit", "within the answer")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class BadNetwork:
    """`loss`, share of requests that are lost; `round_trip`, seconds; `lost` counts by what befell them."""

    port: int
    loss: float
    round_trip: float
    chance: random.Random
    lost: Counter[str] = field(default_factory=Counter)
    carried: int = 0
    under_way: set[Any] = field(default_factory=set)
    """Tasks, which nobody else holds once a device has given up."""

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer, or what is left of them."""
        task = asyncio.current_task()
        self.under_way.add(task)
        with suppress(OSError, asyncio.IncompleteReadError):
            request = await _whole(reader)
            await self._delay()
            fate = self.chance.choice(FATES) if self.chance.random() < self.loss else ""
            self.carried += 1
            self.lost[fate] += bool(fate)
            answer = b"" if fate == "before" else await self._ask(request, fate)
            await self._delay()
            if fate == "within the answer":
                answer = answer[: int(self.chance.random() * len(answer))]
            if fate in {"", "within the answer"}:
                writer.write(answer)
                await writer.drain()
        writer.close()
        self.under_way.discard(task)

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
    """One record on one device until it has arrived. It begins after `starts` seconds; `scale` shortens all
    waits; `attempts` are counted.
    """

    port: int
    cookie: str
    address: str
    fields: Mapping[str, str]
    chance: random.Random
    scale: float = 1.0
    starts: float = 0.0
    attempts: int = 0
    before: bool = False
    ended: str = ""

    async def send(self) -> None:
        """Send until the server says that it is stored, or refuses it for good."""
        await asyncio.sleep(self.starts)
        while not self.ended:
            self.attempts += 1
            status, told = await self._attempt()
            if told.get("entry_key") == self.fields["entry_key"]:
                self.ended, self.before = "stored", status == 200
            elif told.get("state"):
                self.ended = json.dumps(told, ensure_ascii=False)
            else:
                wait = WAITS[min(self.attempts, len(WAITS)) - 1] * self.scale
                await asyncio.sleep(wait * self.chance.uniform(1 - SPREAD, 1 + SPREAD))

    async def _attempt(self) -> tuple[int, dict[str, Any]]:
        try:
            async with asyncio.timeout(LIMIT * self.scale):
                _status, fresh = await self._ask("GET", "/outbox/token/")
                if not fresh:
                    return 0, {}
            async with asyncio.timeout(LIMIT * self.scale):
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
        try:
            return int(head.split()[1]), json.loads(text)
        except (IndexError, ValueError):  # cut off
            return 0, {}


async def send_all(network: BadNetwork, devices: Iterable[Device]) -> None:
    """All devices at once through the network."""
    server = await asyncio.start_server(network.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    listed = list(devices)
    for device in listed:
        device.port = port
    async with server:
        await asyncio.gather(*(device.send() for device in listed))
        if network.under_way:
            await asyncio.wait(network.under_way, timeout=1)
