"""Pinyin initials of names, for search: 张建国 → zjg."""

from pypinyin import Style, pinyin

_LONGEST = 20

_AS_SURNAME = dict(
    zip("单解曾仇查繁朴盖区召员秘翟种缪薄晁乐", "sxzqzppgosybzcmbcy", strict=True)
)
"""Characters read otherwise as a surname than elsewhere (Shan, Xie, Zeng, Qiu, Zha, Po, Piao, Ge, Ou, Shao, Yun, Bi, Zhai…)."""


def initials(name: str) -> str:
    """First letters of a name's syllables, lower case, at most twenty; the first character is read as a surname.

    Latin letters and digits stay as they are; other signs are left out.
    """
    letters = pinyin(name, style=Style.FIRST_LETTER, errors=lambda rest: [c for c in rest if c.isalnum()])
    found = "".join(syllable[0] for syllable in letters).lower()
    return (_AS_SURNAME.get(name[:1], found[:1]) + found[1:])[:_LONGEST]
