"""Pace: how the wall clock becomes simulated time. It belongs to the conduct of a drill and is in no journal.

While it runs, simulated time grows by ``speed`` times the wall time that passes; a pause keeps it. A step (one minute
on, on to the next inject) plays as fast as the engine can, then pauses. An engine that cannot keep up is not chased:
the clock stays a second ahead of where the engine stands, and the pace says ``behind``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

SLOWEST, FASTEST = 1.0, 600.0
"""Least and greatest speed."""
PATIENCE = 1.0
"""Seconds of wall time that the engine may lag; then the clock waits for it."""

State = Literal["paused", "running", "ended"]


def checked(speed: float) -> float:
    """A speed that there is; ValueError for any other."""
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"a speed is {SLOWEST:g} to {FASTEST:g}, not {speed:g}")
    return speed


class Pace:
    """A drill's clock. Times are simulated ms; ``clock`` gives wall time in seconds and never goes back."""

    def __init__(self, speed: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.state: State = "paused"
        self.speed = speed
        self.behind = False
        self._clock = clock
        self._from = 0.0  # simulated ms at the wall time _since
        self._since = 0.0
        self._stop = -1  # where a step ends; -1 = no step

    @property
    def stepping(self) -> bool:
        """Whether a step is being played."""
        return self._stop >= 0

    def goal(self, now: int) -> int:
        """The moment up to which the drill, which stands at ``now``, is to be played at this instant."""
        if self.state != "running":
            return now
        if self.stepping:
            return max(self._stop, now)
        return max(now, int(self._from + (self._clock() - self._since) * 1000 * self.speed))

    def reached(self, now: int) -> None:
        """The engine stands at ``now``: ends a step that has arrived, and waits for an engine that lags."""
        if self.state != "running":
            return
        if self.stepping:
            if now >= self._stop:
                self.pause(now)
            return
        most = PATIENCE * 1000 * self.speed
        lag = self.goal(now) - now
        if lag > most:
            self._anchor(now + most)
            self.behind = True
        elif lag < most / 2:
            self.behind = False

    def start(self, now: int) -> None:
        """Run from ``now`` on; where it runs already nothing changes."""
        if self.state == "paused" or self.stepping:
            self.state = "running"
            self._anchor(now)

    def pause(self, now: int) -> None:
        """Stand still at ``now``."""
        if self.state == "running":
            self.state = "paused"
            self.behind = False
            self._anchor(now)

    def at_speed(self, speed: float, now: int) -> None:
        """Run ``speed`` times as fast as the wall clock from here on; a step goes on undisturbed."""
        self.speed = checked(speed)
        if not self.stepping:
            self._anchor(now)

    def step(self, to: int) -> None:
        """Play as fast as possible up to ``to``, then pause."""
        if self.state != "ended":
            self.state = "running"
            self._stop = to

    def end(self) -> None:
        """The drill is over."""
        self.state = "ended"
        self.behind = False
        self._stop = -1

    def told(self) -> dict[str, Any]:
        """What a page is told."""
        return {"state": self.state, "speed": self.speed, "behind": self.behind, "stepping": self.stepping}

    def _anchor(self, at: float) -> None:
        self._from, self._since, self._stop = float(at), self._clock(), -1
