"""Files for browsers: whole under the name of their content, compressed once."""

import gzip
from pathlib import Path

import pytest

from jiceng.config.static_files import StaticFiles

STYLE = "body { margin: 0 }\n" * 200


def collect(folder: Path) -> list[str]:
    """What a start compresses of one style sheet; the names of the copies."""
    (folder / "a.css").write_text(STYLE)
    storage = StaticFiles(location=folder, base_url="/static/")
    done = storage.post_process({"a.css": (storage, "a.css")})
    return [copy for _, copy, _ in done if copy.endswith(".gz")]


def test_what_an_earlier_start_compressed_is_not_compressed_again(tmp_path: Path) -> None:
    (name,) = collect(tmp_path)
    assert gzip.decompress((tmp_path / name).read_bytes()).decode() == STYLE
    assert collect(tmp_path) == []


@pytest.mark.parametrize("left", [0, 9, 30])
def test_what_a_start_left_half_compressed_is_compressed_anew(tmp_path: Path, left: int) -> None:
    (name,) = collect(tmp_path)
    whole = (tmp_path / name).read_bytes()
    assert len(whole) > 30
    (tmp_path / name).write_bytes(whole[:left])
    assert collect(tmp_path) == [name]
    assert gzip.decompress((tmp_path / name).read_bytes()).decode() == STYLE


def test_a_file_lies_there_under_the_name_of_its_content_alone(tmp_path: Path) -> None:
    (name,) = collect(tmp_path)
    assert [path.name for path in tmp_path.glob("*.css")] == [name.removesuffix(".gz")]
