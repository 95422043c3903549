"""Where profiles are read: those packaged and an office's own. The engine itself opens no files."""

from collections.abc import Iterator
from pathlib import Path
from tomllib import TOMLDecodeError, loads

import jiceng
from jiceng.kernel.errors import SettingError

PACKAGED = Path(jiceng.__file__).parent / "profiles"
DEFAULT = "zezhou"


class ProfileShelf:
    """The profiles there are: an office's own (`JICENG_DATA/profiles/NAME/`), then the packaged ones.

    An own profile stands before a packaged one of the same name: a new release never changes the rules of an
    office that wrote its own.
    """

    def __init__(self, data: Path) -> None:
        self.own = data / "profiles"
        self._folders = (self.own, PACKAGED)

    def read(self, name: str) -> str:
        """Text of a profile's file, e.g. "national/profile.toml". Errors: FileNotFoundError."""
        code, _slash, rest = name.partition("/")
        folder = self.folder(code)
        if folder is None:
            raise FileNotFoundError(name)
        return (folder / rest).read_text(encoding="utf-8")

    def folder(self, code: str) -> Path | None:
        """Where a profile's files are; None when there is no such profile."""
        found = (folder / code for folder in self._folders)
        return next((folder for folder in found if (folder / "profile.toml").is_file()), None)

    def codes(self) -> list[str]:
        """Codes of all profiles, sorted."""
        present = (entry for folder in self._folders if folder.is_dir() for entry in folder.iterdir())
        return sorted({entry.name for entry in present if (entry / "profile.toml").is_file()})

    def starting(self) -> str:
        """The text a profile of one's own begins with; CODE stands for its name."""
        return (PACKAGED / "starting.toml").read_text(encoding="utf-8")

    def lineage(self, code: str) -> list[str]:
        """A profile and all it extends, nearest first. What cannot be read is left to the check."""
        return list(dict.fromkeys(self._lineage(code, ())))

    def locales(self, code: str) -> list[Path]:
        """Catalogues of a profile and of what it extends, nearest first: words an office puts over ours."""
        found = (self.folder(each) for each in self.lineage(code))
        return [folder / "locale" for folder in found if folder and (folder / "locale").is_dir()]

    def _lineage(self, code: str, below: tuple[str, ...]) -> Iterator[str]:
        if self.folder(code) is None or code in below:
            return
        yield code
        try:
            header = loads(self.read(f"{code}/profile.toml")).get("profile", {})
        except (TOMLDecodeError, UnicodeDecodeError):
            return
        parents = header.get("extends", []) if isinstance(header, dict) else []
        for parent in reversed([each for each in parents if isinstance(each, str)]):
            yield from self._lineage(parent, (*below, code))


def kept_profile(data: Path) -> str | None:
    """The profile `jiceng init` chose for good for this data folder; None before that."""
    kept = data / "profile"
    return kept.read_text(encoding="utf-8").strip() or None if kept.is_file() else None


def chosen_profile(data: Path, declared: str | None, codes: list[str]) -> str:
    """The profile to run on: the data folder's own, `JICENG_PROFILE`, or the default.

    Errors: SettingError `setting_invalid` when the two disagree, or when there is no such profile.
    """
    kept = kept_profile(data)
    if kept and declared and declared != kept:
        raise _wrong(
            declared, f"{kept}, the profile this data folder was begun with", f"{kept}(本数据文件夹所用)"
        )
    code = kept or declared or DEFAULT
    if code not in codes:
        raise _wrong(code, "one of: " + ", ".join(codes), "以下之一:" + "、".join(codes))
    return code


def _wrong(value: str, en: str, zh: str) -> SettingError:
    return SettingError("setting_invalid", name="JICENG_PROFILE", value=value, en=en, zh=zh)
