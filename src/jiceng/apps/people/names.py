"""Pinyin initials of names, for search: 张建国 → zjg."""

from functools import cache

from pypinyin import Style, pinyin

_LONGEST = 20

_AS_SURNAME = dict(zip("单解曾仇查繁朴盖区召员秘翟种缪薄晁乐", "sxzqzppgosybzcmbcy", strict=True))
"""Characters read otherwise as a surname than elsewhere: Shan, Xie, Zeng, Qiu, Zha, Po, Piao, Ge, Ou…"""


def initials(name: str) -> str:
    """First letters of a name's syllables, lower case, at most twenty; the first character is read as a
    surname.

    Latin letters and digits stay as they are; other signs are left out.
    """
    letters = [_only_letter(sign) for sign in name]
    found = "".join(letters) if all(letters) else _in_context(name)
    return (_AS_SURNAME.get(name[:1], found[:1]) + found[1:])[:_LONGEST]


@cache
def _only_letter(sign: str) -> str:
    """The first letter of a character all of whose readings begin with it; "" for any other sign."""
    found: list[list[str]] = pinyin(sign, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    letters = set(found[0]) if found else set()
    return letters.pop() if len(letters) == 1 else ""


def _in_context(name: str) -> str:
    """Letters of a name some of whose characters are read in several ways, by the words they stand in."""
    letters = pinyin(name, style=Style.FIRST_LETTER, errors=_latin)  # type: ignore[arg-type]
    return "".join(syllable[0] for syllable in letters).lower()


def _latin(rest: str) -> list[str]:  # the library takes a list here, though its stubs say text
    """What stays of signs that have no pinyin."""
    return [sign for sign in rest if sign.isalnum()]
