"""Roles and what each may do. A role is granted in a unit and reaches all under it.

Attendance by name stays with the branch (safety rule 2): no officer's role reads it, and a secretary's
only in the unit she was given the role in, so that a role granted high up opens nothing below. An auditor
reads verdicts, the records they rest on and the journal, and no person's file.
"""

MANAGE = "access.manage"

_READ = frozenset({"unit.read", "duty.read", "gathering.read"})
_BRANCH = _READ | {
    "arrival.confirm",
    "person.read",
    "person.export",
    "gathering.record",
    "attendance.read",
    "admission.record",
}
_TOWN = _READ | {
    "arrival.confirm",
    "person.read",
    "person.manage",
    "person.export",
    "unit.manage",
    "duty.postpone",
    "admission.approve",
}

ROLES: dict[str, frozenset[str]] = {
    "secretary": _BRANCH,
    "town_officer": _TOWN | {"gathering.record", "admission.record", "feedback.answer"},
    "county_officer": _TOWN
    | {"person.read_id_number", "duty.rules", MANAGE, "journal.read", "feedback.answer"},
    "auditor": _READ | {"journal.read", "feedback.supervise"},
}
"""secretary 支部书记, town_officer 乡镇组织干事, county_officer 县委组织部干部, auditor 监督员."""

WHOLE = frozenset({"duty.rules", MANAGE})
"""Permissions that act on everyone (rules, accounts): a role with one is granted at the top alone."""

OWN = frozenset({"attendance.read", "feedback.answer", "feedback.supervise"})
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
