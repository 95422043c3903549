"""What the demonstration takes from the profile: its words and every figure of a rule."""

from dataclasses import dataclass
from datetime import date

from jiceng.engines.procedure import Plan, Profile

MEMBERS_MEETING = "members_meeting"
BRANCH_COMMITTEE = "branch_committee"
PARTY_GROUP = "party_group"
PARTY_LECTURE = "party_lecture"
SECRETARY_LECTURE = "secretary_lecture"
ACTIVITY_DAY = "activity_day"
LIFE_MEETING = "organisational_life_meeting"
APPRAISAL = "democratic_appraisal"
HEART_TALKS = "heart_talks"
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

_SIZE_RULES = {BRANCH: "joint_branch", GENERAL_BRANCH: "general_branch", COMMITTEE: "committee"}
_POSTS = ("organisation_member", "publicity_member", "discipline_member", "deputy_secretary", "committee_member")
_SECRETARY_ALONE = "branch_secretary"
_COMMITTEES = {
    BRANCH: BRANCH_COMMITTEE,
    JOINT_BRANCH: BRANCH_COMMITTEE,
    GENERAL_BRANCH: "general_branch_committee",
    COMMITTEE: "party_committee",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The profile as the generator asks it, on one day."""

    profile: Profile
    day: date

    def plan(self, duty: str) -> Plan | None:
        """A duty's plan in force, or None when the profile has no such duty."""
        found = self.profile.duties.get(duty)
        version = found.version_on(self.day) if found else None
        return version.plan if version else None

    def gathering_kind(self, duty: str) -> str | None:
        """The kind of gathering that fulfils a duty."""
        plan = self.plan(duty)
        return plan.evidence.gathering_kinds[0] if plan and plan.evidence else None

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

    def items(self, gathering_kind: str, fixed: bool) -> tuple[str, ...]:
        """Items of a kind of gathering: the fixed ones, or those to choose from."""
        codes = self.profile.gathering_kinds[gathering_kind].items
        return tuple(code for code in codes if self.profile.items[code].fixed is fixed)

    def may_form(self, form: str, kind: str, members: int) -> bool:
        """Whether a unit of that kind with so many members may take a form, by the profile's size rules."""
        if form not in self.profile.unit_kinds[kind].forms:
            return False
        return self._size_rule_holds(_SIZE_RULES[form], members)

    def _size_rule_holds(self, code: str, members: int) -> bool:
        rule = self.profile.size_rules.get(code)
        return rule is None or rule.comparator.holds(members, rule.value)

    def committee_of(self, form: str, full_members: int) -> str | None:
        """The kind of body a unit of a form elects: a branch with too few full members for a committee elects a secretary."""
        kind = _COMMITTEES.get(form)
        if form in HOLDING_FORMS and not self._size_rule_holds(BRANCH_COMMITTEE, full_members):
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

    def duty_items(self, duty: str, gathering_kind: str) -> tuple[str, ...]:
        """Items a gathering held for a duty deals with: those the rule looks for, else the kind's fixed ones."""
        plan = self.plan(duty)
        rule = plan.evidence.items if plan and plan.evidence else None
        of_kind = self.profile.gathering_kinds[gathering_kind].items
        if rule is not None:
            return tuple(code for code in of_kind if code in rule.among)
        return self.items(gathering_kind, fixed=True)
