"""What is derived of all branches of the whole sample county in SQLite, and the boards that show it.

Derived of every unit: all quantities, the items of standards, the survey of weaknesses, a month of the
programmes; together the target is 5 s, of the processor's own time. Floor: the rows these rest on read, and
as many written as they leave, with bare sqlite3. Peer: the same standards' items and weaknesses unit by unit
(a few, scaled up), as a page of each would count them. Boards: at most 15 queries, beside an empty page
through the same middleware.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
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
from jiceng.apps.duties.rules import current_rules  # noqa: E402
from jiceng.apps.organisations.models import UnitVersion, on  # noqa: E402
from jiceng.apps.programmes import readings  # noqa: E402
from jiceng.apps.programmes.models import Reading  # noqa: E402
from jiceng.apps.quantities.selectors import count  # noqa: E402
from jiceng.apps.quantities.sources import SOURCES  # noqa: E402
from jiceng.apps.rectification.grounds import holding  # noqa: E402
from jiceng.apps.rectification.models import Finding  # noqa: E402
from jiceng.apps.rectification.proposals import survey  # noqa: E402
from jiceng.apps.standards import derived  # noqa: E402
from jiceng.apps.standards.models import Derived  # noqa: E402
from jiceng.kernel.actors import system_actor  # noqa: E402

RUNS, FEW, MOST_QUERIES, TARGET = 5, 40, 15, 5.0
RESTS_ON = (
    *("duties_verdict", "people_membership", "organisations_unitversion", "organisations_post"),
    *("people_postholding", "organisations_term", "admissions_admissionentry", "decisions_decision"),
    *("people_absence", "people_leadertraining", "needs_need"),
)


def main() -> None:
    """Make the county, measure, print."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    begun = time.process_time()
    make_demonstration(actor=system_actor("bench"), at=timezone.now())
    print(f"sample county made in {time.process_time() - begun:.1f} s of the processor")
    rebuild()
    boards()


def cost(work: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds of the processor: the median of so many runs."""
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def rebuild() -> None:
    """Everything derived of all units, for today."""
    rules, now, today = current_rules(), timezone.now(), timezone.localdate()
    units = UnitVersion.objects.filter(on(today)).count()
    known = [code for code, each in rules.quantities.items() if each.source in SOURCES]

    def standards() -> None:
        with transaction.atomic():
            derived.compute_all(rules, today)

    parts = {
        f"{len(known)} quantities, counted alone": cost(lambda: count(today, known)),
        "items of standards": cost(standards),
        "survey of weaknesses": cost(lambda: survey(today, now)),
        "a month of programmes": cost(
            lambda: readings.rebuild(actor=system_actor("bench"), at=now, month=today)
        ),
    }
    total = sum(parts.values())
    rows = [model.objects.count() for model in (Derived, Finding, Reading)]
    print(f"\nderived of {units:,} units, median of {RUNS} runs: {rows[0]:,} sheets, {rows[1]:,} findings,")
    print(f"{rows[2]:,} readings; seconds of the processor")
    for name, taken in parts.items():
        print(f"  {name:32}{taken:7.2f} s")
    print(f"  {'together':32}{total:7.2f} s  target {TARGET:.0f} s{'' if total <= TARGET else ': MISSED'}")
    floor = cost(bare)
    print(f"  {'floor: bare sqlite3, same rows':32}{floor:7.2f} s  ratio {total / floor:.1f}")
    found, peer = parts["items of standards"] + parts["survey of weaknesses"], one_by_one()
    print(f"  {'peer: unit by unit, these two':32}{peer:7.1f} s  ratio {peer / found:.0f}")


def bare() -> None:
    """Read what everything rests on, write what it leaves; compute nothing."""
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as database:
        for table in RESTS_ON:
            database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        for model in (Derived, Finding, Reading):
            table = model._meta.db_table
            rows = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            database.execute(f"CREATE TEMP TABLE again AS SELECT * FROM {table} LIMIT 0")  # noqa: S608
            marks = ",".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO again VALUES ({marks})", rows)  # noqa: S608
            database.execute("DROP TABLE again")


def one_by_one() -> float:
    """Seconds for all units, one at a time, from a few."""
    rules, today = current_rules(), timezone.localdate()
    units = [(one, each) for one in rules.checklists.values() for each in derived.units_asked(one, today)]
    chosen = units[:: max(1, len(units) // FEW)]
    begun = time.process_time()
    for checklist, each in chosen:
        rule = derived.rule_of(checklist, today.year)
        if rule is not None:
            derived.computed(rules, rule, today, [each])
        holding(UnitVersion.objects.filter(on(today), unit_id=each[0]), today)
    return (time.process_time() - begun) / len(chosen) * len(units)


def boards() -> None:
    """Median server time and queries of the boards at county scale, through the whole stack."""
    client, home = signed_in()
    place = {name: [path.split("/")[2]] for name, path in home.items()}
    top = place["county"]
    programme = next(iter(current_rules().programmes))
    names = ("standards", "standards_units", "standards_due", "standards_lacking", "rectification")
    more = ("exemplars", "coverage", "coverage_list", "needs", "dues_totals", "commendations", "statistics")
    wanted = [
        *(("county", reverse(name, args=top)) for name in (*names, *more)),
        *(("county", reverse(name, args=[*top, programme])) for name in ("programme", "programme_report")),
        *(
            ("town", reverse(name, args=place["town"]))
            for name in ("standards", "rectification", "dues_totals")
        ),
        *(("secretary", reverse(name, args=place["secretary"])) for name in ("standards", "basics", "dues")),
    ]
    floor = cost(lambda: Client().get(reverse("sign_in")))
    print(f"\nboards, median of {RUNS}; floor, the sign-in page for nobody: {floor * 1000:.1f} ms")
    for username, address in wanted:
        status, queries = looked_at(client[username], address)
        taken = cost(lambda: client[username].get(address))  # noqa: B023
        many = "" if queries <= MOST_QUERIES else f"  more than {MOST_QUERIES}"
        ratio = taken / floor
        print(
            f"  {taken * 1000:5.0f} ms {ratio:5.0f} ×  {queries:2} queries  {status}  "
            f"{username:9} {address}{many}"
        )


if __name__ == "__main__":
    print("benchmark:", Path(__file__).name)
    main()
