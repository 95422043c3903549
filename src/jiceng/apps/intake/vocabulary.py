"""What the columns of each kind of spreadsheet are usually called: the words of `vocabulary.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings

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


def vocabularies() -> Mapping[str, KindVocabulary]:
    """Every kind by its code, in the order of the file, in the words of the running profile."""
    return _read(settings.PROFILE_CODE, settings.PROFILE.fingerprint)


@cache
def _read(_code: str, _fingerprint: str) -> Mapping[str, KindVocabulary]:
    own = [_own(code) for code in reversed(settings.PROFILE_LINEAGE)]
    text = resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    found = {}
    for code, entry in tomllib.loads(text).items():
        entry["example"] = entry.get("example", {}) | _examples(code)
        for words in own:
            _lay_over(entry, words.get(code, {}))
        found[code] = _kind(code, entry)
    return found


def _own(code: str) -> dict[str, Any]:
    """What a profile calls its tables (`vocabulary.toml` beside it): titles, standard headings, examples."""
    try:
        return tomllib.loads(settings.READ_PROFILE(f"{code}/vocabulary.toml"))
    except FileNotFoundError:
        return {}


def _lay_over(entry: dict[str, Any], own: Mapping[str, Any]) -> None:
    entry["title"] = own.get("title", entry["title"])
    entry["example"] |= own.get("example", {})
    for key, said in own.get("standard", {}).items():
        column = entry["column"][key]
        column["names"] = [said["zh"], *(name for name in column["names"] if name != said["zh"])]
        column["en"] = said["en"]


def _examples(kind: str) -> dict[str, str]:
    """What the profile's own words give for the example row."""
    words = settings.PROFILE
    unit = list(words.unit_kinds.values())[-1]
    given = {
        "people": {"standing": words.standings["full"].title.zh},
        "posts": {"post": next((each.title.zh for each in words.post_kinds.values()), "")},
        "units": {
            "kind": unit.title.zh,
            "form": words.organisation_forms[unit.forms[0]].title.zh if unit.forms else "",
        },
        "gatherings": {"kind": next((each.title.zh for each in words.gathering_kinds.values()), "")},
    }
    return given.get(kind, {})


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
    if code == "people":
        for standing in settings.PROFILE.standings.values():
            words["standing"] |= dict.fromkeys(
                map(normalise, (standing.title.zh, standing.title.en)), standing.code
            )
        if not settings.PROFILE.probation:
            needed = tuple(group for group in needed if "standing" not in group)
            columns.pop("full_on")
    return KindVocabulary(code, entry["title"], columns, needed, words, entry["example"])
