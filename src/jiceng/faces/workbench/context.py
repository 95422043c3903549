"""What the base page shows on every page: navigation, account, whose organisation, whether it is a
demonstration.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.intake.kinds import may_import
from jiceng.faces.shared.roles import role_word
from jiceng.faces.workbench.navigation import Homes, navigation
from jiceng.faces.workbench.offline.device import device


def _title() -> Any:
    """Whose organisation this is; in a demonstration the invented county's name, never the real one's (safety
    rule 1).
    """
    made = demonstration()
    return made["accounts"][-1]["unit"] if made else settings.PROFILE.title


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the workbench. Nothing but the profile's title for whoever has not signed in."""
    common = {
        "profile_title": _title(),
        "has_probation": settings.PROFILE.probation,
        "demonstration": demonstration() is not None,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common | {"home_url": reverse("start")}
    homes = request.homes  # type: ignore[attr-defined]
    return common | {
        "home_url": reverse("home"),
        "printed": _printed(request, homes),
        "may_import": may_import(request.actor),  # type: ignore[attr-defined]
        "alive_url": reverse("alive"),
        "questions_url": f"{reverse('ask')}?page={quote(request.path)}",
        "device": device(request),
        "factors_reset_at": user.factors_reset_at,
        "navigation": navigation(request, homes),
        "account": {
            "name": user.name,
            "role": role_word(homes[0][0]) if homes else "",
            "links": [
                {"label": _("My calendar"), "url": reverse("calendar")},
                {"label": _("Account security"), "url": reverse("security")},
            ],
            "sign_out_url": reverse("sign_out"),
        },
    }


def _printed(request: HttpRequest, homes: Homes) -> dict[str, Any]:
    """What stands under a printed page's heading, unless the page names its own unit and day."""
    return {"unit": homes[0][1].name if homes else "", "day": request.day}  # type: ignore[attr-defined]
