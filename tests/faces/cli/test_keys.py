"""A keys folder that cannot be used is told in a sentence: whose it must be, and what to do."""

from pathlib import Path

import pytest

from jiceng.apps.journal import keys
from jiceng.kernel.errors import Conflict
from tests.machine import jiceng


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_keys_that_cannot_be_read_are_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "keys" / "factor-seal").mkdir(parents=True)  # refused to root as well
    done = jiceng(tmp_path, command)
    assert done.returncode == 2
    assert f"{tmp_path}/keys 里的密钥无法读取或生成" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_takes_no_key_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keys.os, "open", read_only)
    with pytest.raises(Conflict, match="keys_out_of_reach") as told:
        keys.key_in(tmp_path / "keys", "file-seal")
    assert told.value.data == {"folder": str(tmp_path / "keys"), "reason": "Permission denied"}
