"""Simulated time as people read it: the local date and time of a moment of a drill."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from command_center.facts import DrillStarted

_QUARTER = 900_000


class Clock:
    """Turns milliseconds since a drill's start into the scenario's local time, from its first fact."""

    def __init__(self, started: DrillStarted) -> None:
        self._start = datetime.fromisoformat(started.start)
        self._zone = _zone(started.zone)
        self._dates: dict[int, str] = {}
        self._start_ms = round(self._start.timestamp() * 1000) if self._start.tzinfo else 0

    def local(self, t: int) -> datetime:
        """The local date and time ``t`` ms after the start."""
        moment = self._start + timedelta(milliseconds=t)
        return moment.astimezone(self._zone) if self._zone and moment.tzinfo else moment

    def text(self, t: int) -> str:
        """Local date and time to the millisecond, e.g. ``2026-07-20 14:05:00.250``; no fraction for whole seconds."""
        moment = self.local(t)
        return moment.strftime("%Y-%m-%d %H:%M:%S") + (f".{moment.microsecond // 1000:03d}" if t % 1000 else "")

    def date(self, t: int) -> str:
        """The local date, e.g. ``2026-07-20``; remembered by quarter of an hour, since no zone shifts within one."""
        quarter = (self._start_ms + t) // _QUARTER
        if not self._start_ms:
            return self.local(t).date().isoformat()
        if quarter not in self._dates:
            self._dates[quarter] = self.local(t).date().isoformat()
        return self._dates[quarter]


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # a machine without that zone: the offset of the start holds
