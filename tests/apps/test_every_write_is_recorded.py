"""Every service that writes leaves one audit entry in the transaction of the write, read off the code itself.

A service is a public function of an app that takes `actor` and `at` by name. `record` refuses to write
outside a transaction; here it is seen that every service reaches it, how often, and opens the transaction
itself.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import jiceng.apps

APPS = Path(jiceng.apps.__path__[0])
JOURNAL = (
    *(f"journal.services.{name}" for name in ("record", "record_reading", "record_readings")),
    "journal.files.record_file",
)

DERIVED = {
    *("duties.services.rebuild", "duties.services.bring_up_to_date"),
    *(f"programmes.readings.{name}" for name in ("rebuild", "bring_up_to_date")),
    *("standards.services.rebuild", "standards.services.bring_up_to_date"),
}
"""Write what follows from records and rules, which anyone can compute again: nothing to be told of."""

ASKED = {
    "jobs.services.start",
    "intake.mappings.learn",
    "demonstration.articles.write_articles",
    *(f"intake.uploads.{name}" for name in ("send_in", "decide", "accept", "put_away", "begin_undo")),
}
"""Ask for work, or prepare it: the services that do it leave their own entries. A file sent in is its
sender's own until its rows are written.
"""

ITSELF = {*JOURNAL, "journal.services.shred"}
"""The journal's own writing."""

SEVERAL = {
    "access.services.close_user": "each role taken back, then the account, and its calendar's address",
    "access.services.reset_password": "the password, and the calendar's address, when there is one",
    "access.services.sign_out_elsewhere": "the sessions, and the calendar's address, when there is one",
    "access.services.grant_to_username": "the account, when it is new, then the role",
    "people.services.register_person": "the person, then her membership",
    "people.services.transfer": "the end of one membership, of a spell away, and the new one",
    "people.services.become_full_member": "the end of one standing and the new one",
    "people.services.carry_over": "the end of one membership, of a spell away, and the new one",
    "transfers.services.confirm": "the letter, and the membership that moves",
    "transfers.services.receive": "the person, when she is new, her membership, the letter",
    "transfers.services.record_receipt": "the letter, and the membership that ends",
    "transfers.departures.depart": "a spell away that ends with the membership, then its own end",
    "transfers.letters.take_out": "the look into the file, then the letter that left",
    "admissions.services.record_step": "the step, and the membership it gives",
    "people.services.end_membership": "a spell away that ends with it, then its own end",
    "people.selectors.read_file": "that very many were read, when so, then the look",
    "people.selectors.read_id_number": "that very many were read, when so, then the look",
    "decisions.interests.read": "that very many were read, when so, then the looks",
    "decisions.about.decided": "that very many were read, when so, then the look",
    "feedback.letters.read_sender": "that very many were read, when so, then the look",
    "people.exports.read_id_numbers": "that very many were read, when so, then the looks",
    "people.exports.export_table": "that very many leave, when so, then the table",
    "people.listing.note_names_seen": "that very many were read, when so, then the looks",
    "people.listing.note_list_read": "that very many were read, when so, then the looks",
    "intake.services.import_file": "that people beyond reach were named, if any, then what was written",
    "intake.services.import_source": "that people beyond reach were named, if any, then what was written",
    "decisions.services.enter": "the meeting it keeps or calls, when there is one, then the entry",
    "decisions.services.correct": "the meeting it rests on put right, when it is, then the new entry",
    "decisions.services.drop": "each meeting called off, when one was called, then that it is dropped",
    "decisions.services.withdraw": "the call taken back, when it was one, then the new entry",
    "admissions.selectors.read_case": "that much was read, if it was, then the reading",
    "decisions.disclosures.draft": "the draft, the record with it, then that it discloses",
    "decisions.disclosures.renew": "the record taken from the notice, then that of today",
    "exemplars.services.draft_notice": "the draft, then that it is a model's",
    "exemplars.services.draft_practice": "the draft, then that it is a model's",
    "editorial.services.approve": "the approval; posted at once, what stood before, the posting, its record",
    "editorial.services.withdraw": "that what stood has stood, then the end, and its record",
    "editorial.services.post_due": "each posting and each end, with their records",
    "gatherings.services.record_gathering": "the record, or what one that was posted makes up for",
    "gatherings.submissions.submit_gathering": "as record_gathering does",
    "gatherings.postings.follow_posting": "the end of one kind of notice, the record of another",
    "people.closures.close_body": "each seat ended, then the body",
    "people.closures.close_unit": "each seat and post ended, then the unit",
    "people.closures.merge_unit": "each transfer, seat and post ended, then the merger",
}
"""Do more than one thing in one step, each with its entry."""

SAVES = {
    "save",
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "_raw_delete",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of an app, by its name below `jiceng.apps`."""
    for path in sorted(APPS.rglob("*.py")):
        name = path.relative_to(APPS).with_suffix("")
        if "migrations" not in name.parts:
            yield ".".join(name.parts).removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> dict[str, str]:
    """What a module's names stand for, as far as they come from apps."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jiceng.apps."):
            above = str(node.module).removeprefix("jiceng.apps.")
            found |= {alias.asname or alias.name: f"{above}.{alias.name}" for alias in node.names}
    return found


FUNCTIONS: dict[str, ast.FunctionDef] = {}
NAMES: dict[str, dict[str, str]] = {}
for _module, _tree in modules():
    NAMES[_module] = imported(_tree)
    for _node in _tree.body:
        if isinstance(_node, ast.FunctionDef):
            FUNCTIONS[f"{_module}.{_node.name}"] = _node


def called(name: str) -> Iterator[str]:
    """Functions of apps that a function calls, once for each call written in it."""
    module = name.rpartition(".")[0]
    for node in ast.walk(FUNCTIONS[name]):
        if not isinstance(node, ast.Call):
            continue
        target, attribute = node.func, ""
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            target, attribute = target.value, f".{target.attr}"
        if isinstance(target, ast.Name):
            found = NAMES[module].get(target.id, f"{module}.{target.id}") + attribute
            if found in FUNCTIONS:
                yield found


@cache
def entries(name: str) -> int:
    """How many entries a function writes when every call in it is made once."""
    if name in JOURNAL:
        return 1
    return sum(entries(each) for each in called(name) if each != name)


def opens_transaction(function: ast.FunctionDef) -> bool:
    """Whether it is `@transaction.atomic` or holds a `with transaction.atomic()`."""
    inside = [
        item.context_expr for node in ast.walk(function) if isinstance(node, ast.With) for item in node.items
    ]
    return any("transaction.atomic" in ast.unparse(each) for each in (*function.decorator_list, *inside))


def by_name(function: ast.FunctionDef) -> set[str]:
    """Arguments that must be named and given."""
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return {argument.arg for argument, default in pairs if default is None}


SERVICES = sorted(
    name
    for name, function in FUNCTIONS.items()
    if not function.name.startswith("_") and {"actor", "at"} <= by_name(function) and name not in ITSELF
)


def test_services_were_found() -> None:
    assert len(SERVICES) > 35
    assert {"gatherings.services.record_gathering", "people.selectors.read_file"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_leaves_its_entry(name: str) -> None:
    written = entries(name)
    if name in DERIVED | ASKED:
        assert written == 0
    elif name in SEVERAL:
        assert written > 1
    else:
        assert written == 1


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in DERIVED])
def test_entry_and_write_are_one_transaction(name: str) -> None:
    saves = any(_is_save(node) for node in ast.walk(FUNCTIONS[name]))
    assert opens_transaction(FUNCTIONS[name]) or not saves


def _is_save(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAVES


def test_the_exceptions_are_still_there() -> None:
    assert DERIVED | ASKED | set(SEVERAL) <= set(SERVICES)
