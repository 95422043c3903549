"""Every table on a page can leave as a workbook, or says here why it stays."""

from pathlib import Path

from tests.house.repository import files, text

STAYS = {
    "people/person.html": "one person's file is read on its page and logged: it is no list",
    "offline/": "sheets to be filled in by hand, and the rows in which they are typed: forms, no lists",
    "imports/": "the rows of an import in question come back as its own sheet, to be mended",
}
"""By the end of a template's path, or of its folder's."""


def _tables() -> list[Path]:
    return [
        name
        for name in files()
        if name.suffix == ".html" and name.parts[:3] == ("src", "jiceng", "faces") and "<table" in text(name)
    ]


def _stays(name: Path) -> bool:
    return any(f"/templates/{place}" in name.as_posix() for place in STAYS)


def test_every_table_can_leave() -> None:
    kept = [str(name) for name in _tables() if "shared/export.html" not in text(name) and not _stays(name)]
    assert not kept, "\n".join(kept)


def test_what_stays_is_still_there() -> None:
    shown = [name.as_posix() for name in _tables()]
    assert all(any(f"/templates/{place}" in name for name in shown) for place in STAYS)
