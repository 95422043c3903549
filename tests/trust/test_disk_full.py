"""On a disk that is full every answer is true: stored, or said not to be; and work goes on once there is
room.

A small file system in memory is the disk, so that the system itself refuses with ENOSPC; who may not mount
one gets the limit on a file's size (EFBIG) instead, which SQLite meets as a failed write. POINTS sets at how
many points (`make endurance`: twenty).
"""

import os
import random
import resource
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from tests.trust.killing import SETTINGS, VILLAGES, Client, Server, Tally, check, sessions

POINTS = int(os.environ.get("POINTS", "6"))
SIZE = 48 << 20


class Disk:
    """A disk with room for so many bytes more, at will."""

    def __init__(self, folder: Path, mounted: bool) -> None:
        self.folder, self.mounted = folder, mounted
        self.filler = folder / "filler"

    def leave(self, room: int, server: Server) -> None:
        """Leave so many bytes."""
        if not self.mounted:
            written = (self.folder / "data" / "jiceng.sqlite3-wal").stat().st_size
            self._limit(server, written + room)
            return
        free = os.statvfs(self.folder)
        with self.filler.open("wb") as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - room, 1))

    def make_room(self, server: Server) -> None:
        """Take the filling away."""
        if not self.mounted:
            self._limit(server, resource.RLIM_INFINITY)
        self.filler.unlink(missing_ok=True)

    @staticmethod
    def _limit(server: Server, size: int) -> None:
        for process in server.children():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.sample  # real processes and a file: once, on SQLite
def test_a_full_disk_is_told_of_and_nothing_acknowledged_is_lost(disk: Disk, small_office: Path) -> None:
    data = Path(shutil.copytree(small_office, disk.folder / "data"))
    server, tally, chance = Server(data, SETTINGS), Tally(), random.Random(20261123)
    cookies = sessions(data)
    answers, healed = Counter[str](), 0
    try:
        for point in range(POINTS):
            name = chance.choice([*VILLAGES])
            client = Client(server, cookies[name], VILLAGES[name], tally, Event())
            client.open()
            disk.leave(chance.choice((0, 4096, chance.randrange(20_000), chance.randrange(200_000))), server)
            keys = [str(uuid4()) for _ in range(6)]
            for key in keys:
                told, page = client.send(key)
                answers[told] += 1
                assert told in {"302", "503"}, (point, told, page[:400])
                stored = _stored(data, key)
                if told == "302":
                    assert stored, "told to be stored, and not there"
                else:
                    assert "不算保存" in page
            disk.make_room(server)
            for key in keys:
                told, _page = client.send(key)
                assert told == "302", (point, told)
                assert _stored(data, key) == 1, "sent again once there was room: stored once"
                tally.acknowledged.add(key.replace("-", ""))
                healed += 1
    finally:
        server.stop()
    assert answers["503"] >= POINTS, answers
    assert healed == POINTS * 6
    check(data, tally)


def _stored(data: Path, key: str) -> int:
    """How many records have an entry key, in the file itself."""
    with closing(sqlite3.connect(f"file:{data}/jiceng.sqlite3?mode=ro", uri=True)) as database:
        sql = "SELECT count(*) FROM gatherings_gathering WHERE entry_key = ?"
        return int(database.execute(sql, [key.replace("-", "")]).fetchone()[0])
