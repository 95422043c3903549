"""An office of an older release starts under this one: its profile is kept, its keys are all made, and the
doctor says which of them are in no sealed copy.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jiceng.faces.cli.backups.keys import open_keys
from tests.machine import ADDRESS, environment, jiceng

PASSPHRASE = "河水清浅见石头 twelve"
KEYS = {"id-number-seal", "id-number-index", "file-seal", "factor-seal", "ledger-signing", "letters"}


@pytest.fixture
def data(data: Path) -> Path:
    """An office begun before profiles were kept and before second factors had a key."""
    assert not (data / "profile").exists()
    for name in ("factor-seal", "file-seal"):
        (data / "keys" / name).unlink(missing_ok=True)
    return data


@pytest.fixture
def sealing(tmp_path: Path) -> tuple[str, ...]:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return ("--keys", str(tmp_path / "keys.sealed"), "--passphrase-file", str(passphrase))


def names(data: Path) -> set[str]:
    return {path.name for path in (data / "keys").iterdir()}


def test_migrating_keeps_the_profile_in_use_and_makes_every_key(data: Path) -> None:
    assert jiceng(data, "migrate").returncode == 0
    assert (data / "profile").read_text() == "zezhou\n"
    assert names(data) == KEYS | {"session.key"}
    refused = jiceng(data, "migrate", JICENG_PROFILE="national")
    assert (refused.returncode, "zezhou" in refused.stderr) == (2, True)


def test_serving_does_so_too(data: Path) -> None:
    command = [sys.executable, "-m", "jiceng", "serve"]
    with subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            assert ADDRESS.search(server.stdout.readline())
        finally:
            server.terminate()
    assert (data / "profile").read_text() == "zezhou\n"
    assert names(data) == KEYS | {"session.key"}


def test_nothing_is_kept_for_an_office_not_begun_or_of_other_rules(data: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    assert jiceng(empty, "migrate").returncode == 0
    assert not (empty / "profile").exists()
    assert jiceng(data, "migrate", JICENG_PROFILE="cooperative").returncode == 0
    assert not (data / "profile").exists()


def test_one_sealed_copy_holds_every_key(data: Path, tmp_path: Path, sealing: tuple[str, ...]) -> None:
    done = jiceng(data, "backup", str(tmp_path / "a.backup"), *sealing)
    assert done.returncode == 0, done.stderr
    assert set(open_keys(tmp_path / "keys.sealed", PASSPHRASE)) == KEYS | {"session.key"}


def copies(data: Path) -> tuple[str, str]:
    """How the doctor finds the keys' sealed copy, and the sentence."""
    found = {each["code"]: each for each in json.loads(jiceng(data, "doctor", "--json").stdout)}
    return found["copies"]["state"], found["copies"]["sentence"]


def test_the_doctor_names_keys_that_are_in_no_sealed_copy(
    data: Path, tmp_path: Path, sealing: tuple[str, ...]
) -> None:
    state, sentence = copies(data)
    assert (state, "id-number-seal" in sentence) == ("warning", True)
    jiceng(data, "backup", str(tmp_path / "a.backup"), *sealing)
    assert copies(data)[0] == "well"
    (data / "keys" / "factor-seal").write_bytes(b"x" * 32)
    state, sentence = copies(data)
    assert (state, "factor-seal" in sentence, "id-number-seal" in sentence) == ("warning", True, False)


def test_a_restored_office_knows_its_sealed_copy(
    data: Path, tmp_path: Path, sealing: tuple[str, ...]
) -> None:
    backup, to = tmp_path / "a.backup", tmp_path / "elsewhere"
    jiceng(data, "backup", str(backup), *sealing)
    assert jiceng(to, "restore", str(backup), *sealing).returncode == 0
    assert copies(to)[0] == "well"
