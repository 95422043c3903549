"""Reading what follows a branch through its year: quantities and the rules that name them or stand beside
them.
"""

from collections.abc import Collection, Mapping
from typing import Any

from jiceng.engines.procedure.courses import Course
from jiceng.engines.procedure.coverage_reading import CoverageReader
from jiceng.engines.procedure.dues import read_payer
from jiceng.engines.procedure.exemplars import ExemplarWords, read_exemplar_kind
from jiceng.engines.procedure.needs import read_needs
from jiceng.engines.procedure.programme_reading import ProgrammeWords, read_programme
from jiceng.engines.procedure.programmes import Programme
from jiceng.engines.procedure.quantities import Quantity, QuantityWords, read_quantity
from jiceng.engines.procedure.rule_reading import Rules
from jiceng.engines.procedure.standards import Checklist
from jiceng.engines.procedure.standards_reading import ChecklistWords, read_checklist
from jiceng.engines.procedure.statistics import read_statistics
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.weaknesses import WeaknessWords, read_lead_role, read_weakness
from jiceng.engines.procedure.words import (
    STANDINGS,
    read_words,
)


def read_year(
    root: Table,
    rules: Rules,
    duties: Collection[str],
    courses: Mapping[str, Course],
    procedures: Collection[str],
    public: Mapping[str, Any],
) -> dict[str, Any]:
    """Quantities, and the rules that name them or stand beside them, as fields of a profile."""
    quantities = _quantities(root, rules, duties, courses, procedures)
    return {
        "quantities": quantities,
        "checklists": _checklists(root, rules, quantities),
        **_set_right(root, rules, quantities, public),
        **_counting(root, rules),
        "programmes": _programmes(root, ProgrammeWords(quantities, rules.words.unit_kinds, rules.parameters)),
        "payers": read_words(
            root,
            "payer",
            lambda code, table: read_payer(code, table, rules.words.unit_kinds, rules.citation),
        ),
        "needs": read_needs(root, rules.citation, rules.parameters, rules.values),
        "coverage": CoverageReader(
            rules.parameters, rules.values, rules.words.unit_kinds, rules.citation
        ).read(root),
    }


def _quantities(
    root: Table,
    rules: Rules,
    duties: Collection[str],
    courses: Mapping[str, Course],
    procedures: Collection[str],
) -> dict[str, Quantity]:
    """What is counted of units, by words the profile has declared."""
    words = rules.words
    steps = [code for course in courses.values() for version in course.versions for code in version.steps]
    lists: dict[str, Collection[str]] = {
        "standings": STANDINGS,
        "gathering_kinds": words.gathering_kinds,
        "duties": duties,
        "posts": words.post_kinds,
        "bodies": words.body_kinds,
        "steps": steps,
        "procedures": procedures,
    }
    given = QuantityWords(lists, words.unit_kinds, words.organisation_forms, rules.parameters)
    return read_words(root, "quantity", lambda code, table: read_quantity(code, table, given))


def _checklists(root: Table, rules: Rules, quantities: Collection[str]) -> dict[str, Checklist]:
    """The standards units are checked against."""
    words = rules.words
    given = ChecklistWords(
        quantities, rules.parameters, words.unit_kinds, words.organisation_forms, rules.citation
    )
    return read_words(root, "checklist", lambda code, table: read_checklist(code, table, given))


def _set_right(
    root: Table, rules: Rules, quantities: Collection[str], public: Mapping[str, Any]
) -> dict[str, Any]:
    """By what a branch counts as weak, who leads its mending, and which kinds of models there are."""
    words, cited = rules.words, rules.citation
    weak = WeaknessWords(quantities, rules.parameters, words.unit_kinds, words.organisation_forms, cited)
    model = ExemplarWords(
        quantities, rules.parameters, words.unit_kinds, public["notices"], public["columns"], cited
    )
    return {
        "weaknesses": read_words(root, "weakness", lambda code, table: read_weakness(code, table, weak)),
        "lead_roles": read_words(root, "lead_role", read_lead_role),
        "exemplar_kinds": read_words(
            root, "exemplar_kind", lambda code, table: read_exemplar_kind(code, table, model)
        ),
    }


def _programmes(root: Table, given: ProgrammeWords) -> dict[str, Programme]:
    return read_words(root, "programme", lambda code, table: read_programme(code, table, given))


def _counting(root: Table, rules: Rules) -> dict[str, Any]:
    """The yearly tables and the classifications they run by."""
    words = rules.words
    elected = {code: kind for code, kind in words.body_kinds.items() if kind.elected}
    named: dict[str, Mapping[str, Any]] = {
        "standing": rules.standings,
        "unit_kind": words.unit_kinds,
        "form": words.organisation_forms,
        "post_kind": words.post_kinds,
        "body_kind": elected,
    }
    own = {fact: {code: each.title for code, each in found.items()} for fact, found in named.items()}
    return read_statistics(root, own, rules.citation)
