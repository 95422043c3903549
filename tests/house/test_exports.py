"""Every table on a page can leave as a workbook, or says here why it stays."""

from pathlib import Path

from tests.house.repository import files, text

STAYS = {
    "people/person.html": "one person's file is read on its page and logged: it is no list",
    "offline/": "sheets to be filled in by hand, and the rows in which they are typed: forms, no lists",
    "rectification/paper.html": "a plan and a case sheet to be signed; the board leaves as a table",
    "decisions/sheet.html": "a sheet to be filled in and signed by hand",
    "imports/": "the rows of an import in question come back as its own sheet, to be mended",
}
"""By the end of a template's path, or of its folder's."""


UNMARKED = {
    "workbench/editorial/attachments.py": "a file of an article as it was put there, for the public to read",
    "decisions/views.py": "the record of a decision: heads and votes, nobody's name, as goes with its notice",
    "portal/views.py": "a file of what is posted, for everybody",
    "shared/handing_out.py": "what those two go through",
    "portal/seals.py": "a proof of what is posted, for everybody",
}
"""Files that leave without a mark of who took them, by the end of the path of their view, and why."""


_WAYS = ("Content-Disposition", "hand_out_file(")


def _hands_out_files() -> list[Path]:
    """Views of the faces that answer with a file."""
    views = [
        name
        for name in files()
        if name.suffix == ".py" and "faces" in name.parts and "tests" not in name.parts
    ]
    return [name for name in views if any(way in text(name) for way in _WAYS)]


def test_every_file_that_leaves_carries_a_mark() -> None:
    """It is written by `journal.files.record_file`, and says so in its note."""
    unmarked = [
        str(name)
        for name in _hands_out_files()
        if "file_note(" not in text(name) and not any(name.as_posix().endswith(each) for each in UNMARKED)
    ]
    assert not unmarked, "\n".join(unmarked)


def test_what_needs_no_mark_is_still_there() -> None:
    views = [name.as_posix() for name in _hands_out_files()]
    assert all(any(view.endswith(each) for view in views) for each in UNMARKED)


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
