"""The posts and the body a row names, in the words of the profile and in those offices use for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiceng.apps.intake.cells import read_short_text
from jiceng.apps.intake.kinds.words import Words, trade
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.intake.units import short
from jiceng.apps.organisations.models import Body, UnitVersion, profile
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
        code = _code(trade().posts, part, unit)
        if code is None:
            reader.reject("post", "post_unknown", suggestion=trade().posts.nearest(part), post=part)
        else:
            found[code] = None
    return tuple(found)


def _parts(text: str, unit: UnitVersion | None) -> Iterator[str]:
    for part in (each.strip() for each in _BETWEEN.split(text)):
        if part:
            yield from [part] if _code(trade().posts, part, unit) else part.split()


def read_body(reader: RowReader, unit: UnitVersion | None) -> BodyName | None:
    """The body a cell names: its kind's title, a name that ends with it ("第二党小组"), or any other."""
    text = reader.read("body", read_short_text, _LONGEST)
    if not text:
        return None
    bodies = trade().bodies
    code = _code(bodies, text, unit)
    if code is not None:
        return BodyName(code, profile().body_kinds[code].title.zh, plain=True)
    return BodyName(bodies.at_end(text), text, plain=False)


def _code(words: Words, text: str, unit: UnitVersion | None) -> str | None:
    """What a text stands for, with or without the unit's own name before it."""
    if code := words.code(text):
        return code
    plain = normalise(text)
    names = (normalise(unit.name), short(unit.name)) if unit else ()
    rests = (plain.removeprefix(name) for name in names if name and plain.startswith(name))
    return next((code for rest in rests if (code := words.code(rest))), None)
