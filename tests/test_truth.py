"""With one queue left on the hotline is a queue of the textbook, and Erlang's formulas say what it must come to.

Callers arrive evenly at random, talk and wait for exponential times and are all answered directly, so nothing but the
intake's queue is left. Each figure of twenty replications must agree with theory within its own 99 % interval.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

import pytest
from scipy import stats

from command_center.drill import play
from command_center.facts import AcceptEnded, AcceptStarted, CallerHungUp, ContactArrived, Fact
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR, MINUTE
from tests.centre import drill, having, mini
from tests.erlang import Impatient, Waiting

REPLICATIONS = 20
WARM_UP = 6 * HOUR
LENGTH = 3 * DAY
TALK = 4.0
"""Mean conversation in minutes."""


class Calls(NamedTuple):
    """What became of the callers of one replication after the warm-up: times in minutes."""

    waits: list[float]
    hung_up: int
    busy: float

    def mean_wait(self) -> float:
        """Mean time in the queue of all callers, those who hung up included."""
        return fmean(self.waits)

    def delayed(self) -> float:
        """The share of callers who waited at all."""
        return sum(wait > 0 for wait in self.waits) / len(self.waits)

    def over_a_minute(self) -> float:
        """The share of callers who waited longer than a minute."""
        return sum(wait > 1 for wait in self.waits) / len(self.waits)

    def abandoned(self) -> float:
        """The share of callers who hung up."""
        return self.hung_up / len(self.waits)


def replicate(seed: int, per_minute: float, operators: int, patience: str) -> Calls:
    """Three days of a hotline that does nothing but talk."""
    intake = {
        "direct": 1,
        "conversation": {"mean": f"{TALK:g}min", "exponential": True},
        "patience": {"mean": patience, "exponential": True},
    }
    calls = [Arrivals(source="calls", channel="call", per_day=per_minute * 1440)]
    roster = having(mini(), "shifts", "hotline", operators=operators)
    made_of = drill(arrivals=calls, roster=roster, practice={"intake": intake}, horizon=LENGTH, tail=DAY, seed=seed)
    facts: list[Fact] = []
    play(made_of, facts.extend)
    return _calls(facts, operators)


def _calls(facts: list[Fact], operators: int) -> Calls:
    arrived = {fact.ticket: fact.t for fact in facts if isinstance(fact, ContactArrived) and fact.t >= WARM_UP}
    left = {fact.ticket: fact.t for fact in facts if isinstance(fact, AcceptStarted | CallerHungUp)}
    ended = {fact.ticket: fact.t for fact in facts if isinstance(fact, AcceptEnded)}
    talks = ((left[one], end) for one, end in ended.items() if end > WARM_UP and left[one] < LENGTH)
    talked = sum(min(end, LENGTH) - max(begin, WARM_UP) for begin, end in talks)
    return Calls(
        [(left[one] - t) / MINUTE for one, t in arrived.items()],
        sum(isinstance(fact, CallerHungUp) and fact.ticket in arrived for fact in facts),
        talked / operators / (LENGTH - WARM_UP),
    )


def agrees(found: list[Calls], figure: Callable[[Calls], float], theory: float) -> None:
    """The theory lies in the 99 % interval of the replications, and the interval is narrow enough to mean something."""
    values = [figure(calls) for calls in found]
    half = float(stats.t.ppf(0.995, len(values) - 1)) * stdev(values) / sqrt(len(values))
    assert abs(fmean(values) - theory) <= half, (fmean(values), half, theory)
    assert half < 0.25 * theory, (half, theory)


@pytest.mark.slow
@pytest.mark.parametrize(("per_minute", "operators"), [(0.6, 3), (1.5, 8)])
def test_waiting_agrees_with_erlang_c(per_minute: float, operators: int) -> None:
    theory = Waiting(per_minute, TALK, operators)
    found = [replicate(seed, per_minute, operators, "1000d") for seed in range(1, REPLICATIONS + 1)]
    agrees(found, Calls.delayed, theory.delayed)
    agrees(found, Calls.mean_wait, theory.mean_wait)
    agrees(found, Calls.over_a_minute, theory.over(1))
    agrees(found, lambda calls: calls.busy, per_minute * TALK / operators)
    assert sum(calls.hung_up for calls in found) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("per_minute", "operators", "patience"), [(0.7, 3, 1.5), (1.8, 8, 6.0)])
def test_abandonment_agrees_with_erlang_a(per_minute: float, operators: int, patience: float) -> None:
    theory = Impatient(per_minute, TALK, operators, patience)
    found = [replicate(seed, per_minute, operators, f"{patience * 60:g}s") for seed in range(1, REPLICATIONS + 1)]
    agrees(found, Calls.abandoned, theory.abandoned)
    agrees(found, Calls.mean_wait, theory.mean_wait)
    agrees(found, Calls.delayed, theory.delayed)
    agrees(found, Calls.over_a_minute, theory.over(1))
    agrees(found, lambda calls: calls.busy, theory.occupancy)
