"""What no committed file may say: unfinished marks, addresses of package indexes, paths of one machine."""

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, text

# A class of one letter keeps a pattern from finding itself.
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")
INDEX = re.compile(r"(?<!no-emit-)(?:index[-]url|find[-]links)|\bhttps?://\S+/simpl[e]\b")
HOME = re.compile(r"(?<![\w.])/(?:hom[e]/\w|roo[t]/|User[s]/\w)")


def _here() -> re.Pattern[str] | None:
    """The folder that holds this checkout, where it says anything."""
    parent = ROOT.parent
    return None if parent in {Path("/"), Path("/tmp")} else re.compile(re.escape(f"{parent}/"))  # noqa: S108


@pytest.mark.parametrize(
    "pattern", [UNFINISHED, INDEX, HOME, _here()], ids=["unfinished", "index", "home", "here"]
)
def test_no_file_says_it(pattern: re.Pattern[str] | None) -> None:
    found = [
        f"{name}:{number} {line.strip()[:120]}"
        for name in files()
        for number, line in enumerate(text(name).splitlines(), start=1)
        if pattern and pattern.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [(UNFINISHED, "# TO{}O later"), (INDEX, "--in{}ex-url=x"), (HOME, 'open("/home/{}/x")')],
)
def test_the_patterns_find_what_they_name(pattern: re.Pattern[str], bad: str) -> None:
    assert pattern.search(bad.format("D" if pattern is UNFINISHED else "d"))
