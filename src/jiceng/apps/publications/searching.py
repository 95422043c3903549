"""Searching what is posted: exact to the character, in any language, two characters being enough.

SQLite keeps pairs of characters in order and looks for them as a phrase. PostgreSQL keeps positions only so
far into a text, so there the pairs find what may fit and the folded text says whether it does. Either way an
answer is cut from `selectors.listed`: what is not posted at the moment is in no answer.
"""

from datetime import datetime
from functools import reduce
from operator import add

from django.db import connections
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from jiceng.apps.publications import grams
from jiceng.apps.publications.models import Publication
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.apps.publications.selectors import listed

MOST_SUGGESTIONS = 6
_PIECE = 2


def index(publication: Publication) -> None:
    """Let a publication be found, by what it says now; one that is not listed is not."""
    forget(publication.number)
    if not publication.listed:
        return
    texts = (publication.title, publication.text)
    with connections[PUBLISHED].cursor() as cursor:
        if connections[PUBLISHED].vendor == "sqlite":
            cursor.execute(
                "INSERT INTO publications_search (rowid, title, text) VALUES (%s, %s, %s)",
                [publication.number, *(" ".join(grams.indexed(each)) for each in texts)],
            )
            return
        words = sorted({gram for each in texts for gram in grams.indexed(each)})
        cursor.execute(
            "INSERT INTO publications_search (number, title, text, words) "
            "VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))",
            [publication.number, *(" ".join(grams.runs(each)) for each in texts), words],
        )


def forget(number: int) -> None:
    """Let a publication be found no more."""
    key = "rowid" if connections[PUBLISHED].vendor == "sqlite" else "number"
    with connections[PUBLISHED].cursor() as cursor:
        cursor.execute(f"DELETE FROM publications_search WHERE {key} = %s", [number])  # noqa: S608


def find(sought: list[str], now: datetime) -> QuerySet[Publication]:
    """Listed publications in which every run stands (`grams.asked`); those with most of them in the title
    first, then the newest. None when nothing is asked.
    """
    found = listed(now).filter(*(Q(number__in=_holding(run)) for run in sought))
    return _ranked(found, sought) if sought else found.none()


def find_any(sought: list[str], now: datetime) -> QuerySet[Publication]:
    """The same where any of the runs stands."""
    if not sought:
        return listed(now).none()
    any_of = reduce(Q.__or__, (Q(number__in=_holding(run)) for run in sought))
    return _ranked(listed(now).filter(any_of), sought)


def suggestions(query: str, now: datetime) -> list[str]:
    """Shorter things to look for that are found, of a query that is not: its runs, then their pieces."""
    sought = grams.asked(query)
    cut = (run[at : at + _PIECE] for run in sought for at in range(0, len(run) - 1, _PIECE))
    offered = list(dict.fromkeys([*(sought if len(sought) > 1 else []), *cut]))[: 3 * MOST_SUGGESTIONS]
    there = [each for each in offered if len(each) >= _PIECE and find([each], now).exists()]
    return there[:MOST_SUGGESTIONS]


def _ranked(found: QuerySet[Publication], sought: list[str]) -> QuerySet[Publication]:
    in_title = [
        Case(When(number__in=_holding(run, title=True), then=1), default=0, output_field=IntegerField())
        for run in sought
    ]
    rank = reduce(add, in_title, Value(0))
    return found.annotate(rank=rank).order_by(F("rank").desc(), "-posted_at", "-number").defer("html")


def _holding(run: str, *, title: bool = False) -> RawSQL:
    """Numbers of what holds a run, anywhere or in its title. A run is letters and figures only, so that it
    says nothing to either database's language of queries.
    """
    pairs, single = grams.pairs(run), len(run) == 1
    if connections[PUBLISHED].vendor == "sqlite":
        phrase = f'"{" ".join(pairs)}"' + (" *" if single else "")
        query = f"title : {phrase}" if title else phrase
        return RawSQL("SELECT rowid FROM publications_search WHERE publications_search MATCH %s", [query])
    where = "title" if title else "title || ' ' || text"
    query = " & ".join(f"'{pair}'" for pair in pairs) + (":*" if single else "")
    sql = "SELECT number FROM publications_search WHERE words @@ %s::tsquery"
    return RawSQL(f"{sql} AND strpos({where}, %s) > 0", [query, run])  # noqa: S611
