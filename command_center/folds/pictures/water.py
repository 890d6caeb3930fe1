"""Water and people: rain, depth, roads, pumps and crews at the low points, who was trapped, moved or cut off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.pictures.recipe import Recipe


class Point:
    """A low point: depth and what stands there."""

    __slots__ = ("crews", "depth", "passed", "pumps", "pumps_coming", "road", "sign", "trapped")

    def __init__(self) -> None:
        self.depth = 0.0
        self.passed: tuple[int, ...] = ()
        self.road = "open"
        self.sign = False
        self.pumps = self.pumps_coming = self.crews = 0
        self.trapped: list[int] = []  # people of each car that is still there


class Water:
    """Rain, low points, people."""

    def __init__(self, recipe: Recipe) -> None:
        self.points = {name: Point() for name in recipe.points}
        self.warning = ""
        self.rain = (0, 0.0, 0.0)  # when, mm of the last step, mm in all
        self.moved = self.freed = self.cars = 0
        self.households: dict[str, int] = {}

    def _at(self, fact: Any) -> Point:
        point = self.points.get(fact.point)
        if point is None:
            point = self.points[fact.point] = Point()
        return point

    def _measured(self, fact: facts.DepthMeasured) -> None:
        self._at(fact).depth = fact.depth_cm

    def _passed(self, fact: facts.DepthPassed) -> None:
        point = self._at(fact)
        below = tuple(depth for depth in point.passed if depth < fact.depth_cm)
        point.passed = (*below, fact.depth_cm) if fact.rising else below
        limit = float(fact.depth_cm)
        point.depth = max(point.depth, limit) if fact.rising else min(point.depth, limit)

    def _pump_ordered(self, fact: facts.PumpOrdered) -> None:
        self._at(fact).pumps_coming += 1

    def _pump_arrived(self, fact: facts.PumpArrived) -> None:
        point = self._at(fact)
        point.pumps += 1
        point.pumps_coming = max(0, point.pumps_coming - 1)

    def _pump_left(self, fact: facts.PumpLeft) -> None:
        point = self._at(fact)
        point.pumps = max(0, point.pumps - 1)

    def _crew_posted(self, fact: facts.CrewPosted) -> None:
        self._at(fact).crews += 1

    def _sign(self, fact: facts.WarningSignPlaced) -> None:
        self._at(fact).sign = True

    def _closed(self, fact: facts.RoadClosed) -> None:
        self._at(fact).road = "closed"

    def _opened(self, fact: facts.RoadOpened) -> None:
        self._at(fact).road = "open"

    def _trapped(self, fact: facts.CarTrapped) -> None:
        self.cars += 1
        self._at(fact).trapped.append(fact.people)

    def _freed(self, fact: facts.PeopleFreed) -> None:
        self.freed += fact.people
        trapped = self._at(fact).trapped
        if fact.people in trapped:
            trapped.remove(fact.people)

    def _moved(self, fact: facts.PeopleMoved) -> None:
        self.moved += fact.people

    def _cut(self, fact: facts.HouseholdsCut) -> None:
        self.households[fact.place] = self.households.get(fact.place, 0) + fact.households

    def _restored(self, fact: facts.HouseholdsRestored) -> None:
        left = self.households.pop(fact.place, 0) - fact.households
        if left > 0:
            self.households[fact.place] = left

    def _rained(self, fact: facts.RainMeasured) -> None:
        self.rain = (fact.t, fact.mm, fact.total_mm)

    def _warned(self, fact: facts.WarningIssued) -> None:
        self.warning = "" if fact.colour == "none" else fact.colour

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.DepthMeasured: self._measured,
            facts.DepthPassed: self._passed,
            facts.PumpOrdered: self._pump_ordered,
            facts.PumpArrived: self._pump_arrived,
            facts.PumpLeft: self._pump_left,
            facts.CrewPosted: self._crew_posted,
            facts.WarningSignPlaced: self._sign,
            facts.RoadClosed: self._closed,
            facts.RoadOpened: self._opened,
            facts.CarTrapped: self._trapped,
            facts.PeopleFreed: self._freed,
            facts.PeopleMoved: self._moved,
            facts.HouseholdsCut: self._cut,
            facts.HouseholdsRestored: self._restored,
            facts.RainMeasured: self._rained,
            facts.WarningIssued: self._warned,
        }
