"""The whole county, made once a test run in a process of its own."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from jiceng.apps.demonstration.county import generate
from jiceng.apps.demonstration.services import SEED
from jiceng.apps.duties.models import Verdict
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import Term, UnitVersion, on
from jiceng.apps.people.models import Membership, Person, Post, PostHolding
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
