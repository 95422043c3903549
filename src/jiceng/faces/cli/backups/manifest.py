"""What a backup says of itself: when and by what it was made, and what must be found in it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from jiceng.kernel.errors import FileRefused

FORMAT = 2


@dataclass(frozen=True)
class Manifest:
    """`database`, the name of the file with the database; `size` and `sha256` of it; `tables`, rows by table;
    `migrations`, "app.name" of all that were applied; `keys`, fingerprints by name; `files`, SHA-256 of the
    office's own profiles by name; `public`, of the files of what is published and what came in (from format 2
    on).
    """

    made_at: str
    program: str
    profile: str
    engine: str
    database: str
    size: int
    sha256: str
    tables: dict[str, int]
    migrations: list[str]
    keys: dict[str, str]
    files: dict[str, str]
    public: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


def read_manifest(text: bytes) -> Manifest:
    """The manifest of a backup. Errors: FileRefused `backup_unreadable`, and `backup_newer` where the format
    is a later one.
    """
    try:
        found: dict[str, Any] = json.loads(text)
        if found["format"] > FORMAT:
            raise FileRefused("backup_newer", version=str(found.get("program", "")))
        return Manifest(**found)
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused("backup_unreadable") from error
