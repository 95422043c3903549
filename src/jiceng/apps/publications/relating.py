"""What is about like things, computed from the words when something is posted, so that a page only reads it.

Each publication is told from the others by the pairs of characters that are frequent in it and rare elsewhere
(tf-idf; Salton and Buckley 1988); two are near by the cosine of those. Work is bounded: a few pairs each, so
many publications a pair, the newest first.
"""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import islice
from math import log, sqrt

from django.db import connections
from django.db.models import Q, QuerySet

from jiceng.apps.publications import grams
from jiceng.apps.publications.models import KeyTerm, Publication, Related, TermCount
from jiceng.apps.publications.prepared import Prepared
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.apps.publications.selectors import listed

SHOWN = 5
_KEPT = 12
_KEY_TERMS, _NEW_TERMS = 24, 8
_PER_TERM = 120
_NEAR_ENOUGH = 0.06
_TITLE_COUNTS = 3
_SETTLED = 128
"""While fewer are posted, all are weighed again whenever their number has doubled: counts of words have
changed much by then, and later do not.
"""


def related(publication: Publication, now: datetime) -> list[Publication]:
    """What is posted and listed now and near to a publication, the nearest first."""
    # One by one, five as a rule: asked for together, SQLite goes through all that is posted.
    near = _near(publication.number, now)
    return list(islice((found for each in near for found in _line(each.other_id, now)), SHOWN))


@Prepared
def _line(number: int, now: datetime) -> QuerySet[Publication]:
    found = listed(now).filter(number=number).select_related(None)
    return found.only("number", "title", "posted_at").order_by()


@Prepared
def _near(number: int, _now: datetime) -> QuerySet[Related]:
    return Related.objects.filter(publication=number).order_by("-score", "-other")


def relate(publication: Publication, *, first: bool) -> None:
    """Find what a publication is near to; `first`, whether it is posted for the first time."""
    forget(publication.number)
    if not publication.listed:
        return
    terms = _terms(publication)
    if first:
        _count(terms)
    there = Publication.objects.count()
    if first and there <= _SETTLED and there & (there - 1) == 0:
        known = Publication.objects.filter(listed=True, state=Publication.State.POSTED).order_by("number")
        for each in known.exclude(pk=publication.pk):
            _place(each, _terms(each), there)
    _place(publication, terms, there)


def forget(number: int) -> None:
    """Let a publication be near to nothing any more."""
    KeyTerm.objects.filter(publication_id=number).delete()
    Related.objects.filter(Q(publication_id=number) | Q(other_id=number)).delete()


def _terms(publication: Publication) -> Counter[str]:
    """How often each pair stands in a text, the title's counting more; figures tell nothing."""

    def of(text: str) -> Counter[str]:
        pairs = (pair for run in grams.runs(text) if len(run) > 1 for pair in grams.pairs(run))
        return Counter(pair for pair in pairs if not any(each.isdigit() for each in pair))

    found = of(publication.text)
    for pair, times in of(publication.title).items():
        found[pair] += _TITLE_COUNTS * times
    return found


def _count(terms: Counter[str]) -> None:
    with connections[PUBLISHED].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO publications_termcount (term, publications) VALUES (%s, 1) "
            "ON CONFLICT (term) DO UPDATE SET publications = publications_termcount.publications + 1",
            [[term] for term in sorted(terms)],
        )


def _place(publication: Publication, terms: Counter[str], there: int) -> None:
    """Keep a publication's key terms, and whom it is near to, on both sides."""
    mine = _weighed(terms, there)
    forget(publication.number)
    near = _nearest(mine)
    KeyTerm.objects.bulk_create(
        KeyTerm(publication=publication, term=term, weight=weight) for term, weight in mine.items()
    )
    Related.objects.bulk_create(
        Related(publication_id=one, other_id=two, score=score)
        for other, score in near
        for one, two in ((publication.number, other), (other, publication.number))
    )
    _keep_nearest([other for other, _score in near])


def _nearest(mine: dict[str, float]) -> list[tuple[int, float]]:
    """Who shares most of these terms; of each term the newest that have it. One query."""
    if not mine:
        return []
    each = (
        "SELECT * FROM (SELECT publication_id, weight * %s FROM publications_keyterm WHERE term = %s "
        "ORDER BY publication_id DESC LIMIT %s) AS sharing"
    )
    given = [value for term, weight in mine.items() for value in (weight, term, _PER_TERM)]
    scores: dict[int, float] = defaultdict(float)
    with connections[PUBLISHED].cursor() as cursor:
        cursor.execute(" UNION ALL ".join([each] * len(mine)), given)
        for number, score in cursor.fetchall():
            scores[number] += score
    best = sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:_KEPT]
    return [(number, score) for number, score in best if score >= _NEAR_ENOUGH]


def _keep_nearest(numbers: list[int]) -> None:
    """Of each of these, no more than so many it is near to."""
    found: dict[int, list[int]] = defaultdict(list)
    there = Related.objects.filter(publication_id__in=numbers).order_by("-score", "-other")
    for key, number in there.values_list("pk", "publication_id"):
        found[number].append(key)
    too_many = [key for keys in found.values() for key in keys[_KEPT:]]
    if too_many:
        Related.objects.filter(pk__in=too_many).delete()


def _weighed(terms: Counter[str], there: int) -> dict[str, float]:
    """The pairs that tell most, with weights of length one together: most of them shared with another, some
    that are new, which a later one may share.
    """
    counts = dict(TermCount.objects.filter(term__in=list(terms)).values_list("term", "publications"))
    weights = {
        term: (1 + log(terms[term])) * log((there + 1) / (count + 0.5))
        for term, count in counts.items()
        if count <= there
    }
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    shared = [item for item in ordered if counts[item[0]] > 1][:_KEY_TERMS]
    best = shared + [item for item in ordered if counts[item[0]] == 1][:_NEW_TERMS]
    length = sqrt(sum(weight * weight for _term, weight in best)) or 1.0
    return {term: weight / length for term, weight in best}
