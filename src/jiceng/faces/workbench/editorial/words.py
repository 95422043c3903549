"""Articles in the reader's language: states, columns, kinds, what was changed."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.editorial.publicity import days_to_stay
from jiceng.apps.editorial.revisions import ENDED
from jiceng.apps.publications.selectors import site as site_of_the_public
from jiceng.faces.shared.dates import write_day, write_moment
from jiceng.faces.shared.differences import Block, differences
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.units.choices import worded

if TYPE_CHECKING:
    from django.http import HttpRequest

    from jiceng.apps.editorial.models import Article, ArticleFile

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'<img\b[^>]*?src="/f/([A-Za-z0-9_-]{43})/"[^>]*>')
_OWN_FILE = re.compile(r'(src|href)="/f/([A-Za-z0-9_-]{43})/"')


def columns() -> dict[str, str]:
    """What each column is called, by code, in their order."""
    return dict(worded(settings.PROFILE.columns.items()))


def kinds(unit_kind: str = "") -> dict[str, str]:
    """Kinds of notice, by code; those a kind of unit posts, or all."""
    known = settings.PROFILE.notices.items()
    found = [
        (c, each) for c, each in known if not (unit_kind and each.unit_kinds) or unit_kind in each.unit_kinds
    ]
    return dict(worded(found))


def does(kind: str) -> str:
    """What a kind of notice is put on record as, once it is posted; empty where it is not."""
    notice = settings.PROFILE.notices.get(kind)
    known = settings.PROFILE.gathering_kinds.get(notice.does) if notice and notice.does else None
    return in_words(known.title) if known else ""


def usual(day: date) -> dict[str, dict[str, Any]]:
    """What a kind of notice usually brings with it, for the page's script: its column, whether it is listed,
    the first last day the rules allow were it posted on `day`.
    """
    found = {}
    for code, kind in settings.PROFILE.notices.items():
        days = days_to_stay(code, day)
        until = str(day + timedelta(days)) if days else ""
        found[code] = {"column": kind.column, "listed": kind.listed, "until": until}
    return found


def state_words() -> dict[str, str]:
    """What each state of an article is called."""
    return {
        "draft": pgettext("state of an article", "draft"),
        "in_review": pgettext("state of an article", "waiting for review"),
        "approved": pgettext("state of an article", "waiting for its time"),
        "posted": pgettext("state of an article", "posted"),
        "withdrawn": pgettext("state of an article", "withdrawn"),
        "expired": pgettext("state of an article", "time over"),
    }


MARKS = {
    "draft": "due",
    "in_review": "at_risk",
    "approved": "short",
    "posted": "done",
    "withdrawn": "missed",
    "expired": "excused",
}
"""The shape beside each word."""


def state_of(article: "Article") -> tuple[str, str]:
    """The shape and the words of an article's state; what is posted says so while its next is written."""
    words = state_words()
    word = words[article.state]
    if article.state == "approved" and article.post_at:
        word = _("to be posted %(moment)s") % {"moment": write_moment(article.post_at)}
    if article.posted_at and article.state not in (*ENDED, "posted"):
        word = _("posted; a change: %(state)s") % {"state": word}
    return MARKS[article.state], word


def public_url(request: "HttpRequest", article: "Article") -> str:
    """Where the public reads an article: on the site at the address the office gave it, in a demonstration
    on the portal beside it. Nothing where that is not known, or nothing stands there.
    """
    if not article.posted_at or article.state in ENDED:
        return ""
    site = site_of_the_public()
    address = site.address.rstrip("/") if site else ""
    if not address and demonstration():
        address = f"http://{request.get_host().rsplit(':', 1)[0]}:{settings.PORTAL_PORT}"
    return f"{address}/a/{article.number}/" if address else ""


def spelled_differences(before: str, after: str) -> tuple[Block, ...]:
    """What was changed in a text, where links lead and which picture it is included."""
    return differences(_spelled(before), _spelled(after))


def _spelled(html: str) -> str:
    html = _PICTURE.sub(lambda found: f"<p>▧ {found[1][:6]}</p>", html)
    return _LINK.sub(r"\2〔\1〕", html)


def preview(article: "Article | None", content: dict[str, Any], files: "list[ArticleFile]") -> dict[str, Any]:
    """What `shared/publication.html` shows of a revision; its files come from the office, to whoever may
    read them.
    """

    def address(token: str) -> str:
        return reverse("article_file", args=[article.pk, token]) if article else ""

    html = content["html"]
    if article:
        html = _OWN_FILE.sub(lambda found: f'{found[1]}="{address(found[2])}"', html)
    return {
        "publication": {
            **content,
            "html": html,
            "posted_at": (article and (article.posted_at or article.post_at)) or timezone.now(),
        },
        "files": [
            {"name": each.name, "size": each.size, "url": address(each.token)}
            for each in files
            if address(each.token) not in html
        ],
    }


def field_changes(
    before: dict[str, Any], after: dict[str, Any], files: "list[ArticleFile]"
) -> list[tuple[str, str, str]]:
    """What else was changed beside the text: what it is, then, now."""
    known = {each.token: each.name for each in files}
    words = {
        "title": _("Title"),
        "column": _("Column"),
        "kind": _("Kind of notice"),
        "source": pgettext("article", "Source"),
        "author": _("Author"),
        "byline": _("Signed by"),
        "until": _("Last day"),
        "listed": _("Found by search and feeds"),
        "files": _("Attachments"),
    }
    said = [{name: _said(name, each.get(name), known) for name in words} for each in (before, after)]
    return [
        (word, said[0][name], said[1][name]) for name, word in words.items() if said[0][name] != said[1][name]
    ]


def _said(name: str, value: Any, files: dict[str, str]) -> str:
    match name:
        case "files":
            return pgettext("between the words of a list", ", ").join(
                files.get(each, each) for each in value or []
            )
        case "listed":
            return _("yes") if value else _("no")
        case "column":
            return columns().get(value, value or "")
        case "kind":
            return kinds().get(value, value or "")
        case _:
            return str(value or "")


def last_day(day: Any) -> str:
    """Until when it stays."""
    return write_day(day, with_year=True) if day else _("no end")
