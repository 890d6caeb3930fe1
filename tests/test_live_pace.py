"""Pace: the wall clock becomes simulated time; a pause of any length keeps it; nothing chases a slow engine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from command_center.live.pace import Pace
from command_center.plan.spans import HOUR
from tests.live_room import Clock, app_of, named


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


@pytest.mark.slow
def test_a_pause_stops_the_engine_after_the_slice_that_it_plays(tmp_path: Path) -> None:
    """However far the clock on the wall has gone on, and on the way to an inject too."""

    async def check() -> list[tuple[int, int]]:
        stood = []
        async with app_of(tmp_path, named("city-waterlogging", horizon=3 * HOUR)) as (_house, _app, room):
            for action in ("start", "minute", "next_inject"):
                await room.set_pace(action, 600)
                await asyncio.sleep(0.02)
                await room.set_pace("pause")
                at = room.live.now
                await asyncio.sleep(0.3)
                stood.append((at, room.live.now))
                assert room.live.pace.state == "paused"
        return stood

    stood = asyncio.run(check())
    assert [after for _, after in stood] == [at for at, _ in stood]
    assert stood[-1][0] > 0
