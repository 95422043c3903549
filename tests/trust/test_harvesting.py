"""Reading person after person is seen before two hundred, and slowed; a long day's work is not."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiceng.apps.access.services import grant_role
from jiceng.apps.admissions.models import Admission
from jiceng.apps.duties.models import ParameterValue
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.journal import harvesting
from jiceng.apps.journal.audit_types import MANY_READ
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.journal.services import record_readings
from jiceng.apps.organisations.models import Post
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding
from jiceng.apps.people.selectors import read_file
from jiceng.apps.transfers.models import Transfer, Visitor
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Slowed
from tests.county import AT, FOUNDED, SYSTEM, County

MANY = 260


@pytest.fixture
def crowd(county: County) -> list[int]:
    """Members of 上窑村, many."""
    people = [Person(name=f"众{n}", initials=f"z{n}") for n in range(MANY)]
    people = Person.objects.bulk_create(people)
    unit = county.unit("上窑村")
    rows = [
        Membership(person=person, unit=unit, standing="full", joined_on=FOUNDED, starts_on=FOUNDED)
        for person in people
    ]
    Membership.objects.bulk_create(rows)
    return [person.pk for person in people]


def alerts() -> list[int]:
    found = AuditEntry.objects.filter(type=MANY_READ.code)
    return [int(re.findall(r"\d+", row.content or "")[0]) for row in found.order_by("pk")]


def given(county: County, username: str, ids: list[int]) -> int:
    """How many files were opened before one was slowed."""
    actor = county.actor(username)
    for number, person_id in enumerate(ids):
        try:
            read_file(actor=actor, at=timezone.now(), person_id=person_id, day=timezone.localdate())
        except Slowed:
            return number
    return len(ids)


def harvest(county: County, username: str, ids: list[int]) -> int:
    """How many were given before one was slowed, of whom all but the last few stand in the log already."""
    early = harvesting.MOST - 5
    user = county.users[username]
    looks = [
        Reading(at=timezone.now(), actor_id=user.pk, person_id=id, part="file", purpose="ordinary")
        for id in ids[:early]
    ]
    Reading.objects.bulk_create(looks)
    return early + given(county, username, ids[early:])


@pytest.mark.parametrize(
    ("username", "reading"), [("shangyao", harvest), ("qingshi", given), ("county", harvest)]
)
def test_a_harvester_is_told_of_and_slowed_before_two_hundred(
    county: County, crowd: list[int], username: str, reading: Callable[[County, str, list[int]], int]
) -> None:
    client = county.client(username)
    assert reading(county, username, crowd) == harvesting.MOST + 1
    assert alerts() == [harvesting.MOST + 1]
    assert Reading.objects.values("person_id").distinct().count() < 200
    answer = client.get(reverse("person", args=[crowd[-1]]))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 20
    shown = answer.content.decode()
    assert "写明用途即可马上继续" in shown
    assert not re.search(r"众\d", shown)
    assert client.get(reverse("person", args=[crowd[0]])).status_code == 200, "what was read is read again"


def test_the_auditor_sees_who_it_was_and_the_log_says_so_without_a_name(
    county: County, crowd: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    harvest(county, "qingshi", crowd)
    for username in ("auditor", "county"):
        shown = county.client(username).get(reverse("readings")).content.decode()
        assert "一天之内查阅了许多人的资料" in shown
        assert "用户qingshi · " in shown
        assert "101 人" in shown
    [line] = [record.getMessage() for record in caplog.records if record.name == "jiceng.readings"]
    assert line == f"user {county.users['qingshi'].pk} was given 101 persons within 1 day, 0:00:00"


def test_a_purpose_lets_one_go_on_at_once_and_stands_in_the_journal(county: County, crowd: list[int]) -> None:
    client = county.client("qingshi")
    harvest(county, "qingshi", crowd)
    asked = reverse("person", args=[crowd[150]])
    empty = client.post(reverse("state_purpose"), {"purpose": " ", "next": asked})
    assert empty.status_code == 422
    told = client.post(reverse("state_purpose"), {"purpose": "换届资格联审", "next": asked}, follow=True)
    assert told.redirect_chain == [(asked, 302)]
    assert told.status_code == 200
    assert given(county, "qingshi", crowd[100:205]) == 105
    assert alerts() == [101, 201]
    assert "换届资格联审" in county.client("auditor").get(reverse("journal")).content.decode()


def test_without_a_purpose_one_person_at_a_time_is_given(
    county: County, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = county.client("qingshi")
    harvest(county, "qingshi", crowd)
    monkeypatch.setattr(harvesting, "PACE", timedelta(0))
    assert client.get(reverse("person", args=[crowd[150]])).status_code == 200


def test_lists_and_searches_of_the_whole_office_count_and_those_of_ones_own_town_do_not(
    county: County, crowd: list[int]
) -> None:
    url = reverse("members", args=["990525100200"])
    pages = [f"{url}?page={n}" for n in (1, 2, 3)] + [f"{reverse('search')}?q=z{n}" for n in range(10)]
    officer = county.client("qingshi")
    assert {officer.get(page).status_code for page in pages} == {200}
    assert not alerts()
    assert not Reading.objects.exists()
    first = [county.client("county").get(page).status_code for page in pages]
    assert first[:3] == [200, 200, 429]
    assert alerts()
    assert Reading.objects.values("person_id").distinct().count() <= 200


@pytest.fixture
def in_motion(county: County, crowd: list[int]) -> None:
    """All of the crowd on their way, away, being admitted and in office."""
    unit, above = county.unit("上窑村"), county.unit("柳林村")
    for person_id in crowd:
        Absence.objects.create(person_id=person_id, unit=unit, starts_on=FOUNDED)
        Visitor.objects.create(unit=unit, name=f"外{person_id}", home="外省", starts_on=FOUNDED)
        Transfer.objects.create(
            person_id=person_id,
            direction="within",
            from_unit=unit,
            to_unit=above,
            starts_on=FOUNDED,
            letter_day=FOUNDED,
            state="issued",
        )
        course = settings.PROFILE.courses_of("admission")[0].code
        Admission.objects.create(person_id=person_id, unit=unit, course=course, begun_on=FOUNDED)
        post = Post.objects.create(unit=unit, kind="secretary", starts_on=FOUNDED)
        PostHolding.objects.create(post=post, person_id=person_id, starts_on=FOUNDED)


@pytest.mark.usefixtures("in_motion")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [("transfers", []), ("mobile_away", []), ("mobile_here", []), ("admissions", ["990525"])],
)
def test_every_list_that_names_persons_counts(county: County, name: str, arguments: list[str]) -> None:
    url = reverse(name, args=arguments)
    pages = [f"{url}?page={number}" for number in range(1, 7)]
    officer = county.client("qingshi")
    town = [page.replace("990525/", "990525100/") for page in pages]
    assert {officer.get(page).status_code for page in town} == {200}
    assert not Reading.objects.exists(), "her own town is an officer's daily work"
    answers = [county.client("county").get(page).status_code for page in pages]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert alerts()
    assert Reading.objects.values("person_id").distinct().count() <= 200


@pytest.fixture
def recorder(county: County) -> Client:
    """Whoever records for the whole office, as in a small one its secretary does."""
    user = county.users["stranger"]
    grant_role(
        actor=SYSTEM,
        at=AT,
        user=user,
        role="secretary",
        unit=county.unit("青禾县"),
        day=FOUNDED,
        ends_on=None,
    )
    return county.client("stranger")


@pytest.mark.usefixtures("crowd")
def test_the_roll_of_a_record_counts_once_it_is_shown(county: County, recorder: Client) -> None:
    url = reverse("record_gathering", args=["990525100200"]) + "?kind=members_meeting"
    assert county.client("shangyao").get(url).status_code == 200
    assert not Reading.objects.exists(), "her own branch is a secretary's daily work"
    assert recorder.get(url).status_code == 200
    assert Reading.objects.values("person_id").distinct().count() > MANY
    assert alerts()
    other = reverse("record_gathering", args=["990525100201"]) + "?kind=members_meeting"
    assert recorder.get(other).status_code == 429
    assert recorder.get(url).status_code == 200, "what was read is read again"


def test_those_absent_from_a_meeting_count_when_they_are_named(county: County, recorder: Client) -> None:
    unit, absent = county.unit("青禾县"), {county.members["上窑村"][1].person_id: "ill"}
    Membership.objects.filter(unit=county.unit("上窑村")).update(unit=unit)
    today = timezone.localdate()
    held = record_gathering(
        actor=SYSTEM,
        at=timezone.now(),
        unit=unit,
        body=None,
        minutes=Minutes("party_lecture", today, text="听课", absent=absent),
    )
    assert recorder.get(reverse("gathering", args=[held.pk])).status_code == 200
    assert list(Reading.objects.values_list("person_id", flat=True)) == list(absent)


@pytest.mark.usefixtures("in_motion")
def test_cases_and_letters_opened_one_by_one_count(county: County) -> None:
    client = county.client("county")
    for name, model in (("admission", Admission), ("letter", Transfer)):
        Reading.objects.all().delete()
        rows = list(model.objects.order_by("pk"))
        harvest(county, "county", [row.person_id for row in rows[: harvesting.MOST - 5]])
        answers = [client.get(reverse(name, args=[row.pk])).status_code for row in rows[95:102]]
        assert answers == [200] * 6 + [429]


def test_an_office_sets_a_smaller_figure_and_never_a_larger_one(county: County, crowd: list[int]) -> None:
    def value(text: str) -> None:
        ParameterValue.objects.all().delete()
        row = {"parameter": harvesting.FIGURE, "value": text, "starts_on": FOUNDED}
        ParameterValue.objects.create(**row, set_by="县委", set_at=timezone.now())

    value("30")
    assert given(county, "qingshi", crowd) == 31
    assert alerts() == [31]
    for text, counted in (("0", harvesting.LEAST), ("5000", harvesting.MOST)):
        value(text)
        assert harvesting.calm(timezone.now()) == counted


def test_sixty_files_a_day_and_the_towns_lists_are_not_hindered(county: County, crowd: list[int]) -> None:
    officer = county.client("qingshi")
    assert given(county, "qingshi", crowd[:60]) == 60
    for village in ("990525100200", "990525100201"):
        assert officer.get(reverse("members", args=[village])).status_code == 200
    assert given(county, "qingshi", crowd[:5]) == 5, "the same again"
    Reading.objects.update(at=Reading.objects.first().at - timedelta(hours=25))  # type: ignore[union-attr]
    assert given(county, "qingshi", crowd[60:105]) == 45, "the next day"
    assert not alerts()


def test_a_table_of_many_persons_taken_out_is_told_of(county: County, crowd: list[int]) -> None:
    url = reverse("members", args=["990525100200"]) + "?export=members"
    answer = county.client("qingshi").post(url, {"usual": "election"})
    assert answer.status_code == 200
    assert len(alerts()) == 1


def test_whoever_reads_nobody_states_no_purpose(county: County) -> None:
    for username in ("auditor", "stranger"):
        answer = county.client(username).post(reverse("state_purpose"), {"purpose": "换届资格联审"})
        assert answer.status_code == 404


def test_what_a_token_is_called_is_no_purpose(county: County, crowd: list[int]) -> None:
    """Through the API as on the pages: alerted, then slowed, until its owner says what for."""
    actor = replace(county.actor("county"), purpose="年报", token=7)
    read_by(actor, crowd[: harvesting.MOST])
    read_by(actor, [crowd[harvesting.MOST]])
    assert alerts() == [harvesting.MOST + 1]
    with pytest.raises(Slowed):
        read_by(actor, [crowd[harvesting.MOST + 1]])


def test_a_token_is_counted_apart_from_its_owner_and_from_her_other_tokens(
    county: County, crowd: list[int]
) -> None:
    """A program that reads the register every night does not slow the officer's own work."""
    owner = county.actor("county")
    first, second = (replace(owner, purpose="年报", token=number) for number in (7, 8))
    read_by(first, crowd[: harvesting.MOST])
    read_by(second, crowd[100:199])
    read_by(owner, crowd[199:258], purpose="ordinary")
    assert alerts() == []
    read_by(second, crowd[199:200])
    assert alerts() == []
    read_by(second, crowd[200:201])
    assert alerts() == [harvesting.MOST + 1], "each token has the same limit"
    read_by(owner, [crowd[259]], purpose="ordinary")


def read_by(actor: Actor, ids: list[int], purpose: str = "年报") -> None:
    """As a page of the API's list of members does."""
    now = timezone.now()
    harvesting.watch(actor=actor, at=now, persons=ids, unit_id=None)
    persons = [(id, None) for id in ids]
    record_readings(actor=actor, at=now, persons=persons, part="list", purpose=purpose)
