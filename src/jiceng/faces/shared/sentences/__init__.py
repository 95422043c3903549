"""Error codes as sentences: what happened, why, what to do.

`sentence(error)` is public, and `say` and `explain` for what a report lists without raising. The words
stand by subject: `office` (what people do), `admissions`, `register` (units, bodies, posts), `workbooks`
(files, their rows), `imports` (files sent in and taken back), `machines` (tokens, the API, calendars),
`keeping` (backups, keys), `proofs` (the ledger), `publishing` (articles), `decisions` (records judged),
`coverage`, `needs`, `members` (dues, commendations), `standards`, `branches` (put right, models),
`programmes`, `letters`, `ranking` (files of ballots and scores), `data` (profiles, settings, background
jobs). A code without words of its own gets those of its class, with the code to quote.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from jiceng.faces.shared.dates import write_day, write_moment, write_period
from jiceng.faces.shared.sentences import (
    admissions,
    branches,
    coverage,
    data,
    decisions,
    imports,
    keeping,
    letters,
    machines,
    members,
    motion,
    needs,
    office,
    programmes,
    proofs,
    publishing,
    ranking,
    register,
    standards,
    workbooks,
)
from jiceng.faces.shared.words import in_words
from jiceng.kernel.errors import Conflict, FileRefused, Invalid, JicengError, NotFound, ProfileError, Refused
from jiceng.kernel.periods import Period

SENTENCES: Mapping[str, str | Promise] = {
    **office.SENTENCES,
    **admissions.SENTENCES,
    **motion.SENTENCES,
    **coverage.SENTENCES,
    **register.SENTENCES,
    **workbooks.SENTENCES,
    **imports.SENTENCES,
    **machines.SENTENCES,
    **keeping.SENTENCES,
    **proofs.SENTENCES,
    **publishing.SENTENCES,
    **letters.SENTENCES,
    **branches.SENTENCES,
    **decisions.SENTENCES,
    **needs.SENTENCES,
    **programmes.SENTENCES,
    **ranking.SENTENCES,
    **members.SENTENCES,
    **standards.SENTENCES,
    **data.SENTENCES,
}

_OF_CLASS: tuple[tuple[type[JicengError], str | Promise], ...] = (
    (
        NotFound,
        gettext_lazy(
            "This was not found, or it is outside your responsibility. "
            "Search for it, or start from the start page."
        ),
    ),
    (
        Refused,
        gettext_lazy(
            "Your role does not include this. Ask the officer who manages access at the level above."
        ),
    ),
    (
        Invalid,
        gettext_lazy(
            "What was given cannot be right (%(code)s). Check it and send it again; nothing was saved."
        ),
    ),
    (
        Conflict,
        gettext_lazy(
            "The record has changed in the meantime (%(code)s). "
            "Nothing was saved: reload the page and look again."
        ),
    ),
    (
        FileRefused,
        gettext_lazy("The file was not read (%(code)s). Nothing was saved: check the file and try again."),
    ),
    (
        ProfileError,
        gettext_lazy(
            "The rules cannot be loaded (%(code)s, at %(where)s). Correct the profile and start again."
        ),
    ),
)
_ELSE = gettext_lazy("The program cannot go on (%(code)s). Quote this code to the administrator.")


def sentence(error: JicengError) -> str:
    """`error` in the language in use: what happened, why, what to do.

    Parameters: any error of ours; its data fill the sentence, days and words written as everywhere else.
    Returns plain text (escape it in HTML); a value the error does not carry becomes a dash.
    """
    kind = next((text for kind, text in _OF_CLASS if isinstance(error, kind)), _ELSE)
    return _filled(SENTENCES.get(error.code, kind), error.code, error.data)


def say(code: str, data: Mapping[str, Any]) -> str:
    """The same for a code that is listed, not raised (a rejected row), with its data."""
    return _filled(SENTENCES.get(code, _ELSE), code, data)


def explain(column: str, code: str, data: Mapping[str, Any]) -> str:
    """A fault of a row with the column it is in: "列：理由"."""
    reason = say(code, data)
    if not column:
        return reason
    return pgettext("a column's fault", "%(column)s: %(reason)s") % {"column": column, "reason": reason}


def _filled(words: str | Promise, code: str, data: Mapping[str, Any]) -> str:
    """`words` with the data in them; a setting's explanation comes in both languages and is told in one."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    told = {"code": code, "explanation": data.get(language), **data}
    return str(words) % _Values({name: _written(value) for name, value in told.items()})


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "—"


def _written(value: object) -> str:
    match value:
        case None:
            return "—"
        case datetime():
            return write_moment(value)
        case date():
            return write_day(value, with_year=True)
        case Period():
            return write_period(value)
        case str():
            return value
        case Iterable() if not hasattr(value, "in_language"):
            return pgettext("between the words of a list", ", ").join(_written(part) for part in value)
        case _:
            return in_words(value) or gettext("nothing")
