"""Headers every answer carries beside Django's own and the content security policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

# Nobody is asked for a place or a picture (burden rules): the browser is told so too.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class PrivateAnswers:
    """Keeps pages off shared computers' disks and the browser's sensors shut."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
