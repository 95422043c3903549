"""What goes wrong, in one shape: {"code", "sentence", "data"}."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from jiceng.faces.api.keys import MINUTE
from jiceng.faces.shared.sentences import say, sentence
from jiceng.kernel.errors import Conflict, Invalid, JicengError, NotFound, Refused, Slowed

STATUS: tuple[tuple[type[JicengError], int], ...] = (
    (NotFound, 404),
    (Slowed, 429),
    (Refused, 403),
    (Conflict, 409),
    (Invalid, 422),
)
PROBLEMS = frozenset({400, 401, 403, 404, 409, 422, 429})


class Problem(Schema):
    """Why nothing was given or written.

    `code` is stable; `sentence` says what happened and what to do, for people; `data` are the values in it,
    `field` the part of the request that cannot be right.
    """

    code: str
    sentence: str
    data: dict[str, Any]


def answer_problems(api: NinjaAPI) -> None:
    """Tell the API how each kind of error is answered."""
    api.add_exception_handler(JicengError, _ours(api))
    api.add_exception_handler(ValidationError, _unreadable(api))
    api.add_exception_handler(
        AuthenticationError, _plain(api, 401, "token_needed", {"WWW-Authenticate": "Bearer"})
    )
    api.add_exception_handler(Throttled, _plain(api, 429, "too_many_requests", {"Retry-After": str(MINUTE)}))
    api.add_exception_handler(Http404, _plain(api, 404, "page_not_found", {}))
    api.add_exception_handler(HttpError, _plain(api, 400, "body_unreadable", {}))


def _ours(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: JicengError) -> HttpResponse:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), None)
        if status is None:
            raise error
        # Outsiders learn nothing: what is not theirs answers like what does not exist.
        data = {} if status == 404 else error.as_json()["data"]
        body = {"code": error.code, "sentence": sentence(error), "data": data}
        response = api.create_response(request, body, status=status)
        if status == 429:
            response.headers["Retry-After"] = str(data["seconds"])
        return response

    return answer


def _unreadable(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = sorted({_field(each["loc"]) for each in error.errors})
        data = {"field": fields[0], "fields": fields, "why": error.errors[0]["msg"]}
        body = {"code": "request_invalid", "sentence": say("request_invalid", data), "data": data}
        return api.create_response(request, body, status=422)

    return answer


def _field(location: Any) -> str:
    """A field as the sender named it: "body.minutes.day" is `day`, a header or path part its own name."""
    return str(next((part for part in reversed(location) if isinstance(part, str)), ""))


def _plain(api: NinjaAPI, status: int, code: str, headers: Mapping[str, str]) -> Any:
    def answer(request: HttpRequest, error: Exception) -> HttpResponse:
        body = {"code": code, "sentence": say(code, {}), "data": {}}
        response = api.create_response(request, body, status=status)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    return answer


def nowhere(request: HttpRequest) -> HttpResponse:
    """404 for an address under /api/ that names nothing, in the API's own shape."""
    body = {"code": "page_not_found", "sentence": say("page_not_found", {}), "data": {}}
    return JsonResponse(body, status=404)
