"""Ballots as people hand them in: JSON, a table of ranks (CSV), PrefLib. What is wrong is refused with its
line.
"""

import json
from typing import Any

from jiceng.engines.ranking.ballots import Ballots, Groups
from jiceng.engines.ranking.preflib import in_lines, looks_like_preflib, read_preflib
from jiceng.engines.ranking.tables import read_lines, read_number
from jiceng.kernel.errors import Invalid

KNOWN = {"items", "ballots", "weights", "raters", "unlisted"}
NOTES = {"name", "note", "source", "n_items", "n_ballots", "total_weight"}
"""What a file may say besides, for people."""
UNLISTED = ("unranked", "below")


def read_ballots(text: str) -> Ballots:
    """Ballots from a file's text, whichever of the three forms it has.

    Raises Invalid with the line, or the ballot's number, and the reason.
    """
    whole = text.lstrip("\ufeff")
    begun = whole.lstrip()
    if not begun:
        raise Invalid("ranking_empty", field="ballots")
    if begun.startswith(("{", "[")):
        return _from_json(whole)
    return read_preflib(whole) if looks_like_preflib(begun) else _from_table(whole)


def _from_json(text: str) -> Ballots:
    try:
        data = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise Invalid("ranking_not_json", line=getattr(error, "lineno", 1)) from None
    if not isinstance(data, dict):
        raise Invalid("ranking_field", field="JSON", expected="{…}")
    for field in data.keys() - KNOWN - NOTES:
        raise Invalid("ranking_field_unknown", field=field)
    items, ballots = _named(data, "items"), _list(data, "ballots")
    for line, ballot in enumerate(ballots, start=1):
        _check_groups(line, ballot)
    unlisted = data.get("unlisted", "unranked")
    if unlisted not in UNLISTED:
        raise Invalid("ranking_field", field="unlisted", expected=" | ".join(UNLISTED))
    weights = _list(data, "weights") if "weights" in data else None
    raters = _named(data, "raters") if "raters" in data else []
    return Ballots.from_lists(items, ballots, weights, raters=raters, rest_below=unlisted == "below")


def _refused(word: str) -> float:
    raise Invalid("ranking_json_number", word=word)


def _list(data: dict[str, Any], field: str) -> list[Any]:
    if field not in data:
        raise Invalid("ranking_field_missing", field=field)
    found = data[field]
    if not isinstance(found, list):
        raise Invalid("ranking_field", field=field, expected="[…]")
    return found


def _named(data: dict[str, Any], field: str) -> list[Any]:
    """A list of names; half a character, which JSON can spell and nobody can write, is none."""
    found = _list(data, field)
    try:
        "".join(found).encode()
    except (TypeError, UnicodeEncodeError):
        raise Invalid("ranking_field", field=field, expected='["…"]') from None
    return found


def _check_groups(line: int, ballot: object) -> None:
    whole = isinstance(ballot, list) and all(
        isinstance(group, list) and all(isinstance(name, str) for name in group) for group in ballot
    )
    if not whole:
        raise Invalid("ranking_ballot_shape", ballot=line)


def _from_table(text: str) -> Ballots:
    """A table with the items for headings and a ballot a row: 1 the best, equal numbers tied, empty not
    ranked; columns `weight` and `rater` if there are any.
    """
    rows = read_lines(text)
    headings = next(rows, (1, []))[1]
    for column in ("weight", "rater"):
        if headings.count(column) > 1:
            raise Invalid("ranking_item_twice", field="headings", name=column)
    items = [each for each in headings if each not in {"weight", "rater"}]
    ballots: list[Groups] = []
    weights, raters, lines = list[float](), list[str](), list[int]()
    for line, row in rows:
        if len(row) != len(headings):
            raise Invalid("ranking_columns", line=line, given=len(row), expected=len(headings))
        cells = dict(zip(headings, row, strict=True))
        lines.append(line)
        weights.append(read_number(cells["weight"], line, "weight") if "weight" in cells else 1.0)
        raters.append(cells.get("rater", ""))
        ballots.append(_ranked({item: cells[item] for item in items if cells[item]}, line))
    named = raters if "rater" in headings else []
    with in_lines(lines):
        return Ballots.from_lists(items, ballots, weights, raters=named)


def _ranked(cells: dict[str, str], line: int) -> Groups:
    places: dict[float, list[str]] = {}
    for item, cell in cells.items():
        place = read_number(cell, line, item)
        if place < 1:
            raise Invalid("ranking_place", line=line, field=item)
        places.setdefault(place, []).append(item)
    if not places:
        raise Invalid("ranking_row_empty", line=line)
    return [places[place] for place in sorted(places)]
