"""The statistics behind the scores, against independent implementations and tables reckoned by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from command_center.folds import statistics as ours

THRESHOLDS = (60.0, 80.0, 92.0, 98.0)
FALLING = (60.0, 30.0, 15.0, 10.0)


# -- Wilson ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 100_000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_wilson_is_what_statsmodels_says(case: tuple[int, int]) -> None:
    hits, count = case
    low, high = proportion_confint(hits, count, alpha=0.05, method="wilson")
    assert ours.wilson(hits, count)[:2] == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(("bound", "enough"), [(0.95, 73), (0.98, 189), (0.99, 381)])
def test_a_tiny_perfect_drill_cannot_earn_a_high_level(bound: float, enough: int) -> None:
    assert ours.wilson(enough, enough).low >= bound
    assert ours.wilson(enough - 1, enough - 1).low < bound


def test_no_case_no_interval() -> None:
    with pytest.raises(ValueError, match="no case"):
        ours.wilson(0, 0)
    with pytest.raises(ValueError, match="no value"):
        ours.order_interval(numpy.array([], numpy.int64), 50)


# -- order statistics -----------------------------------------------------------------------------------------------


@given(st.integers(1, 400), st.sampled_from([50, 90, 95]))
def test_ranks_are_those_of_the_binomial_distribution(count: int, percent: int) -> None:
    binomial = stats.binom(count, percent / 100)
    low, high, coverage = ours.order_ranks(count, percent)
    if binomial.cdf(0) <= 0.025:
        assert binomial.cdf(low - 1) <= 0.025 < binomial.cdf(low)
    if binomial.cdf(count - 1) >= 0.975:
        assert binomial.cdf(high - 2) < 0.975 <= binomial.cdf(high - 1)
    else:
        assert high == count
    assert coverage == pytest.approx(binomial.cdf(high - 1) - binomial.cdf(low - 1), abs=1e-9)


def test_the_median_of_ten_by_the_usual_table() -> None:
    # The table of sign-test limits gives the 2nd and the 9th of ten values, with 97.9 % (1 - 2 x 11/1024).
    low, high, coverage = ours.order_ranks(10, 50)
    assert (low, high) == (2, 9)
    assert coverage == pytest.approx(1 - 2 * 11 / 1024)


def test_four_values_enclose_their_median_with_less_than_95_percent() -> None:
    estimate, interval = ours.order_interval(numpy.array([400, 100, 300, 200]), 50)
    assert estimate == 200  # nearest rank: the lower middle one
    assert interval[:2] == (100, 400)
    assert interval.coverage == pytest.approx(1 - 2 / 16)


def test_ranks_of_very_many_values_are_exact_too() -> None:
    low, high, _ = ours.order_ranks(70_000, 95)
    binomial = stats.binom(70_000, 0.95)
    assert (low, high) == (int(binomial.ppf(0.025)), int(binomial.ppf(0.975)) + 1)


# -- bootstrap ------------------------------------------------------------------------------------------------------


def test_the_dice_fall_the_same_for_the_same_roots_and_evenly() -> None:
    first, again, other = (ours.Dice(key).below(6, 60_000) for key in ("a", "a", "b"))
    assert (first == again).all()
    assert (first != other).any()
    counts = numpy.bincount(first, minlength=6)
    assert stats.chisquare(counts).pvalue > 0.001
    assert first[:8].tolist() == ours.Dice("a").below(6, 8).tolist()


def test_the_dice_are_pinned() -> None:
    assert ours.Dice("root", "D5").below(1000, 5).tolist() == [136, 554, 364, 708, 445]


def test_the_bootstrap_of_a_mean_is_that_of_scipy() -> None:
    counts = [12, 30, 158]
    values = numpy.repeat([0.0, 0.5, 1.0], counts)
    known = stats.bootstrap(
        (values,), numpy.mean, n_resamples=4000, method="percentile", rng=numpy.random.default_rng(1)
    ).confidence_interval
    found = ours.bootstrap_mean([0.0, 0.5, 1.0], counts, ours.Dice("x"), 4000)
    assert found[:2] == pytest.approx((known.low, known.high), abs=0.005)


def test_a_bootstrap_mean_of_one_value_is_that_value() -> None:
    assert ours.bootstrap_mean([1.0, 0.0], [7, 0], ours.Dice("x"), 50)[:2] == (1.0, 1.0)


def test_drills_are_resampled_within_their_scenario() -> None:
    draws = ours.resample_drills(["flood", "flood", "flood", "hotline"], ours.Dice("x"), 500)
    assert (draws[:, :3].sum(axis=1) == 3).all()
    assert (draws[:, 3] == 1).all()
    assert draws[:, 0].mean() == pytest.approx(1.0, abs=0.1)


def test_the_bootstrap_over_two_drills_by_hand() -> None:
    # Two drills, 1 of 10 and 9 of 10: a resample is 2/20, 10/20 or 18/20, with 1/4, 1/2 and 1/4.
    draws = ours.resample_drills(["s", "s"], ours.Dice("x"), 400)
    assert ours.bootstrap_ratio([1, 9], [10, 10], draws) == ours.Range(0.1, 0.9)
    groups = [numpy.array([10, 20, 30]), numpy.array([40, 50, 60])]
    # medians: of 10,10,20,20,30,30 -> 20; of all six -> 30; of 40,40,50,50,60,60 -> 50
    assert ours.bootstrap_percentile(groups, 50, draws) == ours.Range(20, 50)


def test_the_wider_interval_encloses_both() -> None:
    assert ours.wider(ours.Range(0.2, 0.6), ours.Range(0.1, 0.5)) == ours.Range(0.1, 0.6)
    assert ours.wider(ours.Range(0.2, 0.6), None) == ours.Range(0.2, 0.6)


# -- ISO/IEC 33020 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "letter"),
    [(0, "N"), (0.15, "N"), (0.151, "P"), (0.5, "P"), (0.501, "L"), (0.85, "L"), (0.851, "F"), (1, "F")],
)
def test_the_letters_of_the_standard(share: float, letter: str) -> None:
    assert ours.rating(share) == letter


@pytest.mark.parametrize(
    ("met", "level"),
    [
        # five equal indicators; how many meet levels 2, 3, 4, 5
        ((5, 5, 3, 0), 4),  # all at 3 and three at 4
        ((5, 5, 2, 0), 3),
        ((5, 4, 4, 4), 3),  # one is missing at 3: that is L, and nothing above counts
        ((4, 4, 4, 4), 2),  # one is missing at 2: that is L
        ((2, 2, 2, 2), 1),  # 40 % is P
        ((5, 5, 5, 5), 5),
        ((0, 0, 0, 0), 1),
    ],
)
def test_the_level_of_an_element_by_hand(met: tuple[int, ...], level: int) -> None:
    assert ours.level_of_ratings([ours.rating(count / 5) for count in met]) == level


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_the_rule_of_five_equal_indicators(levels: list[int]) -> None:
    """The same rule written another way, in exact fractions: the largest k with F everywhere below and L or F at k."""
    shares = {k: Fraction(sum(level >= k for level in levels), len(levels)) for k in range(2, 6)}
    full = {k for k, share in shares.items() if share > Fraction(85, 100)}
    held = [k for k in range(2, 6) if shares[k] > Fraction(1, 2) and full >= set(range(2, k))]
    letters = [ours.rating(float(shares[k])) for k in range(2, 6)]
    assert ours.level_of_ratings(letters) == max(held, default=1)


# -- levels and scores ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "level", "score"),
    [(0, 1, 1.0), (30, 1, 1.5), (60, 2, 2.0), (70, 2, 2.5), (80, 3, 3.0), (95, 4, 4.5), (98, 5, 5.0), (100, 5, 5.0)],
)
def test_more_is_better(value: float, level: int, score: float) -> None:
    assert ours.level_of(value, THRESHOLDS, True) == level
    assert ours.score_of(value, THRESHOLDS, 0, True) == pytest.approx(score)


@pytest.mark.parametrize(
    ("value", "level", "score"),
    [(500, 1, 1.0), (120, 1, 1.0), (90, 1, 1.5), (60, 2, 2.0), (45, 2, 2.5), (15, 4, 4.0), (12.5, 4, 4.5), (1, 5, 5.0)],
)
def test_less_is_better(value: float, level: int, score: float) -> None:
    assert ours.level_of(value, FALLING, False) == level
    assert ours.score_of(value, FALLING, 120, False) == pytest.approx(score)


@given(st.floats(-50, 150), st.floats(-50, 150))
def test_a_better_value_never_scores_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert ours.score_of(low, THRESHOLDS, 0, True) <= ours.score_of(high, THRESHOLDS, 0, True)
    assert math.floor(ours.score_of(low, THRESHOLDS, 0, True)) == ours.level_of(low, THRESHOLDS, True)
