"""Addresses of the API and the calendar feed."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from jiceng.faces.api import calendar, duties, gatherings, people, problems, units
from jiceng.faces.api.keys import Key, Often

ABOUT = """Units, people, gatherings and duties, by the names they have on the pages and in the code. Every
request carries a token: `Authorization: Bearer jc_…`. It opens what its owner may do today and what it was
given, whichever is less; what is not hers answers 404, like what does not exist. Lists come a page at a
time: send back `cursor` until it is null. Whatever goes wrong has one shape: `code`, `sentence`, `data`."""


class Readable(JSONRenderer):
    """JSON whose Chinese can be read as it is."""

    json_dumps_params = {"ensure_ascii": False}


def _api() -> NinjaAPI:
    api = NinjaAPI(
        renderer=Readable(),
        title="Jiceng 基层",
        version="1",
        description=ABOUT,
        docs_url=None,
        auth=Key(),
        throttle=[Often()],
        urls_namespace="api",
    )
    problems.answer_problems(api)
    api.add_router("units", units.router)
    api.add_router("people", people.router)
    api.add_router("gatherings", gatherings.router)
    api.add_router("duties", duties.router)
    return api


def _open(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The API asks for its own key: nobody is sent to the sign-in page."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            login_not_required(pattern.callback)
    return patterns


API = _api()
_patterns, _app_name, _namespace = API.urls
urlpatterns = [
    path("api/v1/", (_open(_patterns), _app_name, _namespace)),
    re_path(r"^api/", login_not_required(problems.nowhere), name="api_nowhere"),
    path("calendar/<str:secret>.ics", login_not_required(calendar.feed), name="calendar_feed"),
]
