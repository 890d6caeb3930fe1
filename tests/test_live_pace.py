"""Pace: the wall clock becomes simulated time; a pause of any length keeps it; nothing chases a slow engine."""

from __future__ import annotations

import pytest

from command_center.live.pace import Pace
from tests.live_room import Clock


def paced(speed: float = 10.0) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(speed, clock), clock


def test_running_time_grows_by_the_speed() -> None:
    pace, clock = paced()
    pace.start(5_000)
    clock.seconds += 3
    assert pace.goal(5_000) == 35_000


def test_a_pause_of_any_length_keeps_the_time() -> None:
    pace, clock = paced()
    pace.start(0)
    clock.seconds += 1
    pace.pause(10_000)
    clock.seconds += 1e6
    assert pace.goal(10_000) == 10_000
    pace.start(10_000)
    clock.seconds += 1
    assert pace.goal(10_000) == 20_000


def test_another_speed_counts_from_where_the_drill_stands() -> None:
    pace, clock = paced()
    pace.start(0)
    clock.seconds += 1
    pace.at_speed(600, 10_000)
    clock.seconds += 1
    assert pace.goal(10_000) == 610_000


@pytest.mark.parametrize("speed", [0, 0.5, 601, float("nan")])
def test_a_speed_outside_1_to_600_is_refused(speed: float) -> None:
    pace, _ = paced()
    with pytest.raises(ValueError, match="1 to 600"):
        pace.at_speed(speed, 0)


def test_a_step_is_played_at_once_and_pauses() -> None:
    pace, _ = paced()
    pace.step(60_000)
    assert pace.goal(0) == 60_000
    pace.reached(30_000)
    assert pace.state == "running"
    pace.reached(60_000)
    assert pace.told() == {"state": "paused", "speed": 10.0, "behind": False, "stepping": False}


def test_an_engine_that_lags_is_told_and_not_chased() -> None:
    pace, clock = paced()
    pace.start(0)
    clock.seconds += 60  # the machine slept
    pace.reached(1_000)
    assert pace.behind
    assert pace.goal(1_000) == 11_000  # a second ahead, not a minute
    clock.seconds += 1
    pace.reached(20_000)
    assert not pace.behind


def test_a_drill_that_is_over_stays_over() -> None:
    pace, _ = paced()
    pace.end()
    pace.start(0)
    pace.step(5)
    assert pace.state == "ended"
    assert pace.goal(7) == 7
