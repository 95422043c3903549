"""Reads one file in a process of its own and tells what that cost; kept small, so that the reader's peak is
the reader's.

Run as `python -m tests.engines.sheets.probe PATH`; prints one line of JSON.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from jiceng.engines.sheets import read_workbook
from jiceng.kernel.errors import FileRefused


def main() -> None:
    """Read the file named by the only argument."""
    open_before = os.listdir("/proc/self/fd")  # noqa: PTH208 (the list itself, not paths)
    start = time.perf_counter()
    try:
        found = {"sheets": len(read_workbook(Path(sys.argv[1])))}
    except FileRefused as refusal:
        found = {"refused": refusal.code}
    found["seconds"] = time.perf_counter() - start
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found["cpu_seconds"] = sum(each.ru_utime + each.ru_stime for each in spent)
    found["peak_bytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    found["files_left"] = len(os.listdir("/proc/self/fd")) - len(open_before)  # noqa: PTH208
    found["children_left"] = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
