"""The whole county, made once a test run in a process of its own."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from jiceng.apps.commendations.models import Commendation
from jiceng.apps.demonstration.county import generate
from jiceng.apps.demonstration.services import SEED
from jiceng.apps.duties.models import Verdict
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import Term, UnitVersion, on
from jiceng.apps.people.models import Absence, LeaderTraining, Membership, Person, Post, PostHolding
from jiceng.apps.quantities.selectors import count
from jiceng.apps.transfers.mobile import CONTACT, figure
from jiceng.apps.transfers.models import Transfer
from jiceng.kernel.periods import months_after
from tests.county import DAY

pytestmark = [pytest.mark.sample, pytest.mark.usefixtures("sample_county")]


def test_sixteen_towns_and_450_village_level_units() -> None:
    now = UnitVersion.objects.filter(on(DAY))
    kinds = Counter(now.values_list("kind", flat=True))
    assert (kinds["county"], kinds["town"]) == (1, 16)
    assert kinds["village"] + kinds["community"] == 450
    assert kinds["community"] == 22
    for kind in ("office", "institution", "state_firm", "private_firm", "social_organisation"):
        assert kinds[kind] > 20
    towns = now.filter(kind="town").order_by("order").values_list("unit_id", flat=True)
    villages = Q(kind="village") | Q(kind="community")
    counts = [now.filter(villages, parent=town).count() for town in towns]
    assert counts == [36, 27, 24, 18, 14, 20, 61, 34, 39, 21, 34, 25, 20, 28, 17, 32]


def test_about_forty_thousand_members() -> None:
    members = Membership.objects.filter(on(DAY))
    assert 38_000 <= members.count() <= 42_000
    assert 0.005 < members.filter(standing="probationary").count() / members.count() < 0.03
    sizes = (
        members.filter(unit__versions__form="branch")
        .values("unit")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
    assert sum(size > 56 for size in sizes) < 0.02 * len(sizes)


def test_most_duties_are_done_and_a_few_branches_are_weak() -> None:
    closed = Verdict.objects.filter(
        duty="activity_day", opens_on__gte="2025-01-01", grace_until__lt=DAY, excuse=""
    )
    done = closed.filter(met_on__isnull=False).count() / closed.count()
    assert 0.94 < done < 0.985
    rows = closed.values("unit").annotate(all=Count("pk"), met=Count("pk", filter=Q(met_on__isnull=False)))
    weak = [row for row in rows if row["met"] < 0.75 * row["all"]]
    assert 0.015 < len(weak) / len(rows) < 0.06
    current = Verdict.objects.filter(duty="activity_day", period="2026-11")
    assert 0.5 < current.filter(met_on__isnull=False).count() / current.count() < 0.95


def test_terms_of_villages_end_this_autumn_and_some_secretaries_are_missing() -> None:
    villages = UnitVersion.objects.filter(on(DAY), kind="village").values("unit_id")
    running = Term.objects.filter(body__unit_id__in=villages, body__ends_on=None, ended_on=None)
    due = running.filter(due_on__gt=DAY, due_on__year=2026).count()
    elected = running.filter(starts_on__year=2026).count()
    overdue = running.filter(due_on__lte=DAY).count()
    assert due > 100
    assert elected > 100
    assert 0 < overdue < 25
    held = PostHolding.objects.filter(on(DAY)).values("post_id")
    vacant = Post.objects.filter(on(DAY), kind="secretary").exclude(pk__in=held)
    since = [max(h.ends_on for h in post.holdings.all()) for post in vacant.prefetch_related("holdings")]
    assert 5 <= len(since) <= 12
    assert max((DAY - day).days for day in since) == 96


def test_nearly_all_statements_of_members_away_are_renewed_in_time() -> None:
    before = months_after(DAY, -(figure(CONTACT, DAY) or 0))
    away = Absence.objects.filter(on(DAY)).annotate(said=Coalesce("confirmed_on", "starts_on"))
    late = away.filter(said__lte=before)
    assert away.count() > 500
    assert 3 <= late.count() <= 20
    assert not late.filter(said__lt=before - timedelta(days=90)).exists()


def test_most_leaders_have_the_hours_of_the_year_and_some_are_short() -> None:
    held = PostHolding.objects.filter(on(DAY), post__kind="secretary", starts_on__year__lt=DAY.year)
    trained = LeaderTraining.objects.filter(day__year=DAY.year, person_id__in=held.values("person_id"))
    hours = trained.values("person_id").annotate(hours=Sum("hours")).values_list("hours", flat=True)
    asked = figure("leader_training_hours", DAY) or 0
    people = held.values("person_id").distinct().count()
    assert 0.6 < sum(each >= asked for each in hours) / people < 0.85
    assert 0.1 < sum(each < asked for each in hours) / people < 0.35
    assert len(hours) < people
    early = trained.filter(person__post_holdings__post__kind="secretary", person__post_holdings__ends_on=None)
    assert not early.filter(day__lt=F("person__post_holdings__starts_on")).exists()


def test_talks_count_nobody_and_at_trainings_everyone_counts() -> None:
    talks = Gathering.objects.filter(kind="heart_talk", state="held")
    assert talks.count() > 1_000
    assert not talks.exclude(roll=None, absent=None, entitled=0, present=0, attended=0).exists()
    trainings = Gathering.objects.filter(kind="member_training", state="held")
    assert trainings.count() > 1_000
    assert not trainings.exclude(entitled=F("roll__size"), present=F("attended")).exists()


def test_few_branches_have_had_no_candidate_for_years() -> None:
    count_of = count(DAY, ["months_without_candidate", "full_members"])
    asked = [unit for unit, each in count_of["full_members"].items() if each.value and each.value >= 3]
    months = count_of["months_without_candidate"]
    without = [unit for unit in asked if unit in months and (months[unit].value or 0) >= 24]
    assert 0.005 < len(without) / len(asked) < 0.1


def test_a_few_firms_and_associations_stand_on_paper_only() -> None:
    months = count(DAY, ["months_without_life"])["months_without_life"]
    silent = [unit for unit, each in months.items() if (each.value or 0) >= 6]
    kinds = Counter(UnitVersion.objects.filter(on(DAY), unit__in=silent).values_list("kind", flat=True))
    assert set(kinds) == {"private_firm", "social_organisation"}
    assert 3 <= len(silent) <= 25


def test_who_came_from_outside_came_with_a_letter() -> None:
    came = Transfer.objects.filter(direction="in", starts_on__gt=months_after(DAY, -12), starts_on__lte=DAY)
    assert 20 < came.count() < 150
    for each in came:
        assert Membership.objects.filter(person=each.person, starts_on__lt=each.starts_on).count() == 0
        assert Membership.objects.filter(
            person=each.person, unit=each.to_unit, starts_on=each.starts_on
        ).exists()


def test_an_honour_is_given_to_a_place_it_fits() -> None:
    of_villages = Commendation.objects.filter(honour="集体经济发展先进村")
    kinds = UnitVersion.objects.filter(on(DAY), unit__in=of_villages.values("unit"))
    assert set(kinds.values_list("kind", flat=True)) == {"village"}


def test_another_process_makes_the_same_county() -> None:
    text: str = settings.READ_PROFILE(settings.PROFILE.register.file)
    county = generate(settings.PROFILE, text.splitlines(), DAY, SEED, None, lambda *_: None)
    fields = ("id", "unit_id", "day", "minutes", "absent", "present", "chair")
    written = Gathering.objects.order_by("pk").values_list(*fields).iterator()
    again = sorted(county.gatherings, key=lambda row: row.id)
    assert all(
        row == (g.id, g.unit_id, g.day, g.minutes, g.absent, g.present, g.chair)
        for row, g in zip(written, again, strict=True)
    )
    members = Person.objects.filter(Exists(Membership.objects.filter(person=OuterRef("pk"))))
    names = members.order_by("pk").values_list("name", flat=True)
    assert [person.name for person in county.people] == list(names)


def test_the_county_is_a_copy_that_may_be_written_to(sample_county: Path, sample_folder: Path) -> None:
    assert sample_county != sample_folder
    assert (sample_county / "demonstration.json").exists()
    assert Path(settings.DATA) == sample_county
