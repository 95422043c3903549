"""The permission matrix: every address × every user × every unit of a small county, by GET and by POST.

A user stands to each unit as own, child, parent, sibling or stranger; one has had her grant revoked, one has
signed out. An address that is not in `ADDRESSES` fails the build.

Expected: a unit one may not see answers 404, whatever is asked of it; one she sees but may not do this to
answers 403; else the page.
"""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiceng.apps.access.models import Grant
from jiceng.apps.duties import services as duties
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import posts
from jiceng.apps.people import services as people
from jiceng.kernel.periods import Period
from tests.county import AT, FOUNDED, SYSTEM, County, id_number
from tests.faces.workbench.imports.imported import imported

SECRETARY, TOWN, COUNTY, AUDITOR = "secretary", "town_officer", "county_officer", "auditor"
READERS = {SECRETARY, TOWN, COUNTY, AUDITOR}
PERSONNEL = {SECRETARY, TOWN, COUNTY}
RECORDERS = {SECRETARY, TOWN}
MANAGERS = {TOWN, COUNTY}
ALL = ("青禾县", "青石镇", "河湾镇", "上窑村", "柳林村", "南坡村", "上窑一支部")
SEES: dict[str, tuple[str | None, set[str]]] = {
    "shangyao": (SECRETARY, {"上窑村", "上窑一支部"}),
    "liulin": (SECRETARY, {"柳林村"}),
    "qingshi": (TOWN, {"青石镇", "上窑村", "柳林村", "上窑一支部"}),
    "hewan": (TOWN, {"河湾镇", "南坡村"}),
    "county": (COUNTY, set(ALL)),
    "auditor": (AUDITOR, set(ALL)),
    "stranger": (None, set()),
    "revoked": (None, set()),
}


@dataclass(frozen=True)
class Address:
    """`who` may open it where she sees the unit.

    `about` names what of the unit is in the address; `post` when GET is not answered; `root` False where the
    topmost unit has no such page: it is not moved, split, merged or closed.
    """

    who: set[str] | str
    about: str = ""
    post: bool = False
    more: tuple[str, ...] = ()
    query: str = ""
    root: bool = True

    def url(self, name: str, given: tuple[object, ...]) -> str:
        """The address, of what is given."""
        return reverse(name, args=[*given, *self.more]) + self.query


CELL = "?period=2026-Q4&duty=members_meeting"
PUBLIC, SIGNED_IN = "public", "signed in"
ADDRESSES: dict[str, Address] = {
    "start": Address(PUBLIC),
    "icon": Address(PUBLIC),
    "sign_in": Address(PUBLIC),
    "sign_out": Address(SIGNED_IN, post=True),
    "set_language": Address(PUBLIC, post=True),
    "home": Address(SIGNED_IN),
    "password": Address(SIGNED_IN),
    "search": Address(SIGNED_IN),
    "rules": Address(READERS),
    "rule": Address(READERS, more=("members_meeting",)),
    "set_parameter": Address({COUNTY}, more=("vacancy_months",)),
    "changes": Address(READERS),
    "grants": Address({COUNTY}),
    "new_grant": Address({COUNTY}),
    "reset_password": Address({COUNTY}, "grant"),
    "revoke_grant": Address({COUNTY}, "grant", post=True),
    "readings": Address({COUNTY, AUDITOR}),
    "journal": Address({COUNTY, AUDITOR}),
    "due": Address(READERS, "unit"),
    "unit": Address(READERS, "unit"),
    "board": Address(READERS, "unit"),
    "board_cell": Address(READERS, "unit", query=CELL),
    "board_cell_all": Address(READERS, "unit", query=CELL),
    "duty_explained": Address(READERS, "unit", more=("members_meeting",)),
    "postpone": Address(MANAGERS, "unit", more=("members_meeting",)),
    "withdraw_postponement": Address(MANAGERS, "postponement", post=True),
    "gatherings": Address(READERS, "unit"),
    "record_gathering": Address(RECORDERS, "unit"),
    "announce_gathering": Address(RECORDERS, "unit"),
    "gathering": Address(READERS, "gathering"),
    "correct_gathering": Address(RECORDERS, "gathering"),
    "cancel_gathering": Address(RECORDERS, "gathering"),
    "print_gathering": Address(READERS, "gathering"),
    "copy_gathering": Address(READERS, "platform"),
    "members": Address(PERSONNEL, "unit"),
    "register_person": Address(MANAGERS, "unit"),
    "person": Address(PERSONNEL, "person"),
    "read_id_number": Address({COUNTY}, "person", post=True),
    "transfer": Address(MANAGERS, "person"),
    "end_membership": Address(MANAGERS, "person"),
    "become_full": Address(MANAGERS, "person"),
    "start_absence": Address(MANAGERS, "person"),
    "end_absence": Address(MANAGERS, "person"),
    "correct_person": Address(MANAGERS, "person"),
    "registers": Address(READERS, "unit"),
    "register": Address(PERSONNEL, "unit", more=("member_register",)),
    "imports": Address(PERSONNEL),
    "import_template": Address(MANAGERS, more=("people",)),
    "import": Address(MANAGERS, "import"),
    "accept_import": Address(MANAGERS, "import", post=True),
    "put_away_import": Address(MANAGERS, "import", post=True),
    "undo_import": Address(MANAGERS, "import"),
    "returned_rows": Address(MANAGERS, "import"),
    "found_unit": Address(MANAGERS, "unit"),
    "revise_unit": Address(MANAGERS, "unit"),
    "move_unit": Address(MANAGERS, "unit", root=False),
    "split_unit": Address(MANAGERS, "unit", root=False),
    "merge_unit": Address(MANAGERS, "unit", root=False),
    "close_unit": Address(MANAGERS, "unit", root=False),
    "found_body": Address(MANAGERS, "unit"),
    "close_body": Address(MANAGERS, "body"),
    "start_term": Address(MANAGERS, "body"),
    "take_seat": Address(MANAGERS, "body"),
    "leave_seat": Address(MANAGERS, "seat"),
    "found_post": Address(MANAGERS, "unit"),
    "take_post": Address(MANAGERS, "post"),
    "leave_post": Address(MANAGERS, "holding"),
}
DONE = {200, 302, 409, 422}
FILES = {"import_template", "returned_rows"}
"""Addresses that answer with a file."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Names of all addresses of the program; an address without a name is named by its pattern."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_address_is_in_the_matrix() -> None:
    assert names(get_resolver().url_patterns) == set(ADDRESSES)


@dataclass
class World:
    """The small county with one of everything in every unit; `things[unit][what]` is the argument of an
    address.
    """

    county: County
    things: dict[str, dict[str, tuple[object, ...]]]


@pytest.fixture
def world(county: County) -> World:
    """One of everything in each unit."""
    draft = organisations.UnitDraft("990525100200-1", "上窑一支部", "branch", "branch")
    county.units["上窑一支部"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=FOUNDED
    )
    return World(county, {name: _fill(county, name, n) for n, name in enumerate(ALL)})


def _fill(county: County, name: str, number: int) -> dict[str, tuple[object, ...]]:
    unit = county.unit(name)
    draft = people.PersonDraft(f"某{number}", id_number(500 + number))
    membership = people.register_person(
        actor=SYSTEM, at=AT, unit=unit, draft=draft, standing="full", joined_on=FOUNDED, day=FOUNDED
    )
    person = membership.person
    body = bodies.found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="一组", day=FOUNDED)
    seat = posts.take_seat(actor=SYSTEM, at=AT, body=body, person=person, day=FOUNDED)
    empty = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=FOUNDED)
    held = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="committee_member", day=FOUNDED)
    holding = posts.take_post(actor=SYSTEM, at=AT, post=held, person=person, day=FOUNDED)
    minutes = gatherings.Minutes("members_meeting", date(2026, 11, 3), text="议事")
    gathering = gatherings.record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    postponement = duties.postpone(
        actor=SYSTEM,
        at=AT,
        unit=unit,
        duty="party_lecture",
        period=Period.parse("2026-Q3"),
        until=date(2026, 12, 1),
        reason="秋收",
    )
    grant = Grant.objects.create(
        user=county.users["stranger"], role="secretary", unit=unit, starts_on=date(2030, 1, 1), granted_by="t"
    )
    return {
        "unit": (unit.code,),
        "person": (person.pk,),
        "body": (body.pk,),
        "seat": (seat.pk,),
        "post": (empty.pk,),
        "holding": (holding.pk,),
        "gathering": (gathering.pk,),
        "platform": (gathering.pk, next(iter(duties.current_rules().platforms))),
        "postponement": (unit.code, "party_lecture", postponement.pk),
        "grant": (grant.pk,),
        "import": (imported(county.users["county"], membership).pk,),
    }


def ask(client: Client, method: str, url: str) -> HttpResponse:
    """One request; what it writes is taken back."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(url)
        transaction.set_rollback(True)
    return answer


def expected(address: Address, username: str, unit: str) -> set[int]:
    """The answers that are right for a user and a unit (or "" where the address names none)."""
    role, seen = SEES[username]
    if address.who in (PUBLIC, SIGNED_IN):
        return DONE
    allowed = role is not None and role in address.who
    if address.about == "import":  # the county officer's own
        return DONE if role == COUNTY else {404}
    if not address.about:
        return DONE if allowed else {403, 404}
    if unit not in seen or (unit == ALL[0] and not address.root):
        return {404}
    if address.about == "grant" and not allowed:
        return {403, 404}
    return DONE if allowed else {403}


@pytest.mark.parametrize("username", SEES)
def test_each_user_opens_what_is_hers_and_nothing_else(world: World, username: str) -> None:
    wrong = []
    for name, address in ADDRESSES.items():
        if name == "sign_out":
            continue
        client = world.county.client(username)
        for unit in ALL if address.about else ("",):
            url = address.url(name, world.things[unit][address.about] if address.about else ())
            for method in ("post",) if address.post else ("get", "post"):
                status = ask(client, method, url).status_code
                allowed = expected(address, username, unit)
                if method == "post" and not address.post:
                    allowed = allowed | {405}
                if status not in allowed:
                    wrong.append(f"{method} {name} of {unit or '—'}: {status}, not {sorted(allowed)}")
    assert not wrong, "\n".join(wrong)


def test_whoever_has_not_signed_in_learns_nothing(world: World) -> None:
    for name, address in ADDRESSES.items():
        if address.who == PUBLIC:
            continue
        url = address.url(name, world.things["上窑村"][address.about] if address.about else ())
        for method in ("get", "post"):
            answer = ask(Client(), method, url)
            assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (
                302,
                "/sign-in/",
            ), name


@pytest.mark.parametrize("username", ["hewan", "stranger", "revoked"])
def test_what_is_not_hers_answers_like_what_does_not_exist(world: World, username: str) -> None:
    client = world.county.client(username)
    for name, address in ADDRESSES.items():
        if not address.about or address.post:
            continue
        given = world.things["上窑村"][address.about]
        nothing = tuple(_nowhere(part) for part in given)
        pages = []
        for arguments in (given, nothing):
            url = address.url(name, arguments)
            answer = ask(client, "get", url)
            assert answer.status_code == 404, name
            pages.append(
                _SECRETS.sub(
                    b"", answer.content.replace(url.encode(), b"").replace(url.split("?")[0].encode(), b"")
                )
            )
        assert pages[0] == pages[1], name


_SECRETS = re.compile(rb"[A-Za-z0-9]{64}")


def _nowhere(part: object) -> object:
    """An argument of the same form that names nothing."""
    if isinstance(part, int):
        return 999_999
    return "9" * len(str(part)) if str(part).startswith("990525") else part


def test_a_role_reaches_further_only_where_it_is_granted(world: World) -> None:
    """A secretary's role in one village gives nothing in the town above or the village beside it."""
    client = world.county.client("shangyao")
    urls = {name: reverse("unit", args=world.things[name]["unit"]) for name in ALL}
    seen = [name for name, url in urls.items() if client.get(url).status_code == 200]
    assert seen == ["上窑村", "上窑一支部"]
