"""The flood: rain over the low points, minute by minute, and what comes of it: alarms, calls, trapped cars.

Depths, calls, closures and trapped cars are outcomes of the rain and of what the seats do; nothing here is written in
advance. What the city does against the water (pumps, signs, closures, rescue) is in ``relief``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from command_center.facts import CarTrapped, DepthMeasured, DepthPassed, RainMeasured
from command_center.plan.scenario import Rainstorm
from command_center.plan.spans import MINUTE
from command_center.world import rain, sensors
from command_center.world.people import People
from command_center.world.playbooks import Playbooks
from command_center.world.relief import WARNING_CM, Relief
from command_center.world.rescue import Rescue, grid_near
from command_center.world.stage import Stage
from command_center.world.water import Basin

Steps = Generator[Any, Any, None]

SAFE_MINUTES = 60
"""All points must have stood below 15 cm for so long before the event is over."""

PEOPLE_IN_A_CAR = (0.5, 0.3, 0.15, 0.05)
"""Weights of one to four people; a proposal."""


class Flood:
    """One storm over the city's low points.

    ``raining`` says whether it still falls, ``basins`` holds the water by low point.
    """

    def __init__(self, world: Stage, storm: Rainstorm, playbooks: Playbooks, people: People) -> None:
        self._world = world
        self._playbooks = playbooks
        self.storm = storm
        self.raining = False
        self.over = False
        points = world.roster.city.low_points
        self.basins = {
            point.id: Basin(point, rain.intensity(storm, point.sewer_years, point.design_minutes)) for point in points
        }
        self.thresholds = tuple(sorted({5, WARNING_CM, int(storm.closure_cm), 50}))
        self.rescue = Rescue(world, storm, playbooks)
        self.relief = Relief(world, storm, self.basins, self.rescue, people)
        playbooks.answers.update(self.relief.answers())
        playbooks.standing.update(self.relief.standing())
        self._rained = 0  # the number of the latest RainMeasured
        self._calls = 0
        self._urgency = {category.id: category.urgency for category in world.roster.categories}
        self._traffic = {point.id: world.stream(f"flood.traffic.{point.id}") for point in points}
        self._car_due = {point.id: self._traffic[point.id].exponential(1.0) for point in points}

    def start(self) -> None:
        """Let the storm come."""
        if self.storm.begin.ms < self._world.horizon:
            self._world.env.process(self._course())
            if self.storm.call_categories:
                self._world.env.process(self._callers())

    # -- water ----------------------------------------------------------------------------------------------------

    def _course(self) -> Steps:
        """The whole story of the water: it rains, points fill and empty, and at last it is over."""
        yield self._world.env.timeout(self.storm.begin.ms)
        self.raining = True
        fallen, safe = 0.0, 0
        blocks = rain.blocks(self.storm)
        minute = 0
        while not self.over:
            self.raining = minute < self.storm.minutes
            block = blocks[minute // rain.BLOCK_MINUTES] if self.raining else 0.0
            yield self._world.env.timeout(MINUTE)
            minute += 1
            self._step(block / rain.BLOCK_MINUTES)
            if minute % rain.BLOCK_MINUTES == 0:
                fallen += block
                self._measure(block, fallen)
            safe = safe + 1 if minute >= self.storm.minutes and self._share_under_water() == 0 else 0
            self.over = safe >= SAFE_MINUTES and not self.rescue.waiting
        self._playbooks.trigger("event.over", self.storm.id, self._rained)

    def _step(self, mm: float) -> None:
        for basin in self.basins.values():
            basin.step(mm)
            basin.shallow_for = basin.shallow_for + 1 if basin.depth < WARNING_CM else 0
            self._pass_thresholds(basin)
            if basin.depth >= self.storm.closure_cm and not basin.closed:
                self._let_cars_in(basin)

    def _pass_thresholds(self, basin: Basin) -> None:
        """State each threshold the water passed in this minute, one after the other."""
        while basin.passed < len(self.thresholds) and basin.depth >= self.thresholds[basin.passed]:
            basin.passed += 1
            self._passed(basin, self.thresholds[basin.passed - 1], True)
        while basin.passed and basin.depth < self.thresholds[basin.passed - 1]:
            basin.passed -= 1
            self._passed(basin, self.thresholds[basin.passed], False)

    def _passed(self, basin: Basin, depth_cm: int, rising: bool) -> None:
        world, point = self._world, basin.point
        basin.last = world.emit(DepthPassed, self._rained, point.id, depth_cm, rising)
        if rising:
            alarm = (f"{point.id}.level", self.storm.sensor_system, point.place, round(basin.depth, 1))

            def shown(n: int) -> None:
                self._playbooks.trigger(f"depth.{depth_cm}", point.id, n, place=point.place)

            world.env.process(sensors.show(world, alarm, self.storm.sensor_seat, basin.last, shown))

    def _measure(self, mm: float, fallen: float) -> None:
        """Every five minutes: the rain while it falls, and every depth that changed."""
        if mm:
            self._rained = self._world.emit(RainMeasured, self._rained, round(mm, 2), round(fallen, 2))
        for basin in self.basins.values():
            depth = round(basin.depth, 1)
            if depth != basin.measured:
                basin.measured = depth
                self._world.emit(DepthMeasured, basin.last or self._rained, basin.point.id, depth)

    def _share_under_water(self) -> float:
        """The share of low points at 15 cm or more."""
        deep = sum(1 for basin in self.basins.values() if basin.depth >= WARNING_CM)
        return deep / len(self.basins) if self.basins else 0.0

    # -- people ---------------------------------------------------------------------------------------------------

    def _let_cars_in(self, basin: Basin) -> None:
        """One minute of traffic on an open flooded road; a unit-exponential clock says when a car stays in it."""
        point = basin.point
        self._car_due[point.id] -= point.cars_per_hour * self.storm.trapped_share / 60.0
        while self._car_due[point.id] <= 0.0:
            people = 1 + self._traffic[point.id].choice(PEOPLE_IN_A_CAR)
            n = self._world.emit(CarTrapped, basin.last, point.id, people)
            self.rescue.call(point, people, n)
            self._car_due[point.id] += self._traffic[point.id].exponential(1.0)

    def calls_per_minute(self) -> float:
        """How many people call about the water in this minute, on average."""
        share = self._share_under_water()
        if not (self.raining or share):
            return 0.0
        return self.storm.calls_per_hour * (1.0 + self.storm.calls_factor * share) / 60.0

    def _callers(self) -> Steps:
        """Calls as a Poisson stream whose rate changes by the minute.

        The next unit exponential of its clock is used up by the rate: no call is drawn in vain, and a change of the
        rate shifts calls instead of making others.
        """
        world = self._world
        clock = world.stream("flood.calls")
        left = clock.exponential(1.0)
        yield world.env.timeout(self.storm.begin.ms)
        while not self.over and world.now < world.horizon:
            begin, rate, used = world.now, self.calls_per_minute(), 0.0
            while used + left <= rate:
                used += left
                yield world.env.timeout(begin + int(used / rate * MINUTE) - world.now)
                self._call()
                left = clock.exponential(1.0)
            left -= rate - used
            yield world.env.timeout(begin + MINUTE - world.now)

    def _call(self) -> None:
        """Somebody calls about the water: from a grid at one of the points under water, or at any point before that."""
        chance = self._world.stream("flood.callers")
        deep = [basin.point for basin in self.basins.values() if basin.depth >= WARNING_CM]
        points = deep or [basin.point for basin in self.basins.values()]
        point = points[int(chance.uniform() * len(points))]
        categories = tuple(self.storm.call_categories)
        category = categories[chance.choice(tuple(self.storm.call_categories.values()))]
        self._world.contact(
            source=self.storm.id,
            key=self._calls,
            channel="call",
            nature="help",
            category=category,
            urgency=self._urgency[category],
            place=grid_near(self._world.tree, point.place, chance.uniform()),
            event=self.storm.id,
            cause=self.basins[point.id].last or self._rained,
        )
        self._calls += 1
