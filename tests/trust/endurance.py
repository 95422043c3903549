"""Trust under fire at full length, as `make endurance` runs it: kills, a full disk, probes for leaks."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.machine import PREPARE, say
from tests.postgresql import postgresql
from tests.trust.killing import kill_often

KILLS = 200
PROBES = 10_000
POINTS = 20
SEED = 20261123


def kills(times: int, **settings: str) -> None:
    """Kill so often, and say what was found; an AssertionError says what did not hold."""
    with tempfile.TemporaryDirectory(prefix="jiceng-kill-") as folder:
        data = Path(folder) / "data"
        say(data, PREPARE, **settings)
        began = time.monotonic()
        tally, checked, killed = kill_often(data, times, SEED, **settings)
    sys.stdout.write(
        f"{times} kills in {time.monotonic() - began:.0f} s: {dict(killed)}\n"
        f"  answers: {dict(tally.answers)}; sent again: {tally.resent}\n"
        f"  acknowledged: {len(tally.acknowledged)}, stored: {checked.records}, lost: 0, twice: 0\n"
        f"  jobs: {dict(checked.jobs)}, counted {checked.counted}\n"
        f"  articles told done: {checked.told}, published: {checked.published}, all in line\n"
        "  the ledger verifies, and grew from each checkpoint before\n"
    )


def main() -> int:
    """Kills on both databases, then a full disk and the probes; exit status 0 when all held."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    sys.stdout.write("SQLite: ")
    kills(times)
    with postgresql() as address:
        sys.stdout.write("PostgreSQL: ")
        kills(times, DATABASE_URL=address)
    files = ["tests/trust/test_disk_full.py", "tests/trust/test_probes.py"]
    full = {"PROBES": str(PROBES), "POINTS": str(POINTS)}
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *files], env=os.environ | full).returncode


if __name__ == "__main__":
    sys.exit(main())
