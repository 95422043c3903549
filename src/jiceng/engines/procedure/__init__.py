"""Duties as code: a profile's dated rules, compiled to closed plans and run over columns of facts.

Public: load a profile, evaluate its duties over facts, read an outcome's state on a day, explain one, check
the worked cases. Imports point one way:

    text ← tables ← plan ← words, parameters ← rules ← profile (worked) ← reading
    columns ← records ← facts ← spells, occasions ← population ← evidence, excuses ← judgement
    judgement ← evaluate ← explain ← cases
    rules ← decisions (a folder of its own) ← reading; decisions ← cases
    tables, decisions ← quantities ← reading
    rules ← notices ← reading; parameters ← needs ← reading, cases; courses ← course_reading ← reading
    profile ← coverage ← coverage_reading ← reading; coverage ← joining
    rules ← notices, dues ← reading; dues ← cases; courses ← course_reading ← reading
    rules ← notices ← reading; words ← statistics ← sums, reading; courses ← course_reading ← reading
    courses ← course_judgement ← course_cases ← cases

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
from jiceng.engines.procedure.coverage import (
    GROUPS,
    NEVER,
    ORGANISED,
    WAYS,
    Coverage,
    Exclusion,
    Rate,
    Row,
    Stand,
    among,
    tally,
)
from jiceng.engines.procedure.coverage import STATES as REGISTERED_STATES
from jiceng.engines.procedure.dues import PayerKind, PayerVersion, Standard, standard
from jiceng.engines.procedure.evaluate import evaluate
from jiceng.engines.procedure.explain import ActReason, Explanation, explain
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.finding import Condition
from jiceng.engines.procedure.joining import Candidate, Suggestion, suggestions
from jiceng.engines.procedure.membership import Departure, Letter
from jiceng.engines.procedure.needs import (
    Move,
    NeedEntry,
    NeedRule,
    NeedRules,
    NeedStanding,
    Owed,
    What,
    stand,
)
from jiceng.engines.procedure.needs import Stage as NeedStage
from jiceng.engines.procedure.notices import Column, NoticeKind, Site, Stay, stay
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
from jiceng.engines.procedure.statistics import (
    CLOSING,
    OPENING,
    OTHER,
    TOTAL,
    UNKNOWN,
    Classification,
    Group,
    Statistic,
    age_on,
)
from jiceng.engines.procedure.sums import (
    GAINED,
    LOST,
    ONCE,
    Fault,
    Figures,
    SumCheck,
    check_sums,
    check_totals,
    layout,
    sign,
    summed,
)
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import (
    BodyKind,
    GatheringKind,
    HeldAs,
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
    "CLOSING",
    "EXCUSES",
    "GAINED",
    "GROUPS",
    "HELD",
    "LOST",
    "NEVER",
    "ONCE",
    "OPEN",
    "OPENING",
    "ORGANISED",
    "OTHER",
    "PASSED",
    "REGISTERED_STATES",
    "STATES",
    "TOTAL",
    "UNKNOWN",
    "WAYS",
    "AbsenceRecord",
    "Absences",
    "ActReason",
    "ActRecord",
    "Acts",
    "Amount",
    "Bodies",
    "BodyKind",
    "BodyRecord",
    "Candidate",
    "CaseResult",
    "Citation",
    "Classification",
    "Clock",
    "CodeNumbers",
    "Column",
    "Condition",
    "Count",
    "Course",
    "CourseEntry",
    "CourseRecord",
    "CourseState",
    "CourseVersion",
    "Coverage",
    "Departure",
    "Duty",
    "DutyVersion",
    "Evidence",
    "Exclusion",
    "ExcuseKind",
    "Explanation",
    "Facts",
    "Fault",
    "Figures",
    "GatheringKind",
    "Group",
    "HeldAs",
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
    "Move",
    "NeedEntry",
    "NeedRule",
    "NeedRules",
    "NeedStage",
    "NeedStanding",
    "NoticeKind",
    "OrganisationForm",
    "Outcome",
    "Outcomes",
    "Owed",
    "Parameter",
    "ParameterValue",
    "PayerKind",
    "PayerVersion",
    "Plan",
    "Platform",
    "PlatformField",
    "PostKind",
    "PostponementRecord",
    "Postponements",
    "Profile",
    "Rate",
    "Register",
    "Row",
    "Site",
    "SizeRule",
    "SpanRecord",
    "Stage",
    "Stand",
    "Standard",
    "Standing",
    "State",
    "Statistic",
    "Stay",
    "StepRule",
    "StepState",
    "Suggestion",
    "SumCheck",
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
    "What",
    "age_on",
    "among",
    "at_risk_on",
    "at_risk_rows",
    "case_facts",
    "check_profile",
    "check_sums",
    "check_totals",
    "evaluate",
    "explain",
    "judge_course",
    "layout",
    "load_profile",
    "makes_up_numbers",
    "sign",
    "stand",
    "standard",
    "state_on",
    "states_on",
    "stay",
    "suggestions",
    "summed",
    "tally",
]
