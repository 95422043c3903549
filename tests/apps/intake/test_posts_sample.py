"""The demonstration county's leaders: written as a workbook, taken into an empty register after units and
members, the same again.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Exists, OuterRef, Q

from jiceng.apps.demonstration.services import write_workbooks
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.services import rebuild
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.services import import_file
from jiceng.apps.organisations.models import OPEN, Body, Post, Term
from jiceng.apps.people.models import Membership, PostHolding, Seat
from tests.apps.demonstration.fixtures import SmallCounty
from tests.apps.intake.test_units_sample import empty_the_register
from tests.county import AT, SYSTEM

DUTIES = ("term_election", "secretary_vacancy")
PERSON = ("person__name", "person__birth_date", "person__id_number_masked")
MEMBER = Exists(Membership.objects.filter(OPEN, person=OuterRef("person_id")))
OF_BODY = ("body__unit__code", "body__kind", "body__name")


def counted(rows: Iterable[tuple[Any, ...]]) -> "Counter[tuple[Any, ...]]":
    return Counter(tuple(rows))


def leadership() -> dict[str, "Counter[tuple[Any, ...]]"]:
    """All that is kept of the bodies and posts there are, of people who are members now."""
    bodies, posts = Q(body__ends_on=None), Q(post__ends_on=None)
    required = Q(kind="secretary")
    held = PostHolding.objects.filter(MEMBER, posts)
    verdicts = Verdict.objects.filter(duty__in=DUTIES, unit__versions__ends_on=None)
    return {
        "bodies": counted(Body.objects.filter(OPEN).values_list("unit__code", "kind", "name", "starts_on")),
        "terms": counted(
            Term.objects.filter(bodies).values_list(*OF_BODY, "starts_on", "due_on", "ended_on")
        ),
        "seats": counted(
            Seat.objects.filter(MEMBER, bodies).values_list(*OF_BODY, *PERSON, "starts_on", "ends_on")
        ),
        "posts": counted(Post.objects.filter(OPEN).values_list("unit__code", "kind")),
        "since": counted(
            Post.objects.filter(OPEN).exclude(required).values_list("unit__code", "kind", "starts_on")
        ),
        "holdings": counted(
            held.values_list("post__unit__code", "post__kind", *PERSON, "starts_on", "ends_on")
        ),
        "verdicts": counted(
            verdicts.values_list("unit__code", "duty", "period", "opens_on", "closes_on", "met_on")
        ),
    }


class TestSampleLeaders(SmallCounty):
    """Two towns: committees with past terms, groups, posts left empty for months."""

    def test_the_leaders_are_rebuilt_from_their_own_workbook(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory(prefix="jiceng-leaders-")))
        write_workbooks(actor=SYSTEM.with_purpose("演示"), at=AT, folder=folder)
        known = import_file(actor=SYSTEM, at=AT, path=folder / "班子成员.xlsx", choices=Choices())
        assert (known.kind, known.unchanged, known.rejected) == ("posts", known.rows, ())
        before = leadership()
        assert all(before.values())
        empty_the_register()
        for name in ("组织机构", "党员名册", "班子成员"):
            report = import_file(actor=SYSTEM, at=AT, path=folder / f"{name}.xlsx", choices=Choices())
            assert (report.rejected, report.unknown_columns) == ((), ())
        assert report.notes == {}
        rebuild(actor=SYSTEM, at=AT)
        after = leadership()
        for name, rows in before.items():
            assert rows == after[name], name
