"""Finding the unit a row names, among those whose people the actor may manage."""

from collections import defaultdict
from datetime import date

from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import READ
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.people.policies import MANAGE
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid


class UnitIndex:
    """The units within the actor's scope on a day, by code, by name, and by name with the name of the unit
    above before it.

    What lies outside is not found, whether it exists or not.
    """

    def __init__(self, actor: Actor, day: date) -> None:
        versions = [v for v in visible(actor, day, MANAGE) if actor.may(READ, v.path)]
        names = {version.unit_id: version.name for version in versions}
        self._by_code = {version.unit.code: version for version in versions}
        self._by_name: dict[str, list[UnitVersion]] = defaultdict(list)
        for version in versions:
            self._by_name[version.name].append(version)
            if version.parent_id in names:
                self._by_name[names[version.parent_id] + version.name].append(version)

    def by_code(self, code: str, name: str) -> UnitVersion:
        """The unit of a code; `name` may be empty. Raises `Invalid`: unit_not_found, unit_name_differs."""
        version = self._by_code.get(code)
        if version is None:
            raise Invalid("unit_not_found")
        if name and version not in self._by_name.get(name, ()):
            raise Invalid("unit_name_differs")
        return version

    def by_name(self, name: str) -> UnitVersion:
        """The unit of a full name. Raises `Invalid`: unit_missing, unit_not_found, unit_ambiguous (its code
        is needed).
        """
        if not name:
            raise Invalid("unit_missing")
        found = self._by_name.get(name, [])
        if not found:
            raise Invalid("unit_not_found")
        if len({version.unit_id for version in found}) > 1:
            raise Invalid("unit_ambiguous")
        return found[0]
