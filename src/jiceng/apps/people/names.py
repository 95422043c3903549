"""Pinyin initials of names, for search: 张建国 → zjg."""

from pypinyin import Style, pinyin

_LONGEST = 20

_AS_SURNAME = dict(zip("单解曾仇查繁朴盖区召员秘翟种缪薄晁乐", "sxzqzppgosybzcmbcy", strict=True))
"""Characters read otherwise as a surname than elsewhere: Shan, Xie, Zeng, Qiu, Zha, Po, Piao, Ge, Ou…"""


def initials(name: str) -> str:
    """First letters of a name's syllables, lower case, at most twenty; the first character is read as a
    surname.

    Latin letters and digits stay as they are; other signs are left out.
    """
    letters = pinyin(name, style=Style.FIRST_LETTER, errors=_latin)  # type: ignore[arg-type]
    found = "".join(syllable[0] for syllable in letters).lower()
    return (_AS_SURNAME.get(name[:1], found[:1]) + found[1:])[:_LONGEST]


def _latin(rest: str) -> list[str]:  # the library takes a list here, though its stubs say text
    """What stays of signs that have no pinyin."""
    return [sign for sign in rest if sign.isalnum()]
