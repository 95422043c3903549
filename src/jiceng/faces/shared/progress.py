"""A page for what goes on in the background: how far it is, until it is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

if TYPE_CHECKING:
    from jiceng.apps.jobs.selectors import JobState

LONG = timedelta(minutes=1)
"""A job that waits so long waits for a worker, not for its turn."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a job: a sentence, and how much of how much (total 0: not known)."""

    text: str
    done: int = 0
    total: int = 0


def while_working(
    request: HttpRequest,
    job: "JobState | None",
    *,
    title: str,
    words: Mapping[str, str | Promise],
    template: str = "shared/working.html",
    **context: object,
) -> HttpResponse | None:
    """The answer as long as `job` goes on; None once it is over or no more (None), for the view to show what
    came of it.

    Parameters: `title`, of the page; `words`, a sentence for each step's code; `template`, one that extends
    "shared/working.html", with its `context`. The page asks for its own address each second and is given its
    moving part; once the job is over it is told to load itself whole. Without scripts it reloads itself.
    """
    asks_for_more = request.headers.get("HX-Target") == "progress"
    if job is None or job.over:
        return HttpResponse(headers={"HX-Refresh": "true"}) if asks_for_more else None
    shown = _shown(job, words)
    if asks_for_more:
        changed = request.GET.get("shown") != shown.text
        return render(request, "shared/progress_now.html", {"shown": shown, "changed": changed})
    return render(request, template, {**context, "title": title, "shown": shown})


def _shown(job: "JobState", words: Mapping[str, str | Promise]) -> Shown:
    told = job.progress
    if told is not None:
        return Shown(str(words.get(told.step) or gettext("Working…")), told.done, told.total)
    if job.state == "running":
        return Shown(gettext("Working…"))
    if timezone.now() - job.asked_at < LONG:
        return Shown(gettext("Waiting for its turn."))
    return Shown(
        gettext(
            "This has been waiting for long. If it does not begin, tell whoever keeps the server that no "
            "worker does the background jobs."
        )
    )
