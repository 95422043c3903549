"""Workbooks."""


def write_workbooks() -> None:
    """Soon."""
