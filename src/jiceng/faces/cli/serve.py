"""`jiceng serve`: makes the data folder ready and serves the office until stopped."""

import socket
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from jiceng.apps.demonstration.services import make_demonstration
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.cli.progress import shown_progress
from jiceng.faces.cli.server import Server
from jiceng.faces.cli.tidy import tidy_up
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Conflict

CANNOT_LISTEN = 2


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
    for left in settings.METRICS_FOLDER.glob("*.db"):  # counted by the processes of an earlier start
        left.unlink()
    connections.close_all()
    Server(listener).run()


def _fill_when_empty() -> None:
    """Makes the sample county in an empty database; leaves any other as it is."""
    told: set[str] = set()
    about = "正在生成演示数据,约需半分钟…… Making the demonstration, about half a minute…"
    with shown_progress("演示数据 Demonstration") as show:

        def tell(step: str, done: int, total: int) -> None:
            if not told:
                typer.echo(about)
            told.add(step)
            show(step, done, total)

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
