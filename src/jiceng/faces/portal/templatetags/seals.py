"""The box beside a publication that says what is proved of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from jiceng.apps.publications import sealed

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Publication

register = template.Library()


@register.filter
def place(value: int | None) -> str:
    """18,204: an entry's place in the ledger."""
    return "" if value is None else f"{value:,}"


@register.filter
def moment_of_year(value: datetime | None) -> str:
    """2026-11-20 09:12: the moment as a proof is read, with the year, in the office's zone."""
    return "" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.simple_tag(takes_context=True)
def seal_of(context: template.Context, publication: "Publication") -> "sealed.Seal | None":
    """What is known of the seal of what it says now."""
    return sealed.seal_of(publication, context["read_at"])
