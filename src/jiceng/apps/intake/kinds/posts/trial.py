"""Trying out what some rows say of one unit: what differs, what is contradicted, what is to be written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.posts.register import BodyEntry, Entry, PostEntry, Span, UnitEntries
from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.report import Beside

_SIDE_BY_SIDE = ("post", "body", "name", "since", "until", "vacant_since", "term_start", "term_due")
ANSWERS = ("register", "file")


def side_by_side(row: PostRow, other: Callable[[str], str]) -> tuple[Beside, ...]:
    """A row and something else, which says `other` of a column, column by column."""
    standard = row.source.vocabulary.standard
    said = ((key, row.said(key), other(key)) for key in _SIDE_BY_SIDE)
    return tuple(Beside(standard(key), here, there) for key, here, there in said if here or there)


@dataclass(slots=True)
class Trial:
    """The rows of one unit against what there is in it. A row that has a fault is tried no further; the
    trial is then begun again without it.
    """

    rows: Sequence[PostRow]
    there: UnitEntries
    setting: Setting
    notes: Counter[str] = field(default_factory=Counter)

    def takes_file(
        self,
        row: PostRow,
        key: str,
        there: object,
        others: dict[str, object] | None = None,
        answers: tuple[str, ...] = ANSWERS,
    ) -> bool:
        """Whether the file is to be followed where the register says something else (`there`, in the column
        `key`; `others`, more columns of it). Notes "differs_from_register" where that is not decided.
        """
        if row.decided in answers:
            return row.decided != "register"
        others = {key: there, **(others or {})}
        beside = side_by_side(row, lambda each: str(others.get(each) or ""))
        suggestion = str(there or "")
        row.reject(key, "differs_from_register", suggestion=suggestion, beside=beside, answers=answers)
        return False

    def contradicted(self, row: PostRow, other: PostRow | None, key: str) -> None:
        """Note in both rows that they cannot both be right."""
        for mine, its in ((row, other), (other, row)):
            if mine is None or its is None:
                continue
            sheet, number = its.source.place
            beside = side_by_side(mine, its.said)
            mine.reject(key, "contradicted_in_file", beside=beside, sheet=sheet, row=number)

    def since(self, row: PostRow) -> date | None:
        """Since when a row counts: as written, else since the term began, else from today on. A time that
        has ended needs its beginning written: None, "since_missing" noted, without it.
        """
        written = row.day("since")
        if written is None and row.day("until"):
            row.reject("since", "since_missing")
            return None
        return written or row.day("term_start") or self.setting.day

    def not_before(self, row: PostRow, key: str, day: date, first: date, code: str) -> date | None:
        """The day, or `first` where it lies before and the register is to be followed, or a month lies there;
        else None, and `code` is noted.
        """
        written = row.days.get(key)
        of_the_month = written is not None and not written.precise and day == first.replace(day=1)
        if day >= first:
            return day
        if row.decided == "register" or of_the_month:
            return first
        row.reject(key, code, suggestion=str(first), answers=("register",))
        return None

    def make(self, row: PostRow, entry: Entry) -> None:
        """The row makes a record."""
        entry.row = row
        row.entries.append(entry)

    def change(self, row: PostRow, entry: Entry) -> None:
        """The row changes a record; one that the file itself makes is only made otherwise."""
        if entry.pk is not None:
            entry.changed, entry.row = True, entry.row or row
            row.entries.append(entry)

    def is_known(self, row: PostRow, spans: Iterable[Span]) -> bool:
        """Whether a row speaks of a time in a post or seat that is there, and what differs. One that goes on
        there and has ended by the row is such a time too.
        """
        mine = [span for span in spans if span.person_id == row.person_id]
        going_on = next((span for span in mine if span.ends_on is None), None)
        until = row.day("until")
        known = going_on
        if until is not None:
            known = next((each for each in mine if each.ends_on and row.agrees("until", each.ends_on)), None)
        if known is not None:
            known.named_by = known.named_by or row
            self._compare(row, known)
            return True
        if until is None or going_on is None or going_on.named_by is not None:
            return False
        going_on.named_by = row
        if self.takes_file(row, "until", None, {"since": going_on.starts_on}):
            self.end(row, going_on, until, "until")
        return True

    def _compare(self, row: PostRow, known: Span) -> None:
        """What a row says of the beginning of a time that is there."""
        since = row.day("since")
        if since is None or row.agrees("since", known.starts_on):
            return
        if known.pk is None:
            self.contradicted(row, known.row, "since")
        elif self.takes_file(row, "since", known.starts_on, {"until": known.ends_on}):
            first = max([known.of.starts_on, *known.of.left_before(known)])
            if since < first or (known.ends_on and since >= known.ends_on):
                row.reject("since", "before_last_change", last=first)
                return
            known.starts_on = since
            self.change(row, known)

    def end(self, row: PostRow, span: Span, day: date, key: str) -> bool:
        """End someone's time on a day; False, "before_last_change" noted, where it began no sooner."""
        if day <= span.starts_on:
            row.reject(key, "before_last_change", last=span.starts_on)
            return False
        span.ends_on = day
        self.change(row, span)
        return True

    def begin(self, row: PostRow, since: date, of: PostEntry | BodyEntry) -> None:
        """Begin a person's time in a post or seat; it ends where the row says so."""
        until = row.day("until")
        if until is not None and until <= since:
            row.reject("until", "before_last_change", last=since)
            return
        span = Span(
            person_id=row.person_id, name=row.name, starts_on=since, ends_on=until, of=of, named_by=row
        )
        of.spans.append(span)
        self.make(row, span)
