"""Pictures of rankings (SVG): rank sets as intervals, and raters' severity as a fan.

The caller gives the words; nothing here is a sentence. Colours keep their contrast in print and for the
colour-blind (Okabe and Ito's blue and vermilion).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from jiceng.engines.ranking.arrays import Reals
from jiceng.engines.ranking.rank_sets import RankSets

WIDTH, ROW, SMALL_ROW, EM = 760, 20, 6, 13
MOST_NAMES = 150
"""Rows beyond which names would not be read."""
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What may not stand in XML, not even escaped."""
BLUE, RED, GREY, LIGHT = "#0072b2", "#d55e00", "#555555", "#dddddd"


@dataclass(frozen=True)
class Row:
    """One line of a picture: `name`, point `value` and interval `low` to `high`; `marked` ones stand out."""

    name: str
    value: float
    low: float
    high: float
    marked: bool = False


@dataclass(frozen=True)
class Panel:
    """One chart: `title`, what the `axis` measures, `rows` from the top; whole numbers only with `whole`; a
    line down at `zero` when that is given.
    """

    title: str
    axis: str
    rows: tuple[Row, ...]
    whole: bool = False
    zero: float | None = None


def rank_panel(names: Sequence[str], sets: RankSets, title: str, axis: str) -> Panel:
    """Items by rank with their confidence sets; the first on top."""
    rows = [
        Row(name, rank, low, high)
        for name, rank, low, high in zip(
            names, sets.rank.tolist(), sets.low.tolist(), sets.high.tolist(), strict=True
        )
    ]
    rows.sort(key=lambda row: (row.value, row.low + row.high))
    return Panel(title, axis, tuple(rows), whole=True)


def severity_panel(
    names: Sequence[str], severity: Reals, se: Reals, marked: Sequence[bool], title: str, axis: str
) -> Panel:
    """Raters from the mildest to the most severe, with 1.96 standard errors to each side."""
    rows = [
        Row(name, float(value), float(value - 1.96 * error), float(value + 1.96 * error), mark)
        for name, value, error, mark in zip(names, severity, se, marked, strict=True)
    ]
    rows.sort(key=lambda row: row.value)
    return Panel(title, axis, tuple(rows), zero=0.0)


def draw(panels: Sequence[Panel]) -> str:
    """The panels one below the other, as one SVG."""
    parts: list[str] = []
    top = 10.0
    for panel in panels:
        drawn, height = _panel(panel, top)
        parts += drawn
        top += height
    style = f'font-family="Noto Sans CJK SC, Noto Sans, sans-serif" font-size="{EM}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:.0f}" width="{WIDTH}" {style}>'
    back = f'<rect width="{WIDTH}" height="{top:.0f}" fill="#ffffff"/>'
    return "\n".join([head, back, *parts, "</svg>", ""])


def _panel(panel: Panel, top: float) -> tuple[list[str], float]:
    named = len(panel.rows) <= MOST_NAMES
    step = ROW if named else SMALL_ROW
    left = 20 + (min(16.0, max(_ems(row.name) for row in panel.rows)) * EM if named else 0)
    low, high, ticks = _span(panel)
    begin, bottom = top + 50, top + 50 + step * len(panel.rows)

    def across(value: float) -> float:
        return left + 12 + (value - low) / (high - low) * (WIDTH - left - 32)

    parts = [_text(20, top + 18, panel.title, size=16, weight="bold")]
    parts.append(_text(across(low), top + 38, panel.axis, fill=GREY))
    for tick in ticks:
        parts.append(_line(across(tick), begin, across(tick), bottom, LIGHT))
        parts.append(_text(across(tick), bottom + 18, f"{tick:g}", anchor="middle", fill=GREY))
    if panel.zero is not None:
        parts.append(_line(across(panel.zero), begin, across(panel.zero), bottom, GREY))
    for number, row in enumerate(panel.rows):
        parts += _row(row, begin + step * (number + 0.5), left, across, named=named)
    return parts, bottom + 40 - top


def _row(row: Row, y: float, left: float, across: object, *, named: bool) -> list[str]:
    place = across if callable(across) else float
    colour = RED if row.marked else BLUE
    size = 4 if named else 2
    parts = [f"<g><title>{_written(row.name)}: {row.value:.4g} [{row.low:.4g}, {row.high:.4g}]</title>"]
    parts.append(_line(place(row.low), y, place(row.high), y, colour, width=3 if named else 1.5))
    parts.append(f'<circle cx="{place(row.value):.1f}" cy="{y:.1f}" r="{size}" fill="{colour}"/></g>')
    if named:
        parts.append(_text(left, y + 4.5, _shortened(row.name), anchor="end"))
    return parts


def _span(panel: Panel) -> tuple[float, float, list[float]]:
    """Ends of the axis and about six round numbers on it."""
    ends = [end for row in panel.rows for end in (row.low, row.high)]
    ends += [] if panel.zero is None else [panel.zero]
    low, high = min(ends), max(ends)
    if panel.whole:
        low, high = 1.0, max(2.0, high)
    elif high - low < 1e-12:
        low, high = low - 1, high + 1
    rough, unit = (high - low) / 6, 1e-12
    while unit * 10 <= rough:
        unit *= 10
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    if panel.whole:
        step = max(1.0, round(step))
        inner = [step * number for number in range(1, int(high / step) + 1)]
        return low, high, sorted({low, *(tick for tick in inner if tick > 1)})
    first = int(low // step) + (1 if low % step else 0)
    return low, high, [step * number for number in range(first, int(high // step) + 1)]


def _written(text: str) -> str:
    return escape(FORBIDDEN.sub("", text))


def _ems(text: str) -> float:
    """Width of a text in ems, wide characters one each."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.6 for each in text)


def _shortened(text: str) -> str:
    while _ems(text) > 16:
        text = text[:-2] + "…"
    return text


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{width}" stroke-linecap="round"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    fill: str = "#111111",
    size: int = EM,
    weight: str = "",
) -> str:
    more = f' font-weight="{weight}"' if weight else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="{fill}"{more}>{_written(text)}</text>'
