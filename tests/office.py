"""LibreOffice, for tests that ask what another office program makes of a file."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

LONGEST = 180  # seconds: the machine may be shared


def converted(paths: Sequence[Path], to: str) -> list[Path]:
    """Open each file in LibreOffice and save it in another format, all in one start of the program.

    Parameters: `paths`, no two of the same stem; `to`, the new suffix ("xls", "ods", "csv", "fods"), or
    suffix and filter as soffice takes them ("html:HTML (StarCalc)").
    Returns the new files in the same order, in a new folder beside the first. The program has a profile of
    its own, so that several may run at once. Raises AssertionError when a file was not made.
    """
    if len({path.stem for path in paths}) < len(paths):
        raise ValueError("two files of the same stem")
    folder = Path(mkdtemp(prefix="converted-", dir=paths[0].parent))
    with TemporaryDirectory(prefix="jiceng-office-") as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        command += ["--convert-to", to, "--outdir", str(folder), *map(str, paths)]
        environment = {"PATH": os.environ["PATH"], "HOME": profile, "LANG": "C.UTF-8"}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    made = [folder / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
    missing = [path.name for path in made if not path.exists()]
    if missing:
        shutil.rmtree(folder)
        raise AssertionError(f"not converted: {missing}\n{done.stdout}{done.stderr}")
    return made
