"""What pictures need of a drill's recipe, read once from its first fact; all empty where that carries no texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from command_center.facts import DrillStarted
from command_center.folds.city_map import CityMap
from command_center.folds.names import Pair
from command_center.folds.roster_names import roster_names
from command_center.plan.city import tree
from command_center.plan.roster import City
from command_center.plan.spans import parse_span

MINUTE = 60_000
DAY = 1440 * MINUTE


class SeatRow(msgspec.Struct, frozen=True):
    """A seat as the roster has it."""

    id: str
    zh: str = ""
    en: str = ""
    tier_role: str = ""
    group: str = ""
    part: str = ""
    covered_by: str = ""
    crews: int = 0


class SystemRow(msgspec.Struct, frozen=True):
    """A business system as the roster has it."""

    id: str
    zh: str = ""
    en: str = ""
    owner: str = ""
    data: str = "feed"
    feed: str = "real"


class CategoryRow(msgspec.Struct, frozen=True):
    """A ticket category as the roster has it."""

    id: str
    zh: str = ""
    en: str = ""
    urgency: str = ""
    seats: tuple[str, ...] = ()


class PointRow(msgspec.Struct, frozen=True):
    """A low point as the roster has it."""

    id: str
    zh: str = ""
    en: str = ""
    place: str = ""
    kind: str = ""


class Named(msgspec.Struct, frozen=True):
    """Something with a name in both languages."""

    zh: str = ""
    en: str = ""


class ExpectedRow(msgspec.Struct, frozen=True):
    """What a seat should do after an inject, within a span written as text."""

    seat: str
    action: str
    within: str = "0ms"


class InjectRow(msgspec.Struct, frozen=True):
    """An inject as the scenario has it."""

    id: str
    purpose: str = ""
    state: str = "approved"
    title: Named = Named()
    message: Named = Named()
    at: str | None = None
    when: dict[str, Any] | None = None
    to: tuple[str, ...] = ()
    expected: tuple[ExpectedRow, ...] = ()
    objective: str = ""


class ObjectiveRow(msgspec.Struct, frozen=True):
    """What the drill is to show."""

    id: str
    title: Named = Named()


class ArrivalsRow(msgspec.Struct, frozen=True):
    """A stream of contacts."""

    source: str
    channel: str = ""


class _City(msgspec.Struct, frozen=True):
    zh: str = ""
    en: str = ""
    districts: tuple[Named, ...] = ()
    low_points: tuple[PointRow, ...] = ()


class _Roster(msgspec.Struct, frozen=True):
    name: str = ""
    names: Named = Named()
    seats: tuple[SeatRow, ...] = ()
    systems: tuple[SystemRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    city: _City = _City()
    practice: dict[str, Any] = {}


class _Scenario(msgspec.Struct, frozen=True):
    name: str = ""
    title: Named = Named()
    about: Named = Named()
    practice: dict[str, Any] = {}
    hazards: tuple[dict[str, Any], ...] = ()
    injects: tuple[InjectRow, ...] = ()
    objectives: tuple[ObjectiveRow, ...] = ()
    arrivals: tuple[ArrivalsRow, ...] = ()


_rosters = msgspec.json.Decoder(_Roster)
_scenarios = msgspec.json.Decoder(_Scenario)
_injects = msgspec.json.Decoder(InjectRow)


def inject_row(text: str) -> InjectRow:
    """An inject from its canonical JSON text."""
    return _injects.decode(text)


class Recipe:
    """The recipe of the drill that is drawn, by id.

    ``districts`` are the ids of the district pools, ``cover`` says who leads for a seat that cannot, ``closing_cm`` is
    the depth at which a road is to be closed.
    """

    def __init__(self, started: DrillStarted | None = None) -> None:
        roster = _rosters.decode(started.roster) if started and started.roster else _Roster()
        scenario = _scenarios.decode(started.scenario) if started and started.scenario else _Scenario()
        self.recorded = started is not None and started.origin == "recorded"
        self._roster = started.roster if started else ""
        self._map: CityMap | None = None
        self._points: dict[str, dict[str, float]] = {}
        self.centre: Pair = (roster.names.zh, roster.names.en)
        self.city: Pair = (roster.city.zh, roster.city.en)
        self.title: Pair = (scenario.title.zh, scenario.title.en)
        self.about: Pair = (scenario.about.zh, scenario.about.en)
        self.seats = {seat.id: seat for seat in roster.seats}
        self.systems = {system.id: system for system in roster.systems}
        self.categories = {category.id: category for category in roster.categories}
        self.points = {point.id: point for point in roster.city.low_points}
        self.districts = tuple(f"D{number}" for number in range(1, len(roster.city.districts) + 1))
        self.district_names = dict(
            zip(self.districts, ((each.zh, each.en) for each in roster.city.districts), strict=True)
        )
        self.injects = {inject.id: inject for inject in scenario.injects}
        self.objectives = {objective.id: (objective.title.zh, objective.title.en) for objective in scenario.objectives}
        self.arrivals = scenario.arrivals
        self.names = roster_names(started.roster) if started else {}
        self.names |= {inject.id: (inject.title.zh, inject.title.en) for inject in scenario.injects}
        storm = next((hazard for hazard in scenario.hazards if hazard.get("kind") == "rainstorm"), {})
        self.closing_cm = float(storm.get("closure_cm", 27))
        self._practice = _merged(roster.practice, scenario.practice)

    def map(self) -> CityMap | None:
        """The city's map, drawn when it is first asked for; None where the roster has no city."""
        if self._map is None and self.districts:
            self._map = _map(self._roster)
        return self._map

    def point(self, place: str) -> dict[str, float]:
        """Where a place lies on the map, as ``x`` and ``y``; empty for a place the map does not know."""
        found = self._points.get(place)
        if found is None:
            found = self._points[place] = self._find(place)
        return found

    def _find(self, place: str) -> dict[str, float]:
        drawn = self.map()
        if drawn is None or not place:
            return {}
        try:
            x, y = drawn.where(place)
        except (KeyError, ValueError):
            return {}
        return {"x": round(x, 1), "y": round(y, 1)}

    def practice(self, *path: str) -> Any:
        """A value of the centre's practice, e.g. ``practice("intake", "seat")``; None where there is none."""
        value: Any = self._practice
        for name in path:
            if not isinstance(value, Mapping) or name not in value:
                return None
            value = value[name]
        return value

    def seat(self, *path: str) -> str:
        """A seat named in the practice; empty where there is none."""
        return str(self.practice(*path) or "")

    def span(self, *path: str) -> int:
        """A span of the practice in ms (a working day counts as a day); 0 where there is none."""
        value = self.practice(*path)
        return span_ms(value) if isinstance(value, str) else 0


class _Whole(msgspec.Struct):
    city: dict[str, Any]


@lru_cache(maxsize=4)
def _map(roster: str) -> CityMap:
    city = City.model_validate(msgspec.json.decode(roster, type=_Whole).city)
    return CityMap(city, tree(city))


def span_ms(text: str) -> int:
    """A span's text in ms; a working day counts as a day."""
    span = parse_span(text)
    return span.ms + span.workdays * DAY


def _merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with the changed values of a scenario, table by table."""
    both = dict(base)
    for name, value in change.items():
        before = both.get(name)
        both[name] = _merged(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
    return both
