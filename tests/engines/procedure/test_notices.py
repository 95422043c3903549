"""Columns and kinds of notice: read strictly, and for how long the rules in force keep each posted."""

from datetime import date

import pytest

from jiceng.config.profile import PACKAGED
from jiceng.engines.procedure import Profile, load_profile, stay
from jiceng.kernel.errors import ProfileError

HEAD = """
[profile]
code = "own"
title = { zh = "试", en = "Own" }
version = "1"
timezone = "Asia/Shanghai"
extends = ["national"]
"""


def loaded(text: str = "") -> Profile:
    def read(name: str) -> str:
        return HEAD + text if name == "own/profile.toml" else (PACKAGED / name).read_text(encoding="utf-8")

    return load_profile("own", read)


def test_a_site_a_column_and_a_kind_are_read() -> None:
    profile = loaded(
        """
[site]
title = { zh = "本网", en = "Ours" }
[column.budget]
title = { zh = "预算", en = "Budget" }
listed = false
[notice.budget]
title = { zh = "年度预算", en = "Yearly budget" }
column = "budget"
"""
    )
    assert profile.site.title.zh == "本网"
    assert not profile.columns["budget"].listed
    assert profile.notices["budget"].listed
    assert stay(profile.notices["budget"], profile.duties.values(), date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('column = "none"', "unknown_code", "notice.n.column"),
        ('column = "studies"\ndoes = "members_meeting"', "unknown_code", "notice.n.does"),
        ('column = "studies"\ndoes = "village_posting"\nitems = ["oath"]', "unknown_code", "notice.n.items"),
        ('column = "studies"\nitems = ["accounts"]', "unknown_code", "notice.n.items"),
        ('column = "studies"\nunit_kinds = ["moon"]', "unknown_code", "notice.n.unit_kinds"),
        ('column = "studies"\ncolour = "red"', "unknown_key", "notice.n.colour"),
        ("", "missing_key", "notice.n.column"),
    ],
)
def test_what_names_nothing_known_is_refused(text: str, code: str, where: str) -> None:
    with pytest.raises(ProfileError) as refused:
        loaded(f'[notice.n]\ntitle = {{ zh = "某", en = "Some" }}\n{text}\n')
    assert (refused.value.code, refused.value.data["where"]) == (code, where)


@pytest.mark.parametrize(
    ("kind", "day", "days", "instrument"),
    [
        ("accounts", date(2025, 12, 31), None, ""),
        ("accounts", date(2026, 1, 1), 15, "villages_law_2025"),
        ("collective_report", date(2025, 4, 30), None, ""),
        ("collective_report", date(2025, 5, 1), 10, "collectives_law"),
        ("voters", date(2025, 12, 31), 20, "villages_law_2018"),
        ("voters", date(2026, 1, 1), 20, "villages_law_2025"),
    ],
)
def test_the_rule_in_force_on_the_day_says_how_long(
    kind: str, day: date, days: int | None, instrument: str
) -> None:
    profile = loaded()
    found = stay(profile.notices[kind], profile.duties.values(), day)
    assert (found and found.days) == days
    assert (found.citation.instrument if found else "") == instrument


def test_a_kind_does_a_duty_only_with_the_parts_it_asks_for() -> None:
    profile = loaded()
    version = profile.duty("accounts_posting").version_on(date(2026, 1, 1))
    assert version is not None
    assert profile.notices["accounts"].serves(version)
    assert not profile.notices["decisions"].serves(version)
    assert not profile.notices["study"].serves(version)
