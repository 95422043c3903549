"""What the demonstration takes from the profile: its words and every figure of a rule."""

from dataclasses import dataclass, field
from datetime import date

from jiceng.engines.procedure import GatheringKind, Keeper, Plan, Profile

MEMBERS_MEETING = "members_meeting"
BRANCH_COMMITTEE = "branch_committee"
PARTY_GROUP = "party_group"
PARTY_LECTURE = "party_lecture"
SECRETARY_LECTURE = "secretary_lecture"
ACTIVITY_DAY = "activity_day"
LIFE_MEETING = "organisational_life_meeting"
APPRAISAL = "democratic_appraisal"
HEART_TALKS = "heart_talks"
HEART_TALKS_WITHOUT_COMMITTEE = "heart_talks_without_committee"
MEMBER_TRAINING = "member_training"
DUTIES = (
    MEMBERS_MEETING,
    BRANCH_COMMITTEE,
    PARTY_GROUP,
    PARTY_LECTURE,
    SECRETARY_LECTURE,
    ACTIVITY_DAY,
    LIFE_MEETING,
    APPRAISAL,
    HEART_TALKS,
)
"""Duties whose gatherings the generator knows how to hold; one the profile has not is left out."""

SECRETARY = "secretary"
BRANCH, JOINT_BRANCH, GENERAL_BRANCH, COMMITTEE = "branch", "joint_branch", "general_branch", "committee"
HOLDING_FORMS = (BRANCH, JOINT_BRANCH)
"""Forms that have members of their own; the others have them in sub-branches."""
NONE = "none"

_POSTS = (
    "organisation_member",
    "publicity_member",
    "discipline_member",
    "deputy_secretary",
    "committee_member",
)
_SECRETARY_ALONE = "branch_secretary"
_COMMITTEES = {
    BRANCH: BRANCH_COMMITTEE,
    JOINT_BRANCH: BRANCH_COMMITTEE,
    GENERAL_BRANCH: "general_branch_committee",
    COMMITTEE: "party_committee",
}


def recorder(profile: Profile, keeper: Keeper) -> str:
    """Who records a step in the sample, by the role: nobody is invented for it."""
    return profile.roles["town_officer" if keeper is Keeper.ABOVE else "secretary"].zh


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """Items of a gathering: those a rule asks for, and those free to choose."""

    asked: tuple[str, ...]
    free: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The profile as the generator asks it, on one day. Answers are kept: they are asked for every
    gathering.
    """

    profile: Profile
    day: date
    _plans: dict[str, Plan | None] = field(default_factory=dict)
    _items: dict[tuple[str, str], ItemChoice] = field(default_factory=dict)
    _kinds: dict[str, GatheringKind] = field(default_factory=dict)

    def plan(self, duty: str) -> Plan | None:
        """A duty's plan in force, or None when the profile has no such duty."""
        if duty not in self._plans:
            found = self.profile.duties.get(duty)
            version = found.version_on(self.day) if found else None
            self._plans[duty] = version.plan if version else None
        return self._plans[duty]

    def gathering_kind(self, duty: str) -> str | None:
        """The kind of gathering that fulfils a duty."""
        plan = self.plan(duty)
        return plan.gathering_kinds[0] if plan and plan.evidence else None

    def kind_of(self, duty: str) -> GatheringKind:
        """The kind of gathering held for a duty; of what is no duty, the kind of that code."""
        if duty not in self._kinds:
            self._kinds[duty] = self.profile.gathering_kinds[self.gathering_kind(duty) or duty]
        return self._kinds[duty]

    def binds(self, duty: str, kind: str, form: str) -> bool:
        """Whether units of that kind and form can owe the duty."""
        plan = self.plan(duty)
        if plan is None:
            return False
        owing = plan.population
        return (not owing.forms or form in owing.forms) and (not owing.kinds or kind in owing.kinds)

    def grace_days(self, duty: str) -> int:
        """Days after a period in which the duty can still be made up for."""
        plan = self.plan(duty)
        return plan.grace_days if plan else 0

    def may_form(self, form: str, kind: str, members: int) -> bool:
        """Whether a unit of that kind with so many members may take a form, by the profile's size rules."""
        if form not in self.profile.unit_kinds[kind].forms:
            return False
        rules = [rule for rule in self.profile.size_rules.values() if rule.form == form]
        return all(rule.comparator.holds(members, rule.value) for rule in rules)

    def _may_elect(self, body: str, members: int) -> bool:
        rules = [rule for rule in self.profile.size_rules.values() if rule.body == body]
        return all(rule.comparator.holds(members, rule.value) for rule in rules)

    def committee_of(self, form: str, full_members: int) -> str | None:
        """The kind of body a unit of a form elects: a branch with too few full members for a committee
        elects a secretary.
        """
        kind = _COMMITTEES.get(form)
        if form in HOLDING_FORMS and not self._may_elect(BRANCH_COMMITTEE, full_members):
            kind = _SECRETARY_ALONE
        return kind if kind in self.profile.body_kinds else None

    def posts_of(self, unit_kind: str, seats: int) -> list[str]:
        """Posts of a unit: those its kind must have, then one for each seat left in its committee."""
        required = list(self.profile.unit_kinds[unit_kind].required_posts)
        others = [code for code in _POSTS if code in self.profile.post_kinds and code not in required]
        return [*required, *others][: max(seats, len(required))]

    @property
    def without_form(self) -> str:
        """The profile's word for a unit without an organisation of its own."""
        return NONE if NONE in self.profile.organisation_forms else ""

    def items(self, duty: str, gathering_kind: str) -> ItemChoice:
        """Items of a gathering held for a duty: those its rule looks for, else the kind's fixed ones; and
        the others.
        """
        if (duty, gathering_kind) not in self._items:
            plan = self.plan(duty)
            evidence = plan.evidence_of(gathering_kind) if plan else None
            rule = evidence.items if evidence else None
            codes = self.profile.gathering_kinds[gathering_kind].items
            wanted = {
                code for code in codes if (code in rule.among if rule else self.profile.items[code].fixed)
            }
            self._items[duty, gathering_kind] = ItemChoice(
                asked=tuple(code for code in codes if code in wanted),
                free=tuple(code for code in codes if code not in wanted),
            )
        return self._items[duty, gathering_kind]
