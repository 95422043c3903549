"""What is known of a publication's seals at a moment: for the page about them, and the file to check."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Window

from jiceng.apps.publications import selectors
from jiceng.apps.publications.models import Publication, Version
from jiceng.apps.publications.prepared import Prepared
from jiceng.apps.publications.seals import read_by_public, write_seal


@dataclass(frozen=True, slots=True)
class Sealed:
    """A publication with its versions, the newest first; `over`: its words are no longer shown."""

    publication: Publication
    versions: list[Version]
    over: bool

    @property
    def first(self) -> Version | None:
        """Its first version."""
        return self.versions[-1] if self.versions else None

    @property
    def latest(self) -> Version | None:
        """Its last version."""
        return self.versions[0] if self.versions else None

    @property
    def file(self) -> str | None:
        """The file to check it with; None before the ledger has any of it."""
        proved = [version for version in reversed(self.versions) if version.seal]
        if not proved:
            return None
        number = self.publication.number
        return write_seal(number, [self._written(version) for version in proved])

    def _written(self, version: Version) -> dict[str, Any]:
        read = None
        if not self.over and version.salt is not None:
            read = read_by_public(
                number=self.publication.number,
                title=version.title,
                html=version.html,
                files=version.files,
                salt=bytes(version.salt),
            )
        return {"version": version.number, "digest": version.digest, "read": read, "seal": version.seal}


@dataclass(frozen=True, slots=True)
class Seal:
    """What a box beside a publication says: `changes`, how often it was changed since it was first posted;
    `place`, its entry's in the ledger (from 1), None while it waits; `days`, for how many it is entered as
    having stood unchanged.
    """

    changes: int
    changed_at: datetime
    place: int | None
    days: int | None


@Prepared
def _latest(number: int, _now: datetime) -> QuerySet[Version]:
    said = Version.objects.filter(publication=number).annotate(versions=Window(Count("pk")))
    return said.only("at", "seal").order_by("-number")[:1]


def seal_of(publication: Publication, now: datetime) -> Seal | None:
    """What is known of what it says now. One query, without the words."""
    for version in _latest(publication.number, now):
        seal = version.seal or {}
        index = seal["posted"]["index"] if "posted" in seal else None
        changes = version.versions - 1  # type: ignore[attr-defined]  # counted with it
        return Seal(changes, version.at, None if index is None else index + 1, seal.get("days"))
    return None


def sealed(number: int, now: datetime) -> Sealed | None:
    """What stands under a number, or stood there; None where nothing ever did."""
    publication = selectors.publication(number, now)
    found = publication or selectors.ended(number, now)
    if found is None:
        return None
    return Sealed(found, list(selectors.versions(found)), over=publication is None)
