"""What an author may write: text, headings, lists, tables, links, pictures of our own. Everything else is
dropped.

The cleaner is a kept library (ammonia, through nh3); what it lets through is listed here and nowhere else.
"""

import re
from html import escape, unescape

import nh3

TAGS = {
    *("p", "br", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup", "blockquote", "hr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_OWN_PICTURE = re.compile(r"/f/[A-Za-z0-9_-]{43}/")
_LINK = re.compile(r"(?:https?://|mailto:|/|#)[^\s]*", re.IGNORECASE)
_REST = r'(?:[^>"]|"[^"]*")*>'  # of a tag: an attribute's value may hold the sign that ends it
_BLOCK = re.compile(
    rf"</?(?:p|h[2-4]|[uod]l|li|d[td]|blockquote|figure|figcaption|table|caption|tr)\b{_REST}|<[bh]r>"
)
_ROUNDS = 8
_CELL = re.compile(r"</t[hd]>")
_TAG = re.compile(rf"<{_REST}")
_NUMBER = re.compile(
    r'<td((?: (?:col|row)span="\d+")*)>(\s*+(?:<p>\s*+)?+'
    r"[-−]?¥?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,9})(?:\.\d+)?%?\s*+(?:</p>\s*+)?+)</td>"
)
"""A cell with a number alone: a sum, a count, a share; longer ones are numbers of documents or telephones."""


def clean(html: str) -> str:
    """What of a text may be posted: read again, by a browser too, it is the same.

    What is written out of a tree is not always read as that tree (a link within a table within a link); so it
    is cleaned until nothing changes. Text that does not settle keeps its words alone.
    """
    for _ in range(_ROUNDS):
        before, html = html, _cleaned(html)
        if html == before:
            return html
    return from_plain(plain(html))


def _cleaned(html: str) -> str:
    """Cleaned once; cells that hold a number alone are marked, so that figures stand under figures."""
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        set_tag_attribute_values={"table": {"tabindex": "0"}},  # wide ones are moved sideways with the keys
        strip_comments=True,
        link_rel="nofollow noopener noreferrer",
    )
    return _NUMBER.sub(r'<td class="num"\1>\2</td>', cleaned.strip())


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Pictures are our own files, by address; links lead out by the web or by mail, or stay here."""
    if attribute == "src":
        return value if _OWN_PICTURE.fullmatch(value) else None
    if attribute == "href":
        return value if _LINK.fullmatch(value.strip()) and not value.strip().startswith("//") else None
    return value


def plain(html: str) -> str:
    """The words of cleaned text, a line for each block."""
    lines = unescape(_TAG.sub("", _CELL.sub(" ", _BLOCK.sub("\n", html)))).splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def from_plain(text: str) -> str:
    """Text typed without marks as HTML: a blank line ends a paragraph, a line's end stays one."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = ([line.strip() for line in each.split("\n")] for each in paragraphs if each.strip())
    return "".join(
        f"<p>{'<br>'.join(escape(line, quote=False) for line in each if line)}</p>" for each in lines
    )


def to_plain(html: str) -> str | None:
    """The same way back; None where the HTML holds more than paragraphs of plain text."""
    text = html.replace("</p><p>", "\n\n").removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n")
    return unescape(text) if from_plain(unescape(text)) == html else None
