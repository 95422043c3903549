"""Who asks, when proxies of our own stand in front."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The asking computer's address: as many steps back in X-Forwarded-For as there are proxies of our own.

    Entries further left were written by strangers and are not believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    steps: int = settings.PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if steps == 0 or len(forwarded) < steps or not forwarded[-steps]:
        return direct
    return forwarded[-steps] if _is_address(forwarded[-steps]) else direct


def _is_address(text: str) -> bool:
    """Whether a proxy really wrote an address; anything else would not fit the column it is counted in."""
    try:
        return bool(ip_address(text))
    except ValueError:
        return False
