"""Settings given from outside, each declared once: name, reading, default, what it does.

`docs/operations.md` lists them (a house test compares); no other file reads the process's environment.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import dj_database_url

from jiceng.apps.access.policies import ROLES as KNOWN_ROLES
from jiceng.kernel.errors import SettingError

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


def _read_secret(text: str) -> str:
    if len(text) < 50:
        raise ValueError(text)
    return text


SWITCH = Shape(_read_switch, "1 or 0", "1(是)或 0(否)")
HOST_NAME = Shape(_read_host, "a host name or an IP address", "主机名或 IP 地址")
CODE = Shape(_read_code, "lower-case letters, digits and underscores", "小写字母、数字和下划线")
NAMES = Shape(_read_names, "host names with commas between them", "用逗号分隔的主机名")
ROLES = Shape(
    _read_roles,
    "roles with commas between them, of: " + ", ".join(KNOWN_ROLES),
    "以下角色,用逗号分隔:" + "、".join(KNOWN_ROLES),
)
FOLDER = Shape(lambda text: Path(text).expanduser().resolve(), "a folder", "文件夹")
ADDRESSES = Shape(_read_addresses, "IP addresses with commas between them", "用逗号分隔的 IP 地址")
DATABASE = Shape(_read_database, "postgres://… or sqlite:///…", "postgres://… 或 sqlite:///…")
SECRET = Shape(_read_secret, "at least 50 characters", "至少 50 个字符")


def setting(name: str, shape: Shape, default: Any, en: str, zh: str, secret: bool = False) -> Any:
    """Declares a setting: its name outside, shape, default and purpose in both languages.

    The default is text as one would give it, None where nothing is; a secret's value appears in no error.
    """
    declared = {"name": name, "shape": shape, "default": default, "en": en, "zh": zh, "secret": secret}
    return field(metadata=declared)


@dataclass(frozen=True)
class Environment:
    """All settings, read and checked."""

    port: int = setting(
        "PORT",
        whole(0, 65535),
        "8000",
        "port to listen on; 0 takes a free one",
        "监听端口;0 表示自动选一个空闲端口",
    )
    host: str = setting(
        "HOST",
        HOST_NAME,
        "127.0.0.1",
        "address to listen on; 0.0.0.0 lets other computers in",
        "监听地址;0.0.0.0 允许其他电脑访问",
    )
    database_url: str | None = setting(
        "DATABASE_URL",
        DATABASE,
        None,
        "database; without it SQLite in JICENG_DATA",
        "数据库;不填则用 JICENG_DATA 里的 SQLite",
        secret=True,
    )
    data: Path = setting(
        "JICENG_DATA",
        FOLDER,
        "var",
        "folder of the database, keys and files; back it up whole",
        "存放数据库、密钥和文件的文件夹,备份时整个复制",
    )
    backups: Path | None = setting(
        "JICENG_BACKUPS",
        FOLDER,
        None,
        "folder of the backups: where `jiceng backup` writes, and whose age `jiceng doctor` looks at",
        "备份文件夹:jiceng backup 写到这里,jiceng doctor 检查其中备份的新旧",
    )
    secret_key: str | None = setting(
        "JICENG_SECRET_KEY",
        SECRET,
        None,
        "key that signs sessions; without it one is made at first start in JICENG_DATA/keys",
        "会话签名密钥;不填则首次启动时在 JICENG_DATA/keys 里生成",
        secret=True,
    )
    profile: str | None = setting(
        "JICENG_PROFILE",
        CODE,
        None,
        "profile whose rules and words are used; without it that of `jiceng init`, else zezhou",
        "采用哪一套规则与用语;不填则用 jiceng init 选定的,未选定则用 zezhou",
    )
    zone: str = setting(
        "JICENG_ZONE",
        one_of("internal", "internet"),
        "internal",
        "network zone; personnel apps refuse to load in internet",
        "网络区域;internet 区不加载人事类应用",
    )
    https: bool = setting(
        "JICENG_HTTPS",
        SWITCH,
        "0",
        "1 when readers come by https: secure cookies, redirect, HSTS",
        "用户经 https 访问时填 1:安全 Cookie、自动跳转、HSTS",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "JICENG_ALLOWED_HOSTS",
        NAMES,
        "localhost,127.0.0.1,[::1]",
        "names under which readers may reach the server; HOST is added by itself",
        "允许用来访问的主机名;HOST 自动计入",
    )
    proxies: int = setting(
        "JICENG_PROXIES",
        whole(0, 9),
        "0",
        "how many proxies of your own stand in front (their X-Forwarded headers are believed)",
        "前面有几层自己的反向代理(采信其 X-Forwarded 头)",
    )
    workers: int = setting("JICENG_WORKERS", whole(1, 64), "2", "server processes", "服务进程数")
    threads: int = setting(
        "JICENG_THREADS", whole(1, 64), "4", "threads in each server process", "每个进程的线程数"
    )
    jobs: str = setting(
        "JICENG_JOBS",
        one_of("embedded", "apart"),
        "embedded",
        "who does the background jobs: a worker beside the server, or one you run with `jiceng work`",
        "后台任务由谁执行:embedded 随服务一起,apart 另行运行 jiceng work",
    )
    log_format: str = setting(
        "JICENG_LOG_FORMAT",
        one_of("text", "json"),
        "text",
        "a line of words or of JSON for each record of the log",
        "日志每条一行:text 为文字,json 为 JSON",
    )
    metrics: bool = setting(
        "JICENG_METRICS",
        SWITCH,
        "0",
        "1 gives measurements at /metrics, to the addresses in JICENG_METRICS_FROM alone",
        "填 1 在 /metrics 提供运行指标,只答复 JICENG_METRICS_FROM 中的地址",
    )
    metrics_from: tuple[str, ...] = setting(
        "JICENG_METRICS_FROM",
        ADDRESSES,
        "127.0.0.1,::1",
        "addresses that may read /metrics",
        "允许读取 /metrics 的 IP 地址",
    )
    log_level: str = setting(
        "JICENG_LOG_LEVEL",
        one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "how much is logged",
        "日志详细程度",
    )
    idle_minutes: int = setting(
        "JICENG_IDLE_MINUTES",
        whole(5, 720),
        "60",
        "minutes after which an officer who does nothing is signed out; recorders stay for the working day",
        "管理人员无操作多少分钟后自动退出;单位记录员当天有效",
    )
    second_factor_roles: tuple[str, ...] | None = setting(
        "JICENG_SECOND_FACTOR_ROLES",
        ROLES,
        None,
        "roles that must have a second factor, with commas between them, such as county_officer,auditor",
        "必须设置第二验证方式的角色,用逗号分隔,如 county_officer,auditor",
    )
    admin: bool = setting(
        "JICENG_ADMIN",
        SWITCH,
        "0",
        "1 opens set-up and repair at /admin/, to officers who manage access alone",
        "填 1 开启 /admin/ 设置与修复页面,仅限管理账号的人员",
    )
    debug: bool = setting(
        "JICENG_DEBUG",
        SWITCH,
        "0",
        "1 shows programmers' error pages; never with real data",
        "填 1 显示开发者报错页;有真实数据时不可开启",
    )


def read_environment(source: Mapping[str, str] | None = None) -> Environment:
    """All settings from `source` (default: the process's environment); an empty text counts as not given.

    Errors: SettingError `setting_invalid` (name, value, en, zh) at the first wrong one;
    `setting_unsafe` when a combination would expose real data.
    """
    given = os.environ if source is None else source
    environment = Environment(**{entry.name: _read(entry.metadata, given) for entry in fields(Environment)})
    _refuse_missing_driver(environment.database_url)
    if environment.debug and environment.zone == "internet":
        raise SettingError(
            "setting_unsafe",
            name="JICENG_DEBUG",
            en="cannot be 1 while JICENG_ZONE is internet",
            zh="在 JICENG_ZONE 为 internet 时不能为 1",
        )
    return environment


def _refuse_missing_driver(database_url: str | None) -> None:
    """PostgreSQL's driver is installed for those alone who name such a database."""
    if database_url and database_url.startswith("postgres") and find_spec("psycopg") is None:
        raise SettingError(
            "setting_invalid",
            name="DATABASE_URL",
            value="…",
            en="a database whose driver is installed: run `make setup` with this setting first",
            zh="已装好驱动的数据库:请先带着这个设置运行 make setup",
        )


def _read(declared: Mapping[str, Any], given: Mapping[str, str]) -> Any:
    """One setting's value; raises SettingError."""
    text = given.get(declared["name"], "").strip() or declared["default"]
    if text is None:
        return None
    shape: Shape = declared["shape"]
    try:
        return shape.read(text)
    except (ValueError, KeyError, dj_database_url.ParseError) as error:
        shown = "…" if declared["secret"] else text
        raise SettingError(
            "setting_invalid", name=declared["name"], value=shown, en=shape.en, zh=shape.zh
        ) from error


def declared_settings() -> list[Mapping[str, Any]]:
    """What every setting is called, its shape, default and purpose, in the order of declaration."""
    return [entry.metadata for entry in fields(Environment)]


def explained(error: SettingError) -> str:
    """The error in one plain sentence a language: it is said before translations are loaded."""
    data = error.data
    if error.code == "setting_invalid":
        return (
            f"设置 {data['name']} 的值“{data['value']}”不对,应为{data['zh']}。\n"
            f"The setting {data['name']} has the value “{data['value']}”; it must be {data['en']}."
        )
    return f"设置 {data['name']} {data['zh']}。\nThe setting {data['name']} {data['en']}."


def declare_asked_profile(arguments: Sequence[str]) -> None:
    """`jiceng init --profile NAME` chooses as JICENG_PROFILE does, where that is not set."""
    if arguments[:1] != ["init"] or os.environ.get("JICENG_PROFILE", "").strip():
        return
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, given, value = argument.partition("=")
        if name == "--profile" and (value if given else following):
            os.environ["JICENG_PROFILE"] = value if given else following


def count_in(folder: Path) -> None:
    """Tell the library of measurements where the server's processes count, before it is loaded."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def point_django_here() -> None:
    """Tells Django which settings to use, unless a test chose others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiceng.config.settings")
