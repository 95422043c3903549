"""`jiceng migrate`: brings database and data folder to this version's shape."""

import typer
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from jiceng.apps.organisations.register import keep_profile_in_use
from jiceng.apps.people.keys import make_keys
from jiceng.apps.publications.routing import INBOX, PUBLISHED
from jiceng.faces.cli.migrations import waiting_migrations


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(migrate)


def migrate() -> None:
    """Bring the database to this version's shape. 升级数据库结构。"""
    waiting = migrate_if_needed()
    typer.echo(f"{waiting} migrations applied. 已执行 {waiting} 项。")


def migrate_if_needed() -> int:
    """Applies the migrations that wait, in each database there is, keeps the profile and makes the keys an
    earlier release did not; returns how many migrations there were.
    """
    applied = migrate_databases()
    keep_profile_in_use()
    make_keys()
    return applied


def migrate_databases() -> int:
    """Applies the migrations that wait, in each database there is; returns how many there were."""
    there = [connection for connection in connections.all() if connection.vendor != "unknown"]
    return sum(_brought_up(connection) for connection in there)


def _brought_up(connection: BaseDatabaseWrapper) -> int:
    if connection.vendor == "postgresql" and connection.alias in (PUBLISHED, INBOX):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(connection.alias)}")
    waiting = waiting_migrations(connection)
    if waiting:
        call_command("migrate", database=connection.alias, verbosity=0, interactive=False)
    return len(waiting)
