"""Compound files, the container of .xls, .et and everything with a password: which streams there are, and
what a stream holds.

Source: [MS-CFB] Compound File Binary File Format. Sector numbers come from the file, so every chain is
followed no further than the file has sectors.
"""

import array
import struct
import sys
from collections.abc import Callable
from typing import IO

from jiceng.kernel.errors import FileRefused

_DAMAGED = (struct.error, IndexError, ValueError)
_LAST_SECTOR = 0xFFFFFFF9  # [MS-CFB] 2.1: what is greater marks the end of a chain, a free sector…
_DIRECTORY_ENTRY, _MINI_SECTOR = 128, 64
_IN_HEADER = 109  # sector numbers of the allocation table that stand in the header itself


class CompoundFile:
    """A compound file opened for reading.

    Parameters: `file`, seekable. Raises `FileRefused("file_truncated")` for one that contradicts itself.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        try:
            self._open()
        except _DAMAGED:
            raise FileRefused("file_truncated") from None

    def _open(self) -> None:
        self._size = self._file.seek(0, 2)
        self._file.seek(0)
        header = self._file.read(512)
        self._sector: int = 1 << struct.unpack_from("<H", header, 30)[0]
        if self._sector not in (512, 4096):
            raise ValueError("sector size")
        directory, self._cutoff, mini_table = struct.unpack_from("<I4xII", header, 48)
        self._table = self._allocation_table(header)
        entries = self._chain(directory, self._table, self._sector_at)
        self._root, _size, child = _entry(entries, 0)[2:5]
        self._entries = _children(entries, child)
        self._mini_table = _numbers(self._chain(mini_table, self._table, self._sector_at))
        self._mini = self._chain(self._root, self._table, self._sector_at)

    def _allocation_table(self, header: bytes) -> "array.array[int]":
        """Which sector follows which; its own sectors are named in the header, then in a chain of lists."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", header, 76))
        following = struct.unpack_from("<I", header, 68)[0]
        while following <= _LAST_SECTOR:
            *more, following = _numbers(self._sector_at(following))
            places += more
            if len(places) * self._sector > self._size + self._sector * _IN_HEADER:
                raise ValueError("more lists than sectors")
        return _numbers(b"".join(self._sector_at(place) for place in places if place <= _LAST_SECTOR))

    def _sector_at(self, number: int) -> bytes:
        if (number + 1) * self._sector >= self._size:
            raise ValueError("sector beyond the end")
        self._file.seek((number + 1) * self._sector)
        return self._file.read(self._sector)

    def _chain(self, start: int, table: "array.array[int]", sector_at: Callable[[int], bytes]) -> bytes:
        """The sectors from `start` on, one after another."""
        found = []
        while start <= _LAST_SECTOR:
            found.append(sector_at(start))
            if len(found) > len(table):
                raise ValueError("a chain that bites its tail")
            start = table[start]
        return b"".join(found)

    def _mini_sector_at(self, number: int) -> bytes:
        return self._mini[number * _MINI_SECTOR : (number + 1) * _MINI_SECTOR]

    @property
    def names(self) -> set[str]:
        """Names of the streams and folders at the top."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """A stream's content. Raises `FileRefused("file_truncated")`."""
        start, size = self._entries[name]
        try:
            if size < self._cutoff:
                content = self._chain(start, self._mini_table, self._mini_sector_at)
            else:
                content = self._chain(start, self._table, self._sector_at)
        except _DAMAGED:
            raise FileRefused("file_truncated") from None
        if len(content) < size:
            raise FileRefused("file_truncated")
        return content[:size]

    def place(self, name: str, offset: int) -> int:
        """Where in the file an octet of a stream stands that has been read. Raises KeyError, IndexError."""
        start, size = self._entries[name]
        if size < self._cutoff:
            mini = _follow(start, self._mini_table, offset // _MINI_SECTOR)
            start, offset = self._root, mini * _MINI_SECTOR + offset % _MINI_SECTOR
        sector = _follow(start, self._table, offset // self._sector)
        return (sector + 1) * self._sector + offset % self._sector


def _follow(start: int, table: "array.array[int]", steps: int) -> int:
    for _ in range(steps):
        start = table[start]
    return start


def _entry(content: bytes, number: int) -> tuple[str, tuple[int, int], int, int, int]:
    """An entry of the directory: name, the entries beside it, first sector, size, its first child."""
    offset = number * _DIRECTORY_ENTRY
    length = struct.unpack_from("<H", content, offset + 64)[0]
    left, right, child = struct.unpack_from("<III", content, offset + 68)
    start, size = struct.unpack_from("<II", content, offset + 116)
    name = content[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return name, (left, right), start, size, child


def _children(content: bytes, first: int) -> dict[str, tuple[int, int]]:
    """Streams and folders of one folder, by name: where each begins and how long it is."""
    found: dict[str, tuple[int, int]] = {}
    seen, waiting = set(), [first]
    while waiting:
        number = waiting.pop()
        if number <= _LAST_SECTOR and number not in seen:
            seen.add(number)
            name, beside, start, size, _child = _entry(content, number)
            found.setdefault(name, (start, size))
            waiting += beside
    return found


def _numbers(content: bytes) -> "array.array[int]":
    """Sector numbers: little-endian, 32 bits each."""
    found = array.array("I", content[: len(content) // 4 * 4])
    if sys.byteorder == "big":
        found.byteswap()
    return found
