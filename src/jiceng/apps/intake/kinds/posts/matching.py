"""Rows of leaders against one another and against the register."""

from collections import defaultdict
from collections.abc import Sequence

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Known, Matched
from jiceng.apps.intake.kinds.posts.bodies import try_bodies
from jiceng.apps.intake.kinds.posts.holdings import try_posts
from jiceng.apps.intake.kinds.posts.people import find_people
from jiceng.apps.intake.kinds.posts.register import Register
from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.kinds.posts.trial import Trial, side_by_side
from jiceng.apps.intake.kinds.repeats import repeated
from jiceng.apps.organisations.models import profile


def match(rows: Sequence[PostRow], setting: Setting) -> Matched[PostRow]:
    """Sort rows without faults of their own; `entries` of each then says what is to be written.

    Unit by unit every row is tried on what is there; rows at fault are left out and the others tried again,
    until none is. Where something will be written, no other writer comes between.
    Raises `Conflict("register_changed")` when a unit was moved meanwhile.
    Codes: those of `people`, `bodies`, `holdings`; twice_in_file, unit_not_active.
    """
    unit_ids = sorted({row.unit_id for row in rows})
    setting.hold(unit_ids)
    find_people(rows, setting)
    _find_repeated([row for row in rows if not row.source.rejections])
    register = Register(unit_ids)
    by_unit: dict[int, list[PostRow]] = defaultdict(list)
    for row in rows:
        if row.unit_id in register.standing:
            by_unit[row.unit_id].append(row)
        else:
            row.source.reject("unit_name", "unit_not_active", unit=row.unit.unit.code, day=setting.day)
    for unit_id, mine in by_unit.items():
        _settle(mine, register, unit_id, setting)
    return _sorted(rows)


def _find_repeated(rows: Sequence[PostRow]) -> None:
    """Note "twice_in_file". A post of which a unit may have several may stand there vacant more than once."""
    for row, other in repeated(filter(_is_one, rows), _subject, lambda row: (*row.days.items(), row.vacant)):
        key = "name" if row.name else "post" if row.posts else "body"
        row.source.reject_twice(key, other.source, side_by_side(row, other.said))


def _is_one(row: PostRow) -> bool:
    required = profile().unit_kinds[row.unit.kind].required_posts
    return bool(row.name) or all(kind in required for kind in row.posts)


def _subject(row: PostRow) -> tuple[object, ...]:
    """What a row speaks of: somebody's time in posts and a body, a vacancy, a term."""
    body = row.body.key if row.body else None
    which = row.day("until") if row.name else row.day("term_start")
    return (row.unit_id, frozenset(row.posts), body, row.person_id, which)


def _settle(rows: Sequence[PostRow], register: Register, unit_id: int, setting: Setting) -> None:
    """Try the rows of a unit that are without fault until all of them hold together."""
    while rows := [row for row in rows if not row.source.rejections]:
        for row in rows:
            row.entries.clear()
        trial = Trial(rows, register.of(unit_id), setting)
        try_bodies(trial)
        try_posts(trial)
        if not any(row.source.rejections for row in rows):
            rows[0].source.notes.update(trial.notes)
            return


def _sorted(rows: Sequence[PostRow]) -> Matched[PostRow]:
    """Rows by what is to be done with them, in the order of the file."""
    found: Matched[PostRow] = Matched()
    for row in rows:
        changed = next((entry.pk for entry in row.entries if entry.pk is not None), None)
        if row.source.rejections:
            found.rejections += row.source.rejections
        elif changed is not None:
            found.changed.append(Known(row, changed))
        elif row.entries:
            found.new.append(row)
        else:
            found.unchanged += 1
    return found
