"""Measurements for whoever keeps the machine (JICENG_METRICS=1): how many requests, how long, what waits.

By the name of an address, never by what stood in it: no unit and no person is a label. Each of the server's
processes counts in a file of its own in JICENG_DATA/metrics, and any of them answers for all.
"""

import time
from collections.abc import Callable
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from jiceng.apps.duties.freshness import stale_count
from jiceng.apps.jobs.selectors import waiting_count
from jiceng.config.client_address import client_address
from jiceng.faces.cli.backups.archive import kept_backups

Answer = Callable[[HttpRequest], HttpResponse]
ADDRESS = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("jiceng_requests", "Requests answered", ["route", "method", "status"])
LATENCY = Histogram("jiceng_request_seconds", "Seconds until the answer", ["route"], buckets=SECONDS)
REFUSED = Counter("jiceng_sign_ins_refused", "Sign-ins refused or locked", ["how"])


class Measured:
    """Middleware: measures every request, and answers ADDRESS to the addresses declared, 404 to all
    others.
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.METRICS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        user_login_failed.connect(_refused, dispatch_uid="metrics.refused")
        user_locked_out.connect(_locked, dispatch_uid="metrics.locked")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if request.path == ADDRESS and client_address(request) in settings.METRICS_FROM:
            return HttpResponse(measurements(), content_type=CONTENT_TYPE)
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name if match else "") or "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, str(answer.status_code)).inc()
        LATENCY.labels(route).observe(time.perf_counter() - began)
        return answer


def _refused(**_: Any) -> None:
    REFUSED.labels("refused").inc()


def _locked(**_: Any) -> None:
    REFUSED.labels("locked").inc()


def measurements() -> bytes:
    """Everything measured, in the text format of Prometheus."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_FOLDER))
    now = CollectorRegistry()
    Gauge("jiceng_jobs_waiting", "Background jobs that wait", registry=now).set(waiting_count())
    stale = stale_count(timezone.localdate())
    Gauge("jiceng_units_stale", "Units whose verdicts wait", registry=now).set(stale)
    made = kept_backups(settings.BACKUPS) if settings.BACKUPS else []
    if made:
        age = time.time() - made[-1].stat().st_mtime
        Gauge("jiceng_backup_age_seconds", "Age of the last backup", registry=now).set(age)
    return generate_latest(registry) + generate_latest(now)
