"""Settings given from outside, each declared once: name, reading, default, what it does.

`docs/operations.md` lists them (a house test compares); no other file reads the process's environment.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import dj_database_url

from jiceng.config.shapes import (
    ADDRESSES,
    CODE,
    DATABASE,
    FOLDER,
    HOST_NAME,
    LEDGER,
    LINE,
    NAMES,
    POSTGRESQL,
    ROLES,
    SECRET,
    SWITCH,
    Shape,
    one_of,
    whole,
)
from jiceng.kernel.errors import SettingError

PORTAL_PORT = 8001


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
        "port to listen on; 0 takes a free one; the portal's is 8001 by default",
        "监听端口;0 表示自动选一个空闲端口;公开门户默认 8001",
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
    published_url: str | None = setting(
        "JICENG_PUBLISHED_URL",
        POSTGRESQL,
        None,
        "PostgreSQL database of what is published, as the portal's own role; "
        "without it beside the office's own",
        "公开内容所在的 PostgreSQL 数据库,以门户专用角色登录;不填则与本单位数据库放在一起",
        secret=True,
    )
    public: Path | None = setting(
        "JICENG_PUBLIC",
        FOLDER,
        None,
        "folder of what is published and what comes in, with SQLite; without it JICENG_DATA/public",
        "用 SQLite 时存放公开内容和来信的文件夹;不填则为 JICENG_DATA/public",
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
    face: str = setting(
        "JICENG_FACE",
        one_of("office", "portal"),
        "office",
        "what is served: the office's own pages, or what the public reads, by itself (`--face portal`)",
        "提供哪一面:office 为单位内部,portal 为单独运行的公开门户(同 --face portal)",
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
    ledger_name: str = setting(
        "JICENG_LEDGER_NAME",
        LEDGER,
        "jiceng.local/ledger",
        "name under which the ledger signs its checkpoints; choose it once, with your own domain",
        "账本签署检查点所用的名称,用本单位的域名,定下后不再改",
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
    attachment_mb: int = setting(
        "JICENG_ATTACHMENT_MB",
        whole(1, 30),
        "10",
        "megabytes a file with an article may have",
        "稿件的一个附件最多多少 MB",
    )
    contact: str | None = setting(
        "JICENG_CONTACT",
        LINE,
        None,
        "whom to ask, shown where signing in and on error pages, such as: Organisation office, 0355-0000000",
        "登录页和出错页上显示的联系方式,如:县委组织部组织科 0355-0000000",
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
    _refuse_missing_driver("DATABASE_URL", environment.database_url)
    _refuse_missing_driver("JICENG_PUBLISHED_URL", environment.published_url)
    if environment.debug and environment.zone == "internet":
        raise SettingError(
            "setting_unsafe",
            name="JICENG_DEBUG",
            en="cannot be 1 while JICENG_ZONE is internet",
            zh="在 JICENG_ZONE 为 internet 时不能为 1",
        )
    return environment


def _refuse_missing_driver(name: str, address: str | None) -> None:
    """PostgreSQL's driver is installed for those alone who name such a database."""
    if address and address.startswith("postgres") and find_spec("psycopg") is None:
        raise SettingError(
            "setting_invalid",
            name=name,
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
    portal = read_environment().face == "portal"
    module = "portal_settings" if portal else "settings"
    if portal and not os.environ.get("PORT", "").strip():
        os.environ["PORT"] = str(PORTAL_PORT)  # beside an office on the same machine
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"jiceng.config.{module}")


def choose_face(arguments: Sequence[str]) -> None:
    """Takes `serve --face NAME` for the setting of that name: which settings are read depends on it."""
    asked = [argument.removeprefix("--face=") for argument in arguments if argument.startswith("--face=")]
    asked += [value for option, value in pairwise(arguments) if option == "--face"]
    if arguments[:1] == ["serve"] and asked:
        os.environ["JICENG_FACE"] = asked[-1]
