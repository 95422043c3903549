"""The network zone a deployment declares, and what is never loaded in it (safety rule 12)."""

from collections.abc import Iterable

from jiceng.kernel.errors import SettingError

OURS = "jiceng."
PERSONNEL = frozenset(
    {
        *(
            f"jiceng.apps.{name}"
            for name in (
                *(
                    "journal",
                    "people",
                    "access",
                    "gatherings",
                    "duties",
                    "feedback",
                    "transfers",
                    "admissions",
                ),
                *("intake", "demonstration", "editorial", "decisions", "coverage", "commendations", "dues"),
                *(
                    "needs",
                    "statistics",
                    "quantities",
                    "standards",
                    "rectification",
                    "exemplars",
                    "programmes",
                ),
            )
        ),
        *(f"jiceng.faces.{name}" for name in ("workbench", "api", "admin", "cli")),
    }
)
"""Apps that hold data about persons in an organisation, their posts or what they did, and faces that show
it.
"""

FACING_STRANGERS = frozenset(
    {
        *(f"jiceng.apps.{name}" for name in ("organisations", "jobs", "publications")),
        *(f"jiceng.faces.{name}" for name in ("shared", "portal")),
    }
)
"""What may be loaded where strangers are. An app named in neither set counts as personnel: it is refused."""


def refuse_personnel(zone: str, installed: Iterable[str]) -> None:
    """Let no app of ours that holds personnel data, or shows it, be loaded in a zone that strangers reach.

    Parameters: `zone`, "internal" or "internet"; `installed`, dotted names of the apps to be loaded.
    Errors: SettingError `setting_unsafe`.
    """
    held = {name for name in installed if name.startswith(OURS)} - FACING_STRANGERS
    if zone == "internet" and held:
        raise SettingError(
            "setting_unsafe",
            name="JICENG_ZONE",
            en="cannot be internet: this program holds personnel data and runs in the internal network only",
            zh="不能为 internet:本程序含人事数据,只能在内部网络运行",
        )
