"""The sample's needs stand at every stage, as the services would have written them."""

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.needs.models import Need, OwedToNeed
from jiceng.apps.needs.selectors import flag_counts
from jiceng.apps.needs.standing import judged, note
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT


class TestSampleNeeds(SmallCounty):
    """Needs of two towns."""

    def test_they_stand_at_every_stage_and_most_are_seen_to_in_time(self) -> None:
        counts = flag_counts(Need.objects.all(), AT.date())
        assert counts["all"] >= 100
        assert all(counts[flag] for flag in ("unowned", "unanswered", "in_hand", "to_confirm", "ended"))
        assert all(counts[flag] for flag in ("long", "overdue"))
        assert counts["overdue"] < counts["all"] / 4
        assert Need.objects.filter(gathering__isnull=False).exists()
        assert {"solved", "explained"} <= set(Need.objects.values_list("result", flat=True))
        assert self.made.rows["needs_need"] == counts["all"]

    def test_what_is_kept_of_each_follows_from_its_entries(self) -> None:
        rules, today = current_rules(), AT.date()
        for need in Need.objects.select_related("gathering"):
            entries = list(need.entries.order_by("number"))
            kept = (need.stage, need.keeper_id, need.due_by, need.result)
            owed = note(rules, need, judged(rules, need, entries))
            assert kept == (need.stage, need.keeper_id, need.due_by, need.result)
            assert need.raised_on == entries[0].day
            assert entries[-1].day <= today
            assert len(owed) == OwedToNeed.objects.filter(need=need).count()
            if need.gathering is not None:
                assert (need.gathering.unit_id, need.gathering.day) == (need.unit_id, need.raised_on)
