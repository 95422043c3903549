"""Taking an import back: what it made goes, what it changed is as before, what changed since stays."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.intake import selectors
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.apps.intake.undo import CHANGED_SINCE, IN_USE, undo_import
from jiceng.apps.intake.uploads import DAYS_TO_UNDO, forget_values
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership, Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, NotFound, Refused
from tests.apps.intake.workbooks import person, write_register
from tests.county import AT, DAY, SYSTEM, County

Take = Callable[..., ImportReport]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write the rows and import them."""

    def taken(*rows: dict[str, Any], actor: Actor = SYSTEM, **choices: Any) -> ImportReport:
        path = write_register(tmp_path / "党员名册.xlsx", *rows)
        return import_file(actor=actor, at=AT, path=path, choices=Choices("people", **choices))

    return taken


def taken_id(report: ImportReport) -> int:
    assert report.import_id is not None
    return report.import_id


def test_what_an_import_made_is_taken_out_again(county: County, take: Take) -> None:
    before = (Person.objects.count(), Membership.objects.count())
    first = taken_id(take(person(201), person(202)))
    assert Change.objects.filter(of=first, before__isnull=True).count() == 2
    report = undo_import(actor=SYSTEM, at=AT, import_id=first)
    assert (report.taken_back, report.left) == (2, ())
    assert (Person.objects.count(), Membership.objects.count()) == before
    assert Import.objects.get(pk=first).state == Import.State.UNDONE
    assert list(Change.objects.filter(of=first).values_list("after")) == [({},), ({},)]  # nobody is named
    entry = AuditEntry.objects.latest("pk")
    assert (entry.type, entry.subject) == ("import.undone", f"import:{first}")
    assert take(person(201), person(202)).written == 2


def test_what_an_import_changed_is_as_before(county: County, take: Take) -> None:
    take(person(201, 联系电话="03560000000"))
    changed = take(person(201, 姓名="许大满", 学历="本科", 联系电话=""), differences="file")
    assert (changed.written, changed.changed) == (1, 1)
    found = Person.objects.get(name="许大满")
    assert (found.education, found.phone) == ("本科", "03560000000")
    told = selectors.changed_fields(Change.objects.get(of=taken_id(changed)))
    assert {(each.field, each.before, each.after) for each in told} == {
        ("person__name", "许小满", "许大满"),
        ("person__education", "大专", "本科"),
    }
    undo_import(actor=SYSTEM, at=AT, import_id=taken_id(changed))
    assert Person.objects.filter(name="许小满", education="大专", phone="03560000000").exists()


def test_rows_changed_since_are_listed_and_left(county: County, take: Take) -> None:
    first = take(person(201), person(202, 姓名="何雨"))
    membership = Membership.objects.select_related("person", "unit").get(person__name="何雨")
    people.correct_person(
        actor=SYSTEM,
        at=AT,
        person=membership.person,
        unit=membership.unit,
        draft=people.PersonDraft("何小雨"),
        reason="wrong",
    )
    report = undo_import(actor=SYSTEM, at=AT, import_id=taken_id(first))
    assert report.taken_back == 1
    assert [(each.row, each.why) for each in report.left] == [(3, CHANGED_SINCE)]
    assert Person.objects.filter(name="何小雨").exists()
    assert not Person.objects.filter(name="许小满").exists()


def test_who_is_on_a_roll_or_away_since_is_left(county: County, take: Take) -> None:
    first = take(person(201), person(202, 姓名="何雨", 所在支部="上窑村", 支部代码="990525100200"))
    away = Membership.objects.get(person__name="许小满")
    people.start_absence(actor=SYSTEM, at=AT, membership=away, day=DAY)
    gatherings.record_gathering(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=gatherings.Minutes(kind="members_meeting", day=DAY),
    )
    report = undo_import(actor=SYSTEM, at=AT, import_id=taken_id(first))
    assert (report.taken_back, [each.why for each in report.left]) == (0, [IN_USE, IN_USE])


def test_what_was_left_may_be_taken_back_later(county: County, take: Take) -> None:
    first = taken_id(take(person(201)))
    away = Membership.objects.get(person__name="许小满")
    absence = people.start_absence(actor=SYSTEM, at=AT, membership=away, day=DAY)
    assert len(undo_import(actor=SYSTEM, at=AT, import_id=first).left) == 1
    absence.delete()
    assert undo_import(actor=SYSTEM, at=AT, import_id=first).taken_back == 1
    with pytest.raises(Conflict, match="import_not_written"):
        undo_import(actor=SYSTEM, at=AT, import_id=first)


def test_who_may_take_back(county: County, take: Take) -> None:
    officer = county.actor("qingshi")
    own = taken_id(take(person(201), actor=officer))
    other = taken_id(take(person(202)))
    for username in ("hewan", "liulin", "auditor", "stranger"):
        with pytest.raises(NotFound, match="import_not_found"):
            undo_import(actor=county.actor(username), at=AT, import_id=own)
    with pytest.raises(NotFound, match="import_not_found"):
        undo_import(actor=officer, at=AT, import_id=other)
    with pytest.raises(NotFound, match="import_not_found"):
        undo_import(actor=Actor(officer.id, officer.name), at=AT, import_id=own)
    moved = Actor(officer.id, officer.name, county.actor("hewan").grants)
    with pytest.raises(Refused, match="not_permitted"):
        undo_import(actor=moved, at=AT, import_id=own)
    assert undo_import(actor=officer, at=AT, import_id=own).taken_back == 1
    assert undo_import(actor=county.actor("county"), at=AT, import_id=other).taken_back == 1


def test_after_a_year_an_import_keeps_nothing_of_persons(county: County, take: Take) -> None:
    first = taken_id(take(person(201)))
    assert forget_values(at=AT + timedelta(days=DAYS_TO_UNDO)) == 0
    assert forget_values(at=AT + timedelta(days=DAYS_TO_UNDO + 1)) == 1
    assert [each.why for each in undo_import(actor=SYSTEM, at=AT, import_id=first).left] == [CHANGED_SINCE]
    assert Person.objects.filter(name="许小满").exists()
