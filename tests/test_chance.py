"""Chance: the same numbers on every machine, of the right distributions, and nobody's numbers are anybody else's."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Philox
from scipy import special, stats

from command_center.world import chance
from command_center.world.chance import BLOCK, BUFFER, Column, Draws, RateClock, Stream, stream_key

HOUR = 3_600_000

COLUMNS = (
    Column("uniform"),
    Column("exponential"),
    Column("lognormal", 0.6),
    Column("lognormal", 0.0),
    Column("uniform"),
)

# Exact, as hexadecimal: a change of any bit is seen. Refresh only on purpose, for it changes every drill there is.
GOLDEN_KEY = "16b0225aa67c3c70a8724a593a70b518"
GOLDEN_STREAM = (
    "0x1.31430fb2e00c0p-2",
    "0x1.c7685179e78c4p+5",
    "0x1.ffd31432aaa1bp+5",
    "0x1.b9a5198e48ee7p-1",
)
GOLDEN_ROWS = {
    (0, 0): (
        "0x1.17ad523c5fce8p-4",
        "0x1.830c8c2c48d4dp-2",
        "0x1.47ac59b98dfd8p-1",
        "0x1.0000000000000p+0",
        "0x1.41a375f54380ap-2",
    ),
    (1000, 0): (
        "0x1.91bf3f3339cfcp-3",
        "0x1.c6f4d49ccbae4p-1",
        "0x1.edccb803fc189p-1",
        "0x1.0000000000000p+0",
        "0x1.7c8a071772f88p-4",
    ),
    (1000, 2): (
        "0x1.f733ab16e1c70p-1",
        "0x1.2e4530eb3bcd5p-4",
        "0x1.87b98e618aad5p-1",
        "0x1.0000000000000p+0",
        "0x1.3ba11646afc2cp-2",
    ),
}
GOLDEN_ARRIVALS = (21_727_431, 22_068_987, 22_441_904, 22_484_805, 22_533_145, 23_309_134, 24_026_394, 24_199_258)


def uniforms(seed: int, name: str, count: int) -> list[float]:
    stream = Stream(seed, name)
    return [stream.uniform() for _ in range(count)]


def busy_mornings(t: int) -> tuple[float, int]:
    """Nothing at night, ten an hour until nine, then two."""
    hour, until = t // HOUR % 24, (t // HOUR + 1) * HOUR
    return (0.0 if hour < 6 else 10 / HOUR if hour < 9 else 2 / HOUR), until


def strongest_correlation(series: Sequence[Sequence[float]]) -> float:
    return max(abs(statistics.correlation(one, other)) for one, other in combinations(series, 2))


def plain_numbers() -> list[float]:
    """Uniforms as they come, and the edges: both ends, the borders of the regions, every small power of two."""
    edges = [0.0, 0.075, 0.925, 0.5, 1 - 2.0**-53, *(2.0**-k for k in range(1, 54))]
    return [*uniforms(1, "plain", 4000), *edges]


# -- the same everywhere ------------------------------------------------------------------------------------------


def test_the_generator_is_philox_as_published() -> None:
    """Random123's own known answer for counter 0 and key 0 (Salmon and others, SC11); NumPy counts up before."""
    answer = [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B]
    assert Philox(key=0, counter=2**256 - 1).random_raw(4).tolist() == answer


def test_golden_numbers_of_named_streams() -> None:
    stream = Stream(1, "golden")
    drawn = (stream.uniform(), stream.exponential(60.0), stream.lognormal(60.0, 0.5), stream.lognormal(9.0, 2.0))
    assert f"{stream_key(1, 'golden'):032x}" == GOLDEN_KEY
    assert tuple(number.hex() for number in drawn) == GOLDEN_STREAM


def test_golden_rows_of_a_ticket() -> None:
    draws = Draws(1, "golden", COLUMNS)
    assert {at: tuple(number.hex() for number in draws.row(*at)) for at in GOLDEN_ROWS} == GOLDEN_ROWS


def test_golden_arrivals() -> None:
    clock, t, arrivals = RateClock(Stream(1, "golden"), busy_mornings, 48 * HOUR), 0, []
    for _ in GOLDEN_ARRIVALS:
        t = clock.next_after(t) or -1
        arrivals.append(t)
    assert tuple(arrivals) == GOLDEN_ARRIVALS


def test_one_number_and_many_at_once_come_out_the_same_to_the_last_bit() -> None:
    numbers = plain_numbers()
    normals = chance._normal(np.array(numbers))
    assert normals.tolist() == [chance._normal_one(number) for number in numbers]
    assert chance._exp(2 * normals).tolist() == [chance._exp_one(2 * normal) for normal in normals.tolist()]
    assert chance._log(1 - np.array(numbers)).tolist() == [chance._log_one(1 - number) for number in numbers]


# -- the mathematics ----------------------------------------------------------------------------------------------


@given(st.floats(1e-300, 1e300) | st.floats(0.5, 2.0))
def test_logarithm(x: float) -> None:
    assert chance._log(np.array([x]))[0] == pytest.approx(math.log(x), rel=1e-14, abs=0)


@given(st.floats(-690, 690) | st.floats(-1, 1))
def test_exponential_function(x: float) -> None:
    assert chance._exp(np.array([x]))[0] == pytest.approx(math.exp(x), rel=1e-14, abs=0)


def test_inverse_normal() -> None:
    numbers = np.array([number for number in plain_numbers() if number > 0])
    np.testing.assert_allclose(chance._normal(numbers), special.ndtri(numbers), rtol=1e-14)
    assert chance._normal(np.array([0.0]))[0] == pytest.approx(special.ndtri(2.0**-54), rel=1e-14)


# -- streams ------------------------------------------------------------------------------------------------------


def test_each_call_of_any_method_uses_up_one_number() -> None:
    plain, mixed = Stream(7, "steps"), Stream(7, "steps")
    calls = (
        lambda: mixed.exponential(5.0),
        lambda: mixed.lognormal(5.0, 0.3),
        lambda: mixed.lognormal(5.0, 0.0),
        lambda: mixed.choice((1, 2)),
        mixed.uniform,
    )
    for turn in range(2 * BUFFER):
        calls[turn % len(calls)]()
        plain.uniform()
    assert mixed.uniform() == plain.uniform()


def test_a_stream_is_known_by_seed_and_name_alone() -> None:
    assert uniforms(3, "calls", 600) == uniforms(3, "calls", 600)
    assert len({tuple(uniforms(seed, name, 3)) for seed in (1, 2, 11) for name in ("a", "b", "1/a", "")}) == 12


def test_streams_of_other_names_have_nothing_to_do_with_each_other() -> None:
    numbers = [uniforms(1, name, 4000) for name in ("calls", "calls2", "rain", "rain/1")]
    assert strongest_correlation(numbers) < 4 / math.sqrt(4000)
    assert stats.chisquare(np.histogram2d(numbers[0], numbers[1], bins=8)[0].ravel()).pvalue > 1e-3


@pytest.mark.parametrize(
    ("draw", "law"),
    [
        (Stream.uniform, stats.uniform()),
        (lambda stream: stream.exponential(3.0), stats.expon(scale=3.0)),
        (lambda stream: stream.lognormal(4.0, 0.5), stats.lognorm(0.47238072707743883, scale=4.0 / math.sqrt(1.25))),
        (lambda stream: stream.lognormal(4.0, 3.0), stats.lognorm(math.sqrt(math.log(10)), scale=4.0 / math.sqrt(10))),
    ],
    ids=["uniform", "exponential", "log-normal", "wide log-normal"],
)
def test_the_distributions_are_what_they_are_called(draw, law) -> None:  # type: ignore[no-untyped-def]  # scipy has no types
    stream = Stream(5, "law")
    assert stats.kstest([draw(stream) for _ in range(20_000)], law.cdf).pvalue > 1e-3


def test_a_log_normal_has_the_mean_and_the_cv_it_was_asked_for() -> None:
    stream = Stream(2, "moments")
    drawn = [stream.lognormal(90.0, 0.4) for _ in range(40_000)]
    assert statistics.fmean(drawn) == pytest.approx(90.0, rel=0.01)
    assert statistics.stdev(drawn) / statistics.fmean(drawn) == pytest.approx(0.4, rel=0.03)


def test_a_cv_of_zero_is_the_mean_exactly() -> None:
    stream = Stream(2, "sure")
    assert {stream.lognormal(90.1, 0.0) for _ in range(1000)} == {90.1}


def test_choice_goes_by_weight_and_never_takes_what_weighs_nothing() -> None:
    stream = Stream(4, "choice")
    counts = Counter(stream.choice((0.0, 2.0, 0.0, 6.0, 0.0)) for _ in range(8000))
    assert set(counts) == {1, 3}
    assert counts[3] / 8000 == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("weights", [(), (0.0, 0.0)])
def test_a_choice_among_nothing_is_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="at least one weight above zero"):
        Stream(4, "choice").choice(weights)


# -- a ticket's own numbers ---------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4 * BLOCK), st.integers(0, 3)), min_size=1, max_size=12))
def test_a_row_is_the_same_in_whatever_order_rows_are_asked_for(asked: list[tuple[int, int]]) -> None:
    draws = Draws(9, "calls", COLUMNS)
    mixed = {at: draws.row(*at) for at in asked}
    assert mixed == {at: Draws(9, "calls", COLUMNS).row(*at) for at in sorted(asked, reverse=True)}


def test_rows_of_a_block_and_single_rows_are_made_by_one_rule() -> None:
    """The rows of round 0, made by hand from the stream behind them, one number at a time."""
    draws, stream = Draws(9, "calls", COLUMNS), uniforms(9, "calls#0", 8 * (BLOCK + 1))
    makers = [chance._maker(column) for column in COLUMNS]
    for key in (0, 1, BLOCK - 1, BLOCK):
        numbers = stream[8 * key : 8 * key + len(COLUMNS)]  # a row of 5 takes 8: Philox makes four at a time
        assert draws.row(key) == tuple(make(number) for make, number in zip(makers, numbers, strict=True))


def test_no_row_shares_a_number_with_another_row_round_or_source() -> None:
    draws = {source: Draws(9, source, [Column("uniform")] * 6) for source in ("calls", "app")}
    rows = [draws[source].row(key, turn) for source in draws for key in range(BLOCK + 5) for turn in (0, 1, 2)]
    assert len({number for row in rows for number in row}) == 6 * len(rows)


def test_columns_have_the_distributions_they_name() -> None:
    draws = Draws(9, "calls", COLUMNS)
    first, waits, times, sure, last = zip(*(draws.row(key) for key in range(20 * BLOCK)), strict=True)
    assert stats.kstest(first, stats.uniform.cdf).pvalue > 1e-3
    assert stats.kstest(waits, stats.expon.cdf).pvalue > 1e-3
    assert stats.kstest(times, stats.lognorm(math.sqrt(math.log(1.36)), scale=1 / math.sqrt(1.36)).cdf).pvalue > 1e-3
    assert set(sure) == {1.0}
    assert strongest_correlation([first, waits, times, last]) < 4 / math.sqrt(len(first))


def test_a_row_holds_plain_floats() -> None:
    draws = Draws(9, "calls", COLUMNS)
    assert {type(number) for turn in (0, 1) for number in draws.row(3, turn)} == {float}


# -- arrivals -----------------------------------------------------------------------------------------------------


def all_arrivals(seed: int, end: int) -> list[int]:
    clock, arrivals = RateClock(Stream(seed, "arrivals"), busy_mornings, end), [0]
    while (t := clock.next_after(arrivals[-1])) is not None:
        arrivals.append(t)
    return arrivals[1:]


def test_arrivals_come_at_the_rate_of_their_hour_and_never_at_night() -> None:
    days = 200
    hours = Counter(t // HOUR % 24 for t in all_arrivals(1, days * 24 * HOUR))
    assert all(hours[hour] == 0 for hour in range(6))
    for hours_of_day, rate in ((range(6, 9), 10), (range(9, 24), 2)):
        expected = days * rate * len(hours_of_day)
        assert sum(hours[hour] for hour in hours_of_day) == pytest.approx(expected, abs=4 * math.sqrt(expected))


def test_arrivals_along_the_summed_up_rate_are_a_plain_poisson_process() -> None:
    def summed(t: int) -> float:
        day, rest = divmod(t / HOUR, 24)
        return 60 * day + 10 * min(max(rest - 6, 0), 3) + 2 * max(rest - 9, 0)

    gaps = np.diff([0.0, *map(summed, all_arrivals(3, 100 * 24 * HOUR))])
    assert stats.kstest(gaps, stats.expon.cdf).pvalue > 1e-3


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 3 * 24 * HOUR))
def test_arrivals_are_whole_never_go_back_and_stop_before_the_end(seed: int, end: int) -> None:
    arrivals = all_arrivals(seed, end)
    assert arrivals == sorted(arrivals)
    assert all(type(t) is int and 0 <= t < end for t in arrivals)


def test_a_source_that_has_dried_up_has_no_next() -> None:
    clock = RateClock(Stream(1, "dry"), lambda t: (0.0, t + HOUR), 24 * HOUR)
    assert clock.next_after(0) is None
    assert clock.next_after(24 * HOUR) is None
