"""PrefLib's files of orders: .soc, .soi, .toc, .toi, as they are now and as they were until 2022.

Source: Mattei and Walsh, "PrefLib: A Library for Preferences" (2013), preflib.org, "File Format".
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jiceng.engines.ranking.ballots import Ballots, Groups
from jiceng.kernel.errors import Invalid

_HEADING = re.compile(r"#\s*([A-Z][A-Z ]*?)\s*(\d+)?\s*:\s*(.*)")
_GROUP = re.compile(r"\{([^{}]*)\}|([^,{}\s][^,{}]*)")


def looks_like_preflib(text: str) -> bool:
    """Whether a text begins as PrefLib's files do: with a comment, or with a bare number of alternatives."""
    first = text.split("\n", 1)[0].strip()
    return first.startswith("#") or first.isdecimal()


def read_preflib(text: str) -> Ballots:
    """Ballots of a PrefLib file. Raises Invalid with the line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    old = not lines[0][1].startswith("#")
    names, rest = _old_heading(lines) if old else _heading(lines)
    if not names:
        raise Invalid("ranking_empty", field="items")
    ballots: list[Groups] = []
    weights: list[float] = []
    for number, line in rest:
        count, separator, order = line.partition("," if old else ":")
        if not separator or not count.strip().isdecimal():
            raise Invalid("ranking_preflib_line", line=number)
        weights.append(float(count))
        ballots.append(_order(order.strip(), names, number))
    with in_lines([number for number, _ in rest]):
        return Ballots.from_lists(list(names.values()), ballots, weights)


@contextmanager
def in_lines(lines: Sequence[int]) -> Iterator[None]:
    """Says of a fault in a ballot the line it stands in."""
    try:
        yield
    except Invalid as error:
        number = error.data.pop("ballot", None)
        if number is None:
            raise
        raise Invalid(f"{error.code}_in_line", line=lines[number - 1], **error.data) from None


def _heading(lines: list[tuple[int, str]]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    names: dict[str, str] = {}
    for number, line in lines:
        found = _HEADING.match(line) if line.startswith("#") else None
        if found and found[1] == "ALTERNATIVE NAME" and found[2]:
            if found[2] in names:
                raise Invalid("ranking_preflib_line", line=number)
            names[found[2]] = found[3].strip()
    return names, [(number, line) for number, line in lines if not line.startswith("#")]


def _old_heading(lines: list[tuple[int, str]]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    first = lines[0][1]
    count = int(first) if len(first) < 10 else len(lines)
    if len(lines) < count + 2:
        raise Invalid("ranking_preflib_line", line=lines[-1][0])
    names: dict[str, str] = {}
    for number, line in lines[1 : count + 1]:
        key, separator, name = line.partition(",")
        if not separator or not key.strip().isdecimal() or key.strip() in names:
            raise Invalid("ranking_preflib_line", line=number)
        names[key.strip()] = name.strip()
    return names, lines[count + 2 :]


def _order(text: str, names: dict[str, str], line: int) -> Groups:
    found, at = [], 0
    for group in _GROUP.finditer(text):
        if text[at : group.start()].strip() not in ({"", ","} if at else {""}):
            raise Invalid("ranking_preflib_line", line=line)
        at = group.end()
        keys = [key.strip() for key in (group[1] if group[1] is not None else group[2]).split(",")]
        if not all(keys):
            raise Invalid("ranking_preflib_line", line=line)
        for key in keys:
            if key not in names:
                raise Invalid("ranking_item_unknown_in_line", line=line, name=key)
        found.append([names[key] for key in keys])
    if not found or text[at:].strip():
        raise Invalid("ranking_preflib_line", line=line)
    return found
