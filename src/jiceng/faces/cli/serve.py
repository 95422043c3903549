"""`jiceng serve`: makes the data folder ready and serves the office until stopped."""

import socket
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from jiceng.apps.demonstration.services import make_demonstration
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.cli.tidy import tidy_up
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Conflict

CANNOT_LISTEN = 2
# What to type on this computer, when the server listens on all its addresses.
ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(serve)


def serve(
    demonstration: Annotated[
        bool,
        typer.Option(
            "--demonstration", help="Make the sample county in an empty database. 空库时生成演示数据。"
        ),
    ] = False,
) -> None:
    """Serve the office; prints its address once it listens. 启动服务。"""
    listener = _listener(settings.HOST, settings.PORT)
    migrate_if_needed()
    if demonstration:
        _fill_when_empty()
    tidy_up(timezone.now())
    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()
    Server(listener).run()


def _fill_when_empty() -> None:
    """Makes the sample county in an empty database; leaves any other as it is."""
    told: set[str] = set()

    def tell(step: str, _done: int, _total: int) -> None:
        if not told:
            typer.echo("正在生成演示县,约需半分钟…… Making the demonstration county, about half a minute…")
        told.add(step)

    try:
        make_demonstration(actor=system_actor("jiceng serve"), at=timezone.now(), progress=tell)
    except Conflict as error:
        if error.code != "register_not_empty":
            raise


def _listener(host: str, port: int) -> socket.socket:
    """A bound socket; taken first, so that a busy port is known before any long work."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        typer.echo(
            f"无法在 {host}:{port} 上监听({error.strerror})。请换一个端口,例如 PORT=8001。\n"
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port, for example PORT=8001.",
            err=True,
        )
        raise typer.Exit(CANNOT_LISTEN) from error
    return listener


class Server(BaseApplication):
    """Gunicorn, configured from the settings and fed with the socket we hold."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = listener.getsockname()[:2]
        self.descriptor = listener.detach()  # gunicorn closes it once it has its own copy
        super().__init__()

    def load_config(self) -> None:
        """Threads; no control socket; no access log, since it would say who looked at whom."""
        options: dict[str, Any] = {
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
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        return get_wsgi_application()

    def say_address(self, server: Arbiter) -> None:
        """Tells where to look, once requests are answered."""
        host, port = self.address
        named = ANY.get(host, f"[{host}]" if ":" in host else host)
        typer.echo(f"Jiceng 基层 → http://{named}:{port}/")
