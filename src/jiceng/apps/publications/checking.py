"""Whether what is published is what the ledger's extract has of it, row by row.

The extract is checked first, against a public key; from then on it decides, not the database. What lies
after its last checkpoint is not protected yet. What units, columns and the site itself are called, and how
things are searched for and related, is no notice's own and is not told of in the ledger.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Prefetch

from jiceng.apps.publications import seals
from jiceng.apps.publications.models import Attachment, Publication, Version
from jiceng.engines.ledger import Entry, Verified
from jiceng.kernel.errors import ProofError

WITHDRAWN, EXPIRED = "article.withdrawn", "article.expired"
_ENDS = {WITHDRAWN: Publication.State.WITHDRAWN, EXPIRED: Publication.State.EXPIRED}
_SUBJECT = seals.SUBJECT.format(number="")
_AT_ONCE = 100
"""Notices read at once, with their files."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the extract has of a notice at one place."""

    index: int
    entry: Entry
    at: datetime

    @property
    def type(self) -> str:
        """What happened."""
        return str(self.entry.record["type"])


class Told:
    """What an extract has of everything published: given to `verify_extract` as it reads."""

    def __init__(self) -> None:
        self.events: dict[int, list[Event]] = defaultdict(list)
        self.until, self.size = datetime.min.replace(tzinfo=UTC), 0

    def take(self, index: int, entry: Entry) -> None:
        """Keep an entry that is about a notice, and up to when the extract goes."""
        at = datetime.fromisoformat(str(entry.record["at"]))
        self.until, self.size = max(self.until, at), index + 1
        subject = str(entry.record["subject"])
        if subject.startswith(_SUBJECT):
            self.events[int(subject.removeprefix(_SUBJECT))].append(Event(index, entry, at))


def check_published(told: Told, found: Verified) -> int:
    """Go through all that is published; returns how many versions are as the extract has them.

    Raises ProofError with the `number` of the first wrong notice: "published_missing", where the ledger has
    it and the database does not; "published_unknown" the other way round; "published_changed" with `what`
    differs.
    """
    numbers = sorted({*told.events, *Publication.objects.values_list("pk", flat=True)})
    versions = Prefetch("versions", Version.objects.order_by("number"))
    files = Prefetch("attachments", Attachment.objects.order_by("order", "pk"))
    checked = 0
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        rows = Publication.objects.filter(pk__in=some).select_related("column")
        there = {row.pk: row for row in rows.prefetch_related(versions, files)}
        for number in some:
            checked += _Notice(number, there.get(number), told, found).check()
    return checked


class _Notice:
    """One notice: its row, and what the ledger has of it."""

    def __init__(self, number: int, row: Publication | None, told: Told, found: Verified) -> None:
        self.number, self.row, self.found, self.told = number, row, found, told
        self.events = told.events.get(number, [])
        self.postings = [each for each in self.events if each.type == seals.POSTED]

    def check(self) -> int:
        """How many of its versions are vouched for."""
        if self.row is None:
            if any(map(self._vouched, self.events)):
                raise ProofError("published_missing", number=self.number)
            return 0
        versions = list(self.row.versions.all())
        self._count(versions)
        end = self.events[-1] if self.events and self.events[-1].type in _ENDS else None
        said: dict[str, Any] = {}
        vouched = 0
        for version, event in zip(versions, self.postings, strict=False):
            if self._vouched(event):
                said = self._version(version, event, end)
                vouched += 1
        last = self.events and self._vouched(self.events[-1]) and not self._ended_since()
        if last and vouched == len(versions):
            self._as_entered(self.row, versions, said)
            self._ended(self.row, end) if end else self._posted(self.row, versions[-1], said)
        return vouched

    def _vouched(self, event: Event) -> bool:
        return event.index < self.found.size

    def _ended_since(self) -> bool:
        """Whether it was taken down after the extract was written."""
        ended = self.row.ended_at if self.row else None
        return ended is not None and ended > self.told.until

    def _wrong(self, what: str) -> ProofError:
        return ProofError("published_changed", number=self.number, what=what)

    def _count(self, versions: Sequence[Version]) -> None:
        """As many versions as postings, but for what came after the extract."""
        beyond = versions[len(self.postings) :]
        if any(each.at <= self.told.until for each in beyond) or not (versions or self.postings):
            raise ProofError("published_unknown", number=self.number)
        if any(map(self._vouched, self.postings[len(versions) :])):
            raise ProofError("published_missing", number=self.number)

    def _version(self, version: Version, event: Event, end: Event | None) -> dict[str, Any]:
        """Check a version against its entry; returns what the entry says."""
        seal = version.seal
        if not isinstance(seal, dict) or {"posted", "stood", "days"} - seal.keys():
            raise self._wrong("seal")
        said = self._part(seal["posted"], seals.POSTED)
        if not self._among(seal["posted"], [event]):
            raise self._wrong("seal")
        if (said["number"], said["revision"], said["digest"]) != (
            *(self.number, version.number),
            version.digest,
        ):
            raise self._wrong("digest")
        if version.at != event.at:
            raise self._wrong("at")
        self._stood(seal, version, event)
        if end is None and not self._ended_since():
            self._words(version)
        elif version.html or version.files or version.salt or version.title != version.publication.title:
            raise self._wrong("html")
        return said

    def _part(self, part: Any, type: str) -> dict[str, Any]:
        """What a part of a seal says, if it is proved."""
        try:
            return seals.check_part(part, type, self.found.keys)
        except ProofError:
            raise self._wrong("seal") from None

    def _among(self, part: dict[str, Any], events: Sequence[Event]) -> bool:
        """Whether the extract has that part's entry, as one of these."""
        return any(
            (each.index, each.entry.commitment.hex(), dict(each.entry.record))
            == (part["index"], part["commitment"], part["record"])
            for each in events
        )

    def _stood(self, seal: dict[str, Any], version: Version, event: Event) -> None:
        """That it stood is said where the ledger has it, and nowhere else."""
        following = next((each.index for each in self.postings if each.index > event.index), self.told.size)
        stood = [each for each in self.events if each.type == seals.STOOD]
        mine = [each for each in stood if event.index < each.index < following]
        part = seal["stood"]
        if part is None:
            if seal["days"] is not None or any(map(self._vouched, mine)):
                raise self._wrong("stood")
            return
        said = self._part(part, seals.STOOD)
        about = (said["digest"], said["entry"], said["days"])
        if about != (version.digest, event.entry.record["number"], seal["days"]):
            raise self._wrong("stood")
        if part["index"] < self.told.size and not self._among(part, mine):  # else entered since
            raise self._wrong("stood")

    def _words(self, version: Version) -> None:
        words = {"number": self.number, "title": version.title, "html": version.html, "files": version.files}
        try:
            digest = seals.digest_of(seals.read_by_public(**words, salt=bytes(version.salt or b"")))
        except (KeyError, TypeError):
            digest = ""
        if digest != version.digest:
            raise self._wrong("html")

    def _as_entered(self, row: Publication, versions: Sequence[Version], said: dict[str, Any]) -> None:
        """What holds of a notice whether it is still read or not."""
        last = versions[-1]
        expected = {
            "version": last.number,
            "title": last.title,
            "changed_at": last.at,
            "posted_at": versions[0].at,
            "unit_code": said["unit"],
        }
        self._same(row, expected)
        if str(row.until or "") != said["until"]:
            raise self._wrong("until")

    def _same(self, row: Publication, expected: dict[str, Any]) -> None:
        for name, value in expected.items():
            if getattr(row, name) != value:
                raise self._wrong(name)

    def _posted(self, row: Publication, last: Version, said: dict[str, Any]) -> None:
        """What is read now is the last version, as it was entered."""
        state = {"state": Publication.State.POSTED, "ended_at": None, "end_reason": ""}
        self._same(row, {"html": last.html, **state})
        files = list(row.attachments.all())
        there = [{"name": each.name, "sha256": sha256(bytes(each.data)).hexdigest()} for each in files]
        if there != last.files or any(each.size != len(each.data) for each in files):
            raise self._wrong("files")
        if "about" in said and said["about"] not in _about(row, files, bytes(last.salt or b"")):
            raise self._wrong("about")

    def _ended(self, row: Publication, end: Event) -> None:
        """What was taken down says so, and no more."""
        gone = dict.fromkeys(("html", "text", "source", "author", "byline"), "")
        self._same(row, {"state": _ENDS[end.type], "ended_at": end.at, **gone})
        if row.attachments.all():
            raise self._wrong("files")
        said = seals.content_of(end.entry)  # shown to auditors
        if end.type == EXPIRED or said:
            self._same(row, {"end_reason": said.get("reason", "")})
        if "column" in said:  # entries of before say less
            self._same(row, {name: said[name] for name in ("title", "kind")})
            if row.column.code != said["column"] or (row.column.listed and row.listed != said["listed"]):
                raise self._wrong("column")


def _about(row: Publication, files: Sequence[Attachment], salt: bytes) -> set[str]:
    """What could have been entered: a column that is not listed hides what its articles say of themselves."""
    said = {name: getattr(row, name) for name in seals.ABOUT if name != "column"} | {
        "column": row.column.code
    }
    named = [(each.token, each.media_type) for each in files]
    listed = {row.listed} if row.column.listed else {True, False}
    return {seals.about_of(said | {"listed": each}, named, salt) for each in listed}
