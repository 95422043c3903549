"""`jiceng migrate`: brings the database to this version's shape."""

import typer
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(migrate)


def migrate() -> None:
    """Bring the database to this version's shape. 升级数据库结构。"""
    waiting = migrate_if_needed()
    typer.echo(f"{waiting} migrations applied. 已执行 {waiting} 项。")


def migrate_if_needed() -> int:
    """Applies the migrations that wait; returns how many there were."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    return len(plan)
