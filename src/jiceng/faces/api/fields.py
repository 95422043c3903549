"""Values as they travel: each as strict as the page's form for the same thing, so that nothing is guessed."""

import re
from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import FIRST_YEAR, LAST_YEAR

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
NO_NULL = r"^[^\u0000]*$"
"""The null character, which PostgreSQL stores in no text."""
MOST_TEXT = 60_000


def _written_as(form: re.Pattern[str]) -> BeforeValidator:
    """A value that must come as text of one form: numbers are not days."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and not form.fullmatch(value):
            raise ValueError(f"must be written as {form.pattern}")
        if not isinstance(value, str | date | time | UUID):
            raise ValueError("must be text")
        return value

    return BeforeValidator(check)


def _of_an_office(day: date) -> date:
    """A year like 0026 or 9999 is a slip of the keyboard and breaks reckoning."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, _written_as(_DAY), AfterValidator(_of_an_office)]
Clock = Annotated[
    time,
    _written_as(_CLOCK),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
EntryKey = Annotated[UUID, _written_as(_KEY)]
Id = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
PathId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Heads = Annotated[int, Field(strict=True, ge=0, le=100_000)]


def line(most: int, least: int = 0) -> Any:
    """Text of at most `most` letters."""
    return Annotated[str, Field(min_length=least, max_length=most, pattern=NO_NULL)]


Code = line(40, 1)
PeriodKey = line(21, 1)


class Asked(Schema):
    """What is asked for behind the "?": a name that is none is refused, so that a slip in a filter does not
    pass for wanting everything.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, values: Any, info: ValidationInfo) -> Any:
        """Raises `Invalid("unknown_filter")`. The names are read off the request."""
        request = (info.context or {}).get("request")
        unknown = set(request.GET) - set(cls.model_fields) if request is not None else set()
        if unknown:
            raise Invalid("unknown_filter", field=min(unknown))
        return values


class Given(Schema):
    """What is sent: a name that is none is refused, so that a slip does not pass for silence."""

    model_config = ConfigDict(extra="forbid")
