"""Scores into persons: against the covariance matrix written out, against EM, and by what must hold."""

from dataclasses import replace

import numpy as np
import pytest

from jiceng.engines import ranking
from jiceng.kernel.errors import Invalid
from tests.engines.ranking.crossed import Made, made, window
from tests.engines.ranking.rivals import WrittenOut, expectation_maximization


@pytest.fixture(scope="module", params=[(1, 8, 12), (2, 12, 8), (3, 6, 6)])
def small(request: pytest.FixtureRequest) -> Made:
    """More raters than persons, fewer, as many."""
    seed, persons, raters = request.param
    generator = np.random.default_rng(seed)
    return made(generator, generator.random((persons, raters)) < 0.6, groups=3)


def factors(scores: ranking.Scores) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    return [scores.person, scores.criterion, scores.rater, scores.group[scores.rater]]


def variances(fit: ranking.ScoresFit) -> list[float]:
    return [
        (fit.deviations[name] or 0.0) ** 2 for name in ("person", "criterion", "rater", "group", "residual")
    ]


@pytest.mark.parametrize(("seed", "persons", "raters"), [(8, 8, 12), (7, 12, 8), (11, 6, 6)])
def test_components_are_those_of_em(seed: int, persons: int, raters: int) -> None:
    """Designs where none vanishes: that takes EM for ever."""
    generator = np.random.default_rng(seed)
    scores = made(generator, generator.random((persons, raters)) < 0.6, groups=3).scores
    rival = expectation_maximization(factors(scores), scores.score - scores.score.mean())
    assert variances(ranking.fit_scores(scores)) == pytest.approx(rival, rel=1e-8)


def test_no_components_near_by_are_more_probable(small: Made) -> None:
    """Some of them vanish here."""
    found = variances(ranking.fit_scores(small.scores))
    assert min(found) == 0
    written = WrittenOut(factors(small.scores), small.scores.score)
    best = written.deviance(found)
    for at in range(5):
        for factor in (0.99, 1.01):
            moved = [value * (factor if at == place else 1) for place, value in enumerate(found)]
            assert written.deviance([max(value, 1e-9) for value in moved]) >= best - 1e-9


def table(scores: list[list[float]]) -> ranking.Scores:
    """Persons down, raters across."""
    rows = [f"r{at},p{row},{score}" for row, line in enumerate(scores) for at, score in enumerate(line)]
    return ranking.read_scores("rater,person,score\n" + "\n".join(rows))


def test_a_balanced_table_s_components_are_those_of_the_analysis_of_variance() -> None:
    """By hand: mean squares of persons 21, raters 25/3, error 11/6; (21 − 11/6)/3 and (25/3 − 11/6)/3. The
    error of a person's mean less that of all three is 11/6 · (1/3) · (2/3).
    """
    fit = ranking.fit_scores(table([[3, 5, 4], [6, 8, 10], [1, 2, 6]]))
    assert fit.estimate == pytest.approx([4, 8, 3])
    assert (fit.deviations["criterion"], fit.deviations["group"]) == (None, None)
    found = [(fit.deviations[name] or 0.0) ** 2 for name in ("person", "rater", "residual")]
    assert found == pytest.approx([115 / 18, 13 / 6, 11 / 6], rel=1e-8)
    assert fit.se == pytest.approx([(11 / 27) ** 0.5] * 3)


@pytest.mark.parametrize(("apart", "severity_sd"), [(0.0, 0.0), (1.0, 1.29099)])
def test_scores_without_any_error_leave_no_doubt(apart: float, severity_sd: float) -> None:
    """All raters of one mind, but for how severe they are: the error's variance ends at its bound."""
    fit = ranking.fit_scores(table([[10 * row - apart * at for at in range(4)] for row in range(5)]))
    assert fit.deviations["person"] == pytest.approx(250**0.5, rel=1e-5)
    assert fit.deviations["rater"] == pytest.approx(severity_sd, rel=1e-5)
    assert (fit.deviations["residual"] or 0.0) < 0.01
    assert fit.se.max() < 0.001
    sets = ranking.score_sets(fit, simultaneous=True)
    assert sets.low.tolist() == sets.high.tolist() == [5, 4, 3, 2, 1]


def test_estimates_are_generalised_least_squares(small: Made) -> None:
    """Persons fixed, all else random, at the same variances: estimates, covariances, severities."""
    fit = ranking.fit_scores(small.scores)
    found = variances(fit)
    persons = len(small.scores.persons)
    written = WrittenOut(factors(small.scores), small.scores.score)
    design = np.eye(persons)[small.scores.person]
    level, spread = written.fixed([0.0, *found[1:]], design)
    centring = np.eye(persons) - 1 / persons
    assert centring @ fit.estimate == pytest.approx(centring @ level, abs=1e-8)
    assert fit.covariance == pytest.approx(centring @ spread @ centring, abs=1e-8)
    whole = written.covariance(found)
    inverse = np.linalg.inv(whole)
    centred = small.scores.score - (inverse @ small.scores.score).sum() / inverse.sum()
    raters = np.eye(len(small.scores.raters))[small.scores.rater]
    assert -fit.severity == pytest.approx(found[2] * raters.T @ inverse @ centred, abs=1e-8)
    projected = inverse - np.outer(inverse.sum(axis=0), inverse.sum(axis=0)) / inverse.sum()
    error = found[2] - found[2] ** 2 * np.diag(raters.T @ projected @ raters)
    assert fit.severity_se**2 == pytest.approx(error, abs=1e-8)


def test_a_complete_design_gives_the_plain_means() -> None:
    """Where everybody scores everybody, severity costs nobody anything."""
    data = made(np.random.default_rng(4), np.ones((9, 7), dtype=bool))
    fit = ranking.fit_scores(data.scores)
    means = np.bincount(data.scores.person, weights=data.scores.score) / np.bincount(data.scores.person)
    assert fit.estimate == pytest.approx(means, abs=1e-9)


def test_a_missing_cell_is_not_a_zero() -> None:
    """Without a mild rater's scores a person is estimated as with them, but less surely."""
    data = made(np.random.default_rng(5), np.ones((9, 20), dtype=bool), error_sd=1.0).scores
    kept = ~((data.person == 0) & (data.rater < 10))
    columns = {name: getattr(data, name)[kept] for name in ("person", "criterion", "rater", "score")}
    whole, part = ranking.fit_scores(data), ranking.fit_scores(replace(data, **columns))
    assert part.estimate[0] == pytest.approx(whole.estimate[0], abs=1.0)
    assert part.se[0] > whole.se[0]


def test_order_of_rows_scale_and_origin_do_not_matter() -> None:
    data = made(np.random.default_rng(6), window(10, 12, 0.4), groups=2).scores
    order = np.random.default_rng(7).permutation(len(data.score))
    columns = {name: getattr(data, name)[order] for name in ("person", "criterion", "rater")}
    moved = replace(data, **columns, score=1000 + 10 * data.score[order])
    first, second = ranking.fit_scores(data), ranking.fit_scores(moved)
    assert second.estimate == pytest.approx(1000 + 10 * first.estimate, abs=1e-5)
    assert second.severity == pytest.approx(10 * first.severity, abs=1e-5)
    assert second.se == pytest.approx(10 * first.se, rel=1e-7)


def test_groups_shift_apart_from_raters() -> None:
    generator = np.random.default_rng(8)
    data = made(generator, np.ones((20, 40), dtype=bool), groups=2, severity_sd=1.0).scores
    shifted = replace(data, score=data.score + np.where(data.group[data.rater] == 1, 8.0, 0.0))
    before, after = ranking.fit_scores(data), ranking.fit_scores(shifted)
    difference = after.shift - before.shift
    assert difference[1] - difference[0] == pytest.approx(8.0, abs=0.5)
    assert after.severity == pytest.approx(before.severity, abs=0.3)


def test_persons_that_no_rater_links_are_told() -> None:
    who = np.zeros((6, 6), dtype=bool)
    who[:3, :3] = who[3:, 3:] = True
    fit = ranking.fit_scores(made(np.random.default_rng(9), who).scores)
    assert fit.apart == (("p0", "p1", "p2"), ("p3", "p4", "p5"))


def test_persons_apart_are_compared_less_surely() -> None:
    linked, who = np.ones((6, 6), dtype=bool), np.zeros((6, 6), dtype=bool)
    who[:3, :3] = who[3:, 3:] = True
    sure = ranking.fit_scores(made(np.random.default_rng(9), linked).scores)
    unsure = ranking.fit_scores(made(np.random.default_rng(9), who).scores)

    def across(fit: ranking.ScoresFit) -> float:
        return float(fit.covariance[0, 0] + fit.covariance[5, 5] - 2 * fit.covariance[0, 5])

    assert across(unsure) > 4 * across(sure)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,p,1\nb,p,2\n", "ranking_nothing_compared"),
        ("a,p,1\nb,q,2\n", "ranking_scored_once"),
        ("a,p,1\na,q,1\nb,p,1\nb,q,1\n", "ranking_all_equal"),
        ("a,p,1e-300\na,q,2e-300\nb,p,1e-300\nb,q,3e-300\n", "ranking_all_equal"),
    ],
)
def test_scores_that_tell_nothing_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        ranking.fit_scores(ranking.read_scores("rater,person,score\n" + text))


# ── raters to look at ────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def panel() -> ranking.Scores:
    """Whole numbers by twenty raters; r1 copies r0, r2 scores by lot, r3 gives 80 to all."""
    generator = np.random.default_rng(10)
    data = made(generator, np.ones((20, 20), dtype=bool), severity_sd=2.0).scores
    score = np.round(data.score)
    score[data.rater == 1] = score[data.rater == 0]
    score[data.rater == 2] = np.round(80 + 5 * generator.normal(size=60))
    score[data.rater == 3] = 80.0
    return replace(data, score=score)


def test_copying_careless_and_flat_raters_are_flagged_with_evidence(panel: ranking.Scores) -> None:
    fit = ranking.fit_scores(panel)
    found = {(flag.rater, str(flag.kind)): flag.evidence for flag in fit.flags}
    assert set(found) == {("r3", "same_score"), ("r2", "against_the_rest"), ("r0", "alike")}
    assert found["r3", "same_score"]["score"] == 80.0
    assert found["r2", "against_the_rest"]["consistency"] == pytest.approx(fit.consistency[2])
    alike = found["r0", "alike"]
    assert (alike["other"], alike["shared"], alike["equal"]) == ("r1", 60, 60)


def test_nobody_is_dropped(panel: ranking.Scores) -> None:
    fit = ranking.fit_scores(panel)
    assert len(fit.severity) == 20
    assert np.isnan(fit.consistency[3])


def test_honest_raters_are_seldom_flagged() -> None:
    flagged = 0
    for seed in range(40):
        data = made(np.random.default_rng(seed), np.ones((12, 15), dtype=bool)).scores
        flagged += bool(ranking.fit_scores(replace(data, score=np.round(data.score))).flags)
    assert flagged <= 2


def test_consistency_is_higher_for_whoever_follows_the_rest() -> None:
    data = made(np.random.default_rng(11), np.ones((30, 12), dtype=bool), error_sd=2.0).scores
    noise = np.where(data.rater == 0, 12.0, 0.0) * np.random.default_rng(12).normal(size=len(data.score))
    fit = ranking.fit_scores(replace(data, score=data.score + noise))
    assert fit.consistency[0] < 0.8 < fit.consistency[1:].min() <= 1.0
