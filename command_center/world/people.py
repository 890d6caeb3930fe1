"""Households without power, and people who are to be moved to shelter.

An outage or an order cuts households; they have power again when a seat restores it. People are moved when a seat
orders it: buses go in turns until the place is empty.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from command_center.facts import HouseholdsCut, HouseholdsRestored, PeopleMoved
from command_center.plan.spans import MINUTE
from command_center.world.playbooks import Playbooks
from command_center.world.stage import Stage

BUS_EVERY = 10 * MINUTE
BUS_SEATS = 200
"""People that the buses of one turn take to shelter; a proposal."""


class People:
    """Who has no power and who is to be moved, by place."""

    def __init__(self, world: Stage, playbooks: Playbooks) -> None:
        self._world = world
        self._cut: dict[str, int] = {}
        self._to_move: dict[str, int] = {}
        playbooks.answers.update({"restore_power": self.restore_power, "move_people": self.move_people})

    def cut_households(self, place: str, households: int, cause: int) -> None:
        """Households lose power, by an outage or by order."""
        self._cut[place] = self._cut.get(place, 0) + households
        self._world.emit(HouseholdsCut, cause, place, households)

    def without_power(self, place: str) -> int:
        """How many households of the place have no power."""
        return self._cut.get(place, 0)

    def restore_power(self, _about: str, _seat: str, cause: int) -> None:
        """Everybody without power gets it again."""
        for place, households in self._cut.items():
            self._world.emit(HouseholdsRestored, cause, place, households)
        self._cut.clear()

    def ask_to_move(self, place: str, people: int) -> None:
        """So many people are to leave a place; they go when a seat moves them."""
        self._to_move[place] = self._to_move.get(place, 0) + people

    def move_people(self, _about: str, _seat: str, cause: int) -> None:
        """Buses take people to shelter, turn by turn, from every place that is to be left."""
        for place in list(self._to_move):
            self._world.env.process(self._move(place, self._to_move.pop(place), cause))

    def _move(self, place: str, people: int, cause: int) -> Generator[Any, Any, None]:
        way = self._world.practice.steps.travel
        yield self._world.env.timeout(round(self._world.stream("people.buses").lognormal(way.mean.ms, way.cv)))
        while people > 0:
            yield self._world.env.timeout(BUS_EVERY)
            moved = min(BUS_SEATS, people)
            people -= moved
            self._world.emit(PeopleMoved, cause, place, moved)
