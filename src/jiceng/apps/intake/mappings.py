"""What someone said headings mean, kept for her next file: words added to the vocabulary for her alone."""

import re
from collections.abc import Mapping as Words
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from jiceng.apps.intake.models import Mapping
from jiceng.apps.intake.previews import PreviewTable
from jiceng.apps.intake.vocabulary import UNREAD, Column, KindVocabulary
from jiceng.engines.sheets import normalise
from jiceng.kernel.actors import Actor

Learned = Words[str, str]
"""Normalised heading → key of a column, "" where it is not to be read."""

_VALUE = re.compile(r"\d{5}|\*{4}")
"""What no heading holds: a telephone number, a day, a masked identity number."""


def learned(actor: Actor, kind: str) -> dict[str, str]:
    """What the actor has said of headings in files of a kind."""
    if actor.id is None:
        return {}
    rows = Mapping.objects.filter(by_id=actor.id, kind=kind)
    return dict(rows.values_list("heading", "column"))


@transaction.atomic
def learn(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    tables: tuple[PreviewTable, ...],
    columns: Words[str, Words[int, str | None]],
) -> None:
    """Keep what was said of the columns of a file, by their headings: not of a table without any, whose first
    record stands in their place and is to be kept nowhere in the open.
    """
    if actor.id is None:
        return
    headed = [
        table
        for table in tables
        if table.headed and not any(_VALUE.search(each.heading) for each in table.columns)
    ]
    said = {
        normalise(each.heading)[:100]: columns[table.sheet][each.position] or ""
        for table in headed
        for each in table.columns
        if each.heading and each.position in columns.get(table.sheet, {})
    }
    for heading, column in said.items():
        Mapping.objects.update_or_create(
            by_id=actor.id, kind=kind, heading=heading, defaults={"column": column, "at": at}
        )


def with_learned(vocabulary: KindVocabulary, words: Learned) -> KindVocabulary:
    """A vocabulary that reads headings as they were said to mean."""
    if not words:
        return vocabulary
    columns = {
        key: replace(column, names=tuple(name for name in column.names if normalise(name) not in words))
        for key, column in vocabulary.columns.items()
    }
    for number, (heading, key) in enumerate(words.items()):
        if key in columns:
            columns[key] = replace(columns[key], names=(*columns[key].names, heading))
        else:
            unread = f"{UNREAD}:{number}"
            columns[unread] = Column(unread, (heading,), "", ignored=True)
    return replace(vocabulary, columns=columns)
