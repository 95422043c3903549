"""The kinds of records a spreadsheet may hold, by code: `KINDS`.

Each is a folder whose `kind` answers the protocol of `kind.Kind`.
"""

from typing import Any

from jiceng.apps.intake.kinds.gatherings.kind import Gatherings
from jiceng.apps.intake.kinds.kind import Kind
from jiceng.apps.intake.kinds.people.kind import People
from jiceng.apps.intake.kinds.posts.kind import Posts
from jiceng.apps.intake.kinds.units.kind import Units

KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in (Units(), People(), Posts(), Gatherings())}
