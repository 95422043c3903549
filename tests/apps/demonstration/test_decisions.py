"""The sample's decisions rest on its own meetings and stand at every step; most are in order."""

from django.conf import settings

from jiceng.apps.admissions.models import AdmissionEntry
from jiceng.apps.decisions.judging import events_of, judged
from jiceng.apps.decisions.models import OPEN, Decision, Event
from jiceng.apps.decisions.weighing import IMPOSSIBLE
from jiceng.apps.duties.models import Postponement
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.models import Gathering
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT


class SampleDecisions(SmallCounty):
    """Decisions of two towns."""

    def test_they_stand_at_many_steps_and_most_are_in_order(self) -> None:
        every = list(Decision.objects.all())
        assert len(every) >= 20
        assert {"under_way", "adopted", "carried_out"} <= {each.result for each in every}
        assert len({each.current for each in every}) >= 5
        assert sum(1 for each in every if each.violations) <= len(every) // 10
        assert self.made.rows["decisions_decision"] == len(every)

    def test_meetings_are_those_the_unit_held_with_their_figures(self) -> None:
        held = Event.objects.filter(kind="held", gathering__isnull=False)
        assert held.exists()
        for each in held.select_related("gathering", "decision"):
            meeting = each.gathering
            assert meeting is not None
            assert (meeting.unit_id, meeting.day) == (each.decision.unit_id, each.day)
            assert meeting.state == Gathering.State.HELD
            assert each.said["roll"]["entitled"] == meeting.entitled
            assert each.said["present"] == meeting.present

    def test_nothing_in_them_could_not_have_been_entered(self) -> None:
        rules = current_rules()
        for each in Decision.objects.all():
            state = judged(rules, each, events_of(each), AT.date())
            faults = {finding.fault for event in state.events for finding in event.findings}
            assert not faults & IMPOSSIBLE
            assert (str(state.result), state.current) == (each.result, each.current)
            if each.expected.exists():
                assert Decision.objects.filter(OPEN, pk=each.pk).exists()

    def test_who_entered_is_said_by_the_role(self) -> None:
        said = set(Event.objects.values_list("recorded_by", flat=True))
        said |= set(Decision.objects.values_list("opened_by", flat=True))
        said |= set(AdmissionEntry.objects.values_list("recorded_by", flat=True))
        said |= set(Postponement.objects.values_list("approved_by", flat=True))
        assert said == {settings.PROFILE.roles[role].zh for role in ("secretary", "town_officer")}
