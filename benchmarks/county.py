"""The whole sample county in SQLite: all verdicts of 24 months rebuilt, and pages opened, beside floor and
peer.

Floor of the rebuild: the same rows read and as many written with bare sqlite3. Peer: the same verdicts unit
by unit (a few, scaled up), as a program without columns would. Floor of a page: an empty Django view through
the same middleware. Targets: rebuild ≤ 2 s, of which evaluating ≤ 0.3 s; a page ≤ 15 queries and ≤ 150 ms
(median).
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="jiceng-bench-")
os.environ["JICENG_DATA"] = _folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from shared.pages import looked_at, signed_in  # noqa: E402

from jiceng.apps.demonstration.services import make_demonstration  # noqa: E402
from jiceng.apps.duties.facts import load_facts  # noqa: E402
from jiceng.apps.duties.freshness import compute_units  # noqa: E402
from jiceng.apps.duties.models import Verdict  # noqa: E402
from jiceng.apps.duties.rules import current_rules  # noqa: E402
from jiceng.apps.duties.verdicts import store  # noqa: E402
from jiceng.apps.organisations.models import Unit  # noqa: E402
from jiceng.engines.procedure import evaluate  # noqa: E402
from jiceng.kernel.actors import system_actor  # noqa: E402

RUNS = 7
FEW = 40


def main() -> None:
    """Make the county, measure, print."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    started = time.perf_counter()
    summary = make_demonstration(actor=system_actor("bench"), at=timezone.now())
    print(f"sample county made in {time.perf_counter() - started:.1f} s")
    print({name: n for name, n in summary.rows.items() if n > 1000})
    rebuild()
    pages()


def rebuild() -> None:
    """All verdicts of 24 months, from SQLite to SQLite."""
    rules, today = current_rules(), timezone.localdate()
    first = today - timedelta(days=730)
    parts: dict[str, list[float]] = {"load": [], "evaluate": [], "write": [], "total": []}
    for _ in range(RUNS):
        clock = [time.perf_counter()]
        with transaction.atomic():
            facts, ids = load_facts(rules, None, first)
            clock.append(time.perf_counter())
            outcomes = evaluate(rules, facts, first, today)
            clock.append(time.perf_counter())
            Verdict.objects.all()._raw_delete("default")
            rows = store(rules, outcomes, ids)
        clock.append(time.perf_counter())
        for name, a, b in zip(("load", "evaluate", "write"), clock, clock[1:], strict=False):
            parts[name].append(b - a)
        parts["total"].append(clock[-1] - clock[0])
    print(f"\nrebuild of 24 months: {rows:,} verdicts, median (min–max) of {RUNS} runs")
    for name, taken in parts.items():
        print(f"  {name:9} {statistics.median(taken):.2f} s ({min(taken):.2f}–{max(taken):.2f})")
    total = statistics.median(parts["total"])
    floor = median(floor_of_rebuild)
    print(f"  floor     {floor:.2f} s: bare sqlite3, same rows; ratio {total / floor:.1f}")
    peer = peer_of_rebuild(rules, today)
    print(f"  peer      {peer:.0f} s: unit by unit; ratio {peer / total:.0f}")


def median(work: Callable[[], None]) -> float:
    """Median seconds of a few runs."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def floor_of_rebuild() -> None:
    """Read the tables and write the verdict rows with bare sqlite3, computing nothing."""
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as bare:
        bare.execute(
            "SELECT unit_id, kind, day, makes_up, entitled, present, items FROM gatherings_gathering"
        ).fetchall()
        bare.execute("SELECT unit_id, standing, starts_on, ends_on FROM people_membership").fetchall()
        rows = bare.execute("SELECT * FROM duties_verdict").fetchall()
        bare.execute("CREATE TEMP TABLE again AS SELECT * FROM duties_verdict LIMIT 0")
        bare.executemany(f"INSERT INTO again VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608


def peer_of_rebuild(rules: object, today: object) -> float:
    """Seconds for every unit, one at a time, from a few."""
    ids = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    chosen = ids[:: len(ids) // FEW]
    started = time.perf_counter()
    with transaction.atomic():
        for unit_id in chosen:
            compute_units(rules, today, [unit_id])  # type: ignore[arg-type]
    return (time.perf_counter() - started) / len(chosen) * len(ids)


def pages() -> None:
    """Median server time and queries of pages at county scale, through the whole stack."""
    client, home = signed_in()
    village = home["secretary"].split("/")[2]
    wanted = [
        ("county", home["county"]),
        ("county", f"{home['county']}?period={timezone.localdate().year}"),
        ("county", home["county"] + "cell/?period=&duty=members_meeting"),
        ("county", reverse("changes")),
        ("county", reverse("unit", args=["990525"])),
        ("county", reverse("search") + "?q=wj"),
        ("county", reverse("journal")),
        ("town", home["town"]),
        ("secretary", home["secretary"]),
        ("secretary", reverse("unit", args=[village])),
        ("secretary", reverse("members", args=[village])),
        ("secretary", reverse("record_gathering", args=[village]) + "?kind=members_meeting"),
        ("secretary", reverse("duty_explained", args=[village, "members_meeting"])),
    ]
    floor = median(lambda: Client().get(reverse("sign_in")))
    print(f"\npages, median of {RUNS}; floor, the sign-in page for nobody: {floor * 1000:.1f} ms")
    for username, url in wanted:
        address = url.replace("period=", f"period={timezone.localdate().year}") if "period=&" in url else url
        status, queries = looked_at(client[username], address)
        taken = median(lambda: client[username].get(address)) * 1000  # noqa: B023
        print(f"  {taken:5.0f} ms  {queries:2} queries  {status}  {username:9} {address}")


if __name__ == "__main__":
    print("benchmark:", Path(__file__).name)
    main()
