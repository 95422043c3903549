"""Words of coverage in the reader's language."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.coverage.models import Link
    from jiceng.apps.coverage.selectors import Item
    from jiceng.engines.procedure.profile import Citation


def state_word(state: str) -> str:
    """What a register says of an establishment."""
    words = {
        "operating": pgettext("state of an establishment", "operating"),
        "suspended": pgettext("state of an establishment", "suspended"),
        "liquidating": pgettext("state of an establishment", "in liquidation"),
        "revoked": pgettext("state of an establishment", "licence revoked"),
        "removed": pgettext("state of an establishment", "registration removed"),
        "closed": pgettext("state of an establishment", "deregistered"),
        "moved_out": pgettext("state of an establishment", "moved away"),
    }
    return words.get(state, state)


def way_word(how: str) -> str:
    """How an establishment is covered."""
    words = {
        "sole": pgettext("covered by", "Organisation of its own"),
        "joint": pgettext("covered by", "Joint organisation"),
        "instructor": pgettext("covered by", "Instructor"),
        "liaison": pgettext("covered by", "Liaison"),
        "union": pgettext("covered by", "Trade union"),
        "league": pgettext("covered by", "Youth organisation"),
    }
    return words.get(how, how)


def group_word(group: str) -> str:
    """What a figure is called; a rate by its title in the profile."""
    words = {
        "listed": pgettext("coverage", "On the list"),
        "excluded": pgettext("coverage", "Left out"),
        "counted": pgettext("coverage", "Operating"),
        "sole": pgettext("coverage", "Own organisation"),
        "joint": pgettext("coverage", "Joint organisation"),
        "organised": pgettext("coverage", "Organised"),
        "only_work": pgettext("coverage", "Work only"),
        "uncovered": pgettext("coverage", "Not covered"),
        "idle": pgettext("coverage", "On paper only"),
        "eligible": pgettext("coverage", "Own organisation possible"),
    }
    rates = settings.PROFILE.coverage.rates
    return in_words(rates[group].title) if group in rates else words[group]


def kind_word(kind: str) -> str:
    """What a kind of establishment is called."""
    kinds = settings.PROFILE.coverage.kinds
    return in_words(kinds[kind].title) if kind in kinds else kind


def rule_words(codes: tuple[str, ...]) -> str:
    """The rules that leave one out, by their titles."""
    rules = settings.PROFILE.coverage.exclusions
    titles = [in_words(rules[code].title) for code in codes if code in rules]
    return pgettext("between parts of a sentence", "; ").join(titles)


def covered_by(links: "tuple[Link, ...]", names: dict[int, str]) -> list[str]:
    """What covers one, with the organisation's name where the reader may know it, or who was sent."""
    return [_by(link, names) for link in links]


def _by(link: "Link", names: dict[int, str]) -> str:
    who = names.get(link.unit_id, _("beyond your responsibility")) if link.unit_id else link.name
    if not who:
        return way_word(link.how)
    return _("%(how)s: %(who)s") % {"how": way_word(link.how), "who": who}


def row_of(item: "Item", names: dict[int, str], places: dict[int, str]) -> dict[str, Any]:
    """One establishment as lists and sheets show it."""
    entry = item.entry
    return {
        "item": item,
        "entry": entry,
        "code": entry.establishment.code,
        "place": places.get(entry.place_id, ""),
        "state": state_word(entry.state),
        "by": covered_by(item.links, names),
        "rules": rule_words(item.rules),
        "mark": mark(item),
    }


def mark(item: "Item") -> tuple[str, str]:
    """How one stands in a mark and a word."""
    if not item.stand.counted:
        return "excused", group_word("excluded")
    if item.stand.idle:
        return "late", group_word("idle")
    if item.stand.organised:
        return "done", group_word("organised")
    if item.stand.ways:
        return "done", group_word("only_work")
    return "due", group_word("uncovered")


def clause(citation: "Citation", figure: str = "") -> dict[str, Any]:
    """Where a rule stands; `figure`, what it says here."""
    return {"text": citation.clause, "pending": citation.pending, "figure": figure}


def last_day(ends_on: date | None) -> date | None:
    """The last day on which something held that ended; None while it does."""
    return ends_on - timedelta(days=1) if ends_on else None


def months_words(months: int) -> str:
    """After how many months without a gathering."""
    text = ngettext(
        "No gathering for more than %(count)s month", "No gathering for more than %(count)s months", months
    )
    return text % {"count": months}
