"""People in trapped cars: they call, somebody brings them out, and that is stated once.

Who frees them: the crew whose field work on their ticket (or on the ticket theirs was merged into) ended, or the fire
brigade sent to the point by ``rescue``. Whoever hung up calls again until they are out.
"""

from __future__ import annotations

from command_center.facts import (
    CalledAgain,
    CloseEnded,
    FieldWorkEnded,
    Merged,
    PeopleFreed,
)
from command_center.plan.city import Tree
from command_center.plan.practice import CallAgain, CallerDuration
from command_center.plan.roster import LowPoint
from command_center.plan.scenario import Rainstorm
from command_center.plan.spans import MINUTE, Span
from command_center.world.playbooks import Playbooks
from command_center.world.stage import Stage

CALL_AGAIN = CallAgain(share=1, event_share=1, after=CallerDuration(mean=Span(MINUTE), cv=0), times=1_000)
"""Who is trapped calls again a minute after hanging up, and does not give up; a proposal."""


class Party:
    """The people of one trapped car."""

    __slots__ = ("people", "point", "ticket")

    def __init__(self, point: LowPoint, people: int) -> None:
        self.point = point
        self.people = people
        self.ticket = -1


class Rescue:
    """Who is still in the water. ``waiting`` holds the parties in the order in which they were trapped."""

    def __init__(self, world: Stage, storm: Rainstorm, playbooks: Playbooks) -> None:
        self._world = world
        self._storm = storm
        self._playbooks = playbooks
        self.waiting: list[Party] = []
        self._calls = 0
        for kind in ("field_work_ended", "close_ended"):
            world.listen(kind, self._reached)
        world.listen("called_again", self._called_again)
        world.listen("merged", self._merged)

    def call(self, point: LowPoint, people: int, cause: int) -> None:
        """A car was trapped; its people call the hotline."""
        party = Party(point, people)
        self.waiting.append(party)
        self._call(party, cause)
        if not any(other.point is point for other in self.waiting[:-1]):
            self._playbooks.trigger("car.trapped", point.id, cause, place=point.place)

    def free(self, parties: list[Party], cause: int) -> None:
        """These are out; whoever was freed already is not freed twice."""
        for party in parties:
            if party in self.waiting:
                self.waiting.remove(party)
                self._world.emit(PeopleFreed, cause, party.point.id, party.people)

    def at(self, point: str) -> list[Party]:
        """Who is trapped at a low point."""
        return [party for party in self.waiting if party.point.id == point]

    def _call(self, party: Party, cause: int) -> None:
        chance = self._world.stream("flood.trapped")
        party.ticket = self._world.contact(
            source=f"{self._storm.id}.trapped",
            key=self._calls,
            channel="call",
            nature="help",
            category=self._storm.rescue_category,
            urgency="E",
            place=grid_near(self._world.tree, party.point.place, chance.uniform()),
            event=self._storm.id,
            cause=cause,
            direct=0.0,
            again=CALL_AGAIN,
            still=lambda: party in self.waiting,
        )
        self._calls += 1

    # -- ears: they look and speak later ---------------------------------------------------------------------------

    def _of(self, ticket: int) -> list[Party]:
        return [party for party in self.waiting if party.ticket == ticket]

    def _reached(self, fact: FieldWorkEnded | CloseEnded) -> None:
        parties = self._of(fact.ticket)
        if parties:
            self._world.soon(self.free, parties, fact.n)

    def _called_again(self, fact: CalledAgain) -> None:
        for party in self._of(fact.earlier):
            party.ticket = fact.ticket

    def _merged(self, fact: Merged) -> None:
        for party in self._of(fact.ticket):
            party.ticket = fact.into


def grid_near(tree: Tree, place: str, uniform: float) -> str:
    """One of the grids of a place, by a number in [0, 1)."""
    grids = tree.grids_of(place)
    return grids[int(uniform * len(grids))]
