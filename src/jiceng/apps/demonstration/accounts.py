"""One account per role, with a random password that only the demonstration's own file tells."""

import secrets
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from jiceng.apps.access.models import Grant, User
from jiceng.apps.demonstration.records import CountyRecord, PersonRecord, UnitRecord
from jiceng.apps.demonstration.words import BRANCH, BRANCH_COMMITTEE, SECRETARY
from jiceng.kernel.errors import Conflict

ROLES = ("secretary", "town_officer", "county_officer", "auditor")
_USERNAMES = {
    "secretary": "secretary",
    "town_officer": "town",
    "county_officer": "county",
    "auditor": "auditor",
}
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_ORDINARY_SIZE = range(28, 47)


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who can sign in to the demonstration; `unit` is the name of the unit the role is held in."""

    role: str
    username: str
    name: str
    unit: str
    password: str

    def as_json(self) -> dict[str, str]:
        """For the file the start page reads."""
        return asdict(self)


class Passwords:
    """A random password for each role; hashing them is slow on purpose and goes on while the county is
    made.
    """

    def __init__(self) -> None:
        self._plain = {
            role: "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
            for role in ROLES
        }
        pool = ThreadPoolExecutor(max_workers=1)
        self._hashed: dict[str, Future[str]] = {
            role: pool.submit(make_password, password) for role, password in self._plain.items()
        }
        pool.shutdown(wait=False)

    def of(self, role: str) -> tuple[str, str]:
        """A role's password and its hash."""
        return self._plain[role], self._hashed[role].result()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is to sign in with a role, under which name, and the unit it is granted in."""

    role: str
    username: str
    person: PersonRecord
    unit: UnitRecord


def make_accounts(
    chosen: Sequence[Chosen], today: date, granted_by: str, passwords: Passwords
) -> list[Account]:
    """Create the users and their grants."""
    accounts = []
    for each in chosen:
        person, unit = each.person, each.unit
        password, hashed = passwords.of(each.role)
        user = User.objects.create(
            username=each.username, name=person.name, person_id=person.id, password=hashed
        )
        Grant.objects.create(
            user=user, role=each.role, unit_id=unit.id, starts_on=today, granted_by=granted_by
        )
        accounts.append(Account(each.role, user.username, person.name, unit.name, password))
    return accounts


def county_accounts(county: CountyRecord, today: date) -> list[Chosen]:
    """The secretary of an ordinary village branch, a town and a county officer, an auditor."""
    branch = _ordinary_branch(county, today)
    post = branch.post(SECRETARY)
    secretary = post.holder_on(today) if post else None
    if secretary is None or branch.parent is None:
        raise Conflict("demonstration_incomplete")
    chosen = {
        "secretary": (secretary, branch),
        "town_officer": (_officer(branch.parent, ""), branch.parent),
        "county_officer": (_officer(county.root, "县委组织部"), county.root),
        "auditor": (_officer(county.root, "县纪委"), county.root),
    }
    return [Chosen(role, _USERNAMES[role], person, unit) for role, (person, unit) in chosen.items()]


def _ordinary_branch(county: CountyRecord, today: date) -> UnitRecord:
    for unit in county.units:
        post = unit.post(SECRETARY)
        ordinary = unit.kind == "village" and unit.form == BRANCH and unit.size in _ORDINARY_SIZE
        special = unit.weak or unit.in_weak_town or unit.earlier or unit.ends_on is not None
        if ordinary and not special and unit.body(BRANCH_COMMITTEE) and post and post.holder_on(today):
            return unit
    raise Conflict("demonstration_incomplete")


def _officer(unit: UnitRecord, office: str) -> PersonRecord:
    """One of the younger people in the offices of a town or county, of the named office where there is
    one.
    """
    offices = [each for each in unit.below() if each.setting == "office" and each.members]
    offices.sort(key=lambda each: not each.name.startswith(office))
    if not office:
        offices.reverse()
    rows = [row for row in offices[0].members if row.ends_on is None and row.standing == "full"]
    young = sorted(rows, key=lambda row: row.person.birth_date, reverse=True)
    return young[len(young) // 4].person
