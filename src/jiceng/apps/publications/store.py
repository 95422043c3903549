"""Writing what is posted. Called by the office's own process alone; the editorial app keeps who did what.

Each function may be called again with the same result: what is published is brought in line with what the
office decided, whenever one of two databases was out of reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Subquery

from jiceng.apps.publications import relating, searching
from jiceng.apps.publications.models import (
    Answer,
    Attachment,
    Column,
    Due,
    FormerAddress,
    Kind,
    Publication,
    Site,
    Unit,
    Version,
)
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.apps.publications.seals import digest_of, new_salt, read_by_public

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be posted: `token` is its address, not to be guessed."""

    token: str
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to be read under a permanent number; `html` is cleaned already, `text` its plain words.

    `listed` False keeps it out of feeds, searches and the sitemap (help lists); `until`, its last day.
    """

    number: int
    column: str
    title: str
    html: str
    text: str
    posted_at: datetime
    changed_at: datetime
    version: int
    unit_code: str = ""
    unit_name: str = ""
    kind: str = ""
    source: str = ""
    author: str = ""
    byline: str = ""
    listed: bool = True
    until: date | None = None
    files: Sequence[File] = field(default_factory=tuple)
    salt: bytes = field(default_factory=new_salt)

    @property
    def file_digests(self) -> list[dict[str, str]]:
        """Each file's name and SHA-256 (hex), in their order."""
        return [{"name": file.name, "sha256": sha256(file.data).hexdigest()} for file in self.files]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what the public reads: title, words, files, and a salt. A seal proves this."""
        return digest_of(
            read_by_public(
                number=self.number,
                title=self.title,
                html=self.html,
                files=self.file_digests,
                salt=self.salt,
            )
        )


_SAME = (
    *("title", "html", "text", "posted_at", "changed_at", "version", "unit_code", "unit_name", "kind"),
    *("source", "author", "byline", "until"),
)


def put_site(
    *, title: str, title_en: str = "", host: str = "", host_en: str = "", address: str = "", footer: str = ""
) -> None:
    """Say whose site it is (主办); `address` as https://… with no stroke at its end, `footer` line by line."""
    values = {"title": title, "title_en": title_en, "host": host, "host_en": host_en}
    values |= {"address": address, "footer": footer}
    if not Site.objects.filter(pk=1, **values).exists():  # a write would have every page written anew
        Site.objects.update_or_create(pk=1, defaults=values)


def put_letters_key(key: bytes) -> bool:
    """Say for which public key letters to the editor are sealed; whether that was news. Before the site has a
    name it is kept nowhere.
    """
    told_otherwise = Site.objects.filter(pk=1).exclude(letters_key=key)
    return told_otherwise.exists() and told_otherwise.update(letters_key=key) == 1  # to look holds nobody up


def put_answer(receipt: bytes, *, at: datetime, sealed: bytes) -> None:
    """Let who holds a receipt read the answer to a letter."""
    Answer.objects.update_or_create(receipt=receipt, defaults={"at": at, "sealed": sealed})


def forget_answers(receipts: Sequence[bytes]) -> None:
    """Take answers away."""
    Answer.objects.filter(receipt__in=receipts).delete()


def put_column(code: str, *, title: str, title_en: str, order: int, listed: bool) -> None:
    """Make or change a column."""
    values = {"title": title, "title_en": title_en, "order": order, "listed": listed}
    if not Column.objects.filter(code=code, **values).exists():
        Column.objects.update_or_create(code=code, defaults=values)


@transaction.atomic(using=PUBLISHED)
def put_openness(kinds: Sequence[Kind], dues: Sequence[Due], units: Sequence[Unit]) -> int:
    """Say what kinds of notice there are, what is owed to the public, and by which units. Returns how many of
    them were not so before; only those are written.
    """
    return _put(Kind, kinds) + _put(Due, dues) + _put(Unit, units)


def _put(model: type[Row], given: Sequence[Row]) -> int:
    names = [each.attname for each in model._meta.concrete_fields]
    there = {row[names[0]]: row for row in model._default_manager.values(*names)}
    changed = [row for row in given if {name: getattr(row, name) for name in names} != there.get(row.pk)]
    gone = there.keys() - {row.pk for row in given}
    if changed or gone:
        model._default_manager.filter(pk__in=[*gone, *(row.pk for row in changed)]).delete()
        model._default_manager.bulk_create(changed)
    return len(changed) + len(gone)


@transaction.atomic(using=PUBLISHED)
def post(posting: Posting) -> None:
    """Let the public read a posting, in place of what its number said before; earlier versions stay
    readable.
    """
    column = Column.objects.get(code=posting.column)
    values = {name: getattr(posting, name) for name in _SAME}
    values |= {"column": column, "listed": posting.listed and column.listed}
    values |= {"state": Publication.State.POSTED, "ended_at": None, "end_reason": ""}
    publication, first = Publication.objects.update_or_create(number=posting.number, defaults=values)
    version = {
        "at": posting.changed_at,
        "title": posting.title,
        "html": posting.html,
        "files": posting.file_digests,
        "salt": posting.salt,
        "digest": posting.digest,
    }
    publication.versions.get_or_create(number=posting.version, defaults=version)
    publication.attachments.exclude(token__in=[file.token for file in posting.files]).delete()
    for order, file in enumerate(posting.files):
        values = {
            "publication": publication,
            "name": file.name,
            "media_type": file.media_type,
            "order": order,
        }
        values |= {"size": len(file.data), "data": file.data}
        Attachment.objects.update_or_create(token=file.token, defaults=values)
    searching.index(publication)
    relating.relate(publication, first=first)


@transaction.atomic(using=PUBLISHED)
def end(number: int, *, at: datetime, state: str, reason: str) -> None:
    """Take a publication down ("withdrawn", "expired"): its number, title and reason stay, its words and
    files go, of every version, and who wrote it; the digests stay, so that its seals still verify.
    """
    values: dict[str, Any] = {"state": state, "ended_at": at, "end_reason": reason}
    values |= dict.fromkeys(("html", "text", "source", "author", "byline"), "")
    Publication.objects.filter(number=number).update(**values)
    title = Subquery(Publication.objects.filter(pk=number).values("title"))
    Version.objects.filter(publication_id=number).update(title=title, html="", files=[], salt=None)
    Attachment.objects.filter(publication_id=number).delete()
    searching.forget(number)
    relating.forget(number)


@transaction.atomic(using=PUBLISHED)
def post_unread(posting: Posting, digest: str) -> None:
    """Keep a version that was taken down before anybody could read it: that it was, without its words.

    Parameters: `digest`, of what would have been read.
    """
    post(replace(posting, html="", text="", files=(), salt=b""))
    rows = Version.objects.filter(publication_id=posting.number, number=posting.version)
    rows.update(digest=digest, salt=None)


def versions_of(number: int) -> set[int]:
    """The versions that ever stood under a number."""
    return set(Version.objects.filter(publication_id=number).values_list("number", flat=True))


def keep_seal(number: int, version: int, seal: dict[str, Any]) -> bool:
    """Keep with a version what an outsider checks it with; whether the version is there."""
    return Version.objects.filter(publication_id=number, number=version).update(seal=seal) == 1


def lead_on(path: str, number: int) -> None:
    """Let an address of before lead to a publication."""
    FormerAddress.objects.update_or_create(path=path, defaults={"publication_id": number})
