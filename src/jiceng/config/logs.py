"""Logging to standard error without personal data, in lines of words or of JSON.

An exception's own words may quote a row ("Key (name)=(…) already exists"), so only its type and the places in
the code are written; of an address the route, never what was asked in it, which may be a name or the secret
of a calendar; and never a form's content.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
NOWHERE = "no such address"


class Unquoting(logging.Filter):
    """Takes out of a record what strangers typed: addresses become routes, errors their types."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; none is dropped."""
        if record.name.startswith("django.security."):  # quotes hosts and paths
            record.msg, record.args = record.name.rpartition(".")[2], ()
        request = getattr(record, "request", None)
        route = route_of(request)
        record.__dict__["route"] = route  # as what is given by `extra` stands there
        if isinstance(record.args, tuple):
            asked = {getattr(request, "path", None), getattr(request, "path_info", None)} - {None}
            record.args = tuple(
                type(each).__name__
                if isinstance(each, BaseException)
                else route
                if isinstance(each, str) and each in asked
                else each
                for each in record.args
            )
        return True


def route_of(request: Any) -> str:
    """Which address was asked for, without what stood in it."""
    if request is None:
        return ""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else NOWHERE


class PlainFormatter(logging.Formatter):
    """One line a record; of an exception the types and places, never its message."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 (the name is logging's)
        """The chain of exception types, innermost cause last, each with its code places."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


class JsonFormatter(PlainFormatter):
    """The same as one JSON object a line: at (UTC), level, logger, message; route and status of a request;
    error.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        route = record.__dict__.get("route", "")
        told |= {"route": route} if route else {}
        told |= {"status": record.status_code} if hasattr(record, "status_code") else {}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def logging_settings(level: str, debug: bool, shape: str = "text") -> dict[str, Any]:
    """Django's LOGGING. With `debug`, exceptions keep their words. `shape`: "text" or "json"."""
    formatter = JsonFormatter if shape == "json" else logging.Formatter if debug else PlainFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"unquoting": {"()": Unquoting}},
        "formatters": {
            "plain": {"()": formatter, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "handlers": {
            "standard_error": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": [] if debug else ["unquoting"],
            }
        },
        "root": {"handlers": ["standard_error"], "level": level},
        "loggers": {
            # Django's own handlers (console in debug, mail to admins) are replaced by the one above.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # SQL carries names and numbers.
            "django.db.backends": {"level": "WARNING"},
            # Writes the name typed, which may be a password; `access.sign_ins` says what is to be kept.
            "axes": {"level": "ERROR"},
        },
    }
