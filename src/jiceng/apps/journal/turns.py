"""One after another: what two transactions must not do at the same time."""

from django.db import connection


def take_turn(number: int) -> None:
    """Wait until no other transaction holds this number, and hold it until ours ends. With SQLite a
    transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
