"""What can be written in the journal: each app declares its types here, with how their personal data is
shredded.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AuditType:
    """A kind of write.

    Parameters: `code`, dotted and stable; `title`, English (translated on screen); `personal`, whether its
    content can name a person; such content is shredded (content and salt erased, hash kept) with the person's
    file; `facts`, whether it changes what verdicts rest on (a table taken out changes nothing). Registers
    itself.
    """

    code: str
    title: str
    personal: bool
    facts: bool = True

    registered: ClassVar[dict[str, "AuditType"]] = {}

    def __post_init__(self) -> None:
        if self.code in self.registered:
            raise ValueError(f"audit type {self.code} is declared twice")
        self.registered[self.code] = self
