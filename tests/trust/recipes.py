"""Requests that mean something at addresses which random ones seldom reach beyond the first check: the API
with a key, records sent by devices, typed-in paper, tables taken out, a calendar by its secret.

In them `<code>`, `<int>` and `<word>` are drawn at random; `<user>`, `<key>` and `<roll>` are what the
address wants to hear. What begins with `<` is drawn once in a request: the same everywhere in it.
"""

from dataclasses import dataclass, field
from typing import Any

from jiceng.faces.workbench.offline.law import FORM
from tests.county import id_number

API = "api/v1/"
HELD = "2026-11-10"
PURPOSE = {"usual": "election", "numbers": "on"}


@dataclass(frozen=True)
class Recipe:
    """One request; `json`, whether its body goes as JSON, as the API wants it."""

    path: str
    method: str = "get"
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> bool:
        """Whether it asks with a token."""
        return self.path.startswith(API)


def _taken_out(path: str, table: str, **query: str) -> Recipe:
    return Recipe(path, "post", query | {"export": table}, PURPOSE)


EXPORTS = [
    *(_taken_out("units/<code>/", table) for table in ("below", "duties")),
    *(_taken_out(f"units/<code>/{table}/", table) for table in ("members", "gatherings", "leaders", "due")),
    _taken_out("units/<code>/admissions/", "admissions"),
    _taken_out("board/<code>/", "board"),
    _taken_out("board/<code>/cell/all/", "verdicts", duty="members_meeting", period="2026-Q4"),
    _taken_out("units/<code>/coverage/", "coverage"),
    _taken_out("units/<code>/coverage/list/", "establishments"),
    *(_taken_out("search/", table, q="<word>") for table in ("people", "units")),
    _taken_out("transfers/", "transfers", q="<word>"),
    _taken_out("transfers/away/", "mobile_away"),
    _taken_out("transfers/visitors/", "mobile_here"),
    *(_taken_out(f"{table}/", table) for table in ("readings", "journal", "changes", "rules")),
    _taken_out("access/", "grants"),
    *(_taken_out("questions/inbox/", table) for table in ("questions", "question_counts")),
    *(
        Recipe(f"units/<code>/registers/{name}/", "post", {"year": "2026"}, PURPOSE)
        for name in ("member_register", "leader_table", "vacancy_table", "gathering_ledger")
    ),
]
_MEETING = {"kind": "members_meeting", "day": HELD, "absent": None, "entitled": 3, "present": 3}
_PERSON = {"name": "新来", "id_number": id_number(990), "standing": "full", "joined_on": HELD}
BY_KEY = [
    *(
        Recipe(f"{API}{name}", query={"unit": "<code>"})
        for name in ("units", "people", "gatherings", "duties")
    ),
    *(Recipe(f"{API}{name}") for name in ("units", "people", "gatherings", "duties", "openapi.json")),
    *(Recipe(f"{API}{path}") for path in ("units/<code>", "people/<int>", "gatherings/<int>")),
    Recipe(f"{API}duties/<code>/members_meeting", query={"period": "2026-Q4"}),
    Recipe(f"{API}gatherings", "post", {}, _MEETING | {"unit": "<code>", "entry_key": "<key>"}),
    Recipe(f"{API}people", "post", {}, _PERSON | {"unit": "<code>"}),
    Recipe(f"{API}gatherings/<int>", "put", {}, _MEETING | {"reason": "改", "revision": 1}),
    Recipe(f"{API}gatherings/<int>/cancel", "post", {}, {"reason": "误录"}),
]
_SENT = {"form": str(FORM), "user": "<user>", "entry_key": "<key>", "roll": "<roll>", "day": HELD}
_TYPED = {"n0-entry_key": "<key>", "n0-kind": "members_meeting", "n0-day": HELD}
_TYPED |= {"n0-entitled": "3", "n0-present": "3"}
FROM_THE_VILLAGE = [
    Recipe("outbox/pages/"),
    Recipe("outbox/token/"),
    Recipe(
        "units/<code>/gatherings/submit/",
        "post",
        {"kind": "members_meeting"},
        _SENT | {"subject": "水渠", "minutes": "讨论水渠。"},
    ),
    Recipe("units/<code>/paper/"),
    Recipe("units/<code>/paper/enter/"),
    *(
        Recipe("units/<code>/paper/enter/", "post", {}, _TYPED | {"n0-unit": unit})
        for unit in ("<code>", "<word>")
    ),
]
CALENDAR = Recipe("calendar/<secret>.ics")
OPENING = [*EXPORTS, *BY_KEY, *FROM_THE_VILLAGE, CALENDAR]
"""Those that someone may have answered."""
_BODY = {"unit": "<code>", "entry_key": "<key>", "body": "<int>"}
RECIPES = [*OPENING, Recipe(f"{API}gatherings", "post", {}, _MEETING | _BODY)]
