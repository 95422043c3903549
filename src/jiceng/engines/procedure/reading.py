"""Loading a profile: parents merged, every key checked, duties compiled, the whole fingerprinted."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from tomllib import TOMLDecodeError, loads
from typing import Any

from jiceng.engines.procedure.course_reading import read_course
from jiceng.engines.procedure.decisions.reading import ProcedureWords, read_procedure
from jiceng.engines.procedure.membership import read_departure, read_letter
from jiceng.engines.procedure.notices import NoticeKind, read_column, read_notice, read_site
from jiceng.engines.procedure.parameters import (
    Parameter,
    ParameterValue,
    checked_values,
    read_parameter,
)
from jiceng.engines.procedure.profile import Profile
from jiceng.engines.procedure.rule_reading import Rules
from jiceng.engines.procedure.rules import Vocabulary
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.words import (
    MOST_ITEMS,
    STANDINGS,
    StandingKind,
    known,
    read_body_kind,
    read_form,
    read_gathering_kind,
    read_instrument,
    read_item,
    read_platform,
    read_post_kind,
    read_register,
    read_standing,
    read_unit_kind,
    read_words,
)
from jiceng.engines.procedure.year_reading import read_year
from jiceng.kernel.errors import ProfileError

Read = Callable[[str], str]


def load_profile(code: str, read: Read) -> Profile:
    """Load a profile by its code.

    Parameters: `code`, name of the profile's folder; `read`, gives the text of a file below the profiles'
    folder, e.g. `read("national/profile.toml")`. Returns the profile, with its parents and the files of its
    `parts` merged: tables key by key, lists as a whole. Raises `ProfileError` with `where`, the path of the
    key ("unknown_key", "missing_key", "wrong_type", "unknown_code", "profile_extends_itself", "bad_toml" and
    others).
    """
    return build_profile(_merged(code, read, ()), ())


def _merged(code: str, read: Read, below: tuple[str, ...]) -> dict[str, Any]:
    if code in below:
        raise ProfileError("profile_extends_itself", where=f"{code}/profile.toml", value=code)
    own = _loaded(f"{code}/profile.toml", read)
    header = Table(own, "").table("profile")
    if header.string("code") != code:
        raise ProfileError(
            "wrong_code", where=f"{code}/profile.toml: profile.code", value=header.string("code")
        )
    found: dict[str, Any] = {}
    for parent in header.strings("extends"):
        found = _laid_over(found, _merged(parent, read, (*below, code)))
    found = _laid_over(found, own)
    for part in header.strings("parts"):
        found = _laid_over(found, _loaded(f"{code}/{part}", read))
    return found


def _loaded(file: str, read: Read) -> dict[str, Any]:
    try:
        return loads(read(file))
    except TOMLDecodeError as error:
        raise ProfileError("bad_toml", where=file, reason=str(error)) from None


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `under`: tables key by key, everything else replaced."""
    found = dict(under)
    for key, value in over.items():
        before = found.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            found[key] = _laid_over(before, value)
        else:
            found[key] = value
    return found


def fingerprint(source: Mapping[str, Any], values: Sequence[ParameterValue]) -> str:
    """SHA-256 (hex) of merged profile data and an office's values, in canonical JSON (sorted keys, ISO
    dates).
    """
    own = [[each.code, str(each.value), each.from_, each.to] for each in values]
    text = json.dumps([source, own], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def build_profile(source: Mapping[str, Any], values: Sequence[ParameterValue]) -> Profile:
    """A profile of merged data and an office's own values. Raises `ProfileError`; `Invalid` for values."""
    root = Table(source)
    header = root.table("profile")
    code = header.string("code")
    register = root.table_or_none("register")
    own = checked_values(read_words(root, "parameter", read_parameter), values)
    profile = Profile(
        code=code,
        title=header.text("title"),
        version=header.string("version"),
        timezone=header.string("timezone"),
        fingerprint=fingerprint(source, own),
        standings=_standings(root),
        roles=read_words(root, "role", lambda _code, table: table.text("title")),
        platforms=read_words(root, "platform", read_platform),
        letters=read_words(root, "letter", read_letter),
        register=read_register(register, code) if register else None,
        values=own,
        rebuild=partial(build_profile, source),
        **_ruled(root, own),
    )
    header.strings("extends")
    header.strings("parts")
    header.close()
    root.close()
    return profile


def _standings(root: Table) -> dict[str, StandingKind]:
    """The standings of members, the full one first: there is always one."""
    found = read_words(root, "standing", read_standing)
    if "full" not in found:
        raise ProfileError("missing_key", where="standing.full")
    return {code: found[code] for code in STANDINGS if code in found}


def _ruled(root: Table, own: tuple[ParameterValue, ...]) -> dict[str, Any]:
    """Words, figures and the rules that name them: the fields of a profile that hang together."""
    instruments = read_words(root, "instrument", read_instrument)
    parameters = read_words(root, "parameter", read_parameter)
    words = _vocabulary(root)
    _check_terms(root, words, parameters)
    rules = Rules(words, instruments, parameters, own, _standings(root))
    groups = read_words(root, "duty_group", lambda _code, table: table.text("title"))
    duties = read_words(root, "duty", lambda code, table: rules.duty(code, table, groups))
    public = _made_public(root, rules)
    deciding = _deciding(root, rules, public["notices"])
    persons = _of_persons(root, rules)
    return {
        "instruments": instruments,
        "parameters": parameters,
        "duty_groups": groups,
        "duties": dict(sorted(duties.items(), key=lambda item: item[1].order)),
        "size_rules": read_words(root, "size_rule", rules.size_rule),
        **read_year(root, rules, duties, persons["courses"], deciding["procedures"], public),
        **persons,
        **deciding,
        **public,
        **vars(words),
    }


def _of_persons(root: Table, rules: Rules) -> dict[str, Any]:
    """Courses, and ways in which a membership ends."""
    parameters, own = rules.parameters, rules.values
    return {
        "courses": read_words(
            root, "course", lambda code, table: read_course(code, table, rules.citation, parameters, own)
        ),
        "departures": read_words(
            root, "departure", lambda code, table: read_departure(code, table, rules.citation, parameters)
        ),
    }


def _made_public(root: Table, rules: Rules) -> dict[str, Any]:
    """The site, its columns and kinds of notice."""
    columns = read_words(root, "column", read_column)

    def read(code: str, table: Table) -> NoticeKind:
        return read_notice(code, table, columns, rules.words, rules.citation)

    site = read_site(root.table_or_none("site"), root.table("profile").text("title"))
    return {"site": site, "columns": columns, "notices": read_words(root, "notice", read)}


def _deciding(root: Table, rules: Rules, notices: Collection[str]) -> dict[str, Any]:
    """Procedures, the relations to a matter that bar a person, and words for what rules name by codes."""
    relations = read_words(root, "relation", lambda _code, table: table.text("title"))
    named = read_words(root, "named", lambda _code, table: table.text("title"))
    words = rules.words
    given = ProcedureWords(
        rules.parameters,
        rules.values,
        words.body_kinds,
        words.unit_kinds,
        relations,
        rules.citation,
        named,
        notices,
    )
    procedures = read_words(root, "procedure", lambda code, table: read_procedure(code, table, given))
    return {"relations": relations, "procedures": procedures}


def _check_terms(root: Table, words: Vocabulary, parameters: Mapping[str, Parameter]) -> None:
    """A unit kind's term may name a parameter, which must be a known one."""
    for unit in words.unit_kinds.values():
        if isinstance(unit.term_years, str):
            known(root.table("unit_kind").table(unit.code), "term_years", (unit.term_years,), parameters)


def _vocabulary(root: Table) -> Vocabulary:
    words = Vocabulary(
        unit_kinds=dict(
            sorted(read_words(root, "unit_kind", read_unit_kind).items(), key=lambda item: item[1].order)
        ),
        organisation_forms=read_words(root, "organisation_form", read_form),
        body_kinds=read_words(root, "body_kind", read_body_kind),
        gathering_kinds=read_words(root, "gathering_kind", read_gathering_kind),
        post_kinds=read_words(root, "post_kind", read_post_kind),
        items=read_words(root, "item", read_item),
    )
    if len(words.items) > MOST_ITEMS:
        raise ProfileError("too_many_items", where="item", most=MOST_ITEMS)
    _check_references(root, words)
    return words


def _check_references(root: Table, words: Vocabulary) -> None:
    """Words that name other words must name known ones."""
    for unit in words.unit_kinds.values():
        where = root.table("unit_kind").table(unit.code)
        known(where, "forms", unit.forms, words.organisation_forms)
        known(where, "required_posts", unit.required_posts, words.post_kinds)
    for gathering in words.gathering_kinds.values():
        where = root.table("gathering_kind").table(gathering.code)
        known(where, "items", gathering.items, words.items)
        known(where, "body", (gathering.body,) if gathering.body else (), words.body_kinds)
        known(where, "unit_kinds", gathering.unit_kinds, words.unit_kinds)
    for post in words.post_kinds.values():
        where = root.table("post_kind").table(post.code)
        known(where, "body", (post.body,) if post.body else (), words.body_kinds)
