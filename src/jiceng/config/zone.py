"""The network zone a deployment declares, and what is never loaded in it (safety rule 12)."""

from collections.abc import Iterable

from jiceng.kernel.errors import SettingError

PERSONNEL = frozenset(
    f"jiceng.apps.{name}"
    for name in (
        *("journal", "people", "access", "gatherings", "duties", "feedback", "transfers", "admissions"),
        *("intake", "demonstration"),
    )
)
"""Apps that hold data about persons in an organisation, their posts or what they did."""


def refuse_personnel(zone: str, installed: Iterable[str]) -> None:
    """Let no app that holds personnel data be loaded in a zone that strangers reach.

    Parameters: `zone`, "internal" or "internet"; `installed`, dotted names of the apps to be loaded.
    Errors: SettingError `setting_unsafe`.
    """
    if zone == "internet" and PERSONNEL & set(installed):
        raise SettingError(
            "setting_unsafe",
            name="JICENG_ZONE",
            en="cannot be internet: this program holds personnel data and runs in the internal network only",
            zh="不能为 internet:本程序含人事数据,只能在内部网络运行",
        )
