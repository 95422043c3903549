"""A county small enough to hold in the head, built through the services, as on 22 November 2026.

    青禾县 990525
    ├── 青石镇 990525100
    │   ├── 上窑村 990525100200   8 members and one on probation, a branch committee of 3, a secretary
    │   └── 柳林村 990525100201   4 members, a secretary
    └── 河湾镇 990525101
        └── 南坡村 990525101200   3 members, no secretary

Users (password `PASSWORD`): shangyao, liulin, nanpo (secretaries), qingshi, hewan (town officers), county
(county officer), auditor (of the county), stranger (no grant), revoked (was a town officer of 青石镇 until
today).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from jiceng.apps.access import services as access
from jiceng.apps.access.models import User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Body, Unit, UnitVersion
from jiceng.apps.organisations.versions import version_on
from jiceng.apps.people import posts
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership, Person
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.codes import IdNumber, id_number_check
from tests.kept import kept

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FOUNDED = date(2019, 1, 1)
PASSWORD = "a-password-for-tests"
SYSTEM = system_actor("tests")


@dataclass
class County:
    """The small county's parts by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    members: dict[str, list[Membership]] = field(default_factory=dict)
    committee: Body = field(init=False)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        """The unit of that name."""
        return self.units[name]

    def version(self, name: str, day: date = DAY) -> UnitVersion:
        """The unit's version on a day."""
        return version_on(self.units[name], day)

    def actor(self, username: str, day: date = DAY) -> Actor:
        """The actor a user is on a day."""
        return actor_for(User.objects.get(username=username), day)

    def client(self, username: str) -> Client:
        """A browser signed in as a user."""
        client = Client()
        client.force_login(self.users[username], backend="jiceng.apps.access.backends.SignInBackend")
        return client


TREE = (
    ("青禾县", "990525", "county", "committee", None),
    ("青石镇", "990525100", "town", "committee", "青禾县"),
    ("河湾镇", "990525101", "town", "committee", "青禾县"),
    ("上窑村", "990525100200", "village", "branch", "青石镇"),
    ("柳林村", "990525100201", "village", "branch", "青石镇"),
    ("南坡村", "990525101200", "village", "branch", "河湾镇"),
)
MEMBERS = {
    "上窑村": ("赵大田", "钱秀英", "孙建国", "李春梅", "周铁柱", "吴玉兰", "郑国强", "王桂花", "冯小雨"),
    "柳林村": ("陈志明", "褚红霞", "卫东升", "蒋爱莲"),
    "南坡村": ("沈长河", "韩雪梅", "杨树林"),
}
GRANTS = (
    ("shangyao", "secretary", "上窑村"),
    ("liulin", "secretary", "柳林村"),
    ("nanpo", "secretary", "南坡村"),
    ("qingshi", "town_officer", "青石镇"),
    ("hewan", "town_officer", "河湾镇"),
    ("county", "county_officer", "青禾县"),
    ("auditor", "auditor", "青禾县"),
    ("stranger", None, None),
    ("revoked", "town_officer", "青石镇"),
)


def id_number(number: int, birth: str = "19700101") -> str:
    """A valid identity number of an area that does not exist."""
    first = f"990525{birth}{number:03}"
    return first + id_number_check(first)


def build_county() -> County:
    """Build it in an empty database."""
    county = County()
    for order, (name, code, kind, form, parent) in enumerate(TREE):
        draft = organisations.UnitDraft(code, name, kind, form, code, order)
        above = county.units[parent] if parent else None
        county.units[name] = organisations.found_unit(
            actor=SYSTEM, at=AT, parent=above, draft=draft, day=FOUNDED
        )
    _people(county)
    _leaders(county)
    _users(county)
    return county


def _people(county: County) -> None:
    number = 1
    for village, names in MEMBERS.items():
        county.members[village] = []
        for place, name in enumerate(names):
            probation = name == "冯小雨"
            county.members[village].append(
                people.register_person(
                    actor=SYSTEM,
                    at=AT,
                    unit=county.units[village],
                    draft=people.PersonDraft(name, IdNumber.parse(id_number(number)).characters),
                    standing="probationary" if probation else "full",
                    joined_on=date(2026, 5, 1) if probation else date(1995 + place, 7, 1),
                    day=date(2026, 5, 1) if probation else FOUNDED,
                )
            )
            number += 1


def _leaders(county: County) -> None:
    unit = county.units["上窑村"]
    county.committee = bodies.found_body(
        actor=SYSTEM, at=AT, unit=unit, kind="branch_committee", name="支部委员会", day=FOUNDED
    )
    for membership in county.members["上窑村"][:3]:
        posts.take_seat(
            actor=SYSTEM, at=AT, body=county.committee, person=membership.person, day=date(2022, 3, 1)
        )
    bodies.start_term(
        actor=SYSTEM, at=AT, body=county.committee, day=date(2022, 3, 1), due_on=date(2027, 3, 1)
    )
    for village in ("上窑村", "柳林村"):
        secretary = county.units[village].posts.get(kind="secretary")
        holder: Person = county.members[village][0].person
        posts.take_post(actor=SYSTEM, at=AT, post=secretary, person=holder, day=date(2022, 3, 1))


def _users(county: County) -> None:
    for username, role, unit in GRANTS:
        user = access.create_user(
            actor=SYSTEM, at=AT, username=username, name=f"用户{username}", password=PASSWORD
        )
        county.users[username] = user
        if role is None or unit is None:
            continue
        grant = access.grant_role(
            actor=SYSTEM,
            at=AT,
            user=user,
            role=role,
            unit=county.units[unit],
            day=date(2026, 1, 1),
            ends_on=None,
        )
        if username == "revoked":
            access.revoke_grant(actor=SYSTEM, at=AT, grant=grant)


@pytest.fixture
def county(db: None) -> County:
    """The small county, anew for each test."""
    return kept("county", build_county)
