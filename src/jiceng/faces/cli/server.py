"""Gunicorn, configured from the settings."""

import socket
from typing import Any

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

# What to type on this computer, when the server listens on all its addresses.
ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class Server(BaseApplication):
    """Gunicorn, configured from the settings and fed with the socket we hold."""

    name = "Jiceng 基层"

    def __init__(self, listener: socket.socket) -> None:
        self.address = listener.getsockname()[:2]
        self.descriptor = listener.detach()  # gunicorn closes it once it has its own copy
        super().__init__()

    def load_config(self) -> None:
        """The options, told to gunicorn."""
        for name, value in self.options().items():
            self.cfg.set(name, value)

    def options(self) -> dict[str, Any]:
        """Threads; no control socket; no access log, since it would say who looked at whom."""
        return {
            "bind": f"fd://{self.descriptor}",
            "worker_class": "gthread",
            "workers": settings.WORKERS,
            "threads": settings.THREADS,
            "preload_app": True,
            "control_socket_disable": True,
            "forwarder_headers": "",  # no header from outside sets the path
            "loglevel": "warning",
            "when_ready": self.say_address,
        }

    def load(self) -> Any:
        """The WSGI application."""
        return get_wsgi_application()

    def say_address(self, server: Arbiter) -> None:
        """Tells where to look, once requests are answered."""
        typer.echo(f"{self.name} → {self.reached_at(self.address[1])}")

    def reached_at(self, port: int) -> str:
        """What to type on this computer to reach a port of this address."""
        host = self.address[0]
        named = ANY.get(host, f"[{host}]" if ":" in host else host)
        return f"http://{named}:{port}/"
