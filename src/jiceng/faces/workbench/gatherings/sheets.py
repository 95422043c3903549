"""A record as other papers want it.

The fields of an official platform, the text of a meeting's notice, what a correction changed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.gatherings.words import absence_word, attended, field_word, listed, measured
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jiceng.apps.gatherings.models import Gathering, Revision
    from jiceng.apps.gatherings.selectors import Attendance, Occasion
    from jiceng.apps.organisations.models import Body
    from jiceng.engines.procedure import Platform

_NUMERALS = "一二三四五六七八九十"


def kind_title(gathering: "Gathering") -> str:
    """What was held, in the reader's language; a kind the profile no longer has keeps its code."""
    kind = settings.PROFILE.gathering_kinds.get(gathering.kind)
    return in_words(kind.title) if kind else gathering.kind


def body_name(gathering: "Gathering") -> str:
    """Who met, where the kind of meeting does not say it already."""
    return _besides(gathering.body, kind_title(gathering))


def occasion_name(occasion: "Occasion") -> str:
    """A kind of meeting, with the body that meets where the kind does not say it already."""
    kind = in_words(occasion.kind.title)
    body = _besides(occasion.body, kind)
    return _("%(kind)s: %(body)s") % {"kind": kind, "body": body} if body else kind


def _besides(body: "Body | None", kind: str) -> str:
    return "" if body is None or body.name in kind else body.name


def item_titles(codes: str) -> list[str]:
    """Parts of a meeting in words, from their codes separated by commas."""
    items = settings.PROFILE.items
    return [in_words(items[code].title) if code in items else code for code in codes.split(",") if code]


def numbered(titles: "Sequence[str]") -> list[str]:
    """Titles with their numbers: 一、二、三 in Chinese."""
    chinese = not (get_language() or "").startswith("en")
    numbers = [_NUMERALS[n] if chinese and n < len(_NUMERALS) else str(n + 1) for n in range(len(titles))]
    return [
        f"{number}、{title}" if chinese else f"{number}. {title}"
        for number, title in zip(numbers, titles, strict=True)
    ]


def absent_names(roll: "Iterable[Attendance]") -> str:
    """Who was absent, with reasons where noted: 赵大田（请假）、李春梅."""
    names = []
    for row in roll:
        if row.absent:
            reason = absence_word(row.reason)
            names.append(
                _("%(name)s (%(reason)s)") % {"name": row.name, "reason": reason} if reason else row.name
            )
    return listed(names)


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of an official platform with what goes into it."""

    label: str
    value: str


def platform_fields(
    platform: "Platform", gathering: "Gathering", unit_name: str, roll: "Sequence[Attendance]"
) -> list[Filled]:
    """A record in the fields of a platform, in its order.

    Without `roll` (it is the branch's own) the absent are a number.
    """
    values = _values(gathering, unit_name, roll)
    return [Filled(in_words(field.label), values[field.source.value]) for field in platform.fields]


def _values(gathering: "Gathering", unit_name: str, roll: "Sequence[Attendance]") -> dict[str, str]:
    kind, day = kind_title(gathering), write_day(gathering.day, with_year=True)
    missing = gathering.entitled - gathering.present
    counted = attended(gathering)
    absent = absent_names(roll) if roll else str(missing) if missing else _("nobody")
    return {
        "title": _("%(unit)s, %(kind)s, %(day)s") % {"unit": unit_name, "kind": kind, "day": day},
        "kind": kind,
        "unit": unit_name,
        "body": gathering.body.name if gathering.body else unit_name,
        "held_on": str(gathering.day),
        "starts_at": f"{gathering.time:%H:%M}" if gathering.time else "",
        "place": gathering.place,
        "chair": gathering.chair,
        "recorder": gathering.recorder,
        "entitled": str(gathering.entitled) if counted else "",
        "present": str(gathering.present) if counted else "",
        "attended": str(gathering.attended) if counted else "",
        "absent": absent if counted else "",
        "items": listed(item_titles(gathering.items)),
        "subject": gathering.subject or kind,
        "minutes": gathering.minutes,
        "makes_up": write_period(Period.parse(gathering.makes_up)) if gathering.makes_up else "",
        "measured": measured(gathering),
    }


def notice_text(gathering: "Gathering", unit_name: str) -> str:
    """The call to a meeting as it is sent round (会议通知)."""
    when = write_day(gathering.day) + (f" {gathering.time:%H:%M}" if gathering.time else "")
    data = {
        "unit": gathering.body.name if gathering.body else unit_name,
        "kind": kind_title(gathering),
        "when": when,
        "place": gathering.place,
        "subject": gathering.subject,
    }
    kind = settings.PROFILE.gathering_kinds.get(gathering.kind)
    meets = kind is not None and kind.body is not None
    called = (
        _("%(unit)s meets on %(when)s: %(kind)s.") if meets else _("%(unit)s holds on %(when)s: %(kind)s.")
    )
    lines = [called % data]
    if gathering.place:
        lines.append(_("Place: %(place)s.") % data)
    if gathering.subject:
        lines.append(_("Subject: %(subject)s.") % data)
    return "\n".join([*lines, _("If you cannot come, please say so beforehand.")])


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: when, by whom, why, and what it changed (name, before, after)."""

    at: datetime
    by: str
    reason: str
    event: str
    differences: list[tuple[str, str, str]]


def versions(gathering: "Gathering", revisions: "Sequence[Revision]") -> list[Version]:
    """Every version of a record, newest first. A revision keeps what was said before, and why it was left."""
    contents = [_content(gathering), *(revision.content for revision in revisions)]
    found = []
    for place, revision in enumerate(revisions):
        later, before = contents[place], contents[place + 1]
        taken_back = place == 0 and gathering.state == "cancelled"
        event = pgettext("state of a meeting", "taken back") if taken_back else _("corrected")
        found.append(Version(revision.at, revision.by, revision.reason, event, _differences(before, later)))
    announced = gathering.state == "announced" or (gathering.state == "cancelled" and not gathering.attended)
    first = pgettext("state of a meeting", "announced") if announced else _("recorded")
    return [*found, Version(gathering.recorded_at, gathering.recorded_by, "", first, [])]


def _differences(before: "Mapping[str, Any]", later: "Mapping[str, Any]") -> list[tuple[str, str, str]]:
    pairs = [
        (name, _plain(name, before[name]), _plain(name, later[name])) for name in before if name in later
    ]
    return [(field_word(name), then, now) for name, then, now in pairs if then != now]


def _content(gathering: "Gathering") -> dict[str, Any]:
    names = ("kind", "place", "subject", "minutes", "items", "chair", "recorder", "makes_up")
    counted = ("entitled", "present", "attended", "measured")
    kept = {name: getattr(gathering, name) for name in (*names, *counted)}
    return kept | {"day": str(gathering.day), "time": str(gathering.time or "")}


def _plain(name: str, value: Any) -> str:
    """A kept value as it is read: parts in words, times without seconds."""
    if name == "items":
        return listed(item_titles(value))
    if value is None:
        return ""
    return str(value)[:5] if name == "time" else str(value)
