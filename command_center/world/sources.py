"""Where contacts come from: streams of arrivals, and real tickets that were recorded.

The rules of this file:

1. What befalls the city never depends on how the centre is staffed: each stream has its own random numbers, and its
   contacts theirs, keyed by the stream's own count.
2. A rate changes at full hours only; within an hour arrivals are a Poisson process, exactly inverted.
3. A surge that an inject sets off is a stream of its own beside the one it multiplies.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from command_center.plan.recorded_tickets import RecordedTicket
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR
from command_center.refusals import refusal
from command_center.world import policies
from command_center.world.chance import RateClock
from command_center.world.engine import World

WINTER = (1, 2, 3, 11, 12)
"""Months of the heating season, when the winter shares of the categories hold."""

RECORDED = "recorded"
"""The source of recorded tickets."""


class Sources:
    """All streams of the scenario."""

    def __init__(self, world: World, recorded: Sequence[RecordedTicket]) -> None:
        self._world = world
        self._recorded = recorded
        self._arrivals = {arrivals.source: arrivals for arrivals in world.scenario.arrivals}
        self._surges = 0

    def open(self, cause: int) -> None:
        """Let every stream run until the horizon."""
        for arrivals in self._world.scenario.arrivals:
            Flow(self._world, arrivals, arrivals.source, 1.0, cause).next()
        if self._recorded:
            self._play(0, cause)

    def _play(self, index: int, cause: int) -> None:
        """Recorded tickets enter at their times; all of one time at once."""
        world, rows = self._world, self._recorded
        while index < len(rows) and rows[index].t <= world.now:
            row = rows[index]
            world.contact(
                source=RECORDED, key=index, channel=row.channel, nature=row.nature, category=row.category,
                urgency=row.urgency, place=row.place, event=row.event, cause=cause, reference=row.reference, direct=0.0,
            )  # fmt: skip
            index += 1
        if index < len(rows) and rows[index].t < world.horizon:
            world.at(rows[index].t, self._play, index, cause)

    def surge(self, source: str, factor: float, cause: int = 0) -> str:
        """From now on a stream comes ``factor`` times as fast; an empty text, or why not."""
        arrivals = self._arrivals.get(source)
        if arrivals is None:
            return refusal("no_stream", source)
        if factor <= 1:
            return refusal("surge_factor", "any number", f"{factor:g}")
        self._surges += 1
        Flow(self._world, arrivals, f"{source}/surge {self._surges}", factor - 1, cause).next()
        return ""


class Flow:
    """One stream of arrivals from now to the horizon."""

    def __init__(self, world: World, arrivals: Arrivals, name: str, factor: float, cause: int) -> None:
        self._world, self._arrivals, self._name, self._factor, self._cause = world, arrivals, name, factor, cause
        self._hours = _normed(arrivals.hours, 24)
        self._clock = RateClock(world.stream(f"arrivals/{name}"), self._rate, world.horizon)
        self._held = (0.0, 0)
        self._count = 0
        winter = {category.id: category.winter_share for category in world.roster.categories}
        self._winter = policies.Shares(winter)
        self._categories = policies.Shares(arrivals.categories) if arrivals.categories else None

    def _rate(self, t: int) -> tuple[float, int]:
        """Contacts per ms at ``t``, and until when that holds; a flow never asks for a time that is past."""
        if t >= self._held[1]:
            self._held = self._rate_from(t)
        return self._held

    def _rate_from(self, t: int) -> tuple[float, int]:
        local = self._world.calendar.local(t)
        into_hour = (local.minute * 60 + local.second) * 1000 + local.microsecond // 1000
        until = t + HOUR - into_hour
        rate = self._arrivals.per_day / DAY * self._hours[local.hour] * self._factor
        if self._arrivals.months:
            rate *= self._arrivals.months[local.month - 1]
        if self._arrivals.weekdays:
            rate *= self._arrivals.weekdays[local.weekday()]
        for surge in self._arrivals.surge:
            begin, end = surge.begin.ms, surge.end.ms
            if begin <= t < end:
                rate *= surge.factor
                until = min(until, end)
            elif t < begin:
                until = min(until, begin)
        return rate, until

    def next(self) -> None:
        """Wait for the next arrival."""
        when = self._clock.next_after(self._world.now)
        if when is not None:
            self._world.at(when, self._arrive)

    def _arrive(self) -> None:
        arrivals, world = self._arrivals, self._world
        weights = self._categories
        if weights is None and world.calendar.date_at(world.now).month in WINTER:
            weights = self._winter
        key, self._count = self._count, self._count + 1
        self.next()
        world.contact(
            source=self._name, key=key, channel=arrivals.channel, event=arrivals.event, cause=self._cause,
            weights=weights, direct=arrivals.direct,
        )  # fmt: skip


def _normed(weights: Sequence[float], count: int) -> tuple[float, ...]:
    """Weights with mean 1; none given means an even profile."""
    total = fsum(weights)
    return tuple(weight * count / total for weight in weights) if total else (1.0,) * count
