"""What a page asks: the fields of its forms that open empty, as a reader sees them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLIND = ("hidden", "submit", "button", "reset")


def empty_fields(html: str) -> set[str]:
    """Names of the visible fields of a page's forms that open empty.

    Empty is: nothing typed; no file; no radio, no box of its name ticked; a list in which nothing, or the
    choice that says nothing, is chosen. Fields of forms that only look something up (GET) are none. Numbers
    in a name, those of the rows of a table, are written `#`: however many rows there are, a column is one.
    """
    reader = _Reader()
    reader.feed(html)
    return {re.sub(r"\d+", "#", name) for name, filled in reader.fields.items() if not filled}


@dataclass
class _Reader(HTMLParser):
    """Notes of each field, by name, whether anything is in it."""

    fields: dict[str, bool] = field(default_factory=dict)
    asking: bool = False
    typed: str = ""
    listed: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def _note(self, name: str, filled: bool) -> None:
        self.fields[name] = self.fields.get(name, False) or filled

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.asking = said.get("method", "get").lower() == "post"
        name = said.get("name", "")
        if not name and tag != "form":
            self._options(tag, said)
        elif self.asking and tag == "input" and said.get("type", "text") not in BLIND:
            chosen = said.get("type") in ("radio", "checkbox")
            self._note(name, "checked" in said if chosen else bool(said.get("value")))
        elif self.asking and tag == "textarea":
            self.typed = name
            self._note(name, False)
        elif self.asking and tag == "select":
            self.listed = name
            self._note(name, False)

    def _options(self, tag: str, said: dict[str, str]) -> None:
        """The one chosen of a list; of what else has no name nothing is sent."""
        if self.listed and tag == "option" and "selected" in said:
            self._note(self.listed, bool(said.get("value")))

    def handle_data(self, data: str) -> None:
        if self.typed:
            self._note(self.typed, bool(data.strip()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.asking = False
        elif tag == "textarea":
            self.typed = ""
        elif tag == "select":
            self.listed = ""
