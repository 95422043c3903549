"""Writing what a list of units says: what `organisations.services` writes for one unit, for many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import IntegrityError

from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Known, Matched, Written
from jiceng.apps.intake.kinds.units.matching import change_day
from jiceng.apps.intake.kinds.units.rows import UnitRow
from jiceng.apps.intake.records import RECORDS, chunks
from jiceng.apps.organisations.models import OPEN, Post, Unit, UnitVersion
from jiceng.apps.organisations.versions import HELD, hold, path_of, required_posts
from jiceng.kernel.errors import Conflict

_BATCH = 300


def write(matched: Matched[UnitRow], setting: Setting) -> list[Written]:
    """Found the new units and change the others, in the caller's transaction. Raises
    `Conflict("register_changed")`.
    """
    try:
        _hold(matched, setting)
        return [*_found(matched.new), *_revise(matched.changed, setting)]
    except IntegrityError:
        raise Conflict("register_changed") from None


def _hold(matched: Matched[UnitRow], setting: Setting) -> None:
    """Hold the units that are changed or have others put under them; they must be as they were found."""
    parents = {row.parent.unit_id for row in matched.new if isinstance(row.parent, UnitVersion)}
    changed = {known.record_id for known in matched.changed}
    now: dict[int, UnitVersion] = {}
    for chunk in chunks(sorted(parents | changed)):
        hold(chunk)
        now |= {version.unit_id: version for version in UnitVersion.objects.filter(OPEN, unit_id__in=chunk)}
    seen = setting.units.versions
    kept = all(unit_id in now and now[unit_id].path == seen[unit_id].path for unit_id in parents)
    same = all(unit_id in now and _same(now[unit_id], seen[unit_id]) for unit_id in changed)
    rooted = any(row.parent is None for row in matched.new) and Unit.objects.exists()
    if not (kept and same) or rooted:
        raise Conflict("register_changed")


def _same(version: UnitVersion, other: UnitVersion) -> bool:
    return all(getattr(version, name) == getattr(other, name) for name in ("pk", "starts_on", *HELD))


def _found(rows: Sequence[UnitRow]) -> Iterator[Written]:
    """Units, what they are, the posts they must have."""
    made = bulk_insert(Unit, [Unit(code=row.code, division_code=row.division_code) for row in rows])
    units = dict(zip(rows, made, strict=True))
    paths: dict[UnitRow, str] = {}

    def path(row: UnitRow) -> str:
        if row not in paths:
            above = path(row.parent) if isinstance(row.parent, UnitRow) else ""
            paths[row] = path_of(
                units[row], row.parent.path if isinstance(row.parent, UnitVersion) else above
            )
        return paths[row]

    bulk_insert(
        UnitVersion, [version for row in rows for version in _versions(row, units[row], path(row), units)]
    )
    for row in rows:
        yield Written(row.source.place, "unit", units[row].pk, units[row].pk)
    wanted = [
        (row, Post(unit=units[row], kind=kind, starts_on=row.founded_on))
        for row in rows
        for kind in required_posts(row.kind, row.form)
    ]
    yield from _posts(wanted)


def _versions(row: UnitRow, unit: Unit, path: str, units: Mapping[UnitRow, Unit]) -> Iterator[UnitVersion]:
    """What a new unit is; before it, what it was called until the day it was renamed."""
    parent_id = units[row.parent].pk if isinstance(row.parent, UnitRow) else None
    if isinstance(row.parent, UnitVersion):
        parent_id = row.parent.unit_id
    about = {"unit": unit, "parent_id": parent_id, "path": path}
    about |= {"kind": row.kind, "form": row.form, "order": row.order}
    since = row.founded_on
    if row.former_name and row.renamed_on:
        yield UnitVersion(name=row.former_name, starts_on=since, ends_on=row.renamed_on, **about)
        since = row.renamed_on
    yield UnitVersion(name=row.name, starts_on=since, **about)


def _revise(changed: Sequence[Known[UnitRow]], setting: Setting) -> Iterator[Written]:
    """End the version in force and begin one as the file says; a change of the same day replaces the first
    (`versions.revise`).
    """
    ids = [known.record_id for known in changed]
    before = RECORDS["unit"].values(ids)
    posts = _open_posts(ids)
    ended, replaced, begun, units, wanted = [], [], [], [], []
    for known in changed:
        row, version = known.draft, setting.units.versions[known.record_id]
        day = change_day(row, version, setting.day)
        held = {name: getattr(version, name) for name in HELD}
        held |= {name: value for name in ("name", "kind", "form") if (value := getattr(row, name))}
        next_version = UnitVersion(unit=version.unit, starts_on=day, **held)
        if any(held[name] != getattr(version, name) for name in HELD):
            if version.starts_on == day:
                next_version.pk = version.pk
                replaced.append(next_version)
            else:
                version.ends_on = day
                ended.append(version)
                begun.append(next_version)
            wanted += [
                (row, Post(unit=version.unit, kind=kind, starts_on=day))
                for kind in required_posts(next_version.kind, next_version.form)
                if kind not in posts[known.record_id]
            ]
        if row.division_code:
            version.unit.division_code = row.division_code
            units.append(version.unit)
    UnitVersion.objects.bulk_update(ended, ["ends_on"], batch_size=_BATCH)
    UnitVersion.objects.bulk_update(replaced, ["name", "kind", "form"], batch_size=_BATCH)
    bulk_insert(UnitVersion, begun)
    Unit.objects.bulk_update(units, ["division_code"], batch_size=_BATCH)
    for known in changed:
        yield Written(
            known.draft.source.place, "unit", known.record_id, known.record_id, before[known.record_id]
        )
    yield from _posts(wanted)


def _open_posts(unit_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(unit_ids):
        for unit_id, kind in Post.objects.filter(OPEN, unit_id__in=chunk).values_list("unit_id", "kind"):
            found[unit_id].add(kind)
    return found


def _posts(wanted: Sequence[tuple[UnitRow, Post]]) -> Iterator[Written]:
    made = bulk_insert(Post, [post for _, post in wanted])
    for (row, _), post in zip(wanted, made, strict=True):
        yield Written(row.source.place, "post", post.pk, post.unit_id)
