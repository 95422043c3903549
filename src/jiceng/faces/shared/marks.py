"""Shapes of states and small charts as SVG, by presentation attributes only (a strict CSP forbids style).

A state is a shape, a word, then a colour: done ● due ○ at risk ◉ late ▲ missed ◆, below a usual frequency ◇,
excused —, not applicable ·. Hollow means that nothing has been failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

# Drawn in a box of 12 by 12 units.
_SHAPES = {
    "done": '<circle cx="6" cy="6" r="5"/>',
    "due": '<circle cx="6" cy="6" r="4.5" class="open"/>',
    "at_risk": '<circle cx="6" cy="6" r="4.5" class="open"/><circle cx="6" cy="6" r="2"/>',
    "late": '<path d="M6 1 11.5 11H.5z"/>',
    "missed": '<path d="M6 0l6 6-6 6-6-6z"/>',
    "short": '<path d="M6 1.2 10.8 6 6 10.8 1.2 6z" class="open"/>',
    "excused": '<path d="M0 5h12v2H0z"/>',
    "not_applicable": '<circle cx="6" cy="6" r="1.5"/>',
    "none": "",
}

WORDS: dict[str, str | Promise] = {
    "done": pgettext_lazy("state", "done"),
    "due": pgettext_lazy("state", "due"),
    "at_risk": pgettext_lazy("state", "due, closing soon"),
    "late": pgettext_lazy("state", "late, may still be made up"),
    "missed": pgettext_lazy("state", "not done"),
    "short": pgettext_lazy("state", "below the usual frequency"),
    "excused": pgettext_lazy("state", "excused"),
    "not_applicable": pgettext_lazy("state", "not applicable"),
    "none": pgettext_lazy("state", "not yet open"),
}


def look_of(state: object, strength: str = "", *, at_risk: bool = False) -> str:
    """Name of shape, word and colour. A miss of a rule that says "normally" is no violation: `short`."""
    code = str(state) if state else "none"
    if code == "missed" and strength == "normally":
        return "short"
    if code == "due" and at_risk:
        return "at_risk"
    return code if code in _SHAPES else "none"


def colour_class(look: str) -> str:
    """CSS classes of a look."""
    return "due at_risk" if look == "at_risk" else look


def mark(look: str) -> SafeString:
    """The shape alone, hidden from readers of the word beside it; nothing, and no room, where a look has
    none.
    """
    if not _SHAPES[look]:
        return SafeString()
    return format_html(
        '<svg class="mark" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{}</svg>', _shape(look)
    )


def _shape(look: str) -> SafeString:
    return mark_safe(_SHAPES[look])  # noqa: S308 - constants of this module


def share_bar(part: int, whole: int, *, missed: int = 0, late: int = 0) -> SafeString:
    """A thin bar under a figure: done from the left, missed and late from the right, what is open between.

    Parameters: counts; `whole` 0 draws an empty bar. The figure beside it says the same, so readers skip it.
    """
    done, gone, behind = (_percent(count, whole) for count in (part, missed, late))
    pieces = [("part", 0.0, done), ("late", 100 - gone - behind, behind), ("missed", 100 - gone, gone)]
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" height="5"/>',
        ((name, f"{left:g}", f"{width:g}") for name, left, width in pieces if width > 0),
    )
    return format_html(
        '<svg class="bar-svg" width="100%" height="5" aria-hidden="true" focusable="false">'
        '<rect class="rest" width="100%" height="5"/>{}</svg>',
        drawn,
    )


def _percent(count: int, whole: int) -> float:
    return 0.0 if whole <= 0 else round(100 * min(max(count / whole, 0), 1), 2)


@dataclass(frozen=True, slots=True)
class Cell:
    """One month (or other period) of a strip: its short label, its look, and what is said of it."""

    label: str
    look: str
    title: str


STEP = 26  # units from one cell to the next; wide enough for two digits below the shape


def strip(cells: Sequence[Cell], label: str, *, numbered: bool = True) -> SafeString:
    """Periods side by side, each a shape with its own title; to a screen reader one picture, one sentence."""
    height = 34 if numbered else 18
    return format_html(
        '<svg class="months" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
        'aria-label="{2}">{3}</svg>',
        STEP * len(cells),
        height,
        label,
        format_html_join("", "{}", ((_cell(place, cell, numbered),) for place, cell in enumerate(cells))),
    )


def _cell(place: int, cell: Cell, numbered: bool) -> SafeString:
    text = format_html('<text x="6" y="29">{}</text>', cell.label) if numbered else ""
    return format_html(
        '<g transform="translate({} 3)" class="{}"><title>{}</title>{}{}</g>',
        STEP * place + 7,
        colour_class(cell.look),
        cell.title,
        _shape(cell.look),
        text,
    )


def interval(low: float, high: float, point: float, minimum: float, maximum: float, label: str) -> SafeString:
    """An estimate with its reach on a scale from `minimum` to `maximum`; `label` says in words what it shows.

    Lengths are percentages, not a stretched drawing: text keeps its size on a phone.
    """
    width = maximum - minimum or 1
    left, right, middle = (f"{4 + 92 * (value - minimum) / width:.2f}%" for value in (low, high, point))
    ends = ((f"{4 + 92 * (value - minimum) / width:.2f}%", f"{value:g}") for value in (minimum, maximum))
    return format_html(
        '<svg class="interval" width="100%" height="64" role="img" aria-label="{}">{}'
        '<line class="reach" x1="{}" x2="{}" y1="22" y2="22"/>'
        '<circle class="point" cx="{}" cy="22" r="8"/></svg>',
        label,
        format_html_join(
            "",
            '<line class="grid" x1="{0}" x2="{0}" y1="4" y2="40"/><text x="{0}" y="58">{1}</text>',
            ends,
        ),
        left,
        right,
        middle,
    )
