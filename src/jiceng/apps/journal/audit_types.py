"""What can be written in the journal: each app declares its types here, with how their personal data is
shredded.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True, slots=True)
class AuditType:
    """A kind of write.

    Parameters: `code`, dotted and stable; `title`, English (translated on screen); `personal`, whether its
    content can name a person; such content is shredded (content and salt erased, hash kept) with the person's
    file; `facts`, whether it changes what verdicts rest on (a table taken out changes nothing);
    `unplaced_hidden_from`, the permission whose holders are not shown its entries that belong to no unit.
    Registers itself.
    """

    code: str
    title: str
    personal: bool
    facts: bool = True
    unplaced_hidden_from: str = ""

    registered: ClassVar[dict[str, "AuditType"]] = {}

    def __post_init__(self) -> None:
        if self.code in self.registered:
            raise ValueError(f"audit type {self.code} is declared twice")
        self.registered[self.code] = self


def declared_types() -> dict[str, AuditType]:
    """Every type of every app, by its code, whether or not its services were used in this process."""
    autodiscover_modules("audit_types")
    return AuditType.registered


MANY_READ = AuditType("readings.many", "Many persons read", personal=False, facts=False)
PURPOSE_STATED = AuditType("readings.purpose", "Purpose of much reading stated", personal=True, facts=False)
