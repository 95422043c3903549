"""Roles and what each may do. A role is granted in a unit and reaches all under it.

Attendance by name stays with the branch (safety rule 2): no officer's role reads it, and a secretary's
only in the unit she was given the role in, so that a role granted high up opens nothing below. An auditor
reads verdicts, the records they rest on and the journal, and no person's file.
"""

MANAGE = "access.manage"

_READ = frozenset({"unit.read", "duty.read", "gathering.read"})
_BRANCH = _READ | {"person.read", "person.export", "gathering.record", "attendance.read"}
_TOWN = _READ | {"person.read", "person.manage", "person.export", "unit.manage", "duty.postpone"}

ROLES: dict[str, frozenset[str]] = {
    "secretary": _BRANCH,
    "town_officer": _TOWN | {"gathering.record"},
    "county_officer": _TOWN | {"person.read_id_number", "duty.rules", MANAGE, "journal.read"},
    "auditor": _READ | {"journal.read"},
}
"""secretary 支部书记, town_officer 乡镇组织干事, county_officer 县委组织部干部, auditor 监督员."""

WHOLE = frozenset({"duty.rules", MANAGE})
"""Permissions that act on everyone (rules, accounts): a role with one is granted at the top alone."""

OWN = frozenset({"attendance.read"})
"""Permissions that hold in the unit of the grant alone, and nowhere under it."""
