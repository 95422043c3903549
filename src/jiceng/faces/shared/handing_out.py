"""Files handed out: what is in one that came from outside acts on no page of ours; what we made ourselves is
saved, and kept by nobody on the way.
"""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNFIT = re.compile(r'[\s\\/:*?"<>|\x00-\x1f]+')
"""What no name of a file may hold everywhere."""
POLICY = "sandbox; default-src 'none'"


def hand_out_file(name: str, media_type: str, data: bytes) -> HttpResponse:
    """A file as it is: a picture is shown, everything else saved; neither is ever read as a page."""
    kind = f"{media_type}; charset=binary" if media_type.startswith("text/") else media_type
    answer = HttpResponse(data, content_type=kind)
    saved = not media_type.startswith("image/")
    answer.headers["Content-Disposition"] = content_disposition_header(saved, name) or "attachment"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def hand_out_made(name: str, media_type: str, data: bytes) -> HttpResponse:
    """A file we made, to be saved under a name fit for every system."""
    answer = HttpResponse(data, content_type=media_type)
    saved = content_disposition_header(True, _UNFIT.sub(" ", name))
    answer.headers["Content-Disposition"] = saved or "attachment"
    answer.headers["Cache-Control"] = "no-store"
    return answer
