"""Posts and who holds them as rows tell of them: what `organisations.bodies` and `people.posts` check of one
is checked here of many.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.apps.intake.kinds.posts.register import PostEntry, Span
from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.kinds.posts.trial import ANSWERS, Trial
from jiceng.apps.organisations.models import profile

VACANCY_WITHOUT_HOLDER = "vacancy_without_holder"
"""Noted where a vacancy is told of and nobody who held the post: the register counts a vacancy from a
leaving.
"""


def try_posts(trial: Trial) -> None:
    """Try what the rows of a unit say of its posts.

    Codes: post_not_active, before_last_change, since_missing, differs_from_register, contradicted_in_file.
    """
    rows: dict[str, list[PostRow]] = defaultdict(list)
    for row in trial.rows:
        for kind in row.posts:
            rows[kind].append(row)
    for kind, told in rows.items():
        _Posts(trial, kind, trial.there.posts[kind], told).run()


@dataclass(slots=True)
class _Posts:
    """The posts of one kind in a unit, and the rows that name them."""

    trial: Trial
    kind: str
    posts: list[PostEntry]
    rows: Sequence[PostRow]

    def run(self) -> None:
        """Those who still hold a post before those who did, those who are new in order of time, what is
        vacant at last.
        """
        named = sorted((row for row in self.rows if row.name), key=lambda row: row.day("until") is not None)
        new = [row for row in named if not self.trial.is_known(row, self._spans())]
        begun = [(since, row) for row in new if (since := self.trial.since(row))]
        for since, row in sorted(begun, key=lambda pair: pair[0]):
            if not self.trial.is_known(row, self._spans()):
                self._take(row, since)
        told: set[int] = set()
        for row in self.rows:
            if not row.name:
                self._vacant(row, told)

    def _spans(self) -> list[Span]:
        return [span for post in self.posts for span in post.spans]

    def _only(self, row: PostRow) -> bool:
        """Whether a unit has one post of the kind."""
        return self.kind in profile().unit_kinds[row.unit.kind].required_posts

    def _take(self, row: PostRow, since: date) -> None:
        """Put someone who is new into a post that is free by then; else into one whose holder the file no
        longer names, where that is decided; else into a post of her own.
        """
        free = [post for post in self.posts if post.holder is None]
        fitting = [post for post in free if post.last_left is None or post.last_left <= since]
        if fitting:
            post = fitting[0]
            first = self.trial.not_before(row, "since", since, post.starts_on, "post_not_active")
            if first is not None:
                self.trial.begin(row, first, post)
        elif self._only(row) and self.posts:
            self._take_the_only(row, since, self.posts[0])
        elif row.day("until") and any(post.pk for post in self.posts):
            last = max(span.starts_on for span in self._spans())
            row.reject("since", "before_last_change", last=last)
        elif not row.day("until") and (forgotten := self._forgotten()):
            self._replace(row, since, forgotten, (*ANSWERS, "new"))
        else:
            self.trial.begin(row, since, self._found(row, since))

    def _take_the_only(self, row: PostRow, since: date, post: PostEntry) -> None:
        holder = post.holder
        if holder is None:
            row.reject("since", "before_last_change", last=post.last_left)
        elif row.day("until"):
            row.reject("since", "before_last_change", last=holder.starts_on)
        elif _confirmed(holder):
            self.trial.contradicted(row, holder.named_by, "name")
        else:
            self._replace(row, since, holder, ANSWERS)

    def _forgotten(self) -> Span | None:
        """The first holder whom the file does not name."""
        going_on = (span for span in self._spans() if span.ends_on is None)
        return next((span for span in going_on if span.named_by is None), None)

    def _replace(self, row: PostRow, since: date, holder: Span, answers: tuple[str, ...]) -> None:
        """Let someone follow a holder, who leaves on the day she begins."""
        holder.named_by = row
        if not self.trial.takes_file(row, "name", holder.name, {"since": holder.starts_on}, answers):
            return
        if row.decided == "new":
            self.trial.begin(row, since, self._found(row, since))
        elif isinstance(holder.of, PostEntry) and self.trial.end(row, holder, since, "since"):
            self.trial.begin(row, since, holder.of)

    def _found(self, row: PostRow, day: date) -> PostEntry:
        """Set up a post that is not there yet."""
        post = PostEntry(unit_id=row.unit_id, kind=self.kind, starts_on=day)
        self.posts.append(post)
        self.trial.make(row, post)
        return post

    def _vacant(self, row: PostRow, told: set[int]) -> None:
        """A post nobody holds by the row. Parameters: `told`, posts other rows have told of so already."""
        only = self._only(row)
        vacant = (post for post in self.posts if post.holder is None)
        free = next((post for post in vacant if only or id(post) not in told), None)
        if free is not None:
            told.add(id(free))
            self._compare_vacancy(row, free)
        elif self.posts and not row.vacant:
            return
        elif only and (holder := next((post.holder for post in self.posts), None)):
            if _confirmed(holder):
                self.trial.contradicted(row, holder.named_by, "name")
            else:
                self._vacate(row, holder)
        elif forgotten := self._forgotten():
            self._vacate(row, forgotten)
        else:
            post = self._found(row, row.day("vacant_since") or self.trial.setting.day)
            told.add(id(post))
            self._compare_vacancy(row, post)

    def _compare_vacancy(self, row: PostRow, post: PostEntry) -> None:
        """Since when a post is vacant that is so: since its last holder left."""
        day, left = row.day("vacant_since"), post.last_left
        if day is None:
            return
        if left is None:
            self.trial.notes[VACANCY_WITHOUT_HOLDER] += 1
        elif not row.agrees("vacant_since", left):
            last = next(span for span in post.spans if span.ends_on == left)
            if last.pk is None:
                self.trial.contradicted(row, last.row, "vacant_since")
            elif self.trial.takes_file(row, "vacant_since", left, {"name": last.name}):
                self.trial.end(row, last, day, "vacant_since")

    def _vacate(self, row: PostRow, holder: Span) -> None:
        """Let a holder leave, where the row says that the post is vacant and that is decided."""
        holder.named_by = row
        day = row.day("vacant_since")
        answers = ANSWERS if day else ("register",)
        if self.trial.takes_file(row, "name", holder.name, {"since": holder.starts_on}, answers) and day:
            self.trial.end(row, holder, day, "vacant_since")


def _confirmed(holder: Span) -> bool:
    """Whether the file, or a row of it, says that she holds the post."""
    return holder.named_by is not None and not holder.named_by.day("until")
