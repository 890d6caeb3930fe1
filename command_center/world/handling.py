"""Step 3 办理: desk work with business systems, supporting seats, crews in the field."""

from __future__ import annotations

from command_center.facts import (
    CallerContacted,
    FieldWorkEnded,
    SupportAsked,
    SupportGiven,
    UnitArrived,
    UnitDispatched,
)
from command_center.plan.spans import MINUTE
from command_center.world.engine import World
from command_center.world.limits import Clockwork
from command_center.world.machine import CREW, LEAD, PARK, SYSTEM
from command_center.world.systems import Systems
from command_center.world.ticket import FIELD_WORK, SUPPORT, SUPPORT_WORK, Ticket


class Handling:
    """The functions of the table's rows from ``handle`` to ``contractor``."""

    def __init__(self, world: World, systems: Systems, clock: Clockwork, labels: dict[str, int]) -> None:
        self._world, self._systems, self._clock, self._labels = world, systems, clock, labels
        self._share = world.practice.around.support

    def begin(self, ticket: Ticket) -> int:
        """Signed: the work of handling joins the inbox of the seat, or of the district's pool."""
        world = self._world
        handler = ticket.district or ticket.seat
        ticket.stage = "handle"
        ticket.roles[LEAD], ticket.roles[CREW] = world.desks[handler], world.crews[handler]
        ticket.skill = self._skill(ticket)
        self._clock.rank(ticket, ticket.due)
        self._ask_support(ticket)
        return self._labels["handle"]

    def _skill(self, ticket: Ticket) -> float:
        """Stand-ins, and seats that cover for another, have a stand-in's skill in this duty."""
        own = ticket.district or ticket.seat in ticket.category.seats
        return min(ticket.roles[LEAD].skill, 1.0 if own else self._world.practice.staffing.standin_skill)

    def _ask_support(self, ticket: Ticket) -> None:
        seats = ticket.category.seats
        if ticket.district or len(seats) < 2 or ticket.draws[SUPPORT] >= self._share or ticket.supporter:
            return
        supporter = next((seat for seat in seats if seat != ticket.seat and self.held(seat)), "")
        if supporter and not self._world.by_person(ticket.seat):
            self.ask_support(ticket, supporter, ticket.last)

    def ask_support(self, ticket: Ticket, supporter: str, cause: int) -> None:
        """Ask a seat to help; feedback waits for it."""
        ticket.supporter, ticket.support_open = supporter, True
        asked = self._world.emit(SupportAsked, cause, ticket.number, supporter)
        minutes = ticket.means[SUPPORT_WORK] * ticket.draws[SUPPORT_WORK] / MINUTE
        task = self._world.task(
            ticket.supporter, minutes, lambda cause: self._support_given(ticket, cause, task.operator),
            cause=asked, stream="", about=f"ticket {ticket.number}", order=ticket.order, action="assist",
        )  # fmt: skip

    def held(self, seat: str) -> bool:
        """Whether anybody holds the seat: one that is empty would keep the ticket waiting for ever."""
        return self._world.desks[seat].profile != "empty"

    def _support_given(self, ticket: Ticket, cause: int, operator: int) -> None:
        ticket.support_open = False
        self._world.emit(SupportGiven, cause, ticket.number, ticket.supporter, operator)
        if ticket.stage == "support":
            ticket.pc = self._labels["feedback"]
            self._world.start(ticket)

    def contact(self, ticket: Ticket) -> None:
        """The handler speaks with the caller before anything else, and then uses the category's systems."""
        ticket.systems_left = ticket.category.systems
        if not ticket.contacted:
            ticket.contacted = True
            self._world.emit(CallerContacted, ticket.last, ticket.number, ticket.roles[LEAD].seat)

    # -- systems

    def next_system(self, ticket: Ticket) -> int | None:
        """The next system of the category, or on to the desk work."""
        if not ticket.systems_left:
            return self._labels["desk"]
        ticket.roles[SYSTEM] = self._systems.slots(ticket.systems_left[0])
        return None

    def use(self, ticket: Ticket) -> None:
        """A slot of the system is held."""
        self._systems.begin(ticket)

    def ask(self, ticket: Ticket, system: str, cause: int) -> bool:
        """A person who has the ticket in hand uses a system; False where there is none of that name."""
        if system not in self._systems.lines:
            return False
        ticket.systems_left, ticket.last, ticket.pc = (system,), cause, self._labels["system"]
        self._world.start(ticket)
        return True

    def used(self, ticket: Ticket) -> int | None:
        """The system has answered, or an adapter is asked."""
        return self._systems.finish(ticket)

    def more_systems(self, _ticket: Ticket) -> int:
        """Look for another system."""
        return self._labels["system"]

    # -- field

    def desk_done(self, ticket: Ticket) -> int | None:
        """The desk work is done: a unit went ahead, a crew goes out, a contractor does it, or nothing is needed."""
        if ticket.direct_unit and not ticket.redone:
            return self._await_unit(ticket)
        if not ticket.means[FIELD_WORK]:
            return self.await_support(ticket)
        ticket.stage = "field"
        return None if ticket.roles[CREW].wanted else self._labels["contractor"]

    def _await_unit(self, ticket: Ticket) -> int:
        """A unit of the direct line does the field work; feedback waits until it is done."""
        if ticket.direct_unit == "done":
            return self.await_support(ticket)
        ticket.stage, ticket.pc = "unit", self._labels["unit"]
        return PARK

    def leave(self, ticket: Ticket) -> None:
        """A crew leaves for the place."""
        ticket.unit = f"{ticket.roles[CREW].seat}-{ticket.held[CREW]}"
        ticket.last = self._world.emit(UnitDispatched, ticket.last, ticket.number, ticket.roles[CREW].seat, ticket.unit)

    def arrive(self, ticket: Ticket) -> None:
        """The crew is on scene."""
        ticket.last = self._world.emit(UnitArrived, ticket.last, ticket.number, ticket.roles[CREW].seat, ticket.unit)

    def field_done(self, ticket: Ticket) -> None:
        """The work at the place is done."""
        ticket.last = self._world.emit(FieldWorkEnded, ticket.last, ticket.number, ticket.roles[CREW].seat, ticket.unit)

    def await_support(self, ticket: Ticket) -> int:
        """Feedback waits for the supporting seat."""
        if ticket.support_open:
            ticket.stage = "support"
            return PARK
        return self._labels["feedback"]
