"""What is handed to the services: a proposal that begins a decision, an entry of one of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.apps.editorial.models import Article
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Announcement, Minutes
from jiceng.engines.procedure.decisions import Kind

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be decided: `procedure` and `matter` by their codes, `concerned` persons it is about."""

    procedure: str
    title: str
    day: date
    matter: str = ""
    text: str = ""
    carry_out_by: date | None = None
    concerned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered. `said`, fields of the event as docs/procedures.md has them, less id, step, kind, day;
    `minutes`, to be kept as a meeting of the unit with it; `gathering`, minutes kept already; `announcement`,
    of a meeting to come; `text`, `details`: what only the office keeps.
    """

    step: str
    kind: Kind
    day: date
    said: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    on_paper: bool = False
    minutes: Minutes | None = None
    gathering: Gathering | None = None
    announcement: Announcement | None = None
    article: Article | None = None
