"""The words of an organisation that a profile declares: kinds of unit, form, body, gathering, post, item,
platform.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar

from jiceng.engines.procedure.plan import MeasureUnit
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.kernel.errors import ProfileError

MOST_ITEMS = 64  # acts keep their items as bits of one uint64
STANDINGS = ("full", "probationary")

Entry = TypeVar("Entry")


class MinuteField(StrEnum):
    """What a platform's field may be filled from: the parts of one gathering's record."""

    TITLE = "title"
    KIND = "kind"
    UNIT = "unit"
    BODY = "body"
    HELD_ON = "held_on"
    STARTS_AT = "starts_at"
    PLACE = "place"
    CHAIR = "chair"
    RECORDER = "recorder"
    ENTITLED = "entitled"
    PRESENT = "present"
    ATTENDED = "attended"
    ABSENT = "absent"
    ITEMS = "items"
    SUBJECT = "subject"
    MINUTES = "minutes"
    MAKES_UP = "makes_up"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published rule: `issued` (day), `short` title for narrow places, `source` (address or words)."""

    code: str
    title: Text
    short: Text
    issued: date | None
    source: str


@dataclass(frozen=True, slots=True)
class OrganisationForm:
    """How members of a unit are organised (组织形式): branch, joint branch, general branch, committee, none."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit (单位类别).

    `level` counts down the tree from 1; `order` is the official order among kinds; `term_years` a number, or
    the code of a parameter (read it with `Profile.term_years`); None where units of the kind hold no
    elections.
    """

    code: str
    title: Text
    level: int
    order: int
    forms: tuple[str, ...]
    required_posts: tuple[str, ...]
    term_years: int | str | None


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body; `roll` says who is entitled: all "members", those "appointed", or people whom no
    register lists, "counted" by hand; `elected` bodies have terms.
    """

    code: str
    title: Text
    roll: str
    elected: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """What is noted of every gathering of a kind, in whole hours or days, and what it is called."""

    unit: MeasureUnit
    title: Text


class HeldAs(StrEnum):
    """As what a gathering is held: a meeting (会议), a training (培训), or a talk of some with some (谈话)."""

    MEETING = "meeting"
    TRAINING = "training"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class GatheringKind:
    """A kind of gathering, or of notice posted for all to read.

    `body`, the kind that meets, or None; `items`, what may be ticked; `voting`, whether it resolves;
    `measure`, what is noted of each, or None; `unit_kinds`, kinds of unit that hold it (empty: all);
    `held_as`, what its record asks for: of a talk the items say who talked with whom.
    """

    code: str
    title: Text
    body: str | None
    items: tuple[str, ...]
    voting: bool
    measure: Measure | None = None
    unit_kinds: tuple[str, ...] = ()
    held_as: HeldAs = HeldAs.MEETING

    @property
    def posted(self) -> bool:
        """Whether it is a notice that stays posted for days, not people who meet."""
        return self.measure is not None and self.measure.unit is MeasureUnit.DAYS

    @property
    def attended(self) -> bool:
        """Whether it is noted how many came: of a notice and of a talk nobody counts."""
        return not self.posted and self.held_as is not HeldAs.TALK

    @property
    def once_a_day(self) -> bool:
        """Whether a second one of a day is likely the first, written twice: several talks a day are usual."""
        return self.held_as is not HeldAs.TALK


@dataclass(frozen=True, slots=True)
class Item:
    """A set part of a gathering; `fixed` ones are asked for each time, the others chosen."""

    code: str
    title: Text
    fixed: bool


@dataclass(frozen=True, slots=True)
class PostKind:
    """A kind of post (职务); `body`, the kind in which it is held, or None."""

    code: str
    title: Text
    body: str | None


@dataclass(frozen=True, slots=True)
class StandingKind:
    """A standing of members (成员类别): "full", and "probationary" where new ones are on probation; `votes`,
    whether those who have it vote.
    """

    code: str
    title: Text
    votes: bool


@dataclass(frozen=True, slots=True)
class PlatformField:
    """One field of an official platform and the part of a record it is filled from."""

    label: Text
    source: MinuteField


@dataclass(frozen=True, slots=True)
class Platform:
    """An official platform a record is copied to; `source` "pending" until its own field list was seen."""

    code: str
    title: Text
    fields: tuple[PlatformField, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Register:
    """The real list of units a profile ships.

    `file`, its path below the profiles' folder; `source` in words; `as_of`, its day; `kinds`, unit kind by
    the list's level, or by "level:ending of the name", the first that fits.
    """

    file: str
    source: Text
    as_of: date
    kinds: Mapping[str, str]


def read_words(root: Table, key: str, read: Callable[[str, Table], Entry]) -> dict[str, Entry]:
    """Read every `[key.CODE]` table of a profile, in file order. Raises `ProfileError` as `Table` does."""
    found: dict[str, Entry] = {}
    for code, table in root.named(key):
        found[code] = read(code, table)
        table.close()
    return found


class Dated(Protocol):
    """A rule's version with its days of force, both inclusive."""

    @property
    def in_force_from(self) -> date:
        """Its first day."""

    @property
    def in_force_to(self) -> date | None:
        """Its last day; None while it goes on."""


def in_turn(table: Table, versions: Sequence[Dated]) -> None:
    """Raises `ProfileError("versions_overlap")` unless each version ends before the next begins."""
    for number, (before, after) in enumerate(pairwise(versions), start=2):
        if before.in_force_to is None or before.in_force_to >= after.in_force_from:
            raise ProfileError("versions_overlap", where=table.where, number=number)


def known(table: Table, key: str, codes: tuple[str, ...], allowed: Collection[str]) -> tuple[str, ...]:
    """`codes`, if all are `allowed`. Raises `ProfileError("unknown_code")`."""
    for code in codes:
        if code not in allowed:
            raise ProfileError("unknown_code", where=table.path(key), value=code)
    return codes


def read_instrument(code: str, table: Table) -> Instrument:
    """Read `[instrument.CODE]`."""
    title = table.text("title")
    return Instrument(
        code=code,
        title=title,
        short=table.text("short") if table.has("short") else title,
        issued=table.day_or_none("issued"),
        source=table.string("source"),
    )


def read_form(code: str, table: Table) -> OrganisationForm:
    """Read `[organisation_form.CODE]`."""
    return OrganisationForm(code=code, title=table.text("title"))


def read_unit_kind(code: str, table: Table) -> UnitKind:
    """Read `[unit_kind.CODE]`; `term_years` may be `{parameter = "code"}`."""
    years: int | str | None = None
    if table.has("term_years"):
        given = table.value("term_years", int, dict)
        years = (
            Table(given, table.path("term_years")).string("parameter") if isinstance(given, dict) else given
        )
    return UnitKind(
        code=code,
        title=table.text("title"),
        level=table.whole("level"),
        order=table.whole("order"),
        forms=table.strings("forms"),
        required_posts=table.strings("required_posts"),
        term_years=years,
    )


def read_body_kind(code: str, table: Table) -> BodyKind:
    """Read `[body_kind.CODE]`."""
    roll = table.string("roll")
    if roll not in ("members", "appointed", "counted"):
        raise ProfileError("unknown_code", where=table.path("roll"), value=roll)
    return BodyKind(code=code, title=table.text("title"), roll=roll, elected=table.flag("elected"))


def read_gathering_kind(code: str, table: Table) -> GatheringKind:
    """Read `[gathering_kind.CODE]`; `measure` is `{unit = "hours", title = {zh, en}}`; `held_as`, unless it
    is a meeting, "training" or "talk".
    """
    measure = table.table_or_none("measure")
    held_as = table.string("held_as") if table.has("held_as") else HeldAs.MEETING.value
    return GatheringKind(
        code=code,
        title=table.text("title"),
        body=table.string("body") if table.has("body") else None,
        items=table.strings("items"),
        voting=table.flag("voting"),
        measure=_read_measure(measure) if measure else None,
        unit_kinds=table.strings("unit_kinds"),
        held_as=HeldAs(known(table, "held_as", (held_as,), [each.value for each in HeldAs])[0]),
    )


def _read_measure(table: Table) -> Measure:
    unit = known(table, "unit", (table.string("unit"),), [each.value for each in MeasureUnit])[0]
    found = Measure(MeasureUnit(unit), table.text("title"))
    table.close()
    return found


def read_item(code: str, table: Table) -> Item:
    """Read `[item.CODE]`."""
    return Item(code=code, title=table.text("title"), fixed=table.flag("fixed"))


def read_post_kind(code: str, table: Table) -> PostKind:
    """Read `[post_kind.CODE]`."""
    body = table.string("body") if table.has("body") else None
    return PostKind(code=code, title=table.text("title"), body=body)


def read_standing(code: str, table: Table) -> StandingKind:
    """Read `[standing.CODE]`. Raises `ProfileError("unknown_code")` for another than the two there are."""
    if code not in STANDINGS:
        raise ProfileError("unknown_code", where=table.where, value=code)
    return StandingKind(code=code, title=table.text("title"), votes=table.flag("votes"))


def read_platform(code: str, table: Table) -> Platform:
    """Read `[platform.CODE]`; each field is `{label = {zh, en}, from = "held_on"}`."""
    fields = []
    for each in table.tables("fields"):
        source = each.string("from")
        if source not in [field.value for field in MinuteField]:
            raise ProfileError("unknown_code", where=each.path("from"), value=source)
        fields.append(PlatformField(label=each.text("label"), source=MinuteField(source)))
        each.close()
    return Platform(code=code, title=table.text("title"), fields=tuple(fields), source=table.string("source"))


def read_register(table: Table, folder: str) -> Register:
    """Read `[register]`; its file lies in the profile's own folder."""
    kinds = table.value("kinds", dict)
    found = Register(
        file=f"{folder}/{table.string('file')}",
        source=table.text("source"),
        as_of=table.day("as_of"),
        kinds=dict(kinds),
    )
    table.close()
    return found
