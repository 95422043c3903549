"""Finding the unit a row names, among those whose records the actor may change."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from jiceng.apps.intake.cells import read_plain, read_text
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import READ
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid

_ENDINGS = re.compile(
    r"(党支部委员会|支部委员会|总支部委员会|党总支委员会|总支委员会|党委会|联合党支部|联合支部|党支部|党总支部|党总支|总支部|总支|支部"
    r"|基层党委|党委|党组织|委员会|居民|村民|社区|居委会|村委会|党群服务中心|有限责任公司|有限公司)$"
)
_BEGINNING = re.compile(r"^(中国共产党|中共)")
_COUNTY = re.compile(r"^[^县市区]{1,12}?[县市区](?=.{2})")
_UNIT_LINE = re.compile(
    r"(?:单位|支部|党组织)(?:名称)?(?:\(章\)|（章）|\(盖章\)|（盖章）)?[:：]\s*([^\s:：]+)"
)
_LEVEL = re.compile(r"(村|镇|乡|街道|街道办事处|办事处)$")
_TOWN = re.compile(r"[^镇乡各全本我]{2,}(镇|乡|街道)")
_SUGGESTED = 3
_SEARCHED = 300
"""So many names of a file are compared with all others: each takes a hundredth of a second."""


def normalise(name: str) -> str:
    """A name or code without what is only writing: width, spaces, case."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def short(name: str) -> str:
    """A name without what only says that it is an organisation: 中共南村镇上窑村党支部委员会 → 南村镇上窑村.

    Never emptied: a name that is nothing else stays.
    """
    text = _BEGINNING.sub("", normalise(name))
    while (cut := _ENDINGS.sub("", text)) != text and len(cut) > 1:
        text = cut
    return text


def stem(name: str) -> str:
    """A short name without the county before it and the level after it: 青禾县南村镇 → 南村."""
    text = _COUNTY.sub("", short(name))
    return _LEVEL.sub("", text) if len(text) > 2 else text


class UnitIndex:
    """The units within the actor's scope on a day: by code, by name, and by the name with one or more
    names above before it; in full, shortened, and by former names.

    What lies outside is not found, whether it exists or not.
    """

    def __init__(self, actor: Actor, day: date, permission: str) -> None:
        versions = [v for v in visible(actor, day, permission) if actor.may(READ, v.path)]
        self.versions = {version.unit_id: version for version in versions}
        self._founded = self._first_days()
        self._by_code = {normalise(version.unit.code): version for version in versions}
        for version in versions:
            if version.unit.division_code:
                self._by_code.setdefault(version.unit.division_code, version)
        self._full: dict[str, list[UnitVersion]] = defaultdict(list)
        self._short: dict[str, list[UnitVersion]] = defaultdict(list)
        self._stem: dict[str, list[UnitVersion]] = defaultdict(list)
        self._former: dict[str, list[UnitVersion]] = defaultdict(list)
        self._found: dict[tuple[str, ...], UnitVersion | Invalid] = {}
        for version in versions:
            self._enter(version)
        self._enter_former(day)
        self._searched = 0
        self._beyond = self._names_beyond(day)

    def _first_days(self) -> dict[int, date]:
        rows = UnitVersion.objects.order_by("-starts_on").values_list("unit_id", "starts_on")
        return {unit_id: first for unit_id, first in rows if unit_id in self.versions}

    def _enter(self, version: UnitVersion) -> None:
        name = version.name
        self._full[normalise(name)].append(version)
        self._short[short(name)].append(version)
        self._stem[stem(name)].append(version)
        above = self.versions.get(version.parent_id or 0)
        before, before_short = "", ""
        while above is not None:
            before, before_short = above.name + before, short(above.name) + before_short
            self._full[normalise(before + name)].append(version)
            self._short[short(before + name)].append(version)
            self._short[before_short + short(name)].append(version)
            self._stem[stem(above.name) + stem(name)].append(version)
            self._stem[stem(above.name + name)].append(version)
            above = self.versions.get(above.parent_id or 0)

    def _enter_former(self, day: date) -> None:
        rows = UnitVersion.objects.filter(ends_on__lte=day).values_list("unit_id", "name")
        for unit_id, name in rows:
            version = self.versions.get(unit_id)
            if version is not None and version.name != name:
                self._former[normalise(name)].append(version)
                self._former[short(name)].append(version)

    def _names_beyond(self, day: date) -> set[str]:
        """What the units above the actor's own are called, now and before: she may name them."""
        known = {version.path for version in self.versions.values()}
        above = {path[:end] for path in known for end in range(SEGMENT, len(path), SEGMENT)} - known
        rows = UnitVersion.objects.filter(path__in=above).filter(on(day)).values("unit_id")
        names = UnitVersion.objects.filter(unit_id__in=rows).values_list("name", flat=True)
        return {stem(name) for name in names}

    def founded(self, unit_id: int) -> date:
        """The day a unit began."""
        return self._founded[unit_id]

    def of(self, reader: RowReader, name: str = "unit_name", code: str = "unit_code") -> UnitVersion | None:
        """The unit a row belongs to: by code where there is one, else by name, within the unit that the
        column of the unit above or the group row names. Where the sheet has no column for it, the group row
        tells, the line "单位:…" above the headings, or the sheet's own name.
        None, with the fault noted, when it is not found.
        """
        code_text, name_text = reader.read(code, read_plain), reader.read(name, read_text)
        if code_text is None or name_text is None:
            return None
        above = self.above_of(reader)
        if not (reader.has(name) or reader.has(code)):
            name_text = next((text for text in self.around(reader, above) if self._named(text)), "")
        asked = (code_text, name_text, *above)
        if asked not in self._found:
            self._found[asked] = self._find(*asked)
        found = self._found[asked]
        if isinstance(found, Invalid):
            error = found
            at_name = not code_text or error.code == "unit_name_differs"
            reader.reject(name if at_name else code, error.code, suggestion=error.data.get("suggestion", ""))
            return None
        return found

    def _find(self, code: str, name: str, *above: str) -> UnitVersion | Invalid:
        """Found once for all rows that say the same."""
        try:
            if code:
                return self.by_code(code, name)
            found = self.by_name(name, above)
            if any(map(self._is_unknown_town, above)):
                raise Invalid("unit_not_found")
            return found
        except Invalid as error:
            return error

    def above_of(self, reader: RowReader) -> list[str]:
        """What is said of where the unit lies: the column of the unit above, the group row."""
        column = reader.read("above", read_text) if "above" in reader.vocabulary.columns else ""
        kept = reader.read("group", read_text) if "group" in reader.vocabulary.columns else ""
        return [text for text in (column, reader.row.group or kept) if text]

    def around(self, reader: RowReader, above: list[str]) -> list[str]:
        """What a sheet without a column for the unit says of it, the nearest to the row first."""
        titles = [line.text for line in reader.table.left_out if line.number < reader.table.header[0]]
        named = [found[1] for text in titles if (found := _UNIT_LINE.search(text))]
        return [*above, *named, reader.table.sheet]

    def by_code(self, code: str, name: str) -> UnitVersion:
        """The unit of a code; `name` may be empty. Raises `Invalid`: unit_not_found, unit_name_differs."""
        version = self._by_code.get(normalise(code))
        if version is None:
            raise Invalid("unit_not_found")
        if name and version.unit_id not in {found.unit_id for found in self._named(name)}:
            raise Invalid("unit_name_differs", suggestion=version.name)
        return version

    def _is_unknown_town(self, text: str) -> bool:
        """Whether a text names a town that is neither within reach nor above it: its villages may bear the
        names of ours.
        """
        plain = _COUNTY.sub("", short(text))
        return _TOWN.fullmatch(plain) is not None and not self._named(text) and stem(text) not in self._beyond

    def by_name(self, name: str, above: Iterable[str] = ()) -> UnitVersion:
        """The unit of a name within what lies `above` it; a unit elsewhere is not meant. Raises `Invalid`:
        unit_missing, unit_not_found (with the nearest names, or where it is), unit_ambiguous (with the full
        names; its code is needed).
        """
        if not name:
            raise Invalid("unit_missing")
        levels = [text for text in above if self._named(text)]
        found = {version.unit_id: version for version in self._named(name)}
        if not found:
            raise Invalid("unit_not_found", suggestion=self._nearest(name))
        for text in levels:
            within = self._within(found, text)
            if not within:
                raise Invalid("unit_not_found", suggestion=self._full_names(found.values()))
            found = within
        if len(found) > 1:
            raise Invalid("unit_ambiguous", suggestion=self._full_names(found.values()))
        return next(iter(found.values()))

    def _named(self, name: str) -> list[UnitVersion]:
        """Units of a name: as it stands before shortened, present before former."""
        key = normalise(name)
        return (
            self._full.get(key)
            or self._short.get(short(name))
            or self._former.get(key)
            or self._former.get(short(name))
            or self._stem.get(stem(name))
            or []
        )

    def _within(self, found: dict[int, UnitVersion], text: str) -> dict[int, UnitVersion]:
        """Those of `found` that are, or lie under, a unit of that name; else those it lies under."""
        paths = [version.path for version in self._named(text)]
        below = {id: each for id, each in found.items() if each.path.startswith(tuple(paths))}
        return below or {
            id: each for id, each in found.items() if any(path.startswith(each.path) for path in paths)
        }

    def _nearest(self, name: str) -> str:
        self._searched += 1
        if self._searched > _SEARCHED:
            return ""
        near = get_close_matches(short(name), self._short, n=_SUGGESTED, cutoff=0.6)
        return self._full_names(self._short[key][0] for key in near)

    def _full_names(self, versions: Iterable[UnitVersion]) -> str:
        names = dict.fromkeys(self._full_name(version) for version in versions)
        return " / ".join(list(names)[:_SUGGESTED])

    def _full_name(self, version: UnitVersion) -> str:
        above = self.versions.get(version.parent_id or 0)
        return (above.name if above and above.parent_id else "") + version.name
