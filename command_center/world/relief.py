"""What the city does against the water when a seat orders it: pumps, signs, closures, rescue, power.

Each action is a short story of its own. An action is about a low point, or about nothing in particular: then it goes
wherever it is needed. What an action finds done already, it does not do twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from command_center.facts import (
    CrewPosted,
    PumpArrived,
    PumpLeft,
    PumpOrdered,
    RoadClosed,
    RoadOpened,
    WarningSignPlaced,
)
from command_center.plan.practice import Duration
from command_center.plan.scenario import PumpUnit, Rainstorm
from command_center.plan.spans import MINUTE
from command_center.world.people import People
from command_center.world.playbooks import Answer, Standing
from command_center.world.rescue import Rescue
from command_center.world.stage import Stage
from command_center.world.water import Basin

Steps = Generator[Any, Any, None]

WARNING_CM = 15
DRY_CM = 5
OPEN_AFTER = 30
"""Minutes below 15 cm before a closed road is opened."""

INLET_WORK = 10 * MINUTE
RESCUE_WORK = 10 * MINUTE
PEOPLE_A_HOUSEHOLD = 2.6
"""Proposal: 780,000 households of a city of two million, rounded."""


class Relief:
    """The city's crews and pumps."""

    def __init__(
        self, world: Stage, storm: Rainstorm, basins: dict[str, Basin], rescue: Rescue, people: People
    ) -> None:
        self._world = world
        self._storm = storm
        self._basins = basins
        self._rescued = rescue
        self._people = people
        self._chance = world.stream("relief.travel")
        self._free = list(storm.pumps)
        self._wanted: list[tuple[Basin, int]] = []  # points that wait for a pump, and the order behind each
        self._served: list[str] = []  # points with a pump there, coming, or waited for
        self._placed = False
        self._posts: list[str] = []  # points for which a posted crew is meant
        self._posted: set[str] = set()  # points where one stands
        self._under_way: set[tuple[str, str]] = set()

    def answers(self) -> dict[str, Answer]:
        """The actions of seats that the crews answer."""
        return {
            "place_pumps": self.place_pumps,
            "post_crews": self.post_crews,
            "order_pump": self.order_pump,
            "close_road": self.close_road,
            "place_sign": self.place_sign,
            "clear_inlets": self.clear_inlets,
            "rescue": self.rescue,
            "cut_power": self.cut_power,
        }

    def standing(self) -> dict[str, Standing]:
        """What a crew posted at a point does by itself: close first, report then 先封后报."""
        return {"place_sign": self._posted.__contains__, "close_road": self._posted.__contains__}

    # -- pumps ----------------------------------------------------------------------------------------------------

    def place_pumps(self, _about: str, _seat: str, _cause: int) -> None:
        """The pump trucks go to their posts in advance: later ways are shorter."""
        self._placed = True

    def order_pump(self, about: str, _seat: str, cause: int) -> None:
        """Send the nearest free pump, or the next one that becomes free."""
        for basin in self._points(about, lambda basin: basin.depth >= WARNING_CM):
            if basin.point.id not in self._served:
                self._served.append(basin.point.id)
                self._wanted.append((basin, cause))
        self._send_pumps()

    def _send_pumps(self) -> None:
        while self._wanted and self._free:
            basin, cause = self._wanted.pop(0)
            unit = min(self._free, key=lambda unit: (-_nearness(unit.depot, basin.point.place), unit.id))
            self._free.remove(unit)
            ordered = self._world.emit(PumpOrdered, cause, basin.point.id, unit.id)
            self._world.env.process(self._pump(basin, unit, ordered))

    def _pump(self, basin: Basin, unit: PumpUnit, cause: int) -> Steps:
        storm, world = self._storm, self._world
        yield self._travel(storm.pump_travel_placed if self._placed else storm.pump_travel)
        arrived = world.emit(PumpArrived, cause, basin.point.id, unit.id)
        basin.pumping += unit.m3h
        while basin.depth >= DRY_CM:
            yield world.env.timeout(MINUTE)
        basin.pumping -= unit.m3h
        world.emit(PumpLeft, arrived, basin.point.id, unit.id)
        self._served.remove(basin.point.id)
        self._free.append(unit)
        self._send_pumps()

    # -- roads ----------------------------------------------------------------------------------------------------

    def post_crews(self, _about: str, _seat: str, cause: int) -> None:
        """Crews with barriers go to points in advance, underpasses and busy roads first, as many as there are."""
        points = sorted(
            (basin.point for basin in self._basins.values()),
            key=lambda point: (point.kind != "underpass", -point.cars_per_hour, point.id),
        )
        for point in points[: self._storm.posted_crews]:
            if point.id not in self._posts:
                self._posts.append(point.id)
                self._world.env.process(self._post(point.id, cause))

    def _post(self, point: str, cause: int) -> Steps:
        yield self._travel(self._storm.crew_travel)
        self._posted.add(point)
        self._world.emit(CrewPosted, cause, point)

    def close_road(self, about: str, _seat: str, cause: int) -> None:
        """A crew closes the road both ways, and opens it when the water has been low for half an hour."""
        self._each(about, "road", self._close, cause, lambda basin: basin.depth >= self._storm.closure_cm)

    def _close(self, basin: Basin, cause: int) -> Steps:
        yield self._crew_comes(basin)
        basin.closed = True
        closed = self._world.emit(RoadClosed, cause, basin.point.id)
        while basin.shallow_for < OPEN_AFTER:
            yield self._world.env.timeout(MINUTE)
        basin.closed = False
        self._world.emit(RoadOpened, closed, basin.point.id)

    def place_sign(self, about: str, _seat: str, cause: int) -> None:
        """A crew puts a warning sign at the point."""
        self._each(about, "sign", self._sign, cause, lambda basin: basin.depth >= WARNING_CM)

    def _sign(self, basin: Basin, cause: int) -> Steps:
        yield self._crew_comes(basin)
        self._world.emit(WarningSignPlaced, cause, basin.point.id)

    def clear_inlets(self, about: str, _seat: str, cause: int) -> None:
        """A crew clears leaves and mud off the inlets: the sewer carries more."""
        self._each(about, "inlets", self._clear, cause, lambda basin: basin.depth >= DRY_CM)

    def _clear(self, basin: Basin, _cause: int) -> Steps:
        yield self._travel(self._storm.crew_travel)
        yield self._world.env.timeout(INLET_WORK)
        basin.cleared = True

    def rescue(self, about: str, _seat: str, cause: int) -> None:
        """The fire brigade brings out whoever is trapped at the point when it gets there."""
        self._each(about, "rescue", self._rescue, cause, lambda basin: bool(self._rescued.at(basin.point.id)))

    def _rescue(self, basin: Basin, cause: int) -> Steps:
        yield self._travel(self._storm.crew_travel)
        yield self._world.env.timeout(RESCUE_WORK)
        self._rescued.free(self._rescued.at(basin.point.id), cause)

    # -- power ----------------------------------------------------------------------------------------------------

    def cut_power(self, about: str, _seat: str, cause: int) -> None:
        """Power is cut around the point: one grid's households, as long as they have any."""
        city = self._world.roster.city
        for basin in self._points(about, lambda basin: basin.depth >= 50):
            place = self._world.tree.grids_of(basin.point.place)[0]
            if not self._people.without_power(place):
                households = round(city.population / PEOPLE_A_HOUSEHOLD / city.tiers.grids)
                self._people.cut_households(place, households, cause)

    # -- shared ---------------------------------------------------------------------------------------------------

    def _points(self, about: str, needed: Callable[[Basin], bool]) -> list[Basin]:
        """The point the action is about, or every point that needs it."""
        named = self._basins.get(about)
        return [named] if named else [basin for basin in self._basins.values() if needed(basin)]

    def _each(
        self,
        about: str,
        what: str,
        story: Callable[[Basin, int], Steps],
        cause: int,
        needed: Callable[[Basin], bool],
    ) -> None:
        """Start the story at each point concerned, unless it is under way there."""
        for basin in self._points(about, needed):
            key = (what, basin.point.id)
            if key not in self._under_way:
                self._under_way.add(key)
                self._world.env.process(self._once(key, story(basin, cause)))

    def _once(self, key: tuple[str, str], story: Steps) -> Steps:
        yield from story
        self._under_way.remove(key)

    def _crew_comes(self, basin: Basin) -> Any:
        storm = self._storm
        return self._travel(storm.crew_travel_posted if basin.point.id in self._posted else storm.crew_travel)

    def _travel(self, way: Duration) -> Any:
        return self._world.env.timeout(round(self._chance.lognormal(way.mean.ms, way.cv)))


def _nearness(place: str, other: str) -> int:
    """How many tiers two places share, counted from the district."""
    shared = 0
    for one, two in zip(place.split("."), other.split("."), strict=False):
        if one != two:
            break
        shared += 1
    return shared
