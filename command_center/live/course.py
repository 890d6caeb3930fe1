"""The course of a drill over time while it goes on: only facts that are new since the last question are folded.

What was told a moment ago is told again to whoever asks meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from command_center.folds.pictures.over_time import OverTime
from command_center.live.scoring import Pages
from command_center.plan.maturity import MaturityPlan

FRESH = 1.0
"""Seconds of wall time for which the course of a running drill is told again."""


class Stands(NamedTuple):
    """Where a drill stands: its time (ms), its number of facts, whether it has ended."""

    now: int
    facts: int
    over: bool


class LiveCourse:
    """The course of one drill as JSON. Ask from one thread at a time."""

    def __init__(self, maturity: MaturityPlan, pages: Callable[[], Pages]) -> None:
        self._pages = pages
        self._course = OverTime(maturity)
        self._eaten = self._now = 0
        self._told: dict[bool, tuple[Stands, float, bytes]] = {}  # planned -> of which moment, told when, what

    def kept(self, stands: Stands, planned: bool) -> bytes | None:
        """What was told, where nothing has happened since, or where it is fresh and the drill goes on."""
        if planned not in self._told:
            return None
        moment, when, told = self._told[planned]
        fresh = not stands.over and time.monotonic() - when < FRESH
        return told if fresh or moment == stands else None

    def tell(self, stands: Stands, planned: bool) -> bytes:
        """The course at a moment of the drill."""
        kept = self.kept(stands, planned)
        if kept is not None:  # somebody else has asked for it meanwhile
            return kept
        count = max(stands.facts, self._eaten)
        self._course.extend(self._pages().facts(self._eaten, count))
        self._eaten = count
        self._now = max(stands.now, self._now, self._course.now)  # who asked before us may have stood further on
        told = msgspec.json.encode(self._course.picture(self._now, planned))
        self._told[planned] = (stands, time.monotonic(), told)
        return told
