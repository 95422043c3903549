"""Loading a profile: parents merged, every key checked, duties compiled, the whole fingerprinted."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from tomllib import TOMLDecodeError, loads
from typing import Any

from jiceng.engines.procedure.course_reading import read_course
from jiceng.engines.procedure.membership import read_departure, read_letter
from jiceng.engines.procedure.parameters import (
    Figures,
    Parameter,
    ParameterValue,
    checked_values,
    parameter_codes,
    read_parameter,
    stretches,
)
from jiceng.engines.procedure.profile import Citation, Duty, DutyVersion, Profile, SizeRule
from jiceng.engines.procedure.rules import PLAIN_COLUMNS, RuleReader, Vocabulary, comparator
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import (
    MOST_ITEMS,
    STANDINGS,
    Instrument,
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
from jiceng.engines.procedure.worked import read_case
from jiceng.kernel.errors import ProfileError

CONFIDENCES = ("V", "S", "K", "?")
STRENGTHS = ("must", "normally", "may")
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
    rules = _Rules(words, instruments, parameters, own)
    groups = read_words(root, "duty_group", lambda _code, table: table.text("title"))
    duties = read_words(root, "duty", lambda code, table: rules.duty(code, table, groups))
    return {
        "instruments": instruments,
        "parameters": parameters,
        "duty_groups": groups,
        "duties": dict(sorted(duties.items(), key=lambda item: item[1].order)),
        "size_rules": read_words(root, "size_rule", rules.size_rule),
        "courses": read_words(
            root, "course", lambda code, table: read_course(code, table, rules.citation, parameters, own)
        ),
        "departures": read_words(
            root, "departure", lambda code, table: read_departure(code, table, rules.citation, parameters)
        ),
        **vars(words),
    }


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


@dataclass(frozen=True)
class _Rules:
    """Reads duties and size rules with what the profile has declared before them."""

    words: Vocabulary
    instruments: Mapping[str, Instrument]
    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...]

    def reader(self, day: date) -> RuleReader:
        return RuleReader(self.words, Figures(self.parameters, self.values, day))

    def duty(self, code: str, table: Table, groups: Mapping[str, Text]) -> Duty:
        versions: list[DutyVersion] = []
        for each in table.tables("version"):
            versions += self._versions(each, len(versions))
        if not versions:
            raise ProfileError("missing_key", where=table.path("version"))
        for before, after in pairwise(versions):
            if before.in_force_to is None or before.in_force_to >= after.in_force_from:
                raise ProfileError("versions_overlap", where=table.where, number=after.number)
        group = table.string("group")
        known(table, "group", (group,), groups)
        cases = tuple(read_case(each) for each in table.tables("case"))
        return Duty(code, table.text("title"), group, table.whole("order"), tuple(versions), cases)

    def _versions(self, table: Table, before: int) -> list[DutyVersion]:
        """One table gives one version, or several where an office's figure changes while it is in force."""
        first, last = table.day("in_force_from"), table.day_or_none("in_force_to")
        if last is not None and last < first:
            raise ProfileError("version_ends_before_it_starts", where=table.path("in_force_to"))
        strength = table.string("strength")
        known(table, "strength", (strength,), STRENGTHS)
        citation = self.citation(table)
        named = tuple(dict.fromkeys(parameter_codes(table.data)))
        parts = stretches(first, last, self.values, set(named))
        found = [
            DutyVersion(number, start, end, citation, strength, self.reader(start).plan(table), named)
            for number, (start, end) in enumerate(parts, start=before + 1)
        ]
        table.close()
        return found

    def citation(self, table: Table) -> Citation:
        """Where the rule of a table stands."""
        code = table.string("instrument")
        known(table, "instrument", (code,), self.instruments)
        confidence = table.string("confidence")
        known(table, "confidence", (confidence,), CONFIDENCES)
        instrument = self.instruments[code]
        return Citation(
            instrument=code,
            title=instrument.title,
            short=instrument.short,
            article=table.text("article"),
            confidence=confidence,
            source=table.string("source", instrument.source),
        )

    def size_rule(self, code: str, table: Table) -> SizeRule:
        strength, column = table.string("strength"), table.string("column")
        known(table, "strength", (strength,), STRENGTHS)
        known(table, "column", (column,), PLAIN_COLUMNS)
        if table.has("form") == table.has("body"):
            raise ProfileError("one_of", where=table.where, keys="form, body")
        return SizeRule(
            code=code,
            title=table.text("title"),
            form=self._named(table, "form", self.words.organisation_forms),
            body=self._named(table, "body", self.words.body_kinds),
            column=column,
            comparator=comparator(table),
            value=table.whole("value"),
            strength=strength,
            citation=self.citation(table),
        )

    def _named(self, table: Table, key: str, codes: Mapping[str, object]) -> str | None:
        """The code under a key, or None when the key is absent."""
        return known(table, key, (table.string(key),), codes)[0] if table.has(key) else None
