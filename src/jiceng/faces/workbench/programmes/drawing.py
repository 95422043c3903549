"""The course of an indicator as a small line, drawn here: months from left to right, its target dashed."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from jiceng.apps.programmes.selectors import Point
    from jiceng.engines.procedure.quantities import Figure

WIDTH, HEIGHT, EDGE = 140, 36, 5


def trend(points: "Sequence[Point]", target: "Figure | None", label: str) -> SafeString | str:
    """Points as a line, hollow where the records did not reach back; nothing for fewer than two."""
    known = [(place, each) for place, each in enumerate(points) if each.value is not None]
    if len(known) < 2:
        return ""
    values = [Fraction(each.value or 0) for _place, each in known]
    low, high = min(values), max(values)
    if target is not None:
        low, high = min(low, Fraction(target)), max(high, Fraction(target))
    span = high - low

    def y(value: Fraction) -> str:
        share = (value - low) / span if span else Fraction(1, 2)
        return f"{float(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)):.1f}"

    step = (WIDTH - 2 * EDGE) / (len(points) - 1)
    placed = [
        (f"{EDGE + place * step:.1f}", y(value), each)
        for (place, each), value in zip(known, values, strict=True)
    ]
    return format_html(
        '<svg class="trend" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">'
        "{3}<polyline points={4}/>{5}</svg>",
        WIDTH,
        HEIGHT,
        label,
        _target(y(Fraction(target))) if target is not None else "",
        format_html('"{}"', " ".join(f"{across},{down}" for across, down, _each in placed)),
        _dots(placed),
    )


def _target(height: str) -> SafeString:
    return format_html('<line x1="0" x2="{0}" y1="{1}" y2="{1}"/>', WIDTH, height)


def _dots(placed: "Sequence[tuple[str, str, Point]]") -> SafeString:
    """The last month as a full dot, every month that is not whole as a hollow one."""
    last = placed[-1]
    shown = [("hollow", *each[:2]) for each in placed if not each[2].whole]
    shown += [("last", *last[:2])] if last[2].whole else []
    return format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="3"/>', shown)
