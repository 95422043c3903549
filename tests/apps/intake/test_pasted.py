"""Rows pasted as the clipboard gives them: with and without headings, for the unit whose register it is."""

import pytest

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.intake import pasted, uploads
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.models import Import, Mapping
from jiceng.apps.intake.pasted import PASTED
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.people.models import Membership, PostHolding
from jiceng.engines.sheets import read_pasted
from tests.apps.intake.test_uploads import worked_off
from tests.county import AT, County, id_number

pytestmark = pytest.mark.django_db

WIDE = "\u3000"


def sent(county: County, text: str, kind: str, unit: str = "青石镇柳林村", user: str = "qingshi") -> Import:
    """What was pasted, checked."""
    actor = county.actor(user)
    return worked_off(
        uploads.send_in(actor=actor, at=AT, name=PASTED, content=text.encode(), kind=kind, unit=unit)
    )


def written(county: County, taken: Import, user: str = "qingshi") -> None:
    uploads.accept(actor=county.actor(user), at=AT, import_id=taken.pk, good_only=False)
    assert worked_off(taken).state == "written"


def keys(text: str, kind: str) -> list[str]:
    """What each column of pasted rows is proposed to be."""
    (sheet,) = read_pasted(text)
    found = pasted.proposed(sheet, vocabularies()[kind])
    return [found.get(at, "") for at in range(max(len(row.cells) for row in sheet.rows))]


def test_members_without_headings_are_read_by_what_stands_in_the_columns(county: County) -> None:
    text = (
        f"1\t许小满\t男\t汉\t{id_number(201)}\t高中\t1999.7.1\t正式党员\t13803560001\r\n"
        f"2\t何{WIDE}云\t女\t回族\t{id_number(202)}\t大专\t2004年3月\t正式党员\t0356-3020001\r\n"
    )
    taken = sent(county, text, "people")
    assert not [
        (each.column, each.code) for each in uploads.preview_of(county.actor("qingshi"), taken).faults
    ]
    written(county, taken)
    found = Membership.objects.filter(person__name__in=["许小满", "何云"]).select_related("unit", "person")
    assert {(each.person.name, each.unit_id, str(each.joined_on)) for each in found} == {
        ("许小满", county.unit("柳林村").pk, "1999-07-01"),
        ("何云", county.unit("柳林村").pk, "2004-03-01"),
    }


def test_births_are_told_from_days_of_joining(county: County) -> None:
    assert keys("许小满\t1970-01-02\t1999-07-01\n何云\t1980-05-01\t2004-03-01\n", "people") == [
        "name",
        "birth_date",
        "joined_on",
    ]
    assert keys("许小满\t1999-07-01\t2000-07-01\n何云\t2004-03-01\t2005-03-01\n", "people") == [
        "name",
        "joined_on",
        "full_on",
    ]


def test_our_own_form_is_known_by_its_order(county: County) -> None:
    """Days alone do not tell the day of coming to the unit; the place in the form does."""
    row = ["1", "许小满", "女", "汉", id_number(201), "1980-01-01", "高中", "务农"]
    row += ["1999-07-01", "2000-07-01", "正式党员", "2010-03-01", "", "柳林村", "", "青石镇", "13803560001"]
    assert keys("\t".join(row), "people") == [
        *("number", "name", "sex", "ethnicity", "id_number", "birth_date", "education"),
        *("occupation", "joined_on", "full_on", "standing", "member_since", "away_since"),
        *("unit_name", "unit_code", "above", "phone"),
    ]


def test_a_cell_of_several_lines_stays_one_cell(county: County) -> None:
    text = (
        '2026-11-05\t支部党员大会\t"一、学习，略。\n二、“两委”说明:他说""可以"", 同意。"\t4\t4\r\n'
        f"2026/11/06\t{WIDE}主题党日\t打扫, 修路, 看望\t4\t3\r\n"
    )
    taken = sent(county, text, "gatherings")
    preview = uploads.preview_of(county.actor("qingshi"), taken)
    read = {each.position: each.column for each in preview.tables[0].columns}
    assert read == {0: "day", 1: "kind", 2: "", 3: "entitled", 4: "present"}
    columns = {preview.tables[0].sheet: {2: "minutes"}}
    said = Choices(kind="gatherings", columns=columns, unit="青石镇柳林村")
    uploads.decide(actor=county.actor("qingshi"), at=AT, import_id=taken.pk, decisions=said)
    written(county, worked_off(taken))
    found = Gathering.objects.filter(unit=county.unit("柳林村")).order_by("day")
    assert [each.kind for each in found] == ["members_meeting", "activity_day"]
    assert found[0].minutes == '一、学习，略。\n二、“两委”说明:他说"可以", 同意。'
    assert not Mapping.objects.exists()  # of a heading we wrote nothing is learned


def test_leaders_and_units_are_read_for_the_register_they_were_pasted_into(county: County) -> None:
    taken = sent(county, "书记\t陈志明\t2024-01-10\n", "posts")
    preview = uploads.preview_of(county.actor("qingshi"), taken)
    assert [each.column for each in preview.tables[0].columns] == ["post", "name", "since"]
    assert preview.tables[0].rows == 1
    units = sent(
        county, "东沟村\t村\t党支部\t2020-03-01\n西沟村\t村\t党支部\t2020-03-01\n", "units", "青石镇"
    )
    assert (units.state, units.rows, units.rejected) == ("checked", 2, 0)
    written(county, units)
    parents = UnitVersion.objects.filter(name__in=["东沟村", "西沟村"]).values_list("parent_id", flat=True)
    assert set(parents) == {county.unit("青石镇").pk}
    assert PostHolding.objects.filter(person__name="陈志明").count() >= 1


def test_headings_that_were_copied_are_no_record(county: County) -> None:
    text = f"姓名\t身份证号\t何时入党\t备注甲\n许小满\t{id_number(201)}\t1999-07-01\t\n"
    taken = sent(county, text + f"何云\t{id_number(202)}\t2004-03-01\t\n", "people")
    assert taken.state == "refused"  # standing is asked for
    assert all(table.headed for table in uploads.preview_of(county.actor("qingshi"), taken).tables)
    only = read_pasted("姓名\t甲\n许小满\t乙\n")[0]
    assert pasted.headed(only, vocabularies()["people"])


def test_a_word_that_is_a_value_too_makes_no_heading(county: County) -> None:
    (sheet,) = read_pasted("许小满\t党员\t1999-07-01\n")
    assert not pasted.headed(sheet, vocabularies()["people"])


def test_establishments_without_headings_are_read_too(county: County) -> None:
    rows = [
        "1\t青禾县旺达粮油有限公司\t91990525MA0K000X1T\t存续\t2019-01-01",
        "2\t青禾县粮食流通协会（筹）\t51990525MJ0000021Y\t注销\t2020-05-06",
    ]
    assert keys("\n".join(rows), "establishments") == [
        *("number", "name", "credit_code", "state", "registered_on"),
    ]


def test_what_cannot_be_told_is_left_to_the_reader(county: County) -> None:
    assert keys("甲乙\t丙丁\n一甲\t子丑\n", "gatherings") == ["", ""]
    assert keys("许小满\t柳林村\t上窑村\n", "people") == ["name", "unit_name", ""]
    assert keys("许小满\t\t1999-07-01\n", "people") == ["name", "", "joined_on"]


def test_a_unit_of_its_own_column_goes_before_the_register_s(county: County) -> None:
    text = f"许小满\t{id_number(201)}\t1999-07-01\t正式党员\t上窑村\n"
    written(county, sent(county, text, "people"))
    assert Membership.objects.get(person__name="许小满").unit_id == county.unit("上窑村").pk


def test_without_a_kind_nothing_is_proposed(county: County) -> None:
    taken = sent(county, f"许小满\t{id_number(201)}\t1999-07-01\t正式党员\n", "", user="county")
    assert taken.state == "refused"


def test_a_wide_space_is_shown_as_a_space(county: County) -> None:
    taken = sent(county, f"何{WIDE}云\t{id_number(202)}\t2004-03-01\t正式党员\n", "people")
    names = uploads.preview_of(county.actor("qingshi"), taken).tables[0].columns[0]
    assert names.samples == ("何 云",)


def test_a_register_of_meetings_may_head_the_kind_plainly(county: County) -> None:
    taken = sent(county, "日期\t会议\t应到\t实到\n2026-11-05\t党员大会\t4\t4\n", "gatherings")
    preview = uploads.preview_of(county.actor("qingshi"), taken)
    assert [each.column for each in preview.tables[0].columns] == ["day", "kind", "entitled", "present"]
    assert not preview.faults
