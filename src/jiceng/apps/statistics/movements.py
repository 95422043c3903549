"""What changed in a unit's members between two days: who came and who went, and how. Pure.

Told from dated memberships and from the days on which their units lay in the tree looked at; a person counts
once, by the membership that began last.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FAR = date.max
CORRECTED = "corrected"
"""How somebody went by nothing but a correction of the register."""
PASSING = ("", "transferred", "became_full")
"""Reasons for which a membership ends while its member stays one."""


class Span(NamedTuple):
    """A membership: `ends_on` exclusive, FAR where it goes on; `reason`, why it ended."""

    id: int
    person: int
    unit: int
    standing: str
    joined_on: date
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One way in or out on a day, or becoming a full member; by the membership concerned."""

    membership: int
    person: int
    code: str
    standing: str
    day: date


class Piece(NamedTuple):
    """The days of a membership on which its unit lies in the tree looked at."""

    span: Span
    first: date
    end: date

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.first <= day < self.end


def pieces(spans: Iterable[Span], places: Mapping[int, Sequence[tuple[date, date]]]) -> list[Piece]:
    """Memberships cut to the days on which their units lie in the tree.

    Parameters: `places`, by unit the days from–to (exclusive) on which it does.
    """
    found = []
    for span in spans:
        for first, end in places.get(span.unit, ()):
            if max(span.starts_on, first) < min(span.ends_on, end):
                found.append(Piece(span, max(span.starts_on, first), min(span.ends_on, end)))
    return found


def counted_on(found: Iterable[Piece], day: date) -> dict[int, Span]:
    """By person the membership that counts on a day: the one that began last."""
    holding: dict[int, Span] = {}
    for piece in found:
        if piece.holds_on(day):
            span, other = piece.span, holding.get(piece.span.person)
            if other is None or (other.starts_on, other.id) < (span.starts_on, span.id):
                holding[span.person] = span
    return holding


@dataclass(frozen=True, slots=True)
class History:
    """What else tells how somebody came or went.

    `spans`, all memberships of those concerned, anywhere, by person; `letters`, who came from outside with a
    letter, and on which day.
    """

    spans: Mapping[int, Sequence[Span]]
    letters: Collection[tuple[int, date]]


def movements(found: Iterable[Piece], history: History, before: date, last: date) -> list[Movement]:
    """Every movement after the day `before` up to `last`, in order of person and day.

    What a person counted as on `before`, with what is found here, gives what she counts as on `last`.
    """
    by_person: dict[int, list[Piece]] = {}
    for piece in found:
        if piece.first <= last and piece.end > before:
            by_person.setdefault(piece.span.person, []).append(piece)
    told: list[Movement] = []
    for person in sorted(by_person):
        told += _of_person(by_person[person], history, before, last)
    return told


def _of_person(own: list[Piece], history: History, before: date, last: date) -> Iterator[Movement]:
    days = sorted({day for piece in own for day in (piece.first, piece.end) if before < day <= last})
    previous = _holding(own, before)
    for day in days:
        now = _holding(own, day)
        if previous is None and now is not None:
            yield _movement(now.span, _came(now, history, before, day), day)
        elif previous is not None and now is None:
            yield _movement(previous.span, _went(previous, history, day), day)
        elif previous is not None and now is not None and previous.span is not now.span:
            yield from _followed(previous, now, day)
        previous = now


def _holding(own: list[Piece], day: date) -> Piece | None:
    """The piece that counts on a day."""
    held = [piece for piece in own if piece.holds_on(day)]
    return max(held, key=lambda piece: (piece.span.starts_on, piece.span.id), default=None)


def _movement(span: Span, code: str, day: date) -> Movement:
    return Movement(span.id, span.person, code, span.standing, day)


def _followed(previous: Piece, now: Piece, day: date) -> Iterator[Movement]:
    """One membership after another, both in the tree: nothing, a change of standing, or out and in again."""
    ended = previous.span.reason if previous.span.ends_on == day else ""
    if ended == "became_full" and (previous.span.standing, now.span.standing) == ("probationary", "full"):
        yield _movement(now.span, "became_full", day)
    elif ended not in PASSING:
        yield _movement(previous.span, ended, day)
        yield _movement(now.span, "restored", day)
    elif previous.span.standing != now.span.standing:  # the register was corrected
        yield _movement(previous.span, CORRECTED, day)
        yield _movement(now.span, "entered", day)


def _came(now: Piece, history: History, before: date, day: date) -> str:
    """How somebody came who was not in the tree the day before."""
    span = now.span
    if span.starts_on < day:
        return "unit_in"
    earlier = [each for each in history.spans.get(span.person, ()) if each.starts_on < span.starts_on]
    last = max(earlier, key=lambda each: (each.starts_on, each.id), default=None)
    if (span.person, span.starts_on) in history.letters:
        return "transferred_in"
    if last is None:
        return "admitted" if span.joined_on > before else "entered"
    if last.reason not in PASSING:
        return "restored"
    return "moved_in" if last.ends_on >= day else "transferred_in"


def _went(previous: Piece, history: History, day: date) -> str:
    """How somebody went who was in the tree the day before."""
    span = previous.span
    if span.ends_on > day:
        return "unit_out"
    if span.reason != "transferred":
        return CORRECTED if span.reason in PASSING else span.reason
    elsewhere = any(each.starts_on == day for each in history.spans.get(span.person, ()))
    return "moved_out" if elsewhere else "transferred_out"
