"""A thousand records from phones, over a network that loses three in ten and takes two seconds a round trip.

The real server (gunicorn, SQLite) behind a proxy that loses requests before they arrive, within the
request, during the commit, after it and within the answer; devices that send by the table the page's script
has. Target: every record stored exactly once, every device told so. Floor: what a perfect network takes for
one record.
"""

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="jiceng-bench-")
os.environ["JICENG_DATA"] = _folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests' bad network lies there

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from jiceng.apps.gatherings.models import Gathering  # noqa: E402
from tests.county import build_county  # noqa: E402
from tests.faces.workbench.offline.lossy import BadNetwork, Device, send_all  # noqa: E402
from tests.faces.workbench.offline.test_lossy import devices  # noqa: E402

NUMBER = int(sys.argv[1]) if sys.argv[1:] else 1000
LOSS, ROUND_TRIP, SEED = 0.3, 2.0, 20261122
EVENING = (
    90 * NUMBER / 1000
)  # seconds over which the meetings end: nobody taps at the same moment as all others
SCALE = 1 / 30  # of the waits between attempts, so that the unluckiest has ended within the time
MOST = 600  # seconds after which nothing is waited for any longer
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def main() -> None:
    """Build the small county, serve it, send, count."""
    call_command("migrate", verbosity=0)
    chance = random.Random(SEED)
    county = build_county()
    made = devices(county, NUMBER + 2, chance, SCALE)
    floors, sent = made[:2], made[2:]
    for device in sent:
        device.starts = chance.uniform(0, EVENING)
    connections.close_all()
    environment = os.environ | {"PORT": "0", "JICENG_WORKERS": "2", "JICENG_THREADS": "8"}
    command = [sys.executable, "-m", "jiceng", "serve"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            found = ADDRESS.search(server.stdout.readline())
            assert found, "the server did not say where it listens"
            port = int(found[1])
            first, floor = floors
            timed(BadNetwork(port, 0, 0, chance), [first])  # wakes the server
            took = timed(BadNetwork(port, 0, 0, chance), [floor])
            print(
                f"floor: one record over a perfect network, token and all: {took * 1000:.0f} ms", flush=True
            )
            network = BadNetwork(port, LOSS, ROUND_TRIP, chance)
            took = timed(network, sent)
        finally:
            server.terminate()
    show(network, sent, took)


def timed(network: BadNetwork, sent: list[Device]) -> float:
    """Seconds until the last device knows that its record is stored."""
    started = time.perf_counter()
    asyncio.run(send_all(network, sent, MOST))
    return time.perf_counter() - started


def show(network: BadNetwork, sent: list[Device], took: float) -> None:
    """What was sent, what was lost on the way, what is stored."""
    rows = Gathering.objects.values_list("entry_key", "minutes")
    stored = Counter(str(key) for key, _text in rows)
    texts = {str(key): text for key, text in rows}
    keys = [device.fields["entry_key"] for device in sent]
    once = sum(stored[key] == 1 for key in keys)
    twice = sum(number > 1 for number in stored.values())
    lost = sum(not stored[key] for key in keys)
    other = sum(texts.get(device.fields["entry_key"]) != device.fields["minutes"] for device in sent)
    answers: Counter[int] = sum((device.answers for device in sent), Counter())
    print(f"{NUMBER:,} records, {LOSS:.0%} lost, {ROUND_TRIP:.0f} s round trips: {took:.0f} s")
    print(
        f"  attempts {answers.total():,}; requests carried {network.carried:,}; most for one record "
        f"{max(device.attempts for device in sent)}"
    )
    print("  cut " + ", ".join(f"{fate}: {number}" for fate, number in sorted(network.lost.items())))
    print("  answers " + ", ".join(f"{status or 'none'}: {n}" for status, n in sorted(answers.items())))
    told = sum(device.ended == "stored" for device in sent)
    print(f"  devices told “stored” {told:,}, of them “stored before” {sum(d.before for d in sent)}")
    print(f"  stored once {once:,}; lost {lost}; twice {twice}; with other words {other}")
    assert (once, told, lost, twice, other) == (NUMBER, NUMBER, 0, 0, 0)


if __name__ == "__main__":
    print("benchmark:", Path(__file__).name)
    main()
