"""Logging to standard error without personal data.

An exception's own words may quote a row ("Key (name)=(…) already exists"), so only its type and the places in
the code are written; addresses are logged without what was asked in them, and never a form's content.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


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


def logging_settings(level: str, debug: bool) -> dict[str, Any]:
    """Django's LOGGING. With `debug`, exceptions keep their words."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": logging.Formatter if debug else PlainFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "plain"}},
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
