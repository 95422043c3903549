"""What every page of someone signed in tells the device it is on."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jiceng.faces.workbench.offline.law import FORM, LIMIT, SPREAD, WAITS
from jiceng.faces.workbench.offline.views import SCRIPTS, release


def device(request: HttpRequest) -> dict[str, Any]:
    """For the piece of page `offline/device.html`, without which nothing is kept and nothing waits."""
    return {
        "user": request.user.pk,
        "release": release(),
        "scripts": [f"offline/{name}.js" for name in SCRIPTS],
        "form": FORM,
        "waits": ",".join(map(str, WAITS)),
        "spread": str(SPREAD),
        "limit": LIMIT,
        "sign_in": reverse("sign_in", query={"next": reverse("outbox")}),
    }
