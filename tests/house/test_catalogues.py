"""Every sentence of a screen has its Chinese, in the catalogue of the same room.

Rooms speak neutrally; a profile's catalogues put the words of its kind of organisation over theirs.
"""

import re
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.house.repository import ROOT, files, text

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PROFILES = Path("src/jiceng/profiles")
PARTY_CHINESE = re.compile(
    "党|支部|书记|支委|总支|预备|转正|组织关系|三会一课|主题党日|组织生活|流动|转接|组织部|组织干事|组织委员|乡镇|县"
)
PARTY_ENGLISH = re.compile(
    r"\b(Party|[Bb]ranch(es)?|[Ss]ecretar(y|ies)|[Tt]owns?|[Cc]ount(y|ies)|[Vv]illages?)\b"
)
KEYWORDS = [
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
]
PLACE = re.compile(r"%\((\w+)\)|\{(\w*)\}|%[sd]")
Message = tuple[str | None, str]  # (context, English)


def _source(name: Path) -> str | None:
    """A file as Python that xgettext can read; None where it can hold no sentence."""
    if name.parts[:2] != ("src", "jiceng") or "migrations" in name.parts:
        return None
    if name.suffix == ".py":
        return text(name)
    if name.suffix in {".html", ".txt", ".svg"} and "templates" in name.parts:
        return templatize(text(name), origin=str(name))
    return None


def _messages(source: str, folder: Path) -> set[Message]:
    """What xgettext finds."""
    (folder / "source.py").write_text(source, encoding="utf-8")
    (folder / "found.po").unlink(missing_ok=True)
    command = [
        "xgettext",
        "--language=Python",
        "--from-code=UTF-8",
        "--output=found.po",
        "--add-comments=Translators",
    ]
    command += [f"--keyword={keyword}" for keyword in KEYWORDS]
    done = subprocess.run([*command, "source.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if not (folder / "found.po").exists():
        return set()
    return {
        (entry.msgctxt, entry.msgid) for entry in polib.pofile(str(folder / "found.po"), encoding="utf-8")
    }


def _room(name: Path) -> Path:
    """The nearest folder above that has a catalogue; a file without one belongs to its face or app."""
    for folder in name.parents:
        if (ROOT / folder / CATALOGUE).exists():
            return folder
    return Path(*name.parts[:4])


@cache
def every_catalogue() -> dict[Path, polib.POFile]:
    """Each catalogue in the sources."""
    return {
        name: polib.pofile(str(ROOT / name), encoding="utf-8")
        for name in files()
        if name.suffix == ".po" and name.parts[0] == "src"
    }


def catalogues() -> dict[Path, polib.POFile]:
    """Room → its Chinese catalogue."""
    return {
        name.parents[3]: catalogue
        for name, catalogue in every_catalogue().items()
        if not name.is_relative_to(PROFILES)
    }


def overriding() -> dict[Path, polib.POFile]:
    """The catalogues of profiles, in both languages."""
    return {name: catalogue for name, catalogue in every_catalogue().items() if name.is_relative_to(PROFILES)}


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, dict[Message, Path]]:
    """Room → what its files say, and where."""
    folder = tmp_path_factory.mktemp("messages")
    found: dict[Path, dict[Message, Path]] = defaultdict(dict)
    for name in files():
        if source := _source(name):
            for message in _messages(source, folder):
                found[_room(name)].setdefault(message, name)
    return found


def test_catalogues_stand_where_they_are_looked_for() -> None:
    places = {"rooms": ["zh_Hans"], "profiles": ["zh_Hans", "en"]}
    odd = [
        str(name)
        for name in files()
        if name.suffix == ".po"
        and not any(
            name.match(f"locale/{language}/LC_MESSAGES/django.po")
            for language in places["profiles" if name.is_relative_to(PROFILES) else "rooms"]
        )
    ]
    assert not odd, odd
    made = [str(name) for name in files() if name.suffix == ".mo"]
    assert not made, "compiled catalogues are not committed: " + ", ".join(made)


def test_every_sentence_has_its_chinese(wanted: dict[Path, dict[Message, Path]]) -> None:
    missing = []
    for room, messages in wanted.items():
        known = {(entry.msgctxt, entry.msgid): entry for entry in catalogues().get(room, [])}
        for message, name in messages.items():
            entry = known.get(message)
            if entry is None or entry.obsolete or not entry.translated():
                missing.append(f"{room / CATALOGUE}: {message[1]!r} ({name})")
    assert not missing, f"{len(missing)} missing\n" + "\n".join(sorted(missing))


def test_no_sentence_is_left_over(wanted: dict[Path, dict[Message, Path]]) -> None:
    left = []
    for room, catalogue in catalogues().items():
        left += [
            f"{room / CATALOGUE}: {entry.msgid!r}"
            for entry in catalogue
            if (entry.msgctxt, entry.msgid) not in wanted.get(room, {}) or entry.obsolete
        ]
    assert not left, f"{len(left)} no longer said\n" + "\n".join(sorted(left))


def test_none_is_fuzzy_or_loses_a_name() -> None:
    wrong = []
    for room, catalogue in every_catalogue().items():
        for entry in catalogue:
            said = [entry.msgstr, *entry.msgstr_plural.values()]
            places = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
            lost = any(set(PLACE.findall(words)) - places for words in said)
            dropped = places - {place for words in said for place in PLACE.findall(words)}
            if entry.fuzzy or lost or dropped:
                wrong.append(f"{room}: {entry.msgid!r} → {said!r}")
    assert not wrong, "\n".join(wrong)


def test_catalogues_with_plurals_say_how_many_forms_there_are() -> None:
    """Without the heading a plural is read with English's two forms, and Chinese has one."""
    forms = {"zh_Hans": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
    wrong = [
        f"{room}: {catalogue.metadata.get('Plural-Forms')!r}"
        for room, catalogue in every_catalogue().items()
        if any(entry.msgid_plural for entry in catalogue)
        and catalogue.metadata.get("Plural-Forms") != forms[room.parts[-3]]
    ]
    assert not wrong, "\n".join(wrong)


def test_one_english_has_one_chinese() -> None:
    """The catalogues are read as one: of two translations the order of folders would choose."""
    said: dict[Message, dict[str, Path]] = defaultdict(dict)
    for room, catalogue in catalogues().items():
        for entry in catalogue:
            said[entry.msgctxt, entry.msgid][entry.msgstr or str(entry.msgstr_plural)] = room
    differing = {message: rooms for message, rooms in said.items() if len(rooms) > 1}
    assert not differing, differing


def test_a_profile_overrides_only_what_is_said() -> None:
    """A sentence that was reworded in its room would silently lose the profile's words."""
    said = {(entry.msgctxt, entry.msgid) for catalogue in catalogues().values() for entry in catalogue}
    lost = [
        f"{name}: {entry.msgid!r}"
        for name, catalogue in overriding().items()
        for entry in catalogue
        if (entry.msgctxt, entry.msgid) not in said or not entry.translated()
    ]
    assert not lost, "\n".join(lost)


def test_an_override_says_something_else() -> None:
    neutral = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for catalogue in catalogues().values()
        for entry in catalogue
    }
    same = [
        f"{name}: {entry.msgid!r}"
        for name, catalogue in overriding().items()
        for entry in catalogue
        if (entry.msgstr or entry.msgstr_plural)
        == (entry.msgid if "/en/" in str(name) else neutral.get((entry.msgctxt, entry.msgid)))
    ]
    assert not same, "\n".join(same)


def test_rooms_speak_of_no_kind_of_organisation() -> None:
    """What only a Party organisation says stands in the catalogue of its profile."""
    found = []
    for room, catalogue in catalogues().items():
        for entry in catalogue:
            chinese = "".join([entry.msgstr, *entry.msgstr_plural.values()])
            if PARTY_CHINESE.search(chinese):
                found.append(f"{room}: {chinese}")
            if PARTY_ENGLISH.search(entry.msgid):
                found.append(f"{room}: {entry.msgid!r}")
    assert not found, f"{len(found)} to be overridden in profiles/national\n" + "\n".join(sorted(found))


def test_xgettext_reads_templates_too(tmp_path: Path) -> None:
    template = templatize(
        '{% load i18n %}{% translate "Due" %}{% translate "May" context "month" %}', origin="x"
    )
    assert _messages(template, tmp_path) == {(None, "Due"), ("month", "May")}
