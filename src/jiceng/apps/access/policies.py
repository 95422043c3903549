"""Roles and what each may do. A role is granted in a unit and reaches all under it.

Attendance by name and the list of dues stay with the branch (safety rule 2): no officer's role reads them,
and a secretary's only in the unit she was given the role in, so that a role granted high up opens nothing
below. An auditor reads verdicts, the records they rest on and the journal, and no person's file.
"""

MANAGE = "access.manage"

_READ = frozenset({"unit.read", "duty.read", "gathering.read"})
_WRITE = frozenset({"publication.read", "publication.write"})
_BRANCH = (
    _READ
    | _WRITE
    | {
        "arrival.confirm",
        "person.read",
        "person.export",
        "gathering.record",
        "attendance.read",
        "admission.record",
        "decision.record",
        "need.record",
        "dues.record",
        "commendation.record",
        "standard.record",
        "rectification.answer",
    }
)
_TOWN = (
    _READ
    | _WRITE
    | {
        "arrival.confirm",
        "person.read",
        "person.manage",
        "person.export",
        "unit.manage",
        "duty.postpone",
        "admission.approve",
        "decision.approve",
        "publication.review",
        "need.assign",
        "coverage.record",
        "dues.approve",
        "commendation.record",
        "programme.record",
        "standard.check",
        "rectification.record",
        "rectification.answer",
        "exemplar.record",
    }
)

_IN_PLACE_OF_A_BRANCH = frozenset(
    {
        "gathering.record",
        "admission.record",
        "decision.record",
        "need.record",
        "standard.record",
    }
)
_COUNTY = _TOWN | {
    "person.read_id_number",
    "duty.rules",
    MANAGE,
    "journal.read",
    "feedback.answer",
    "coverage.approve",
    "programme.steer",
    "standard.accept",
    "rectification.approve",
    "exemplar.approve",
}

ROLES: dict[str, frozenset[str]] = {
    "secretary": _BRANCH,
    "town_officer": _TOWN | _IN_PLACE_OF_A_BRANCH | {"feedback.answer"},
    "county_officer": _COUNTY,
    "auditor": _READ | {"journal.read", "feedback.supervise", "publication.read"},
}
"""secretary 支部书记, town_officer 乡镇组织干事, county_officer 县委组织部干部, auditor 监督员."""

WHOLE = frozenset({"duty.rules", MANAGE})
"""Permissions that act on everyone (rules, accounts): a role with one is granted at the top alone."""

OWN = frozenset({"attendance.read", "dues.record", "feedback.answer", "feedback.supervise"})
"""Permissions that hold in the unit of the grant alone, and nowhere under it."""

OF_TOKENS = (
    "unit.read",
    "person.read",
    "person.manage",
    "duty.read",
    "gathering.read",
    "gathering.record",
)
"""What a token can be given, of what its owner may: never accounts, rules, the journal, attendance by name or
whole identity numbers.
"""
