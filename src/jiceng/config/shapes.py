"""How a setting's text is read, and the words for what it may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import dj_database_url

from jiceng.apps.access.policies import ROLES as KNOWN_ROLES

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Shape:
    """How a setting's text is read, and the words for what it may be. `read` raises ValueError."""

    read: Callable[[str], Any]
    en: str
    zh: str


def whole(low: int, high: int) -> Shape:
    """A whole number, both ends allowed."""

    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return Shape(read, f"a whole number from {low} to {high}", f"{low} 到 {high} 之间的整数")


def one_of(*choices: str) -> Shape:
    """One of the given words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Shape(read, "one of: " + ", ".join(choices), "以下之一:" + "、".join(choices))


def _read_switch(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError(text)
    return text.lower() in YES


def _read_host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError(text)
    return text


def _read_line(text: str) -> str:
    if len(text) > 100 or not text.isprintable():
        raise ValueError(text)
    return text


def _read_code(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError(text)
    return text


def _read_roles(text: str) -> tuple[str, ...]:
    roles = tuple(part.strip() for part in text.split(","))
    if not set(roles) <= KNOWN_ROLES.keys():
        raise ValueError(text)
    return roles


def _read_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if any(re.search(r"[\s/]", name) for name in names):
        raise ValueError(text)
    return names


def _read_addresses(text: str) -> tuple[str, ...]:
    return tuple(str(ip_address(part.strip())) for part in text.split(",") if part.strip())


def _read_database(text: str) -> str:
    parsed = dj_database_url.parse(text)
    if parsed.get("ENGINE") not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
        raise ValueError(text)
    return text


def _read_postgresql(text: str) -> str:
    if dj_database_url.parse(text).get("ENGINE") != "django.db.backends.postgresql":
        raise ValueError(text)
    return text


def _read_ledger_name(text: str) -> str:
    if not re.fullmatch(r"[^\s+]{1,100}", text):
        raise ValueError(text)
    return text


def _read_secret(text: str) -> str:
    if len(text) < 50:
        raise ValueError(text)
    return text


SWITCH = Shape(_read_switch, "1 or 0", "1(是)或 0(否)")
HOST_NAME = Shape(_read_host, "a host name or an IP address", "主机名或 IP 地址")
CODE = Shape(_read_code, "lower-case letters, digits and underscores", "小写字母、数字和下划线")
LINE = Shape(_read_line, "one line of at most 100 characters", "一行文字,不超过 100 字")
NAMES = Shape(_read_names, "host names with commas between them", "用逗号分隔的主机名")
ROLES = Shape(
    _read_roles,
    "roles with commas between them, of: " + ", ".join(KNOWN_ROLES),
    "以下角色,用逗号分隔:" + "、".join(KNOWN_ROLES),
)
FOLDER = Shape(lambda text: Path(text).expanduser().resolve(), "a folder", "文件夹")
ADDRESSES = Shape(_read_addresses, "IP addresses with commas between them", "用逗号分隔的 IP 地址")
LEDGER = Shape(_read_ledger_name, "a name without spaces and plus signs", "不含空格和加号的名称")
POSTGRESQL = Shape(_read_postgresql, "postgres://…", "postgres://…")
DATABASE = Shape(_read_database, "postgres://… or sqlite:///…", "postgres://… 或 sqlite:///…")
SECRET = Shape(_read_secret, "at least 50 characters", "至少 50 个字符")
