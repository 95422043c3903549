"""A posted notice as a paper: what the article says, whoever wrote it."""

import re
from datetime import date
from html.parser import HTMLParser

from jiceng.engines.documents import Paper, Paragraph

_BLOCKS = {"p": 0, "li": 0, "dt": 0, "dd": 0, "blockquote": 0, "tr": 0, "h2": 1, "h3": 2, "h4": 3}
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def paper_of(title: str, html: str) -> Paper:
    """A cleaned text as a paper: headings are numbered anew, its last two lines are who signed and when."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [each for each in reader.blocks if each.text]
    signed = [each.text for each in found[-2:]]
    told = _DAY.fullmatch(signed[1]) if len(signed) == 2 else None
    if told is None:
        return Paper(title, tuple(found))
    day = date(int(told[1]), int(told[2]), int(told[3]))
    return Paper(title, tuple(found[:-2]), signatory=signed[0], day=day)


class _Reader(HTMLParser):
    """Blocks of text, one after another; cells of a row stand in one line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Paragraph] = []
        self.level, self.text = 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self._end(_BLOCKS.get(tag, 0))
        elif tag in ("td", "th") and self.text:
            self.text += "　"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end(0)

    def handle_data(self, data: str) -> None:
        self.text += " ".join(data.split()) if data.strip() else ""

    def close(self) -> None:
        super().close()
        self._end(0)

    def _end(self, level: int) -> None:
        text = _NUMBER.sub("", self.text) if self.level else self.text
        self.blocks.append(Paragraph(text.strip(), self.level))
        self.level, self.text = level, ""
