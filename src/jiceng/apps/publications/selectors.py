"""What the public may read at a moment. What is not yet or no longer posted is not among it, whoever asks."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiceng.apps.publications.models import (
    Attachment,
    Column,
    FormerAddress,
    Publication,
    Site,
    Version,
)
from jiceng.apps.publications.prepared import Prepared


def posted(now: datetime) -> QuerySet[Publication]:
    """What is posted at a moment, the newest first."""
    today = timezone.localdate(now)
    in_time = Q(until__isnull=True) | Q(until__gte=today)
    found = Publication.objects.filter(in_time, state=Publication.State.POSTED, posted_at__lte=now)
    return found.select_related("column").order_by("-posted_at", "-number")


def listed(now: datetime) -> QuerySet[Publication]:
    """The same, less what is read under its own address alone."""
    return posted(now).filter(listed=True)


@Prepared
def _at_number(number: int, now: datetime) -> QuerySet[Publication]:
    return posted(now).filter(number=number).select_related(None).order_by()


@Prepared
def _column(key: int, _now: datetime) -> QuerySet[Column]:
    return Column.objects.filter(pk=key)


def publication(number: int, now: datetime) -> Publication | None:
    """What stands under a number at a moment."""
    for found in _at_number(number, now):
        found.column = _column(found.column_id, now)[0]
        return found
    return None


def ended(number: int, now: datetime) -> Publication | None:
    """What stood under a number and was taken down, or whose time is over; nothing before it was ever
    posted.
    """
    today = timezone.localdate(now)
    over = ~Q(state=Publication.State.POSTED) | Q(until__lt=today)
    found = Publication.objects.filter(over, number=number, posted_at__lte=now)
    return found.select_related("column").defer("html", "text").first()


def versions(publication: Publication) -> QuerySet[Version]:
    """What a publication said, the newest first."""
    return publication.versions.order_by("-number")


@Prepared
def _attachments(number: int, _now: datetime) -> QuerySet[Attachment]:
    return Attachment.objects.filter(publication=number).defer("data").order_by("order", "pk")


def attachments(publication: Publication, now: datetime) -> list[Attachment]:
    """The files of something posted, in their order, without what is in them."""
    return _attachments(publication.number, now)


def attachment(token: str, now: datetime) -> Attachment | None:
    """A file of something posted, by its address."""
    found = Attachment.objects.filter(token=token, publication__in=posted(now).order_by())
    return found.select_related("publication").first()


def site() -> Site | None:
    """Whose site it is, once the office has said so."""
    return Site.objects.first()


def columns() -> QuerySet[Column]:
    """The columns, in their order."""
    return Column.objects.order_by("order", "code")


def column(code: str) -> Column | None:
    """A column by its code."""
    return Column.objects.filter(code=code).first()


def moved(path: str, now: datetime) -> int | None:
    """The number of what an address of before leads to now; what is not yet posted is not told of."""
    found = FormerAddress.objects.filter(path=path, publication__posted_at__lte=now)
    return found.values_list("publication_id", flat=True).first()
