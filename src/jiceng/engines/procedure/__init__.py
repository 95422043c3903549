"""Duties as code: a profile's dated rules, compiled to closed plans and run over columns of facts.

Public: load a profile, evaluate its duties over facts, read an outcome's state on a day, explain one, check
the worked cases. Imports point one way:

    text ← tables ← plan ← words, parameters ← rules ← profile (worked) ← reading
    columns ← records ← facts ← spells, occasions ← population ← evidence, excuses ← judgement
    judgement ← evaluate ← explain ← cases
    courses ← course_reading ← reading; courses ← course_judgement ← course_cases ← cases

Nothing here reads files, asks the clock or knows Django. Outcomes are independent of today; `state_on` gives
a day's state.
"""

from jiceng.engines.procedure.cases import CaseResult, case_facts, check_profile
from jiceng.engines.procedure.columns import (
    CADENCE_NUMBERS,
    OPEN,
    Absences,
    Acts,
    Bodies,
    Memberships,
    Postponements,
    Terms,
    Units,
    UnitSpans,
    Vacancies,
)
from jiceng.engines.procedure.course_judgement import (
    CourseState,
    JudgedEntry,
    Standing,
    StepState,
    judge_course,
)
from jiceng.engines.procedure.courses import (
    HELD,
    PASSED,
    Amount,
    Course,
    CourseEntry,
    CourseRecord,
    CourseVersion,
    Keeper,
    Stage,
    StepRule,
    Verdict,
)
from jiceng.engines.procedure.evaluate import evaluate
from jiceng.engines.procedure.explain import ActReason, Explanation, explain
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.finding import Condition
from jiceng.engines.procedure.membership import Departure, Letter
from jiceng.engines.procedure.outcome import (
    EXCUSES,
    STATES,
    Outcome,
    Outcomes,
    State,
    at_risk_on,
    at_risk_rows,
    state_on,
    states_on,
)
from jiceng.engines.procedure.parameters import Parameter, ParameterValue
from jiceng.engines.procedure.plan import Clock, Count, Evidence, ExcuseKind, MeasureUnit, Plan
from jiceng.engines.procedure.profile import Citation, CodeNumbers, Duty, DutyVersion, Profile, SizeRule
from jiceng.engines.procedure.reading import load_profile
from jiceng.engines.procedure.records import (
    AbsenceRecord,
    ActRecord,
    BodyRecord,
    MembershipRecord,
    PostponementRecord,
    SpanRecord,
    TermRecord,
    UnitRecord,
    VacancyRecord,
    makes_up_numbers,
)
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import (
    BodyKind,
    GatheringKind,
    Instrument,
    Item,
    Measure,
    MinuteField,
    OrganisationForm,
    Platform,
    PlatformField,
    PostKind,
    Register,
    UnitKind,
)

__all__ = [
    "CADENCE_NUMBERS",
    "EXCUSES",
    "HELD",
    "OPEN",
    "PASSED",
    "STATES",
    "AbsenceRecord",
    "Absences",
    "ActReason",
    "ActRecord",
    "Acts",
    "Amount",
    "Bodies",
    "BodyKind",
    "BodyRecord",
    "CaseResult",
    "Citation",
    "Clock",
    "CodeNumbers",
    "Condition",
    "Count",
    "Course",
    "CourseEntry",
    "CourseRecord",
    "CourseState",
    "CourseVersion",
    "Departure",
    "Duty",
    "DutyVersion",
    "Evidence",
    "ExcuseKind",
    "Explanation",
    "Facts",
    "GatheringKind",
    "Instrument",
    "Item",
    "JudgedEntry",
    "Keeper",
    "Letter",
    "Measure",
    "MeasureUnit",
    "MembershipRecord",
    "Memberships",
    "MinuteField",
    "OrganisationForm",
    "Outcome",
    "Outcomes",
    "Parameter",
    "ParameterValue",
    "Plan",
    "Platform",
    "PlatformField",
    "PostKind",
    "PostponementRecord",
    "Postponements",
    "Profile",
    "Register",
    "SizeRule",
    "SpanRecord",
    "Stage",
    "Standing",
    "State",
    "StepRule",
    "StepState",
    "TermRecord",
    "Terms",
    "Text",
    "UnitKind",
    "UnitRecord",
    "UnitSpans",
    "Units",
    "Vacancies",
    "VacancyRecord",
    "Verdict",
    "at_risk_on",
    "at_risk_rows",
    "case_facts",
    "check_profile",
    "evaluate",
    "explain",
    "judge_course",
    "load_profile",
    "makes_up_numbers",
    "state_on",
    "states_on",
]
