"""How each source is read: `SOURCES`. An app that lies above adds its own when it is loaded (`add`)."""

from jiceng.apps.quantities.counting import Counter
from jiceng.apps.quantities.sources import meetings, places, procedures, registers, reserve, verdicts
from jiceng.engines.procedure.quantities import Source

SOURCES: dict[Source, Counter] = {
    Source.MEMBERS: registers.members,
    Source.VACANT_DAYS: registers.vacant_days,
    Source.TERM_OVERDUE_DAYS: registers.term_overdue_days,
    Source.LEADER_HOURS: registers.leader_hours,
    Source.AGE: registers.age,
    Source.GATHERINGS: meetings.gatherings,
    Source.MONTHS_WITHOUT_GATHERING: meetings.months_without,
    Source.VERDICTS: verdicts.verdicts,
    Source.VERDICT_SHARE: verdicts.share_done,
    Source.DECISIONS: procedures.decisions,
    Source.VIOLATIONS: procedures.violations,
    Source.STEPS: procedures.steps,
    Source.MONTHS_WITHOUT_STEP: procedures.months_without_step,
    Source.YOUNG_MEMBERS: reserve.young_members,
    Source.MOBILE: reserve.mobile,
    Source.SUCCESSORS: reserve.successors,
    Source.FORMED: reserve.formed,
    Source.NEEDS: places.needs,
    Source.COVERED: places.covered,
}


def add(source: Source, counter: Counter) -> None:
    """Say how a source is read that lies above this app."""
    SOURCES[source] = counter
