"""Under which name failed sign-ins are counted."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

LONGEST = 60
"""Characters of the longest sign-in name."""


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name as accounts are found by: in one case and one width.

    Accounts are found whatever the case; were "Li" and "li" counted apart, each spelling would bring new
    tries.
    """
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return unicodedata.normalize("NFKC", str(given)).strip().casefold()[:LONGEST]
