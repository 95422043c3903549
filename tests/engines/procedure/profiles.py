"""Profiles the engine is tried with: the packaged ones, and one that has every kind of clause."""

from importlib import resources

from jiceng.engines.procedure import Profile, load_profile

PACKAGED = resources.files("jiceng") / "profiles"

EVERY_CLAUSE = """
[profile]
code = "trial"
title = { zh = "试", en = "Trial" }
version = "1"
timezone = "Asia/Shanghai"

[instrument.rules]
title = { zh = "章程", en = "Rules" }
source = "made for tests"

[parameter.often]
title = { zh = "次数", en = "How often" }
value = 2
unit = "times"
source = "pending"

[parameter.away]
title = { zh = "外出", en = "Away" }
value = "1/2"
unit = "share"
source = "pending"

[organisation_form.single]
title = { zh = "单", en = "Single" }
[organisation_form.joint]
title = { zh = "联", en = "Joint" }
[organisation_form.large]
title = { zh = "大", en = "Large" }

[unit_kind.village]
title = { zh = "村", en = "Village" }
level = 1
order = 2
forms = ["single", "joint"]
[unit_kind.firm]
title = { zh = "企", en = "Firm" }
level = 1
order = 1
required_posts = ["chair"]

[body_kind.council]
title = { zh = "会", en = "Council" }
roll = "appointed"
elected = true
[body_kind.group]
title = { zh = "组", en = "Group" }
roll = "appointed"

[post_kind.chair]
title = { zh = "长", en = "Chair" }

[item.one]
title = { zh = "一", en = "One" }
fixed = true
[item.two]
title = { zh = "二", en = "Two" }
fixed = true
[item.three]
title = { zh = "三", en = "Three" }

[gathering_kind.meeting]
title = { zh = "会议", en = "Meeting" }
voting = true
[gathering_kind.group_meeting]
title = { zh = "小组会", en = "Group meeting" }
body = "group"
[gathering_kind.day]
title = { zh = "活动", en = "Day" }
items = ["one", "two", "three"]

[duty_group.all]
title = { zh = "全", en = "All" }

[duty.meetings]
title = { zh = "会议", en = "Meetings" }
group = "all"
order = 1
[[duty.meetings.version]]
in_force_from = 2024-11-15
in_force_to = 2025-07-31
instrument = "rules"
article = { zh = "一", en = "1" }
confidence = "K"
strength = "must"
cadence = "quarter"
grace_days = 15
population = { forms = ["single", "joint"], where = [{ column = "voting_members", compare = ">=", value = 1 }] }
evidence = { gathering_kinds = ["meeting"], quorum = { of = "entitled", compare = ">=", share = "1/2" } }
require = { count = "gatherings", compare = ">=", value = 1 }
excuses = ["postponed", { kind = "members_away", compare = ">", share = { parameter = "away" } }]
[[duty.meetings.version]]
in_force_from = 2025-08-01
instrument = "rules"
article = { zh = "二", en = "2" }
confidence = "K"
strength = "normally"
cadence = "month"
grace_days = 5
at_risk_days = 3
population = { forms = ["single"], where = [{ column = "members", compare = ">", value = 1 }] }
evidence = { gathering_kinds = ["meeting", "day"], quorum = { of = "entitled", compare = ">", share = "1/2" } }
require = { count = "gatherings", compare = ">=", value = { parameter = "often" } }
excuses = ["founded_within_period", "closed_within_period", "postponed", { kind = "members_away", compare = ">=", share = "1/3" }]

[duty.days]
title = { zh = "活动日", en = "Days" }
group = "all"
order = 2
[[duty.days.version]]
in_force_from = 2020-01-01
instrument = "rules"
article = { zh = "三", en = "3" }
confidence = "S"
strength = "must"
cadence = "month"
grace_days = 10
population = { kinds = ["village"] }
evidence = { gathering_kinds = ["day"], items = { among = "fixed", compare = ">=", value = 2 } }
require = { count = "days", compare = ">", value = 1 }
excuses = ["founded_within_period", "closed_within_period"]

[duty.groups]
title = { zh = "小组", en = "Groups" }
group = "all"
order = 3
[[duty.groups.version]]
in_force_from = 2020-01-01
instrument = "rules"
article = { zh = "四", en = "4" }
confidence = "S"
strength = "must"
cadence = "half_year"
grace_days = 20
population = { where = [{ column = "bodies.group", compare = ">=", value = 1 }] }
evidence = { gathering_kinds = ["group_meeting"] }
require = { count = "bodies", compare = ">=", value = { column = "bodies.group" } }
excuses = ["founded_within_period", "postponed"]

[duty.themes]
title = { zh = "内容", en = "Themes" }
group = "all"
order = 4
[[duty.themes.version]]
in_force_from = 2025-01-01
instrument = "rules"
article = { zh = "五", en = "5" }
confidence = "S"
strength = "must"
cadence = "year"
grace_days = 60
population = { where = [{ column = "bodies.council", compare = ">=", value = 1, expected = false }] }
evidence = { gathering_kinds = ["day", "meeting"], items = { among = ["one", "three"], compare = ">=", value = 1 } }
require = { count = "items", compare = ">=", value = 2 }
excuses = ["closed_within_period", "postponed"]

[duty.any]
title = { zh = "有无", en = "Any" }
group = "all"
order = 5
[[duty.any.version]]
in_force_from = 2025-03-31
instrument = "rules"
article = { zh = "六", en = "6" }
confidence = "S"
strength = "must"
cadence = "quarter"
population = { forms = ["large", "joint"] }
evidence = { gathering_kinds = ["meeting", "day", "group_meeting"] }
require = { count = "any", compare = ">=", value = 1 }

[duty.election]
title = { zh = "换届", en = "Election" }
group = "all"
order = 6
[[duty.election.version]]
in_force_from = 2025-04-01
in_force_to = 2026-03-31
instrument = "rules"
article = { zh = "七", en = "7" }
confidence = "S"
strength = "must"
clock = "term"
bodies = ["council"]
lead_days = 90
grace_days = 30
population = { forms = ["single", "joint", "large"] }
excuses = ["closed_within_period", "postponed"]
[[duty.election.version]]
in_force_from = 2026-04-01
instrument = "rules"
article = { zh = "七", en = "7" }
confidence = "S"
strength = "must"
clock = "term"
bodies = ["council"]
lead_days = 120
population = {}
excuses = ["founded_within_period", "postponed"]

[duty.vacancy]
title = { zh = "空缺", en = "Vacancy" }
group = "all"
order = 7
[[duty.vacancy.version]]
in_force_from = 2025-01-01
in_force_to = 2025-12-31
instrument = "rules"
article = { zh = "八", en = "8" }
confidence = "S"
strength = "must"
clock = "vacancy"
post = "chair"
allowed_months = 3
population = { kinds = ["firm", "village"] }
[[duty.vacancy.version]]
in_force_from = 2026-01-01
instrument = "rules"
article = { zh = "九", en = "9" }
confidence = "S"
strength = "must"
clock = "vacancy"
post = "chair"
allowed_days = 45
grace_days = 10
population = { kinds = ["firm"] }
excuses = ["postponed"]
"""


def packaged(code: str) -> Profile:
    """A packaged profile."""
    return load_profile(code, lambda name: (PACKAGED / name).read_text(encoding="utf-8"))


def written(text: str, code: str = "trial") -> Profile:
    """A profile of TOML text."""
    return load_profile(code, {f"{code}/profile.toml": text}.__getitem__)


def every_clause() -> Profile:
    """The profile that has every kind of clause, several versions among them."""
    return written(EVERY_CLAUSE)
