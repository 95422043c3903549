"""How a membership ends, and the letters that go with a member, as a profile declares them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jiceng.engines.procedure.parameters import Parameter
from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known


@dataclass(frozen=True, slots=True)
class Departure:
    """A way a membership ends.

    `unreachable`, code of the parameter that says for how many months the member must have been out of reach,
    None where the rule does not ask it; `suspends`, whether the membership only rests (停止党籍), and then
    `after_suspension`, code of the parameter that says how many months later it may be ended for good.
    """

    code: str
    title: Text
    citation: Citation
    suspends: bool
    unreachable: str | None
    after_suspension: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter an office writes: its title and the .docx it is filled into, by path below the profiles."""

    code: str
    title: Text
    template: str


def read_departure(
    code: str, table: Table, citation: Callable[[Table], Citation], parameters: Mapping[str, Parameter]
) -> Departure:
    """Read `[departure.CODE]`. Raises `ProfileError` as `Table` does: one that suspends must say after
    how long it may be ended for good ("missing_key"), and no other may ("unknown_key").
    """
    suspends = table.flag("suspends")
    return Departure(
        code=code,
        title=table.text("title"),
        citation=citation(table),
        suspends=suspends,
        unreachable=_parameter(table, "unreachable", parameters),
        after_suspension=_needed(table, "after_suspension", parameters) if suspends else None,
    )


def _parameter(table: Table, key: str, parameters: Mapping[str, Parameter]) -> str | None:
    return _needed(table, key, parameters) if table.has(key) else None


def _needed(table: Table, key: str, parameters: Mapping[str, Parameter]) -> str:
    inner = table.table(key)
    found = known(inner, "parameter", (inner.string("parameter"),), parameters)[0]
    inner.close()
    return found


def read_letter(code: str, table: Table) -> Letter:
    """Read `[letter.CODE]`."""
    return Letter(code=code, title=table.text("title"), template=table.string("template"))
