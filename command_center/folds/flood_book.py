"""The book of floods: depth over time at the low points, roads under water, cars, people, households without power."""

from __future__ import annotations

from collections.abc import Mapping

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.book import Book
from command_center.folds.drill_record import DrillRecord, Listener

FLOODED_CM = 15
"""A lane counts as flooded from this depth on."""

LONGEST_MS = 10 * 60_000
"""A measured depth holds until the next one, at most this long; where water has gone nothing more is measured."""


class FloodBook(Book):
    """Depth-minutes, flooded road minutes, cars trapped, people, households."""

    def __init__(self, listener: Listener | None = None) -> None:
        super().__init__(listener)
        self.open(DrillRecord())

    def open(self, record: DrillRecord) -> None:
        """A drill begins."""
        super().open(record)
        self._depths: dict[str, tuple[int, float]] = {}
        self._flooded: dict[str, int] = {}
        self._open_since: dict[str, int] = {}
        self._closed: set[str] = set()
        self._cut: dict[str, int] = {}
        self._cut_since = 0

    def settle(self, now: int) -> None:
        """Count what still stands under water or without power."""
        flood = self.record.flood
        for begun, depth in self._depths.values():
            flood.depth_ms += depth * min(now - begun, LONGEST_MS)
        flood.flooded_ms += sum(now - begun for begun in self._flooded.values())
        flood.open_ms += sum(now - begun for begun in self._open_since.values())
        flood.household_ms += sum(self._cut.values()) * (now - self._cut_since)

    def _measured(self, fact: facts.DepthMeasured) -> None:
        flood = self.record.flood
        begun, depth = self._depths.get(fact.point, (fact.t, 0.0))
        flood.depth_ms += depth * min(fact.t - begun, LONGEST_MS)
        flood.deepest = max(flood.deepest, fact.depth_cm)
        flood.seen = True
        self._depths[fact.point] = (fact.t, fact.depth_cm)

    def _passed(self, fact: facts.DepthPassed) -> None:
        self.record.flood.seen = True
        if fact.depth_cm != FLOODED_CM:
            return
        if fact.rising:
            self._flooded.setdefault(fact.point, fact.t)
            if fact.point not in self._closed:
                self._open_since.setdefault(fact.point, fact.t)
            return
        self.record.flood.flooded_ms += fact.t - self._flooded.pop(fact.point, fact.t)
        self._end_open(fact.point, fact.t)

    def _end_open(self, point: str, t: int) -> None:
        self.record.flood.open_ms += t - self._open_since.pop(point, t)

    def _road_closed(self, fact: facts.RoadClosed) -> None:
        self._closed.add(fact.point)
        self._end_open(fact.point, fact.t)

    def _road_opened(self, fact: facts.RoadOpened) -> None:
        self._closed.discard(fact.point)
        if fact.point in self._flooded:
            self._open_since[fact.point] = fact.t

    def _trapped(self, fact: facts.CarTrapped) -> None:
        self.record.flood.seen = True
        self.record.flood.cars += 1
        self.record.flood.trapped += fact.people

    def _freed(self, fact: facts.PeopleFreed) -> None:
        self.record.flood.freed += fact.people

    def _moved(self, fact: facts.PeopleMoved) -> None:
        self.record.flood.moved += fact.people

    def _households(self, t: int, place: str, count: int) -> None:
        flood = self.record.flood
        flood.household_ms += sum(self._cut.values()) * (t - self._cut_since)
        self._cut_since = t
        self._cut[place] = max(0, self._cut.get(place, 0) + count)
        flood.most_households = max(flood.most_households, sum(self._cut.values()))

    def _cut_off(self, fact: facts.HouseholdsCut) -> None:
        self._households(fact.t, fact.place, fact.households)

    def _restored(self, fact: facts.HouseholdsRestored) -> None:
        self._households(fact.t, fact.place, -fact.households)

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.DepthMeasured: self._measured,
            facts.DepthPassed: self._passed,
            facts.RoadClosed: self._road_closed,
            facts.RoadOpened: self._road_opened,
            facts.CarTrapped: self._trapped,
            facts.PeopleFreed: self._freed,
            facts.PeopleMoved: self._moved,
            facts.HouseholdsCut: self._cut_off,
            facts.HouseholdsRestored: self._restored,
        }
