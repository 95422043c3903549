"""Style, scripts and pictures as browsers keep them: named by their content, compressed beside it."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Collected at every start; what an earlier start compressed is not compressed again."""

    keep_only_hashed_files = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress those of the files that have no whole compressed copy. Yields their names and the
        copies'.
        """
        yield from super().compress_files([path for path in paths if not self._compressed(path)])

    def _compressed(self, path: str) -> bool:
        """Whether the copy says what the file says; one that was being written when a start was stopped may
        not.
        """
        file = Path(self.path(path))
        try:
            return gzip.decompress(Path(f"{file}.gz").read_bytes()) == file.read_bytes()
        except (OSError, EOFError, zlib.error):
            return False
