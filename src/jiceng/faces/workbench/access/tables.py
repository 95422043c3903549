"""Accounts and roles as a sheet."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.templatetags.shared import who


def grants_sheet(rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Who was granted what, as the page lists it."""
    headings = (
        *(_("Name"), _("Sign-in name"), _("Role"), _("Unit")),
        *(pgettext("grant", "Begins on"), pgettext("grant", "Ends on"), _("Granted by")),
    )
    title = _("Accounts and roles")
    return WrittenSheet(title, [Column(each) for each in headings], [_line(row) for row in rows], title)


def _line(row: dict[str, Any]) -> list[Value]:
    grant = row["grant"]
    return [
        grant.user.name,
        grant.user.username,
        row["role"],
        row["unit"],
        grant.starts_on,
        grant.ends_on,
        who(grant.granted_by),
    ]
