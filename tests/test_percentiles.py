"""Percentiles are exact, by nearest rank, and small."""

from __future__ import annotations

import random

import numpy
from hypothesis import given
from hypothesis import strategies as st

from command_center.folds.percentiles import RUN, Samples, nearest_rank


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1), st.sampled_from([0, 5, 50, 90, 95, 99.5, 100]))
def test_percentiles_are_nearest_rank(values: list[int], percent: float) -> None:
    assert Samples(values).percentiles(percent)[0] == numpy.percentile(values, percent, method="inverted_cdf")


def test_packed_runs_are_exact_and_small() -> None:
    chance = random.Random(7)
    values = [round(chance.lognormvariate(12, 1)) for _ in range(3 * RUN + 100)]
    values[5] = 2**45  # one far outlier
    samples = Samples(values[:RUN]).merged(Samples(values[RUN:]))
    assert sorted(samples.values()) == sorted(values)
    assert samples.percentiles(50, 95) == tuple(numpy.percentile(values, [50, 95], method="inverted_cdf"))
    assert samples.total == sum(values)
    assert samples.nbytes < 3 * len(values)


def test_no_values_no_percentile() -> None:
    assert (Samples().percentiles(50, 95), Samples().mean) == ((None, None), None)
    assert nearest_rank(95, 20) == 19
