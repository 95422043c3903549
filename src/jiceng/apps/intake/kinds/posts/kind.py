"""A table of leaders (班子成员): posts and who holds them, bodies, their terms and who sits in them."""

from collections.abc import Sequence

from django.db import IntegrityError
from django.db.models import Model

from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Matched, Written
from jiceng.apps.intake.kinds.posts.matching import match
from jiceng.apps.intake.kinds.posts.register import BodyEntry, Entry, PostEntry, Span, TermEntry
from jiceng.apps.intake.kinds.posts.rows import PostRow, read_row
from jiceng.apps.intake.records import RECORDS, Values
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import Body, Post, Term
from jiceng.apps.organisations.policies import MANAGE
from jiceng.apps.people.models import PostHolding, Seat
from jiceng.kernel.errors import Conflict

_BATCH = 300
_MADE = ("body", "post", "term", "seat", "holding")
_CHANGED = {
    "term": ("due_on", "ended_on"),
    "seat": ("starts_on", "ends_on"),
    "holding": ("starts_on", "ends_on"),
}


class Posts:
    """Who leads. A row names a person with a post, with a body, or with both; without a person it tells of
    a vacant post, or of a body and its term.

    What the services check of one record is checked here of all: right, reach and first day of a unit and
    words of the profile in `rows`; that the unit has not closed in `matching`; a body's and a
    term's days, seats taken in `bodies`; a post's days, one holder a post, their order in
    `holdings`; one writer at a time in `matching`, one holder a post once more by the database.
    Persons are found, never made (`people`).
    """

    code = "posts"
    permission = MANAGE
    asks: tuple[str, ...] = ()

    def read(self, reader: RowReader, setting: Setting) -> PostRow | None:
        """The row with its words and days."""
        return read_row(reader, setting)

    def match(self, drafts: Sequence[PostRow], setting: Setting) -> Matched[PostRow]:
        """Rows against one another and against the register."""
        return match(drafts, setting)

    def write(self, matched: Matched[PostRow], setting: Setting) -> list[Written]:
        """What changes first, so that a post is free for who is new; then bodies and posts, then what is in
        them.
        """
        rows = [*matched.new, *(known.draft for known in matched.changed)]
        entries = list({id(entry): entry for row in rows for entry in row.entries}.values())
        try:
            return [*_change([each for each in entries if each.changed]), *_make(entries)]
        except IntegrityError:
            raise Conflict("register_changed") from None


def _record(entry: Entry) -> str:
    """Which record of `RECORDS` an entry is."""
    match entry:
        case BodyEntry():
            return "body"
        case PostEntry():
            return "post"
        case TermEntry():
            return "term"
        case Span(of=BodyEntry()):
            return "seat"
        case _:
            return "holding"


def _row(entry: Entry) -> Model:
    """An entry as a row of its table."""
    match entry:
        case BodyEntry(unit_id=unit_id, kind=kind, name=name):
            return Body(pk=entry.pk, unit_id=unit_id, kind=kind, name=name, starts_on=entry.starts_on)
        case PostEntry(unit_id=unit_id, kind=kind):
            return Post(pk=entry.pk, unit_id=unit_id, kind=kind, starts_on=entry.starts_on)
        case TermEntry(of=body, due_on=due_on, ended_on=ended_on):
            days = {"starts_on": entry.starts_on, "due_on": due_on, "ended_on": ended_on}
            return Term(pk=entry.pk, body_id=body.pk or 0, **days)
        case Span(of=of, person_id=person_id, ends_on=ends_on):
            days = {"starts_on": entry.starts_on, "ends_on": ends_on}
            if isinstance(of, BodyEntry):
                return Seat(pk=entry.pk, body_id=of.pk or 0, person_id=person_id, **days)
            return PostHolding(pk=entry.pk, post_id=of.pk or 0, person_id=person_id, **days)
    raise TypeError(entry)


def _make(entries: Sequence[Entry]) -> list[Written]:
    """Insert what is not there yet, table after table: what others point to gets its id first."""
    written = []
    for record in _MADE:
        new = [entry for entry in entries if entry.pk is None and _record(entry) == record]
        rows = bulk_insert(RECORDS[record].model, [_row(entry) for entry in new])
        for entry, row in zip(new, rows, strict=True):
            entry.pk = row.pk
            written.append(_written(entry, None))
    return written


def _change(entries: Sequence[Entry]) -> list[Written]:
    """Give what is there other days."""
    written = []
    for record, fields in _CHANGED.items():
        mine = {entry.pk: entry for entry in entries if entry.pk and _record(entry) == record}
        before = RECORDS[record].values(mine.keys())
        model = RECORDS[record].model
        rows = [_row(entry) for entry in mine.values()]
        model._default_manager.bulk_update(rows, fields, batch_size=_BATCH)
        written += [_written(entry, before[pk]) for pk, entry in mine.items()]
    return written


def _written(entry: Entry, before: Values | None) -> Written:
    """What is kept of a record: the row that made or changed it first."""
    place = entry.row.source.place if entry.row else ("", 0)
    return Written(place, _record(entry), entry.pk or 0, entry.unit, before)
