"""Filling an empty database with the demonstration county, and writing it as workbooks."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jiceng.apps.demonstration import audit_types
from jiceng.apps.demonstration.accounts import (
    Account,
    Chosen,
    Passwords,
    county_accounts,
    make_accounts,
)
from jiceng.apps.demonstration.applicants import write_admissions
from jiceng.apps.demonstration.branches import write_branches
from jiceng.apps.demonstration.commendations import write_commendations
from jiceng.apps.demonstration.county import Progress, generate
from jiceng.apps.demonstration.decisions import write_decisions
from jiceng.apps.demonstration.dues import write_dues
from jiceng.apps.demonstration.establishments import write_coverage
from jiceng.apps.demonstration.motion import write_motion
from jiceng.apps.demonstration.needs import write_needs
from jiceng.apps.demonstration.programmes import write_programmes
from jiceng.apps.demonstration.records import CountyRecord
from jiceng.apps.demonstration.sample.description import Description, read_description
from jiceng.apps.demonstration.sample.office import generate_sample, sample_accounts
from jiceng.apps.demonstration.selectors import demonstration_file
from jiceng.apps.demonstration.standards import write_standards
from jiceng.apps.demonstration.workbooks import write_workbooks
from jiceng.apps.demonstration.writing import write
from jiceng.apps.duties.services import rebuild
from jiceng.apps.intake.bulk import collector_at_rest
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.register import keep_profile
from jiceng.apps.people.models import Person
from jiceng.apps.standards.services import rebuild as reckon_standards
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Refused

__all__ = ["SEED", "Summary", "make_demonstration", "write_workbooks"]

SEED = 20190426


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made: the county's name, rows by table, and the accounts (with passwords: for the one who
    made it).
    """

    county: str
    rows: dict[str, int]
    accounts: tuple[Account, ...]


@collector_at_rest()
def make_demonstration(
    *,
    actor: Actor,
    at: datetime,
    seed: int = SEED,
    towns: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Fill an empty database with the county of a seed as it is at `at`; one transaction, one journal entry.

    Parameters: `towns`, make only the first so many; `progress`, told (step, done, total) on the way.
    Raises `Conflict("register_not_empty")` when there are units or persons; `Refused` unless the program
    itself acts.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="demonstration.make")
    tell = progress or _silent
    today = timezone.localdate(at)
    with transaction.atomic():
        if Unit.objects.exists() or Person.objects.exists():
            raise Conflict("register_not_empty")
        passwords = Passwords()
        county, chosen = _made(today, seed, towns, tell)
        rows = write(
            county, at, ZoneInfo(settings.TIME_ZONE), lambda table, count: tell("writing", count, count)
        )
        accounts = make_accounts(chosen, today, actor.name, passwords)
        if sample_description() is None:
            rows |= write_motion(today, seed, county.root.name)
            rows |= write_admissions(today, seed)
            rows |= write_coverage(today, at, seed, county.root.name)
            rows |= write_dues(today, seed)
            rows |= write_commendations(today, seed, county.root.name)
        rows |= write_decisions(today, seed)
        rows |= write_needs(today, seed)
        rows |= write_programmes(today)
        _record(actor, at, county, rows, seed)
        if connection.vendor == "postgresql":  # or it plans for tables as empty as they were
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        tell("duties", 0, 1)
        rows["duties_verdict"] = rebuild(actor=actor, at=at)
        rows |= write_standards(today, seed)  # which rests on verdicts
        rows["standards_derived"] = reckon_standards(actor=actor, at=at)
        rows |= write_branches(today, seed)
        tell("duties", 1, 1)
    keep_profile()
    _keep(accounts, at)
    return Summary(county.root.name, rows, tuple(accounts))


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody listens."""


def _made(today: date, seed: int, towns: int | None, tell: Progress) -> tuple[CountyRecord, Sequence[Chosen]]:
    """The office a profile's sample describes; of a profile with a register and no sample, the county."""
    description = sample_description()
    if description is not None:
        office = generate_sample(settings.PROFILE, description, today, seed, tell)
        return office, sample_accounts(office, description, today)
    county = generate(settings.PROFILE, _register(), today, seed, towns, tell)
    return county, county_accounts(county, today)


def sample_description() -> Description | None:
    """What the running profile's `sample.toml` says; None when it ships none. Raises `ProfileError`."""
    try:
        text = settings.READ_PROFILE(f"{settings.PROFILE_CODE}/sample.toml")
    except FileNotFoundError:
        return None
    return read_description(text, settings.PROFILE)


def _register() -> list[str]:
    register = settings.PROFILE.register
    if register is None:
        raise Conflict("profile_without_register")
    text: str = settings.READ_PROFILE(register.file)
    return text.splitlines()


def _record(actor: Actor, at: datetime, county: CountyRecord, rows: dict[str, int], seed: int) -> None:
    record(
        actor=actor,
        at=at,
        type=audit_types.DEMONSTRATION_MADE,
        subject=f"unit:{county.root.id}",
        unit_ids=[county.root.id],
        content={"seed": seed, "rows": dict(rows)},
    )


def _keep(accounts: list[Account], at: datetime) -> None:
    """Write the accounts where only the program's own user can read them, whole before it has its name."""
    path = demonstration_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    content = {
        "accounts": [account.as_json() for account in accounts],
        "made_on": str(timezone.localdate(at)),
    }
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
    draft.replace(path)
