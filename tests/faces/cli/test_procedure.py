"""`jiceng procedure`, and the example of docs/procedures.md."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jiceng.engines.procedure.decisions import Action, Fault, Kind, Result
from jiceng.faces.shared.procedure_words import ACTIONS, FAULTS, KINDS, RESULTS
from tests.faces.cli.conftest import Command

PAGE = Path(__file__).resolve().parents[3] / "docs" / "procedures.md"
ASKED = ("procedure", "judge", "four_deliberations", "--on", "2026-03-20", "--record")


def example() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "record.json"
    written.write_text(json.dumps(example()), encoding="utf-8")
    return written


def test_the_page_s_example_is_judged(jiceng: Command, file: Path) -> None:
    ended = jiceng(*ASKED, str(file), "--json")
    answer = json.loads(ended.out)
    assert ended.status == 0
    assert (answer["format"], answer["result"], answer["current"]) == (
        "jiceng.verdict/1",
        "adopted",
        "resolution_posting",
    )
    assert answer["corrected"] == {"e5": "e6"}
    assert [each["verdict"] for each in answer["events"]] == ["ok"] * 6
    figure = answer["events"][4]["findings"][0]["figure"]
    assert (figure["count"], figure["base"], figure["needed"], figure["share"]) == (28, 41, 28, "2/3")


def test_the_page_names_every_field_and_code_of_the_answer(jiceng: Command, file: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    answer = json.loads(jiceng(*ASKED, str(file), "--json").out)
    plain = {"procedure", "title", "matter", "on", "version"}
    assert all(f"`{key}`" in page for key in answer.keys() - plain)
    assert all(f"`{each}`" in page for each in (*Kind, *Result))


def test_it_says_figures_clauses_and_what_comes_next(jiceng: Command, file: Path) -> None:
    with translation.override("zh-hans"):
        said = jiceng(*ASKED, str(file)).out
    assert "41 中有 28，至少须 28" in said
    assert "村民委员会组织法（2025年修正）第二十八条、第三十条" in said
    assert "继续张贴——决议公开" in said
    assert "e5 已由 e6 更正" in said


def test_what_cannot_be_read_is_said_in_words(jiceng: Command, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({**example(), "weather": 1}), encoding="utf-8")
    ended = jiceng(*ASKED, str(wrong))
    assert (ended.status, "weather" in ended.err) == (2, True)
    wrong.write_text("{", encoding="utf-8")
    assert jiceng(*ASKED, str(wrong)).status == 2
    assert jiceng(*ASKED, str(tmp_path / "none.json")).status == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"ayes": 4', b'"ayes": 1, "ayes": 4', "ayes"),
        (b'"id": "e1"', b'"id": "\\ud800"', "UTF-8"),
        (b'"e1"', b'"\xb2\xe2"', "UTF-8"),
        (b'"e1"', b'"e1', "JSON"),
    ],
)
def test_a_file_read_in_two_ways_is_refused(
    jiceng: Command, file: Path, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes, said: str
) -> None:
    content = file.read_bytes().replace(old, new, 1)
    file.write_bytes(content)
    ended = jiceng(*ASKED, str(file), "--json")
    assert (ended.status, said in ended.err) == (2, True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert jiceng(*ASKED, "-", "--json").status == 2


def test_a_mark_of_byte_order_is_passed_over(jiceng: Command, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert jiceng(*ASKED, str(file)).status == 0


def test_days_lie_within_the_calendar(jiceng: Command, file: Path) -> None:
    assert jiceng(*ASKED[:4], "9999-12-31", "--record", str(file)).status == 2
    told = [{"code": "resolution_posting_days", "value": "999999999", "from": "2026-01-01"}]
    file.write_text(json.dumps({**example(), "parameters": told}), encoding="utf-8")
    assert jiceng(*ASKED, str(file)).status == 2


def test_procedures_are_listed_and_shown(jiceng: Command) -> None:
    listed = json.loads(jiceng("procedure", "list", "--json").out)
    assert {"four_deliberations", "branch_election"} <= {each["procedure"] for each in listed}
    for each in listed:
        assert jiceng("procedure", "show", each["procedure"], "--on", "2026-03-20").status == 0
    assert jiceng("procedure", "show", "four_deliberations", "--on", "1999-01-01").status == 2
    assert jiceng("procedure", "show", "nothing").status == 2


def test_every_code_has_its_words_in_both_languages() -> None:
    assert (set(FAULTS), set(KINDS), set(RESULTS), set(ACTIONS)) == (
        set(Fault),
        set(Kind),
        set(Result),
        set(Action),
    )
    for words in (*FAULTS.values(), *KINDS.values(), *RESULTS.values(), *ACTIONS.values()):
        with translation.override("en"):
            english = str(words)
        with translation.override("zh-hans"):
            assert str(words) != english
