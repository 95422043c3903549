"""The key that signs sessions and forms: made once, kept beside the data, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from jiceng.kernel.errors import SettingError


def secret_key_in(folder: Path) -> str:
    """The key kept in `folder`/session.key, made now if there is none.

    Errors: SettingError `setting_unsafe` when the folder cannot be written.
    """
    path = folder / "session.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path.read_text(encoding="ascii") if path.exists() else _made(path)
    except OSError as error:
        raise SettingError(
            "setting_unsafe",
            name="JICENG_DATA",
            zh=f"指向的文件夹无法写入({folder})",
            en=f"names a folder that cannot be written ({folder})",
        ) from error


def _made(path: Path) -> str:
    """A new key, put in place whole: two processes that start together agree on the one that came first."""
    key = secrets.token_urlsafe(64)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(key)
    try:
        os.link(draft, path)
    except FileExistsError:
        key = path.read_text(encoding="ascii")
    finally:
        draft.unlink()
    return key
