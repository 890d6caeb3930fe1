"""The statistics behind the scores: intervals, percentiles, bootstrap, the ISO/IEC 33020 rating, interpolation.

Everything is exact or seeded: a bootstrap draws integers from a counter-based generator keyed by the roots of the
journals, so the same journals give the same interval on any machine.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from command_center.folds.percentiles import nearest_rank

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""

ROUNDS = 1000
"""Resamples of a bootstrap."""

_BLOCK = 1 << 17  # draws at a time: they are to stay in the processor


class Range(NamedTuple):
    """An interval and the coverage it has; less than 0.95 where the sample is too small for it."""

    low: float
    high: float
    coverage: float = 0.95


def wilson(hits: float, count: float) -> Range:
    """The 95 % interval of a proportion by Wilson (1927), between 0 and 1; ValueError for no case."""
    if count <= 0:
        raise ValueError("no case, no interval")
    share, square = hits / count, Z95 * Z95
    middle = share + square / (2 * count)
    half = Z95 * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    return Range(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def flawless_cases(most: float) -> int:
    """How many cases without a single hit bring the upper end of the 95 % interval of a share down to ``most``."""
    return math.ceil(Z95 * Z95 * (1 - most) / most - 1e-9)


# -- percentiles ----------------------------------------------------------------------------------------------------


def order_ranks(count: int, percent: float) -> tuple[int, int, float]:
    """Ranks (from 1) of the two order statistics that enclose a percentile with 95 %, and their exact coverage.

    Equal tails by the binomial distribution, which needs no assumption about the values. Where the sample is too
    small the first or last value stands in and the coverage says so.
    """
    share = percent / 100
    first, cdf = _binomial_cdf(count, share)
    low = high = 0
    for place, value in enumerate(cdf):
        if value <= 0.025:
            low = first + place + 1
        if value >= 0.975:
            high = first + place + 1
            break
    low, high = max(1, low), min(count, high or count)
    return low, high, _at(cdf, first, high - 1) - _at(cdf, first, low - 1)


def _at(cdf: list[float], first: int, value: int) -> float:
    if value < first:
        return 0.0
    return cdf[min(value - first, len(cdf) - 1)]


def _binomial_cdf(count: int, share: float) -> tuple[int, list[float]]:
    """P(X <= k) for k from the first value on that matters, within twelve standard deviations of the mean."""
    mean, spread = count * share, math.sqrt(count * share * (1 - share))
    first = max(0, math.floor(mean - 12 * spread - 12))
    last = min(count, math.ceil(mean + 12 * spread + 12))
    whole = math.lgamma(count + 1)
    total, cdf = 0.0, []
    for k in range(first, last + 1):
        ways = whole - math.lgamma(k + 1) - math.lgamma(count - k + 1)
        total += math.exp(ways + k * math.log(share) + (count - k) * math.log1p(-share))
        cdf.append(total)
    return first, cdf


def order_interval(values: NDArray[numpy.int64], percent: float) -> tuple[int, Range]:
    """The percentile by nearest rank, and the interval between two order statistics; ValueError for no value."""
    import numpy

    if not len(values):
        raise ValueError("no value, no interval")
    ordered = numpy.sort(values)
    low, high, coverage = order_ranks(len(ordered), percent)
    estimate = int(ordered[nearest_rank(percent, len(ordered)) - 1])
    return estimate, Range(float(ordered[low - 1]), float(ordered[high - 1]), min(0.95, coverage))


# -- bootstrap ------------------------------------------------------------------------------------------------------


class Dice:
    """Whole numbers drawn from Philox, keyed by texts (the roots of the journals and what is drawn)."""

    def __init__(self, *key: str) -> None:
        from numpy.random import Philox

        digest = hashlib.sha256("\n".join(key).encode()).digest()
        self._generator = Philox(key=int.from_bytes(digest[:16], "big"))

    def below(self, limit: int, count: int) -> NDArray[numpy.int64]:
        """``count`` numbers from 0 to ``limit`` - 1: the upper 32 bits of a draw, scaled."""
        import numpy

        raw = self._generator.random_raw(count) >> numpy.uint64(32)
        scaled: NDArray[numpy.int64] = ((raw * numpy.uint64(limit)) >> numpy.uint64(32)).astype(numpy.int64)
        return scaled

    def raw(self, count: int) -> NDArray[numpy.uint32]:
        """``count`` draws of 32 bits: the lower, then the upper half of each draw of 64."""
        drawn: NDArray[numpy.uint32] = self._generator.random_raw(-(-count // 2)).astype("<u8").view("<u4")
        return drawn[:count]


def bootstrap_mean(values: Sequence[float], counts: Sequence[int], dice: Dice, rounds: int = ROUNDS) -> Range:
    """The 95 % percentile interval of a mean, resampling cases; ``counts`` says how often each value occurred."""
    import numpy

    total = sum(counts)
    # a draw x of 32 bits picks case x * total >> 32: one before end if it is below this
    limits = [numpy.uint32(-(-(end << 32) // total)) for end in accumulate(counts) if end < total]
    weights = numpy.array(values, numpy.float64)
    means: list[float] = []
    step = max(1, _BLOCK // total)
    for begin in range(0, rounds, step):
        size = min(step, rounds - begin)
        drawn = dice.raw(size * total).reshape(size, total)
        below = numpy.full((size, len(counts)), total)
        for place, limit in enumerate(limits):
            below[:, place] = numpy.count_nonzero(drawn < limit, axis=1)
        tally = numpy.diff(below, axis=1, prepend=0)
        means += (tally @ weights / total).tolist()
    return middle_95(means)


def middle_95(values: Sequence[float]) -> Range:
    """From the 2.5th to the 97.5th percentile of the values, by nearest rank."""
    ordered = sorted(values)
    low, high = (nearest_rank(percent, len(ordered)) - 1 for percent in (2.5, 97.5))
    return Range(float(ordered[low]), float(ordered[high]))


def resample_drills(strata: Sequence[str], dice: Dice, rounds: int = ROUNDS) -> NDArray[numpy.int64]:
    """How often each drill is drawn in each round (rounds x drills).

    Drills are drawn with replacement within their stratum (their scenario): how many drills of each scenario are
    held is fixed by the programme and no matter of chance.
    """
    import numpy

    counts = numpy.zeros((rounds, len(strata)), numpy.int64)
    for name in sorted(set(strata)):
        members = numpy.array([place for place, stratum in enumerate(strata) if stratum == name])
        drawn = members[dice.below(len(members), rounds * len(members))].reshape(rounds, len(members))
        for column in range(len(members)):
            numpy.add.at(counts, (numpy.arange(rounds), drawn[:, column]), 1)
    return counts


def bootstrap_ratio(hits: Sequence[float], counts: Sequence[float], draws: NDArray[numpy.int64]) -> Range | None:
    """The 95 % interval of pooled hits / counts over resampled drills; None where no round has a case."""
    import numpy

    above, below = draws @ numpy.array(hits, numpy.float64), draws @ numpy.array(counts, numpy.float64)
    some = below > 0
    return middle_95((above[some] / below[some]).tolist()) if some.any() else None


def bootstrap_percentile(
    groups: Sequence[NDArray[numpy.int64]], percent: float, draws: NDArray[numpy.int64]
) -> Range | None:
    """The 95 % interval of a pooled percentile over resampled drills; None where no round has a value."""
    import numpy

    values = numpy.concatenate([numpy.asarray(group, numpy.int64) for group in groups])
    if not len(values):
        return None
    owner = numpy.repeat(numpy.arange(len(groups)), [len(group) for group in groups])
    order = numpy.argsort(values, kind="stable")
    values, owner = values[order], owner[order]
    found: list[float] = []
    step = max(1, _BLOCK // len(values))
    for begin in range(0, len(draws), step):
        for totals in numpy.cumsum(draws[begin : begin + step][:, owner], axis=1):
            if totals[-1]:
                rank = nearest_rank(percent, int(totals[-1]))
                found.append(float(values[numpy.searchsorted(totals, rank)]))
    return middle_95(found) if found else None


def wider(one: Range, other: Range | None) -> Range:
    """The interval that encloses both."""
    if other is None:
        return one
    return Range(min(one.low, other.low), max(one.high, other.high), one.coverage)


# -- levels ---------------------------------------------------------------------------------------------------------


def rating(share: float) -> str:
    """The letter of ISO/IEC 33020: N up to 15 %, P up to 50 %, L up to 85 %, F above."""
    for letter, most in (("N", 0.15), ("P", 0.5), ("L", 0.85)):
        if share <= most + 1e-9:
            return letter
    return "F"


def level_of_ratings(ratings: Sequence[str]) -> int:
    """The level held by the letters of levels 2 to 5: level k wants L or F there and F everywhere below."""
    level = 1
    for letter in ratings:
        if letter not in ("L", "F"):
            break
        level += 1
        if letter == "L":
            break
    return level


def level_of(value: float, thresholds: Sequence[float], more: bool) -> int:
    """The highest level, 1 to 5, whose threshold (levels 2 to 5) the value meets."""
    met = [value >= limit if more else value <= limit for limit in thresholds]
    return 1 + (met.index(False) if False in met else len(met))


def score_of(value: float, thresholds: Sequence[float], zero: float, more: bool) -> float:
    """1.00 at ``zero`` or worse, k at the threshold of level k, straight between, 5.00 at best."""
    level = level_of(value, thresholds, more)
    if level == 5:
        return 5.0
    ladder = (zero, *thresholds)
    begin, end = ladder[level - 1], ladder[level]
    part = (value - begin) / (end - begin)
    return level + min(max(part, 0.0), 0.9999)
