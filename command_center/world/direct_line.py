"""The direct line 直通: in an emergency a unit leaves at once, and the six steps go on beside it and document it.

The unit is sent when the call has been taken; nobody dispatches, signs or handles before that. Its facts are those of
every crew. Handling waits for it at the point where it would have sent a crew of its own.
"""

from __future__ import annotations

from typing import Any

from command_center.facts import FieldWorkEnded, UnitArrived, UnitDispatched
from command_center.world.engine import World
from command_center.world.machine import CREW, DO, FREE, NOBODY, PARK, TAKE, WAIT, Desk, Work
from command_center.world.ticket import FIELD_WORK, TRAVEL, Ticket

TURNOUT, WAY, RESCUE = range(3)
"""Columns of a unit's durations."""


class Unit(Work):
    """A unit on its way for a ticket. It is no ticket of its own: its number is the ticket's, its facts too."""

    __slots__ = ("name", "ticket", "world")

    def __init__(self, world: World, ticket: Ticket, crews: Desk) -> None:
        line = world.practice.direct_line
        means = (float(line.turnout.ms), float(line.travel.ms), ticket.means[FIELD_WORK])
        factors = (1.0, ticket.birth[TRAVEL], ticket.birth[FIELD_WORK])
        roles = [world.nobody] * 7
        roles[CREW] = crews
        super().__init__(ticket.number, UNIT, roles, means, factors)
        self.world, self.ticket, self.name = world, ticket, ""
        self.last, self.order = ticket.last, ticket.order


def send(world: World, ticket: Ticket) -> None:
    """Send a unit for a ticket that was just opened, where its category has a direct line and a seat there units."""
    lines = [world.crews[world.leader_of(seat)] for seat in ticket.category.direct_line]
    crews = next((line for line in lines if line.idle), lines[0] if lines else world.nobody)
    if crews.wanted:
        ticket.direct_unit = "out"
        world.start(Unit(world, ticket, crews))


def _leave(unit: Any) -> None:
    seat = unit.roles[CREW].seat
    unit.name = f"{seat}-{unit.held[CREW]}"
    unit.last = unit.world.emit(UnitDispatched, unit.last, unit.number, seat, unit.name)


def _arrive(unit: Any) -> None:
    unit.last = unit.world.emit(UnitArrived, unit.last, unit.number, unit.roles[CREW].seat, unit.name)


def _done(unit: Any) -> None:
    unit.last = unit.world.emit(FieldWorkEnded, unit.last, unit.number, unit.roles[CREW].seat, unit.name)


def _over(unit: Any) -> int:
    """The ticket goes on where its handling waits for the unit."""
    ticket = unit.ticket
    ticket.direct_unit = "done"
    if ticket.stage == "unit":
        ticket.last, ticket.stage = unit.last, "field"
        unit.world.start(ticket)
    return PARK


UNIT = (
    (TAKE, CREW, 0), (WAIT, NOBODY, TURNOUT), (DO, CREW, _leave), (WAIT, CREW, WAY), (DO, CREW, _arrive),
    (WAIT, CREW, RESCUE), (DO, CREW, _done), (FREE, CREW, 0), (DO, CREW, _over),
)  # fmt: skip
