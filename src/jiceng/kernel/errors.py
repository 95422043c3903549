"""One exception tree: a stable code and named data each; the sentence comes late, translated.

JicengError
├── NotFound      there is no such thing, or it is not yours to see (outsiders get the same answer)
├── Refused       you may see it, you may not do this
├── Invalid       what was given cannot be right: `field` names which part
├── Conflict      right once, but something has changed since
├── FileRefused   a file cannot be read
├── ProofError    a proof, a signature or a log does not show what it should
├── ProfileError  a profile's data is wrong: `where` is the path of the key
└── SettingError  the program was started with a wrong setting
"""

from typing import Any


class JicengError(Exception):
    """Root of all errors that are ours to explain.

    Parameters: `code`, a stable snake_case name; `data`, named values for the sentence, never personal data.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code}({details})"

    def as_json(self) -> dict[str, Any]:
        """The one JSON shape of an error: `{"error": code, "data": {...}}`, values as text if not plain."""
        plain = (str, int, float, bool, type(None))
        return {
            "error": self.code,
            "data": {k: v if isinstance(v, plain) else str(v) for k, v in self.data.items()},
        }


class NotFound(JicengError):
    """There is no such thing, or the actor may not know that there is."""


class Refused(JicengError):
    """The actor may see the thing and may not do this to it."""


class Slowed(Refused):
    """More was asked in a short time than ordinary work needs; `seconds` (in data) says when more is
    given.
    """


class Invalid(JicengError):
    """A given value cannot be right; `field` (in data) names which, when there is one."""

    @property
    def field(self) -> str | None:
        """Name of the wrong field, as the service's argument is called, or None."""
        field = self.data.get("field")
        return None if field is None else str(field)


class Conflict(JicengError):
    """What was asked was right against a state that is no longer the current one."""


class FileRefused(JicengError):
    """A file is not what it should be, or costs too much to read."""


class ProofError(JicengError):
    """A proof, a signature or a log does not show what it should."""


class ProfileError(JicengError):
    """A profile's data is wrong; `where` (in data) is the path of the key."""


class SettingError(JicengError):
    """A setting has a value the program cannot start with."""
