"""What `sample.toml` says of an office: its shape, bodies and habits. Strictly read: no key is ignored."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.tables import Table
from jiceng.kernel.errors import ProfileError

Span = tuple[int, int]
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of the tree: `count` units below each of the level above, founded within years `founded`.

    `members` are least, usual and most; `name` may hold {place} and {trade}.
    """

    kind: str
    form: str
    name: str
    code: str
    count: Span
    founded: Span
    members: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body of every unit of a kind that has so many members.

    `seats`, least and most (0, 0: everyone); a tenth of the members where `tenth`, or everyone in groups of
    `groups_of`; where `below`, seated are those who lead the units below.
    """

    unit: str
    kind: str
    seats: Span
    members: Span
    tenth: bool
    groups_of: int
    below: bool
    share: int


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post of every unit of a kind: held by the seat `number` of its first body of kind `seat_of`."""

    unit: str
    kind: str
    seat_of: str
    number: int
    vacant: int


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """How a duty is kept: in `kept` of a hundred periods, within these hundredths of the period."""

    duty: str
    kind: str
    kept: int
    made_up: int
    within: Span
    measured: Span
    items: tuple[str, ...]
    subjects: tuple[str, ...]
    minutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """Who signs in with a role: the person in seat `number` of a body, in a unit of `unit` or at the top."""

    role: str
    username: str
    unit: str
    seat_of: str
    number: int
    at_top: bool


@dataclass(frozen=True, slots=True)
class Description:
    """All of it. `makeup` names who the members are like, `away` how many of a thousand are away."""

    years: int
    makeup: str
    places: tuple[str, ...]
    trades: tuple[str, ...]
    venues: tuple[str, ...]
    matters: tuple[str, ...]
    tiers: tuple[Tier, ...]
    bodies: tuple[BodyPlan, ...]
    posts: tuple[PostPlan, ...]
    meetings: tuple[MeetingPlan, ...]
    accounts: tuple[AccountPlan, ...]


def read_description(text: str, profile: Profile) -> Description:
    """Read a profile's `sample.toml`. Raises `ProfileError` with the path of what is wrong."""
    try:
        root = Table(tomllib.loads(text), "")
    except tomllib.TOMLDecodeError as error:
        raise ProfileError("bad_toml", where="sample.toml", reason=str(error)) from None
    root.string("source")
    found = Description(
        years=root.whole("years"),
        makeup=root.string("makeup"),
        places=root.strings("places"),
        trades=root.strings("trades"),
        venues=root.strings("venues"),
        matters=root.strings("matters"),
        tiers=_each(root, "tier", _tier),
        bodies=_each(root, "body", _body),
        posts=_each(root, "post", _post),
        meetings=_each(root, "meeting", _meeting),
        accounts=_each(root, "account", _account),
    )
    root.close()
    _check(found, profile)
    return found


def _each(root: Table, key: str, read: Callable[[Table], Entry]) -> tuple[Entry, ...]:
    found = []
    for table in root.tables(key):
        found.append(read(table))
        table.close()
    return tuple(found)


def _numbers(table: Table, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
    if not table.has(key):
        return default
    given = table.value(key, list)
    if len(given) != len(default) or not all(isinstance(each, int) for each in given):
        raise ProfileError("wrong_type", where=table.path(key), expected=f"{len(default)} numbers")
    return tuple(given)


def _span(table: Table, key: str, default: Span = (1, 1)) -> Span:
    least, most = _numbers(table, key, default)
    return least, most


def _tier(table: Table) -> Tier:
    least, usual, most = _numbers(table, "members", (0, 0, 0))
    return Tier(
        kind=table.string("kind"),
        form=table.string("form", ""),
        name=table.string("name"),
        code=table.string("code"),
        count=_span(table, "count"),
        founded=_span(table, "founded"),
        members=(least, usual, most) if most else None,
    )


def _body(table: Table) -> BodyPlan:
    return BodyPlan(
        unit=table.string("unit"),
        kind=table.string("kind"),
        seats=_span(table, "seats"),
        members=_span(table, "members", (0, 1_000_000)),
        tenth=table.flag("tenth"),
        groups_of=table.whole("groups_of", 0),
        below=table.flag("below"),
        share=table.whole("share", 100),
    )


def _post(table: Table) -> PostPlan:
    return PostPlan(
        unit=table.string("unit"),
        kind=table.string("kind"),
        seat_of=table.string("seat_of"),
        number=table.whole("number", 1),
        vacant=table.whole("vacant", 0),
    )


def _meeting(table: Table) -> MeetingPlan:
    return MeetingPlan(
        duty=table.string("duty"),
        kind=table.string("kind"),
        kept=table.whole("kept"),
        made_up=table.whole("made_up", 0),
        within=_span(table, "within", (5, 90)),
        measured=_span(table, "measured", (0, 0)),
        items=table.strings("items"),
        subjects=table.strings("subjects"),
        minutes=table.strings("minutes"),
    )


def _account(table: Table) -> AccountPlan:
    return AccountPlan(
        role=table.string("role"),
        username=table.string("username"),
        unit=table.string("unit"),
        seat_of=table.string("seat_of"),
        number=table.whole("number", 1),
        at_top=table.flag("at_top"),
    )


def _check(found: Description, profile: Profile) -> None:
    """Every code is one of the profile's."""
    _known("tier.kind", (each.kind for each in found.tiers), profile.unit_kinds)
    forms = (each.form for each in found.tiers if each.form)
    _known("tier.form", forms, profile.organisation_forms)
    _known("body.kind", (each.kind for each in found.bodies), profile.body_kinds)
    _known("post.kind", (each.kind for each in found.posts), profile.post_kinds)
    _known("meeting.duty", (each.duty for each in found.meetings), profile.duties)
    _known("meeting.kind", (each.kind for each in found.meetings), profile.gathering_kinds)
    items = (item for each in found.meetings for item in each.items)
    _known("meeting.items", items, profile.items)


def _known(where: str, codes: Iterable[str], allowed: Iterable[str]) -> None:
    for code in codes:
        if code not in allowed:
            raise ProfileError("unknown_code", where=f"sample.toml: {where}", value=code)


def first_day(today: date, years: int) -> date:
    """First day of the records: the first of the month, so many years ago."""
    return date(today.year - years, today.month, 1)
