"""The paper forms of tests/vectors/paper_forms.toml, counted: boxes on paper, fields asked by Jiceng."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.house.repository import ROOT

FILE = ROOT / "tests" / "vectors" / "paper_forms.toml"
SOURCES = {
    *("register", "minutes", "decision", "rule", "dates", "sign_in", "computed", "earlier", "proposed"),
    "by_hand",
}
STATISTICS = "statistics"


@dataclass(frozen=True)
class Box:
    """A box of a form: on how many lines it stands, whence it is filled, or which fields ask it."""

    heading: str
    number: int
    source: str
    fields: tuple[Any, ...]

    @property
    def asked(self) -> int:
        """How often it is asked on one form; what stays on paper is."""
        return self.number if self.source == "by_hand" else asked_by(self.fields)


@dataclass(frozen=True)
class PaperForm:
    """A form: its boxes; `beside`, fields the paper has no box for; `rows`, headings of rows."""

    code: str
    title: str
    english: str
    boxes: tuple[Box, ...]
    beside: tuple[Any, ...]
    lines: int
    rows: int

    @property
    def on_paper(self) -> int:
        """Boxes to be filled in."""
        return sum(each.number for each in self.boxes)

    @property
    def asked(self) -> int:
        """Fields asked: those of its boxes and those beside."""
        return sum(each.asked for each in self.boxes) + asked_by(self.beside)

    @property
    def headings_asked(self) -> int:
        """Headings of which at least one box is asked, and fields beside, however many lines have them."""
        return sum(each.asked > 0 for each in self.boxes) + len(self.beside)

    def fields(self) -> Counter[str]:
        """Every field named, as PAGE.FIELD, with the number of pages that ask it."""
        found: Counter[str] = Counter()
        for each in (*(one for box in self.boxes for one in box.fields), *self.beside):
            for name, number in map(_counted, each if isinstance(each, list) else [each]):
                found[name] += number
        return found


def asked_by(fields: Iterable[Any]) -> int:
    """How many fields are filled in: of alternatives one."""
    return sum(1 if isinstance(each, list) else _counted(each)[1] for each in fields)


def _counted(named: str) -> tuple[str, int]:
    name, _, number = named.partition("*")
    return name, int(number or 1)


def paper_forms() -> dict[str, PaperForm]:
    """The forms by code, in the file's order."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["form"]
    return {each["code"]: _form(each) for each in found}


def _form(said: dict[str, Any]) -> PaperForm:
    lines = said.get("lines", 1)
    boxes = tuple(
        Box(
            each["heading"],
            lines if each.get("each") else each.get("times", 1),
            each.get("from", ""),
            tuple(each.get("asked", ())),
        )
        for each in said["boxes"]
    )
    named = (said["code"], said["title"], said["english"])
    return PaperForm(*named, boxes, tuple(said.get("beside", ())), lines, said.get("rows", 0))


def share(forms: Iterable[PaperForm]) -> Fraction:
    """Fields asked as a share of the boxes on paper."""
    found = list(forms)
    return Fraction(sum(each.asked for each in found), sum(each.on_paper for each in found))
