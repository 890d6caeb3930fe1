"""A stage of paper: the real world with its clock, desks and listeners, but contacts only arrive and systems are flags.

With it a test sees what befalls the city and what seats do about it, without the six steps in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from command_center.facts import ContactArrived, Fact, FieldWorkEnded, SystemCameUp, SystemWentDown
from command_center.plan.calendar import calendar_for
from command_center.plan.city import tree
from command_center.plan.loading import effective_practice
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import MINUTE
from command_center.world import hazards
from command_center.world.engine import World
from command_center.world.machine import Desk

Kind = TypeVar("Kind", bound=Fact)


class PaperSystems:
    """Systems that are up or down."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.down: set[str] = set()

    def is_up(self, system: str) -> bool:
        return system not in self.down

    def take_down(self, system: str, cause: int) -> str:
        self.down.add(system)
        self._world.emit(SystemWentDown, cause, system)
        return ""

    def bring_up(self, system: str, cause: int) -> str:
        self.down.discard(system)
        self._world.emit(SystemCameUp, cause, system)
        return ""

    def set_feed(self, system: str, feed: str, cause: int) -> str:
        return ""


class PaperSources:
    """Remembers the surges that were asked for."""

    def __init__(self) -> None:
        self.surges: list[tuple[str, float]] = []

    def surge(self, source: str, factor: float, cause: int = 0) -> str:
        self.surges.append((source, factor))
        return ""


class PaperTickets:
    """Contacts arrive; an emergency's field work ends half an hour later, nothing else happens to them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._count = 0

    def contact(self, **about: Any) -> int:
        self._count += 1
        fields = ("source", "key", "channel", "nature", "category", "urgency", "place", "event")
        values = (about[field] for field in fields)
        n = self._world.emit(ContactArrived, about["cause"], self._count, *values, "")
        if about["urgency"] == "E" and about["channel"] == "call":
            self._world.at(self._world.now + 30 * MINUTE, self._reach, self._count, n)
        return self._count

    def _reach(self, ticket: int, cause: int) -> None:
        self._world.emit(FieldWorkEnded, cause, ticket, "", "1")


def paper_stage(scenario: Scenario, roster: Roster, operators: int = 1) -> tuple[World, hazards.Parts]:
    """A world at its start: every seat has so many operators of its own, and what befalls the city is put in."""
    practice = effective_practice(scenario, roster)
    world = World(scenario, roster, practice, tree(roster.city), calendar_for(scenario, roster), seed=1)
    world.systems, world.sources, world.contact = PaperSystems(world), PaperSources(), PaperTickets(world).contact
    world.desks = {seat.id: Desk(seat.id, operators) for seat in roster.seats}
    parts = hazards.install(world)
    hazards.begin(parts, 0)
    return world, parts


def of(facts: Iterable[Fact], *kinds: type[Kind]) -> list[Kind]:
    """The facts of these kinds, in order."""
    return [fact for fact in facts if isinstance(fact, kinds)]


def told(facts: Iterable[Fact], *kinds: type[Fact]) -> list[tuple[Any, ...]]:
    """Facts of these kinds as (minute, name, what they say), for a story to be read off."""
    return [
        (
            round(fact.t / MINUTE, 2),
            type(fact).__name__,
            *(getattr(fact, field) for field in fact.__struct_fields__[3:]),
        )
        for fact in of(facts, *kinds)
    ]
