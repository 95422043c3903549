"""Rankings that say how sure they are (带置信范围的排名): from ballots, from scores, from estimates, from parts.

Pure: NumPy and SciPy, no files, no clock; everything random is drawn from a seed. docs/ranking.md has the
models, their assumptions and when not to trust them. Imports point one way:

    ballots ← stages ← choices, nested, lattice ← likelihood ← newton ← orders ← adherence
    tables ← mixed ← components ← scores;  tables ← raters ← scores
    rank_sets ← orders, scores, parts_data;  all ← answers
"""

from jiceng.engines.ranking.adherence import fit_adherence
from jiceng.engines.ranking.answers import estimates_as_json, orders_as_json, scores_as_json
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.connectivity import Connectivity, connectivity_of
from jiceng.engines.ranking.orders import OrdersFit, fit_orders, order_sets
from jiceng.engines.ranking.parts import (
    Combination,
    Combined,
    Formula,
    Grade,
    Missing,
    Note,
    Part,
    Person,
    Places,
    Rounding,
    Step,
    combine,
)
from jiceng.engines.ranking.parts_data import combination_as_json, combination_sets, read_formula
from jiceng.engines.ranking.pictures import Panel, Row, draw, rank_panel, severity_panel
from jiceng.engines.ranking.rank_sets import RankSets, among_first, draws_for, rank_sets, ranks_of
from jiceng.engines.ranking.raters import Flag, Suspicion
from jiceng.engines.ranking.reading import read_ballots
from jiceng.engines.ranking.scores import ScoresFit, fit_scores, score_sets
from jiceng.engines.ranking.tables import Estimates, Scores, read_estimates, read_scores

__all__ = [
    "Ballots",
    "Combination",
    "Combined",
    "Connectivity",
    "Estimates",
    "Flag",
    "Formula",
    "Grade",
    "Missing",
    "Note",
    "OrdersFit",
    "Panel",
    "Part",
    "Person",
    "Places",
    "RankSets",
    "Rounding",
    "Row",
    "Scores",
    "ScoresFit",
    "Step",
    "Suspicion",
    "among_first",
    "combination_as_json",
    "combination_sets",
    "combine",
    "connectivity_of",
    "draw",
    "draws_for",
    "estimates_as_json",
    "fit_adherence",
    "fit_orders",
    "fit_scores",
    "order_sets",
    "orders_as_json",
    "rank_panel",
    "rank_sets",
    "ranks_of",
    "read_ballots",
    "read_estimates",
    "read_formula",
    "read_scores",
    "score_sets",
    "scores_as_json",
    "severity_panel",
]
