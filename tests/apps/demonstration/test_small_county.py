"""A small demonstration (two towns) in a real database: what is written agrees with what the services
would have written.
"""

import json
import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password

from jiceng.apps.access.models import Grant, User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.duties.models import Freshness, Postponement, Verdict
from jiceng.apps.gatherings.models import Gathering, Revision, Roll
from jiceng.apps.gatherings.rolls import entitled_on, freeze
from jiceng.apps.gatherings.services import Minutes, correct_gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Body, Term, Unit, UnitVersion
from jiceng.apps.organisations.versions import path_of
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding, Seat
from jiceng.apps.people.names import initials
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, DAY, SYSTEM


class TestSmallCounty(SmallCounty):
    """What is written agrees with what the services would have written."""

    def test_one_journal_entry_and_verdicts_for_every_unit(self) -> None:
        (entry,) = AuditEntry.objects.all()
        assert entry.type == "demonstration.made"
        assert Verdict.objects.count() == self.made.rows["duties_verdict"] > 10_000
        assert not Freshness.objects.filter(stale=True).exists()
        assert self.made.rows["gatherings_gathering"] == Gathering.objects.count()

    def test_the_accounts_can_sign_in_and_hold_their_roles(self) -> None:
        file = Path(settings.DATA) / "demonstration.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        found = demonstration()
        assert found is not None
        assert found == json.loads(file.read_text(encoding="utf-8"))
        assert found["made_on"] == str(DAY)
        assert [row["role"] for row in found["accounts"]] == [
            "secretary",
            "town_officer",
            "county_officer",
            "auditor",
        ]
        for row in found["accounts"]:
            user = User.objects.get(username=row["username"])
            assert check_password(row["password"], user.password)
            grant = Grant.objects.get(user=user)
            version = UnitVersion.objects.get(unit=grant.unit_id, ends_on=None)
            assert (grant.role, version.name) == (row["role"], row["unit"])
            assert actor_for(user, DAY).may("unit.read", version.path)

    def test_paths_are_those_of_the_services(self) -> None:
        versions = {v.unit_id: v for v in UnitVersion.objects.filter(ends_on=None).select_related("unit")}
        for version in UnitVersion.objects.select_related("unit"):
            above = versions[version.parent_id].path if version.parent_id else ""
            assert version.path == path_of(version.unit, above)

    def test_rolls_are_those_the_services_would_freeze(self) -> None:
        held = Gathering.objects.filter(state="held", roll__isnull=False).select_related(
            "unit", "body", "roll"
        )
        rolls = Roll.objects.count()
        for gathering in held.order_by("minutes", "pk")[:150]:
            entries = entitled_on(gathering.unit, gathering.body, gathering.kind, gathering.day)
            assert freeze(gathering.unit, entries) == gathering.roll
        assert Roll.objects.count() == rolls

    def test_records_can_be_worked_with_as_any_other(self) -> None:
        gathering = Gathering.objects.filter(kind="activity_day", state="held", body=None, roll__size__gt=4)[
            0
        ]
        assert gathering.roll is not None
        absent = {gathering.roll.entries[0][0]: "ill"}
        minutes = Minutes(kind=gathering.kind, day=gathering.day, text="更正。", absent=absent)
        corrected = correct_gathering(
            actor=SYSTEM,
            at=AT,
            gathering=gathering,
            minutes=minutes,
            reason="更正",
            revision=gathering.revision,
        )
        assert corrected.attended == gathering.roll.size - 1
        root = Unit.objects.get(code="990525")
        draft = organisations.UnitDraft("990525-X1", "新设支部", "office", "branch")
        unit = organisations.found_unit(actor=SYSTEM, at=AT, parent=root, draft=draft, day=DAY)
        assert unit.pk > self.made.rows["organisations_unit"]

    def test_identity_numbers_are_sealed_and_names_can_be_searched(self) -> None:
        for person in Person.objects.order_by("pk")[:200]:
            assert person.id_number_sealed is not None
            assert person.id_number_index is not None
            number = id_numbers.unseal(bytes(person.id_number_sealed), bytes(person.id_number_index))
            assert number.characters.startswith("990525")
            assert (number.sex.value, number.birth_date) == (person.sex, person.birth_date)
            assert person.id_number_masked == number.masked
            assert person.initials == initials(person.name)

    def test_bodies_terms_and_posts_belong_together(self) -> None:
        assert not Term.objects.filter(ended_on=None, due_on__lt=DAY - timedelta(days=200)).exists()
        for body in Body.objects.filter(kind="branch_committee").prefetch_related("terms")[:200]:
            terms = sorted(body.terms.all(), key=lambda term: term.starts_on)
            assert [term.ended_on for term in terms[:-1]] == [term.starts_on for term in terms[1:]]
            assert terms[-1].ended_on is None
        for seat in Seat.objects.select_related("body")[:500]:
            assert seat.ends_on is None or seat.starts_on < seat.ends_on
        for held in PostHolding.objects.select_related("post")[:500]:
            assert held.post.starts_on <= held.starts_on
            assert held.ends_on is None or held.starts_on < held.ends_on

    def test_what_else_there_is(self) -> None:
        assert Membership.objects.filter(ends_on=None, standing="probationary").exists()
        assert Absence.objects.filter(ends_on=None).exists()
        assert Postponement.objects.count() == 1
        assert Gathering.objects.filter(
            state="announced", day__gt=DAY, roll=None, absent__isnull=True
        ).exists()
        assert Gathering.objects.exclude(makes_up="").exists()
        for revision in Revision.objects.select_related("gathering"):
            assert revision.number < revision.gathering.revision
            assert revision.at <= AT
        assert not Gathering.objects.filter(recorded_at__gt=AT).exists()
        assert not Gathering.objects.filter(day__lt=DAY - timedelta(days=731)).exists()
