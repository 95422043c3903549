"""Bodies, their terms and seats as rows tell of them: what `organisations.bodies` and `people.posts` check
of one is checked here of many.
"""

from collections import defaultdict
from datetime import date

from jiceng.apps.intake.kinds.posts.register import BodyEntry, TermEntry
from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.kinds.posts.trial import Trial
from jiceng.apps.intake.kinds.posts.words import BodyName
from jiceng.apps.intake.kinds.words import trade
from jiceng.apps.organisations.models import profile
from jiceng.engines.sheets import normalise


def try_bodies(trial: Trial) -> None:
    """Try what the rows of a unit say of its bodies.

    Codes: body_unknown, body_ambiguous, term_without_body, body_not_active, term_start_missing,
    term_due_missing, term_ends_before_it_starts, before_last_change, since_missing, seat_taken,
    differs_from_register, contradicted_in_file.
    """
    rows: dict[int, list[PostRow]] = defaultdict(list)
    bodies: dict[int, BodyEntry] = {}
    for row in sorted(trial.rows, key=lambda row: row.body is None):
        body = _body(trial, row)
        if body is not None:
            rows[id(body)].append(row)
            bodies[id(body)] = body
    for key, body in bodies.items():
        _found(trial, body, rows[key])
        _terms(trial, body, rows[key])
        _seats(trial, body, [row for row in rows[key] if row.name and row.body])


def _body(trial: Trial, row: PostRow) -> BodyEntry | None:
    """The body of a row, one that is to be set up too; None where it names none, or is at fault."""
    there = trial.there.bodies
    if row.body is None:
        if row.day("term_start") or row.day("term_due"):
            kinds = profile().body_kinds
            elected = [body for body in there if kinds[body.kind].elected]
            if len(elected) == 1:
                return elected[0]
            row.reject("body", "term_without_body")
        return None
    same = [body for body in there if row.body.kind in ("", body.kind)]
    found = [body for body in same if normalise(body.name) == normalise(row.body.name)]
    if not found and (row.body.plain or row.body.only):
        found = same
    if len(found) > 1:
        suggestion = " / ".join(body.name for body in found)
        row.reject("body", "body_ambiguous", suggestion=suggestion)
        return None
    return found[0] if found else _new_body(trial, row, row.body)


def _new_body(trial: Trial, row: PostRow, named: BodyName) -> BodyEntry | None:
    if not named.kind:
        row.reject("body", "body_unknown", suggestion=trade().bodies.nearest(named.name))
        return None
    today = trial.setting.day
    body = BodyEntry(unit_id=row.unit_id, kind=named.kind, name=named.name, starts_on=today)
    trial.there.bodies.append(body)
    trial.make(row, body)
    return body


def _found(trial: Trial, body: BodyEntry, rows: list[PostRow]) -> None:
    """Since when a body is there: as the rows say, else since the first day they tell of it."""
    if body.pk is None:
        written = [day for row in rows if (day := row.day("body_since"))]
        told = [day for row in rows for key in ("term_start", "since") if (day := row.day(key))]
        body.starts_on = written[0] if written else min(told, default=trial.setting.day)
    for row in rows:
        if row.agrees("body_since", body.starts_on):
            continue
        if body.pk is None:
            trial.contradicted(row, next(each for each in rows if each.day("body_since")), "body_since")
        else:
            trial.takes_file(row, "body_since", body.starts_on, answers=("register",))


def _terms(trial: Trial, body: BodyEntry, rows: list[PostRow]) -> None:
    for row in sorted(rows, key=lambda row: row.day("term_start") or date.max):
        start = row.day("term_start")
        if start is not None:
            _term(trial, body, row, start)
        elif row.day("term_due") and body.terms:
            _due(trial, body.terms[-1], row)
        elif row.day("term_due"):
            row.reject("term_start", "term_start_missing")


def _term(trial: Trial, body: BodyEntry, row: PostRow, written: date) -> None:
    """One term a row tells of: known, or begun after the last, which then has ended."""
    start = trial.not_before(row, "term_start", written, body.starts_on, "body_not_active")
    if start is None:
        return
    known = next(
        (term for term in body.terms if start == term.starts_on or row.agrees("term_start", term.starts_on)),
        None,
    )
    last = body.terms[-1] if body.terms else None
    if known is not None:
        _due(trial, known, row)
    elif last is not None and start <= last.starts_on:
        row.reject("term_start", "before_last_change", last=last.starts_on)
    elif row.due_on is None:
        row.reject("term_due", "term_due_missing")
    elif row.due_on <= start:
        row.reject("term_due", "term_ends_before_it_starts")
    elif (
        last is None
        or last.pk is None
        or trial.takes_file(row, "term_start", last.starts_on, {"term_due": last.due_on})
    ):
        if last is not None:
            last.ended_on = start
            trial.change(row, last)
        term = TermEntry(starts_on=start, due_on=row.due_on, of=body)
        body.terms.append(term)
        trial.make(row, term)


def _due(trial: Trial, term: TermEntry, row: PostRow) -> None:
    """When a term there is should end, where the row says."""
    if row.agrees("term_due", term.due_on) or row.due_on == term.due_on:
        return
    if term.pk is None:
        trial.contradicted(row, term.row, "term_due")
    elif row.due_on is None or row.due_on <= term.starts_on:
        row.reject("term_due", "term_ends_before_it_starts")
    elif trial.takes_file(row, "term_due", term.due_on, {"term_start": term.starts_on}):
        term.due_on = row.due_on
        trial.change(row, term)


def _seats(trial: Trial, body: BodyEntry, rows: list[PostRow]) -> None:
    """Who sits there: those who still do before those who did, then in order of time."""
    new = [
        row
        for row in sorted(rows, key=lambda row: row.day("until") is not None)
        if not trial.is_known(row, body.spans)
    ]
    begun = [(since, row) for row in new if (since := trial.since(row))]
    for since, row in sorted(begun, key=lambda pair: pair[0]):
        first = trial.not_before(row, "since", since, body.starts_on, "body_not_active")
        if first is None or trial.is_known(row, body.spans):
            continue
        mine = [span for span in body.spans if span.person_id == row.person_id]
        if any(span.ends_on is None or span.ends_on > first for span in mine):
            row.reject("body", "seat_taken")
        else:
            trial.begin(row, first, body)
