"""The kinds of records a spreadsheet may hold, by code: `KINDS`.

Each answers the protocol of `kind.Kind`; a kind that needs more than a file has its comparing beside it
(`people`, `people_matching`).
"""

from typing import Any

from jiceng.apps.intake.kinds.gatherings import Gatherings
from jiceng.apps.intake.kinds.kind import Kind
from jiceng.apps.intake.kinds.people import People
from jiceng.apps.intake.kinds.posts import Posts
from jiceng.apps.intake.kinds.units import Units

KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in (Units(), People(), Posts(), Gatherings())}
