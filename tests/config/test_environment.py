"""Settings from outside: read, checked, and refused in plain words."""

import subprocess
import sys
from pathlib import Path

import pytest

from jiceng.config.environment import declared_settings, explained, read_environment
from jiceng.config.secret_key import secret_key_in
from jiceng.kernel.errors import SettingError


def test_nothing_given_means_the_defaults() -> None:
    environment = read_environment({})
    assert (environment.host, environment.port) == ("127.0.0.1", 8000)
    assert environment.data == Path("var").resolve()
    assert environment.database_url is None
    assert not environment.debug


def test_empty_text_counts_as_not_given() -> None:
    assert read_environment({"PORT": " ", "DATABASE_URL": ""}) == read_environment({})


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PORT", "0", "port", 0),
        ("JICENG_HTTPS", "Yes", "https", True),
        ("JICENG_DEBUG", "off", "debug", False),
        ("JICENG_ALLOWED_HOSTS", "jiceng.example, 10.0.0.1", "allowed_hosts", ("jiceng.example", "10.0.0.1")),
        ("JICENG_ZONE", "internet", "zone", "internet"),
        ("JICENG_CONTACT", "组织科 0355-0000000", "contact", "组织科 0355-0000000"),
        ("JICENG_DATA", "/srv/jiceng", "data", Path("/srv/jiceng")),
        ("JICENG_SECOND_FACTOR_ROLES", "auditor, secretary", "second_factor_roles", ("auditor", "secretary")),
    ],
)
def test_a_value_is_read(name: str, text: str, field: str, value: object) -> None:
    assert getattr(read_environment({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("HOST", "a b"),
        ("DATABASE_URL", "oracle://x"),
        ("DATABASE_URL", "mysql://u:p@h/d"),
        ("JICENG_SECRET_KEY", "short"),
        ("JICENG_PROFILE", "../etc"),
        ("JICENG_ZONE", "outside"),
        ("JICENG_HTTPS", "maybe"),
        ("JICENG_ALLOWED_HOSTS", "http://a/b"),
        ("JICENG_PROXIES", "-1"),
        ("JICENG_WORKERS", "0"),
        ("JICENG_LOG_LEVEL", "LOUD"),
        ("JICENG_SECOND_FACTOR_ROLES", "auditors"),
        ("JICENG_CONTACT", "办" * 101),
        ("JICENG_CONTACT", "a\tb"),
        ("JICENG_SECOND_FACTOR_ROLES", "auditor,,"),
    ],
)
def test_a_wrong_value_is_named_in_both_languages(name: str, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_environment({name: text})
    chinese, english = explained(caught.value).splitlines()
    assert name in chinese
    assert "应为" in chinese
    assert name in english
    assert "must be" in english


@pytest.mark.parametrize("name", ["DATABASE_URL", "JICENG_SECRET_KEY"])
def test_a_secret_is_never_repeated(name: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_environment({name: "hunter2://hunter2"})
    assert "hunter2" not in explained(caught.value)


def test_debug_pages_never_reach_the_internet() -> None:
    with pytest.raises(SettingError) as caught:
        read_environment({"JICENG_DEBUG": "1", "JICENG_ZONE": "internet"})
    assert "JICENG_ZONE" in explained(caught.value)


def test_every_default_is_itself_allowed() -> None:
    defaults = {
        entry["name"]: entry["default"] for entry in declared_settings() if entry["default"] is not None
    }
    assert read_environment(defaults) == read_environment({})


def test_the_program_stops_with_status_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jiceng", "messages"]
    environment = {"PORT": "x", "JICENG_DATA": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 2
    assert "PORT" in done.stderr
    assert not done.stdout


def test_the_secret_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    first = secret_key_in(keys)
    assert len(first) >= 50
    assert secret_key_in(keys) == first
    assert (keys / "session.key").stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in keys.iterdir()] == ["session.key"]


def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError) as caught:
        secret_key_in(tmp_path / "file" / "keys")
    assert "JICENG_DATA" in explained(caught.value)
