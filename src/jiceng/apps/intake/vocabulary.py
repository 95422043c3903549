"""What the columns of each kind of spreadsheet are usually called: the words of `vocabulary.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jiceng.engines.sheets import Sheet, Table, find_table, normalise

UNREAD = "unread"
"""Beginning of the keys of columns that are not to be read though they seem to mean something."""

RETURNED = "returned"
"""Key of the columns that are written beside rows given back: why, where they stood."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its usual headings (the standard one first), its English title; `ignored` ones
    are understood and not read, such as a running number.
    """

    key: str
    names: tuple[str, ...]
    en: str
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class KindVocabulary:
    """The words of one kind: `title` by language; `needed`, of each group one column must be there;
    `words`, what may stand in a column of few values, by key and value; `example`, one row filled in.
    """

    code: str
    title: Mapping[str, str]
    columns: Mapping[str, Column]
    needed: tuple[tuple[str, ...], ...]
    words: Mapping[str, Mapping[str, str]]
    example: Mapping[str, str]

    def table(self, sheet: Sheet, chosen: Mapping[int, str | None] | None = None) -> Table | None:
        """The table of a sheet, if it is one of this kind's headings; `chosen`, what columns were said to
        mean.
        """
        return find_table(sheet, self.headings, chosen)

    @property
    def headings(self) -> dict[str, tuple[str, ...]]:
        """Column key → usual headings, as `engines.sheets.find_table` takes them."""
        return {key: column.names for key, column in self.columns.items()}

    def standard(self, key: str) -> str:
        """The standard heading of a column."""
        return _standard(self.code, key)

    def ignored(self, text: str) -> str:
        """The key of the column a heading names, if it is understood and not read; "" otherwise."""
        plain = normalise(text)
        for key, column in self.columns.items():
            if column.ignored and not key.startswith(UNREAD) and plain in map(normalise, column.names):
                return key
        return ""

    def word(self, key: str, text: str) -> str | None:
        """The value a word stands for in a column of few values; None when it is none of them."""
        return self.words[key].get(normalise(text))

    def lacking(self, keys: set[str]) -> list[str]:
        """Standard headings of what is needed and is not among `keys`."""
        return [self.standard(group[0]) for group in self.needed if not keys.intersection(group)]


def _standard(kind: str, key: str) -> str:
    """As the file of words has it, whatever was learned since."""
    return vocabularies()[kind].columns[key].names[0]


@cache
def vocabularies() -> Mapping[str, KindVocabulary]:
    """Every kind by its code, in the order of the file."""
    text = resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return {code: _kind(code, entry) for code, entry in tomllib.loads(text).items()}


def _kind(code: str, entry: dict[str, Any]) -> KindVocabulary:
    columns = {
        key: Column(key, tuple(about["names"]), about["en"], about.get("ignored", False))
        for key, about in entry["column"].items()
    }
    words = {
        key: {normalise(name): value for value, names in values.items() for name in names}
        for key, values in entry.get("word", {}).items()
    }
    needed = tuple(tuple(group) for group in entry["needed"])
    return KindVocabulary(code, entry["title"], columns, needed, words, entry.get("example", {}))
