"""Everything besides the desks that a drill needs, put together in the order in which the parts need each other."""

from __future__ import annotations

from typing import NamedTuple

from command_center.plan.scenario import Rainstorm
from command_center.world import sensors
from command_center.world.flood import Flood
from command_center.world.injects import Injects
from command_center.world.people import People
from command_center.world.playbooks import Playbooks
from command_center.world.stage import Stage
from command_center.world.tiers import Tiers


class Parts(NamedTuple):
    """The parts of a world besides its desks; ``flood`` is None where the scenario has no storm."""

    tiers: Tiers
    playbooks: Playbooks
    people: People
    flood: Flood | None
    injects: Injects


def install(world: Stage) -> Parts:
    """Put the parts into the world and start what befalls it. Before the world's first event: they all listen."""
    tiers = Tiers(world)
    playbooks = Playbooks(world, tiers)
    people = People(world, playbooks)
    storm = next((hazard for hazard in world.scenario.hazards if isinstance(hazard, Rainstorm)), None)
    flood = Flood(world, storm, playbooks, people) if storm else None
    if flood:
        flood.start()
    sensors.start(world, playbooks)
    event = world.scenario.hazards[0].id if world.scenario.hazards else ""
    return Parts(tiers, playbooks, people, flood, Injects(world, playbooks, people, event))


def begin(parts: Parts, cause: int) -> None:
    """State what is the case at the start, and set the injects into the drill; ``cause`` is the start itself."""
    parts.playbooks.begin(cause)
    parts.injects.begin(cause)
