"""`jiceng migrate`: brings database and data folder to this version's shape."""

import typer
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiceng.apps.organisations.register import keep_profile_in_use
from jiceng.apps.people.keys import make_keys


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(migrate)


def migrate() -> None:
    """Bring the database to this version's shape. 升级数据库结构。"""
    waiting = migrate_if_needed()
    typer.echo(f"{waiting} migrations applied. 已执行 {waiting} 项。")


def migrate_if_needed() -> int:
    """Applies the migrations that wait, keeps the profile and makes the keys an earlier release did not;
    returns how many migrations there were.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    keep_profile_in_use()
    make_keys()
    return len(plan)
