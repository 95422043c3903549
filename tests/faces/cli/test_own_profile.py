"""An organisation of one's own: what docs/your-organisation.md says, done by a test."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from jiceng.apps.access.models import User
from jiceng.apps.duties.models import Verdict
from jiceng.apps.organisations.models import UnitVersion
from jiceng.config.profile import PACKAGED, ProfileShelf, chosen_profile
from jiceng.kernel.errors import SettingError
from tests.faces.cli.conftest import Command
from tests.faces.workbench.gatherings.test_recording import filled, page
from tests.faces.workbench.test_other_profiles import CHINESE, ENGLISH, visible, walk
from tests.house.repository import ROOT
from tests.profiles import settings_of

PAGE = ROOT / "docs" / "your-organisation.md"
NAME = "晴川市体育协会联合会"
PASSWORD = "a-long-password-of-lin"
CATALOGUE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Our unit"\nmsgstr "本协会"\n'
)


def commands() -> list[str]:
    """Every command of the page, one a line."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_command_of_the_page_runs(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JICENG_")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}",
        "JICENG_DATA": str(tmp_path / "first"),
        "DJANGO_SETTINGS_MODULE": "jiceng.config.settings",
    }
    ran = []
    for command in commands():
        words = shlex.split(command)
        if words[0] == "export":
            name, _, folder = words[1].partition("=")
            environment[name] = str(tmp_path / folder)
            continue
        while "=" in words[0]:
            words.pop(0)
        assert words[0] == "jiceng", command
        if words[1] == "serve":
            continue
        asked = [*words, "--password-stdin"] if words[1:3] == ["user", "add"] else words
        done = subprocess.run(
            asked, cwd=tmp_path, env=environment, input=PASSWORD, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        ran.append(words[1])
    assert ran == ["profile", "profile", "profile", "init", "user"]
    assert (tmp_path / "var/sports/profile").read_text(encoding="utf-8") == "sports\n"


@pytest.fixture
def sports(tmp_path: Path, jiceng: Command) -> Path:
    """A data folder with a profile of its own, and the small office begun on it."""
    with override_settings(PROFILE_SHELF=ProfileShelf(tmp_path)):
        assert jiceng("profile", "new", "sports").status == 0
    return tmp_path


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_from_nothing_to_a_verdict(sports: Path, jiceng: Command) -> None:
    """A third kind of organisation: founded, peopled, a training held and done, nowhere a Party's word."""
    with override_settings(**settings_of("sports", sports)):
        made = jiceng("init", "--name", NAME, "--since", "2026-01-01")
        assert made.status == 0, made.err
        assert "--unit 1" in made.out
        lin = _signed_in(jiceng, "lin", "county_officer", "1")
        _send(
            lin, "/units/1/found/", name="长跑协会", kind="club", form="club", code="1-01", day="2026-02-01"
        )
        members = {"standing": "full", "sex": "1", "joined_on": "2026-02-01", "day": "2026-02-01"}
        for number, name in enumerate(("林一", "陈二", "赵三"), start=1):
            born = f"19{number}0-01-01"
            _send(lin, "/units/1-01/members/new/", name=name, birth_date=born, **members)
        recorder = _signed_in(jiceng, "chen", "secretary", "1-01")
        day = timezone.localdate()
        url = reverse("record_gathering", args=["1-01"], query={"kind": "training"})
        _send(recorder, url, **filled(page(recorder, url), day=str(day), subject="环湖长跑", place="体育场"))
        pages = walk(recorder, "/") | walk(lin, "/")
        verdict = Verdict.objects.get(duty="training", period=f"{day:%Y-%m}", unit__code="1-01")
        assert verdict.met_on == day
        lin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        text, english = "".join(pages.values()), "".join(walk(lin, "/").values())
        for word in ("协会秘书", "联合会秘书长", "每月训练", "会员", "环湖长跑"):
            assert word in text, word
        assert not CHINESE.search(text)
        assert not ENGLISH.search(english)


def _signed_in(jiceng: Command, username: str, role: str, unit: str) -> Client:
    user = User.objects.create(username=username, name=username)
    assert jiceng("grant", "add", username, "--role", role, "--unit", unit).status == 0
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _send(client: Client, address: str, **fields: str) -> None:
    answer = client.post(address, fields)
    assert answer.status_code == 302, visible(answer.content.decode())


def test_an_own_profile_stands_before_a_packaged_one(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    assert shelf.folder("national") == PACKAGED / "national"
    own = tmp_path / "profiles" / "national"
    own.mkdir(parents=True)
    (own / "profile.toml").write_text("# ours\n", encoding="utf-8")
    assert shelf.folder("national") == own
    assert shelf.read("national/profile.toml") == "# ours\n"
    assert shelf.folder("nowhere") is None
    with pytest.raises(FileNotFoundError):
        shelf.read("nowhere/profile.toml")


def test_the_nearest_words_win(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    assert shelf.lineage("zezhou") == ["zezhou", "national"]
    own = tmp_path / "profiles" / "ours"
    (own / "locale").mkdir(parents=True)
    (own / "profile.toml").write_text('[profile]\ncode = "ours"\nextends = ["zezhou"]\n', encoding="utf-8")
    assert shelf.lineage("ours") == ["ours", "zezhou", "national"]
    assert shelf.locales("ours") == [own / "locale", *shelf.locales("national")]


def test_own_words_are_compiled_when_checked(sports: Path, jiceng: Command) -> None:
    folder = sports / "profiles" / "sports" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    with override_settings(**settings_of("sports", sports)):
        assert jiceng("profile", "check", "sports").status == 0
    assert (folder / "django.mo").is_file()


@pytest.mark.parametrize(
    ("kept", "declared", "chosen"),
    [
        ("", None, "zezhou"),
        ("", "cooperative", "cooperative"),
        ("cooperative", None, "cooperative"),
        ("cooperative", "cooperative", "cooperative"),
    ],
)
def test_the_folder_keeps_its_profile(tmp_path: Path, kept: str, declared: str | None, chosen: str) -> None:
    if kept:
        (tmp_path / "profile").write_text(f"{kept}\n", encoding="utf-8")
    assert chosen_profile(tmp_path, declared, ProfileShelf(tmp_path).codes()) == chosen


@pytest.mark.parametrize(
    ("kept", "declared"), [("cooperative", "zezhou"), ("", "nowhere"), ("nowhere", None)]
)
def test_another_or_an_unknown_profile_is_refused(tmp_path: Path, kept: str, declared: str | None) -> None:
    if kept:
        (tmp_path / "profile").write_text(kept, encoding="utf-8")
    with pytest.raises(SettingError):
        chosen_profile(tmp_path, declared, ProfileShelf(tmp_path).codes())


@pytest.mark.django_db(databases=["default", "published", "inbox"])
def test_an_office_is_begun_once(sports: Path, jiceng: Command) -> None:
    with override_settings(**settings_of("sports", sports)):
        assert jiceng("init").status == 0
        again = jiceng("init")
    assert again.status == 2
    assert UnitVersion.objects.get().name == "市体育协会联合会"
