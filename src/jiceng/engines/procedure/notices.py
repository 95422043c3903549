"""What an organisation makes public: the columns of its site, its kinds of notice, and for how long a rule
keeps each posted.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from jiceng.engines.procedure.profile import Citation, Duty, DutyVersion
from jiceng.engines.procedure.rules import Vocabulary
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known


@dataclass(frozen=True, slots=True)
class Site:
    """What the public's site is called."""

    title: Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏目) of the site; `listed` False keeps what is in it out of searches, feeds and the sitemap
    (lists of people helped).
    """

    code: str
    title: Text
    listed: bool


@dataclass(frozen=True, slots=True)
class PostingVersion:
    """For how many days a rule of its own keeps a kind of notice posted; both days of force inclusive."""

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    days: int

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class PostingCase:
    """A worked case: posted on `on`, a notice must stay for `days` (None: no rule says)."""

    name: Text
    on: date
    days: int | None


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice (公开种类) and its usual column.

    `does`, the kind of gathering it is (a posting), `items`, which of its parts: a duty that asks for those
    is done by it. `unit_kinds`, kinds of unit that post it (empty: all). `versions`, rules of its own.
    """

    code: str
    title: Text
    column: str
    listed: bool
    does: str | None
    items: tuple[str, ...]
    unit_kinds: tuple[str, ...]
    versions: tuple[PostingVersion, ...]
    cases: tuple[PostingCase, ...]

    def serves(self, version: DutyVersion) -> bool:
        """Whether posting it does what a duty's rule asks: it is of that kind and has those parts."""
        evidence = version.plan.evidence_of(self.does) if self.does else None
        if evidence is None:
            return False
        asked = evidence.items
        return asked is None or asked.comparator.holds(len(set(asked.among) & set(self.items)), asked.value)


@dataclass(frozen=True, slots=True)
class Stay:
    """For how many days a notice must stay posted, its first day not counted, and by which rule."""

    days: int
    citation: Citation


def stay(kind: NoticeKind, duties: Iterable[Duty], on: date) -> Stay | None:
    """For how long a notice posted on a day must stay: by a rule of its own, else the longest a duty asks
    that it does. None where no rule in force says.
    """
    own = next((each for each in kind.versions if each.in_force_on(on)), None)
    if own is not None:
        return Stay(own.days, own.citation)
    found = []
    for version in filter(None, (duty.version_on(on) for duty in duties)):
        evidence = version.plan.evidence_of(kind.does) if kind.does and kind.serves(version) else None
        if evidence is not None and evidence.measured is not None:
            found.append(Stay(evidence.measured.full_after, version.citation))
    return max(found, key=lambda each: each.days, default=None)


def check_posting(kind: NoticeKind, duties: Iterable[Duty], case: PostingCase) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    found = stay(kind, duties, case.on)
    return f"days={case.days or 0}", f"days={found.days if found else 0}"


def read_site(table: Table | None, otherwise: Text) -> Site:
    """Read `[site]`; a profile without one gives the site its own title."""
    if table is None:
        return Site(otherwise)
    found = Site(table.text("title"))
    table.close()
    return found


def read_column(code: str, table: Table) -> Column:
    """Read `[column.CODE]`."""
    return Column(code, table.text("title"), table.flag("listed", True))


def read_notice(
    code: str,
    table: Table,
    columns: Collection[str],
    words: Vocabulary,
    citation: Callable[[Table], Citation],
) -> NoticeKind:
    """Read `[notice.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared.
    """
    does = table.string("does") if table.has("does") else None
    postings = {kind.code: kind.items for kind in words.gathering_kinds.values() if kind.posted}
    if does is not None:
        known(table, "does", (does,), postings)
    return NoticeKind(
        code=code,
        title=table.text("title"),
        column=known(table, "column", (table.string("column"),), columns)[0],
        listed=table.flag("listed", True),
        does=does,
        items=known(table, "items", table.strings("items"), postings[does] if does else ()),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        versions=tuple(_version(each, citation) for each in table.tables("version")),
        cases=tuple(_case(each) for each in table.tables("case")),
    )


def _version(table: Table, citation: Callable[[Table], Citation]) -> PostingVersion:
    first, last = table.day("in_force_from"), table.day_or_none("in_force_to")
    found = PostingVersion(first, last, citation(table), table.whole("days"))
    table.close()
    return found


def _case(table: Table) -> PostingCase:
    days = table.whole("days", default=0)
    found = PostingCase(table.text("name"), table.day("on"), days or None)
    table.close()
    return found
