"""`jiceng rank`, as docs/ranking.md tells of it."""

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jiceng.engines.ranking import Suspicion
from jiceng.faces.cli.rank_words import COMPONENTS, FLAGS
from tests.faces.cli.conftest import Command

PAGE = Path(__file__).resolve().parents[3] / "docs" / "ranking.md"
SCORES = "rater,group,person,criterion,score\n" + "".join(
    f"r{r},g{r % 2},p{p},c{c},{70 + 3 * p - 2 * r + (p * r + c) % 4}\n"
    for r in range(6)
    for p in range(4)
    for c in range(2)
)


def example(kind: str, number: int = 0) -> str:
    found = re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found[number])


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    file = tmp_path / "ballots.json"
    file.write_text(example("json"), encoding="utf-8")
    return file


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    file = tmp_path / "scores.csv"
    file.write_text(SCORES, encoding="utf-8")
    return file


def answer(jiceng: Command, *arguments: str) -> dict[str, Any]:
    ended = jiceng("rank", *arguments, "--json")
    assert ended.status == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_the_page_s_ballots_are_ranked(jiceng: Command, ballots: Path) -> None:
    found = answer(jiceng, "orders", str(ballots))
    assert found["items"][0].keys() == {"name", "log_worth", "se", "rank", "rank_low", "rank_high"}
    assert sum(item["log_worth"] for item in found["items"]) == pytest.approx(0, abs=1e-12)
    assert found["ties"].keys() == {"2"}
    assert found["connected"] is True
    assert found["gradient"] <= 1e-9


def test_the_page_s_scores_and_estimates_are_ranked(jiceng: Command, tmp_path: Path) -> None:
    for number, (kind, field) in enumerate((("scores", "persons"), ("estimates", "items"))):
        file = tmp_path / f"{kind}.csv"
        file.write_text(example("csv", number), encoding="utf-8")
        assert len(answer(jiceng, kind, str(file))[field]) == number + 2


def test_the_page_names_every_field_of_every_answer(
    jiceng: Command, ballots: Path, scores: Path, tmp_path: Path
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    estimates = tmp_path / "estimates.csv"
    estimates.write_text(example("csv", 1), encoding="utf-8")
    answers = [
        answer(jiceng, "orders", str(ballots), "--adherence", "--pseudo", "0.5"),
        answer(jiceng, "scores", str(scores)),
        answer(jiceng, "estimates", str(estimates), "--top", "1"),
    ]
    for found in answers:
        rows = [
            row
            for value in found.values()
            if isinstance(value, list)
            for row in value
            if isinstance(row, dict)
        ]
        for key in {*found, *(key for row in rows for key in row)}:
            assert f"`{key}`" in page, key
    assert all(f"`{each}`" in page for each in Suspicion)


def test_ballots_may_come_from_standard_input(
    jiceng: Command, ballots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ballots.read_bytes())))
    assert answer(jiceng, "orders", "-") == answer(jiceng, "orders", str(ballots))


def test_standard_input_that_is_not_utf_8_is_refused(
    jiceng: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = io.BytesIO("name,estimate,se\n张三,1,1\n".encode("gbk"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(other, encoding="utf-8", errors="surrogateescape"))
    assert jiceng("rank", "estimates", "-").status == 2


def test_a_pipe_is_read_as_a_file_is(jiceng: Command) -> None:
    """`jiceng rank estimates <(…)`."""
    out, into = os.pipe()
    os.write(into, b"name,estimate,se\na,2,1\nb,1,1\n")
    os.close(into)
    assert [item["rank"] for item in answer(jiceng, "estimates", f"/dev/fd/{out}")["items"]] == [1, 2]
    os.close(out)


def test_scores_tell_persons_raters_groups_and_components(jiceng: Command, scores: Path) -> None:
    found = answer(jiceng, "scores", str(scores))
    assert [person["name"] for person in found["persons"]] == ["p0", "p1", "p2", "p3"]
    assert [person["rank"] for person in found["persons"]] == [4, 3, 2, 1]
    assert found["raters"][0].keys() == {"name", "group", "severity", "se", "consistency"}
    assert found["raters"][5]["severity"] > found["raters"][0]["severity"]
    assert found["components"].keys() == {"person", "criterion", "rater", "group", "residual"}


def test_estimates_tell_who_may_be_among_the_first(jiceng: Command, tmp_path: Path) -> None:
    file = tmp_path / "estimates.csv"
    file.write_text("name,estimate,se\na,10,1\nb,9.5,1\nc,1,1\n", encoding="utf-8")
    found = answer(jiceng, "estimates", str(file), "--top", "1", "--seed", "3", "--simultaneous")
    assert found["top"] == ["a", "b"]
    assert (found["seed"], found["level"], found["simultaneous"]) == (3, 0.95, True)
    assert [item["rank_high"] for item in found["items"]] == [2, 2, 3]
    assert "top" not in answer(jiceng, "estimates", str(file))


def test_it_speaks_in_words_too(jiceng: Command, ballots: Path, scores: Path) -> None:
    with translation.override("zh-hans"):
        assert "2 项并列" in jiceng("rank", "orders", str(ballots)).out
        assert "标准差，评议者" in jiceng("rank", "scores", str(scores)).out


def test_pictures_are_written(jiceng: Command, ballots: Path, scores: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    for command, file, panels in (("orders", ballots, 1), ("scores", scores, 2)):
        assert jiceng("rank", command, str(file), "--plot", str(picture)).status == 0
        drawn = picture.read_text(encoding="utf-8")
        assert drawn.count('font-weight="bold"') == panels
    assert jiceng("rank", "orders", str(ballots), "--plot", str(tmp_path / "none" / "p.svg")).status == 2


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("orders", '{"items": ["a"], "ballots": [[["b"]]]}', "b"),
        ("orders", '{"items": ["甲", "乙"], "ballots": [[["甲"], ["乙"]]]}', "甲"),
        ("scores", "rater,person,score\nr,p,x\n", "2"),
        ("estimates", "name,estimate,se\na,nan,1\n", "2"),
        ("estimates", "", "name"),
    ],
)
def test_bad_input_is_refused_in_words(
    jiceng: Command, tmp_path: Path, command: str, text: str, said: str
) -> None:
    file = tmp_path / "bad"
    file.write_text(text, encoding="utf-8")
    ended = jiceng("rank", command, str(file), "--json")
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert "ranking_" not in ended.err


def test_files_that_cannot_be_read_are_refused(jiceng: Command, tmp_path: Path) -> None:
    assert jiceng("rank", "orders", str(tmp_path / "none")).status == 2
    gibberish = tmp_path / "gbk.csv"
    gibberish.write_bytes("姓名".encode("gbk"))
    assert jiceng("rank", "estimates", str(gibberish)).status == 2


def test_every_code_has_its_words_in_both_languages() -> None:
    assert set(FLAGS) == set(Suspicion)
    for words in (*FLAGS.values(), *COMPONENTS.values()):
        with translation.override("en"):
            english = str(words)
        with translation.override("zh-hans"):
            assert str(words) != english
