"""What the base page shows on every page: navigation, account, whose organisation, whether it is a
demonstration.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jiceng.apps.access.selectors import home_units
from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.intake.selectors import may_import
from jiceng.faces.workbench.access.words import role_word
from jiceng.faces.workbench.navigation import navigation


def _title() -> Any:
    """Whose organisation this is; in a demonstration the invented county's name, never the real one's (safety
    rule 1).
    """
    made = demonstration()
    return made["accounts"][-1]["unit"] if made else settings.PROFILE.title


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the workbench. Nothing but the profile's title for whoever has not signed in."""
    common = {"profile_title": _title(), "demonstration": demonstration() is not None}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common | {"home_url": reverse("start")}
    homes = home_units(request.actor, request.day)  # type: ignore[attr-defined]
    return common | {
        "home_url": reverse("home"),
        "may_import": may_import(request.actor),  # type: ignore[attr-defined]
        "navigation": navigation(request, homes),
        "account": {
            "name": user.name,
            "role": role_word(homes[0][0]) if homes else "",
            "links": [{"label": _("Change password"), "url": reverse("password")}],
            "sign_out_url": reverse("sign_out"),
        },
    }
