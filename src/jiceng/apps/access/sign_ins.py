"""Signing in and out, in the program's log: for whoever keeps the machine, never on a page.

An office must be able to find out afterwards who came in and from where, and whether someone tried passwords
(Cybersecurity Law, art 23: logs of at least six months; ASVS 5.0, 16.3.1). It is not in the journal, where
officers would read when a secretary is at her desk (burden rules: no presence telemetry). A name that was
typed is left out: it may be a password in the wrong field.
"""

import logging
from typing import Any

from axes.helpers import get_client_ip_address
from django.http import HttpRequest

LOG = logging.getLogger("jiceng.sign_ins")


def signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Someone signed in."""
    LOG.info("signed in: user %s from %s", user.pk, _address(request))


def signed_out(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Someone signed out; `user` is None for whoever was not signed in."""
    if user is not None:
        LOG.info("signed out: user %s from %s", user.pk, _address(request))


def refused(*, request: HttpRequest | None = None, **_: Any) -> None:
    """A name or password was wrong."""
    LOG.warning("sign-in refused, from %s", _address(request))


def locked_out(*, request: HttpRequest | None = None, **_: Any) -> None:
    """One name was tried too often from one address."""
    LOG.warning("sign-in locked, from %s", _address(request))


def _address(request: HttpRequest | None) -> str:
    return str(get_client_ip_address(request)) if request is not None else "—"
