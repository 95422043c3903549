"""The same thing twice in one file: one law for every kind of record."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")


def repeated(
    rows: Iterable[Row], key: Callable[[Row], object], content: Callable[[Row], object]
) -> Iterator[tuple[Row, Row]]:
    """Rows to be left out since what they tell of stands in the file twice, each with another that does.

    Parameters: `key`, by what two rows tell of the same; `content`, all that a row says. Of rows that agree
    in everything the first is kept; of rows that do not, none is.
    """
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for group in (each for each in groups.values() if len(each) > 1):
        first = content(group[0])
        agreed = all(content(row) == first for row in group)
        for row in group[1:] if agreed else group:
            yield row, group[1] if row is group[0] else group[0]
