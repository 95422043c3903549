"""Writes docs/reference.md from the program itself: duties, audit types, roles, addresses. `make reference`.

A test fails when the page is not what this would write.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import module_has_submodule

from jiceng.apps.access.policies import ROLES
from jiceng.apps.journal.audit_types import AuditType
from jiceng.config.environment import point_django_here

DESCRIBE_THEMSELVES = {"api", "admin"}
"""The API at its own address (openapi.json, docs/api.md); the admin is Django's."""
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"


def write() -> None:
    """Write the page."""
    point_django_here()
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole page. Django has been set up."""
    parts = ("# Reference\n\nMade by `make reference`; a test holds it to the program.", duties(), roles())
    return "\n\n".join((*parts, audit_types(), addresses())) + "\n"


def table(title: str, about: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A section with one table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (headings, ("---",) * len(headings), *rows)]
    return f"## {title}\n\n{about}\n\n" + "\n".join(lines)


def duties() -> str:
    """Every duty of the profile in use, by its last version."""
    rows = []
    for code, duty in settings.PROFILE.duties.items():
        version = duty.versions[-1]
        clause = version.citation.clause.zh
        rows.append(
            (f"`{code}`", duty.title.zh, duty.title.en, clause, version.strength, str(len(duty.cases)))
        )
    headings = ("duty", "", "", "clause", "strength", "worked cases")
    return table("Duties", f"Of the profile `{settings.PROFILE.code}`.", headings, rows)


def roles() -> str:
    """Every role and its permissions."""
    rows = [(f"`{role}`", ", ".join(f"`{name}`" for name in sorted(names))) for role, names in ROLES.items()]
    return table("Roles", "A grant binds a role to a unit's subtree and days.", ("role", "may"), rows)


def audit_types() -> str:
    """Every type of journal entry."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "audit_types"):
            import_module(f"{app.name}.audit_types")
    types = sorted(AuditType.registered.values(), key=lambda each: each.code)
    rows = [(f"`{t.code}`", t.title, "content and salt erased" if t.personal else "—") for t in types]
    about = "What each kind of write leaves in the journal, and what shredding a person's file does to it."
    return table("Audit types", about, ("type", "tells of", "when shredded"), rows)


def addresses() -> str:
    """Every address with what its view says of itself."""
    rows = [
        (f"`/{path}`", f"`{name}`", about) for path, name, about in _addresses(get_resolver().url_patterns)
    ]
    about = "Who may open which is the permission matrix, `tests/faces/workbench/test_permissions.py`."
    return table("Addresses", about, ("address", "name", "what it is"), sorted(rows))


def _addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in DESCRIBE_THEMSELVES:
                yield from _addresses(pattern.url_patterns)
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            first = (inspect.getdoc(view) or "").split("\n\n")[0]
            yield str(pattern.pattern), str(pattern.name), " ".join(first.split())


if __name__ == "__main__":
    write()
