"""The live server used hard, for as long as a test may take; scripts/soak does the same for ten minutes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak import crash, fan_out

pytestmark = pytest.mark.slow

P99 = 250.0
"""Milliseconds from a picture made to a viewer in 99 of 100 cases, on two cores that have nothing else to do."""


def patience() -> float:
    """How many times as long things take because others use the machine too."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    found = crash(tmp_path, kills=20, minutes=3)
    assert found.faults == []
    assert found.drills > 0
    assert found.orders > 0
    assert found.lost < 1.0 * patience()


def test_five_hundred_viewers_and_69_seats_see_every_picture_in_time(tmp_path: Path) -> None:
    slower = patience()
    load = fan_out(tmp_path, viewers=500, seats=69, seconds=20)
    assert (load.lost, load.left_behind) == (0, 0)
    assert load.pictures > 500 * 20
    assert load.p99 < P99 * slower, load.told()
    assert load.memory[1] - load.memory[0] < 15, load.told()
    assert load.stalled_gone, load.told()
