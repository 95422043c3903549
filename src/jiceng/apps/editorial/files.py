"""Files with an article. One added or taken away makes a new revision, which a second person reviews."""

import re
import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from jiceng.apps.editorial import audit_types, policies, revisions
from jiceng.apps.editorial.examining import PICTURES, Examined, another_name, examine
from jiceng.apps.editorial.models import Article, ArticleFile
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, NotFound

MOST = 20
_PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_ADDRESS, _WORDS = re.compile(r'\ssrc="/f/([A-Za-z0-9_-]{43})/"'), re.compile(r'\salt="[^"]*\S[^"]*"')


def attach(
    *, actor: Actor, at: datetime, article: Article, name: str, data: bytes, reason: str = ""
) -> ArticleFile:
    """Add a file to an article, which is a draft again; kept is what may be posted of it (`examining`).

    Parameters: `reason`, asked for one that was posted. Raises `Invalid("file_empty")`,
    `Invalid("attachment_too_large")`, `Invalid("too_many_files")`, `Invalid("file_already_there")`, what
    `examine` does, and what `revise` does.
    """
    with transaction.atomic():  # who may not, is told so before anything is looked into
        revisions.held_for_writing(actor, policies.WRITE, article, at, reason)
    if not data:
        raise Invalid("file_empty", field="file")
    _small_enough(data)
    found = examine(name, data)  # outside: nobody waits for one file to be opened
    _small_enough(found.data)
    with transaction.atomic():
        return _kept(actor, at, article, found, reason)


@transaction.atomic
def attach_made(
    *, actor: Actor, at: datetime, article: Article, name: str, media_type: str, data: bytes, reason: str = ""
) -> ArticleFile:
    """Add a file the program itself has made, which needs no looking into. Raises what `attach` does."""
    return _kept(actor, at, article, Examined(name, media_type, data), reason)


def _small_enough(data: bytes) -> None:
    if len(data) > settings.ATTACHMENT_MB << 20:
        raise Invalid("attachment_too_large", field="file", megabytes=settings.ATTACHMENT_MB)


def _kept(actor: Actor, at: datetime, article: Article, found: Examined, reason: str) -> ArticleFile:
    article = revisions.held_for_writing(actor, policies.WRITE, article, at, reason)
    there = revisions.files_of(article)
    if len(there) >= MOST:
        raise Invalid("too_many_files", field="file", limit=MOST)
    for each in there:
        if each.size == len(found.data) and bytes(each.data) == found.data:
            raise Invalid("file_already_there", field="file", name=each.name)
    file = ArticleFile.objects.create(
        article=article,
        token=secrets.token_urlsafe(32),
        name=another_name(found.name, frozenset(each.name for each in there)),
        media_type=found.media_type,
        size=len(found.data),
        data=found.data,
    )
    revisions.go_on(actor, at, article, [*(each.token for each in there), file.token], reason)
    said = {"name": file.name, "sha256": sha256(found.data).hexdigest(), "reason": reason.strip()}
    revisions.note(actor, at, audit_types.FILE_ATTACHED, article, **said)
    return file


@transaction.atomic
def remove(*, actor: Actor, at: datetime, article: Article, token: str, reason: str = "") -> None:
    """Take a file from an article, which is a draft again; what is posted keeps it until then.

    Raises `NotFound("article_file_not_found")`, and what `revise` does.
    """
    article = revisions.held_for_writing(actor, policies.WRITE, article, at, reason)
    there = revisions.files_of(article)
    file = next((each for each in there if each.token == token), None)
    if file is None:
        raise NotFound("article_file_not_found")
    left = [each.token for each in there if each.token != token]
    revisions.go_on(actor, at, article, left, reason)
    revisions.note(actor, at, audit_types.FILE_REMOVED, article, name=file.name, reason=reason.strip())


def pictures(files: list[ArticleFile]) -> list[ArticleFile]:
    """Those that may stand in a text."""
    return [file for file in files if file.media_type in PICTURES]


def check_pictures(html: str, files: list[ArticleFile]) -> None:
    """Every picture of a cleaned text is one of its files, and says in words what it shows.

    Raises `Invalid`: picture_missing, picture_without_words.
    """
    there = {file.token for file in pictures(files)}
    for picture in _PICTURE.findall(html):
        address = _ADDRESS.search(picture)
        if address is None or address[1] not in there:
            raise Invalid("picture_missing", field="html")
        if not _WORDS.search(picture):
            raise Invalid("picture_without_words", field="html")
