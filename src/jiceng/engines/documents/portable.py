"""PDF by WeasyPrint, which an office may leave out (requirements/documents.txt): import this module only
where `is_installed` said so.
"""

from dataclasses import dataclass
from typing import Any, NoReturn

import weasyprint
from weasyprint.urls import URLFetcher, URLFetchingError


class _Nothing(URLFetcher):  # type: ignore[misc, no-any-unimported]
    """Fetches nothing."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise URLFetchingError(f"nothing is fetched: {url[:80]}")


@dataclass(frozen=True, slots=True)
class Laid:
    """Pages as they are laid out."""

    document: Any

    def pdf(self) -> bytes:
        """As a file."""
        found = self.document.write_pdf()
        if not isinstance(found, bytes):
            raise TypeError("no file")
        return found


def lay_out(html: str) -> Laid:
    """Lay out a whole HTML document. Nothing it names is fetched, from the network or from a disk."""
    return Laid(weasyprint.HTML(string=html, url_fetcher=_Nothing()).render())
