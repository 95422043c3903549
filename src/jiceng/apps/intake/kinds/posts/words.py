"""The posts and the body a row names, in the words of the profile and in those offices use for them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from jiceng.apps.intake.cells import read_short_text
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.intake.units import short
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.organisations.models import Body, UnitVersion, profile
from jiceng.engines.procedure import Text
from jiceng.engines.sheets import normalise

_BETWEEN = re.compile(r"[、,，/;；+＋&兼()（）]")
_LONGEST = Body._meta.get_field("name").max_length or 0
_LONGEST_POSTS = 200


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body as a row names it: its kind, "" where the name does not tell; `name`, what a new one is called;
    `plain`, named by its kind alone.
    """

    kind: str
    name: str
    plain: bool

    @property
    def only(self) -> bool:
        """Whether a unit has one body of the kind, however it is called."""
        found = profile().body_kinds.get(self.kind)
        return found is not None and (found.elected or found.roll == "members")

    @property
    def key(self) -> tuple[str, str]:
        """By what two rows of a unit mean the same body."""
        return self.kind, "" if self.plain or self.only else normalise(self.name)


def read_posts(reader: RowReader, unit: UnitVersion | None) -> tuple[str, ...]:
    """Codes of the posts a cell names; several are parted by signs or spaces ("书记、组织委员", "书记兼宣传委员").

    Notes "post_unknown" for each part that is none, with the titles it may mean.
    """
    text = reader.read("post", read_short_text, _LONGEST_POSTS)
    found: dict[str, None] = {}
    for part in _parts(text or "", unit):
        code = _code("post", part, unit)
        if code is None:
            reader.reject("post", "post_unknown", suggestion=nearest("post", part), post=part)
        else:
            found[code] = None
    return tuple(found)


def _parts(text: str, unit: UnitVersion | None) -> Iterator[str]:
    for part in (each.strip() for each in _BETWEEN.split(text)):
        if part:
            yield from [part] if _code("post", part, unit) else part.split()


def read_body(reader: RowReader, unit: UnitVersion | None) -> BodyName | None:
    """The body a cell names: its kind's title, a name that ends with it ("第二党小组"), or any other."""
    text = reader.read("body", read_short_text, _LONGEST)
    if not text:
        return None
    code = _code("body", text, unit)
    if code is not None:
        return BodyName(code, profile().body_kinds[code].title.zh, plain=True)
    return BodyName(_ending(normalise(text), profile().fingerprint), text, plain=False)


@lru_cache(maxsize=1_000)
def _ending(text: str, _fingerprint: str) -> str:
    """The kind of body whose title a name ends with, the longest such; "" for none."""
    kinds = {normalise(title.zh): code for code, title in _titles("body").items()}
    return max(
        ((len(title), code) for title, code in kinds.items() if text.endswith(title)), default=(0, "")
    )[1]


def _code(key: str, text: str, unit: UnitVersion | None) -> str | None:
    """What a text stands for, with or without the unit's own name before it."""
    words, plain = _words(key, profile().fingerprint), normalise(text)
    if plain in words:
        return words[plain]
    names = (normalise(unit.name), short(unit.name)) if unit else ()
    rests = (plain.removeprefix(name) for name in names if name and plain.startswith(name))
    return next((words[rest] for rest in rests if rest in words), None)


@lru_cache(maxsize=4)
def _words(key: str, _fingerprint: str) -> Mapping[str, str]:
    """Word → code: how offices write the codes the profile has, over which its own titles go."""
    kinds = _titles(key)
    words = {word: code for word, code in vocabularies()["posts"].words[key].items() if code in kinds}
    for code, title in kinds.items():
        words |= {normalise(title.zh): code, normalise(title.en): code}
    return words


def _titles(key: str) -> dict[str, Text]:
    kinds = profile().post_kinds if key == "post" else profile().body_kinds
    return {code: kind.title for code, kind in kinds.items()}


def nearest(key: str, text: str) -> str:
    """Titles a text may mean: that lie in it, else that are spelt nearly so."""
    plain, titles = normalise(text), [title.zh for title in _titles(key).values()]
    inside = sorted((title for title in titles if title in plain), key=len, reverse=True)
    return " / ".join(inside[:2] or get_close_matches(plain, titles, n=2, cutoff=0.5))
