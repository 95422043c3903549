"""Whose site the portal is (主办): its name, who keeps it, where it is read, what stands under every page."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from jiceng.apps.editorial import audit_types, policies
from jiceng.apps.journal.services import record
from jiceng.apps.publications import selectors, store
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, Refused


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What is said of the site; `address` as https://…, `footer` line by line. None leaves what is there."""

    title: str | None = None
    title_en: str | None = None
    host: str | None = None
    host_en: str | None = None
    address: str | None = None
    footer: str | None = None


def words() -> dict[str, str]:
    """What is said of the site now."""
    site = selectors.site()
    return {name: getattr(site, name, "") for name in asdict(SiteWords())}


@transaction.atomic
def describe(*, actor: Actor, at: datetime, site: SiteWords) -> None:
    """Say anew what is given. Only the program itself calls it, for whoever runs it. Raises
    `Invalid("address_malformed")`, `Invalid("title_missing")`.
    """
    if not actor.system:
        raise Refused("not_permitted", permission=policies.REVIEW)
    given = {name: value.strip() for name, value in asdict(site).items() if value is not None}
    said = words() | given
    said["address"] = said["address"].rstrip("/")
    if said["address"] and not said["address"].startswith(("https://", "http://")):
        raise Invalid("address_malformed", field="address")
    if not said["title"]:
        raise Invalid("title_missing", field="title")
    record(
        actor=actor, at=at, type=audit_types.SITE_DESCRIBED, subject="portal:site", unit_ids=[], content=given
    )
    store.put_site(**said)
