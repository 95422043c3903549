"""`jiceng serve --face portal`: what the public reads, served by itself from the published database."""

import os
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from jiceng.faces.cli.listening import listener
from jiceng.faces.cli.public_databases import make_ready
from jiceng.faces.cli.server import Server


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(serve)


def serve(
    face: Annotated[str, typer.Option("--face", help="office or portal. 单位内部或公开门户。")] = "portal",
) -> None:
    """Serve what the public reads; prints its address once it listens. 启动公开门户。"""
    bound = listener(settings.HOST, settings.PORT)
    make_ready()
    _lay_out_style()
    connections.close_all()
    PortalServer(bound).run()


def _lay_out_style() -> None:
    """Style and scripts in a folder that a web server in front may read: they are public."""
    private = os.umask(0o022)
    call_command("collectstatic", verbosity=0, interactive=False)
    os.umask(private)


class PortalServer(Server):
    """The server of what the public reads."""

    name = "公开门户 Portal"
