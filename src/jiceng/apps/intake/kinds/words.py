"""Words a cell may hold for the codes of the profile: its own titles over what offices also write."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from jiceng.apps.intake.cells import read_plain
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.organisations.models import profile
from jiceng.engines.sheets import normalise

if TYPE_CHECKING:
    from jiceng.engines.procedure import Text


class Words:
    """The words for some codes of the profile: a title as it is written stands before what is left of it
    without its brackets, and of titles that are then the same the profile's first is meant.
    """

    def __init__(self, titles: "Mapping[str, Text]", usual: Mapping[str, str]) -> None:
        self.titles = titles
        self._codes = {word: code for word, code in usual.items() if code in titles}
        self._whole: dict[str, str] = {}
        for code, title in reversed([*titles.items()]):
            self._codes |= {normalise(title.zh): code, normalise(title.en): code}
            self._whole |= {_plain(title.zh): code, _plain(title.en): code}
        self._asked: dict[str, str | None] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def code(self, text: str) -> str | None:
        """The code a text is a word for."""
        if text not in self._asked:
            self._asked[text] = self._whole.get(_plain(text)) or self._codes.get(normalise(text))
        return self._asked[text]

    def named(self, text: str) -> tuple[str, ...]:
        """The codes whose words stand in a text, the whole text before its parts, longer words before shorter
        ones they hold.
        """
        if text not in self._named:
            whole = self.code(text)
            self._named[text] = (whole,) if whole else self._inside(_plain(text))
        return self._named[text]

    def _inside(self, text: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for word in sorted(self._codes, key=len, reverse=True):
            if len(word) > 1 and word in text:
                found[self._codes[word]] = None
                text = text.replace(word, "\n")
        return tuple(found)

    def at_end(self, text: str) -> str:
        """The code whose title a text ends with, the longest such title; "" for none."""
        plain = normalise(text)
        titles = ((normalise(title.zh), code) for code, title in self.titles.items())
        endings = ((len(title), code) for title, code in titles if plain.endswith(title))
        return max(endings, default=(0, ""))[1]

    def nearest(self, text: str) -> str:
        """Titles a text may mean: that stand in it, else that are spelt nearly so."""
        plain = normalise(text)
        titles = {normalise(title.zh): title.zh for title in self.titles.values()}
        inside = sorted((title for title in titles if title in plain), key=len, reverse=True)
        near = inside[:2] or get_close_matches(plain, titles, n=2, cutoff=0.5)
        return self.listed(titles[title] for title in near)

    def titled(self, codes: Iterable[str]) -> str:
        """The titles of codes, as a cell lists them; a code the profile no longer has as it is."""
        return "、".join(self.titles[code].zh if code in self.titles else code for code in codes)

    @staticmethod
    def listed(titles: Iterable[str]) -> str:
        """Titles to choose from."""
        return " / ".join(titles)


class Trade(NamedTuple):
    """Words for kinds of gatherings, for their parts, for kinds of bodies and of posts."""

    gatherings: Words
    items: Words
    bodies: Words
    posts: Words


def trade() -> Trade:
    """The words in force, to be asked for once a row and not for each cell."""
    return _trade(profile().fingerprint)


@lru_cache(maxsize=4)
def _trade(_fingerprint: str) -> Trade:
    rules, usual = profile(), vocabularies()
    return Trade(
        Words(_titles(rules.gathering_kinds), usual["gatherings"].words["kind"]),
        Words(_titles(rules.items), usual["gatherings"].words["items"]),
        Words(_titles(rules.body_kinds), usual["posts"].words["body"]),
        Words(_titles(rules.post_kinds), usual["posts"].words["post"]),
    )


def _plain(text: str) -> str:
    return read_plain(text).lower()


def _titles(named: Mapping[str, Any]) -> "dict[str, Text]":
    return {code: each.title for code, each in named.items()}
