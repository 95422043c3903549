"""Strict reading of TOML tables: every key is asked for by name and type, and a key nobody asked for is an
error.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from jiceng.engines.procedure.text import Text
from jiceng.kernel.errors import ProfileError

_CODE = re.compile(r"[a-z][a-z0-9_]*")


class Table:
    """One table of a profile and its path, e.g. "duty.members_meeting.version[1]".

    Every reading method raises `ProfileError` with `where`, the path of the key: "missing_key", "wrong_type",
    "unknown_key", "bad_code".
    """

    def __init__(self, data: Mapping[str, Any], where: str = "") -> None:
        self.data = data
        self.where = where
        self._read: set[str] = set()

    def path(self, key: str) -> str:
        """Path of a key of this table."""
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self.data

    def value(self, key: str, *kinds: type) -> Any:
        """The value of a key, of one of `kinds`."""
        self._read.add(key)
        if key not in self.data:
            raise ProfileError("missing_key", where=self.path(key))
        value = self.data[key]
        mistaken = isinstance(value, bool) and bool not in kinds
        if mistaken or not isinstance(value, kinds) or isinstance(value, datetime):
            raise ProfileError(
                "wrong_type", where=self.path(key), expected=" or ".join(k.__name__ for k in kinds)
            )
        return value

    def string(self, key: str, default: str | None = None) -> str:
        """A string; `default` when the key is absent and a default is given."""
        if default is not None and not self.has(key):
            return default
        return str(self.value(key, str))

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        if default is not None and not self.has(key):
            return default
        return int(self.value(key, int))

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        return bool(self.value(key, bool)) if self.has(key) else default

    def day(self, key: str) -> date:
        """A date."""
        found: date = self.value(key, date)
        return found

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when the key is absent."""
        return self.day(key) if self.has(key) else None

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when the key is absent."""
        if not self.has(key):
            return ()
        found = self.value(key, list)
        if not all(isinstance(each, str) for each in found):
            raise ProfileError("wrong_type", where=self.path(key), expected="list of str")
        return tuple(found)

    def text(self, key: str) -> Text:
        """A word in both languages: `{zh = "…", en = "…"}`."""
        inner = self.table(key)
        found = Text(zh=inner.string("zh"), en=inner.string("en"))
        inner.close()
        return found

    def table(self, key: str) -> "Table":
        """A table below this one."""
        return Table(self.value(key, dict), self.path(key))

    def table_or_none(self, key: str) -> "Table | None":
        """A table below this one, or None when the key is absent."""
        return self.table(key) if self.has(key) else None

    def tables(self, key: str) -> "list[Table]":
        """A list of tables; empty when the key is absent. Their paths count from 1."""
        if not self.has(key):
            return []
        found = self.value(key, list)
        if not all(isinstance(each, dict) for each in found):
            raise ProfileError("wrong_type", where=self.path(key), expected="list of tables")
        return [Table(each, f"{self.path(key)}[{number}]") for number, each in enumerate(found, start=1)]

    def named(self, key: str) -> "Iterator[tuple[str, Table]]":
        """Tables by code below a key, in file order; none when the key is absent."""
        if not self.has(key):
            return
        inner = self.table(key)
        for code in inner.data:
            if not _CODE.fullmatch(code):
                raise ProfileError("bad_code", where=inner.path(code))
            yield code, inner.table(code)

    def close(self) -> None:
        """Say that everything was asked for. Raises `ProfileError("unknown_key")` for what is left over."""
        for key in self.data:
            if key not in self._read:
                raise ProfileError("unknown_key", where=self.path(key))
