"""How many alarms come at a seat, and whether they are a flood.

An alarm is a fact that asks somebody to respond: an alarm on the screen, a light that turned, a supervision order, a
circular, a duty missed, a system gone down, a weather warning. A flood begins above ``BEGINS`` alarms in ten minutes
and ends below ``ENDS`` in ten minutes: the figures of ANSI/ISA-18.2 practice for one operator, read in secondary
sources. The standard counts in fixed intervals; here the ten minutes end at the moment that is looked at.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

WINDOW = 10 * 60_000
BEGINS = 10
ENDS = 5


class Flood(NamedTuple):
    """Alarms of the last ten minutes, whether that is a flood, since when (ms; -1 = none yet), and floods so far."""

    last_10_min: int
    flood: bool
    since: int
    floods: int


class Meter:
    """Counts alarms; may be asked at any moment from the latest alarm on."""

    __slots__ = ("floods", "since", "times", "under_way")

    def __init__(self) -> None:
        self.times: deque[int] = deque()
        self.under_way = False
        self.since = -1
        self.floods = 0

    def add(self, t: int) -> None:
        """One more alarm at ``t`` (ms)."""
        before = self.at(t)
        self.under_way, self.since = before.flood, before.since
        times = self.times
        times.append(t)
        while times[0] <= t - WINDOW:
            times.popleft()
        if not self.under_way and len(times) > BEGINS:
            self.under_way, self.since = True, t
            self.floods += 1

    def at(self, now: int) -> Flood:
        """How it stands at ``now``, which is not before the latest alarm."""
        count = sum(1 for t in self.times if t > now - WINDOW)
        if self.under_way and count < ENDS:
            # It ended when the alarm left the window that made the count fall below ENDS.
            return Flood(count, False, self.times[-ENDS] + WINDOW, self.floods)
        return Flood(count, self.under_way, self.since, self.floods)
