"""Seats played by persons: handing seats over, finding the work that an order is about, taking it up and ending it.

The rules of this file:

1. At a seat that a person plays nothing happens by itself, but for what colleagues of the program take up.
2. An order may only be about what lies in the inbox of its seat or is in its hands: whatever else there is, or is
   not, is "not in the inbox", in the same words, so that nobody learns of other seats' work by asking.
3. Whoever refuses has done nothing yet.
4. Handing a seat over brings nobody there: sign-on is stated when somebody signs on, once for each time that the seat
   changed hands, and so is the first action after it.
"""

from __future__ import annotations

from typing import NamedTuple

from command_center.facts import PERSON, FirstActionTaken, SeatSignedOn, SeatStaffed
from command_center.orders import ALLOWED_AT, ALLOWED_IN_HAND, Order, PlaySeat, SeatOrder, TicketOrder
from command_center.refusals import refusal
from command_center.world.attended import Attended
from command_center.world.engine import Task, World
from command_center.world.hazards import Parts
from command_center.world.loop import Tickets, same_matter
from command_center.world.machine import INTAKE, Desk, Work
from command_center.world.staffing import Staffing
from command_center.world.ticket import Ticket

LED = ("handle", "field", "unit", "support")
"""Stages at which a ticket is led by a seat."""
COLLEAGUES = 200
"""How many operators of the program may stay beside a person at most."""


class Found(NamedTuple):
    """Work that an order is about: the step it is at, the role of its desk there, and whether a person holds it."""

    work: Work
    step: str
    role: int
    held: bool

    @property
    def name(self) -> str:
        """How refusals name the work."""
        return name_of(self.work.number)


def name_of(number: int) -> str:
    """How refusals name a piece of work."""
    return f"ticket {number}" if number > 0 else f"task {number}"


class Persons:
    """Who plays which seat, and what that seat may do."""

    def __init__(self, world: World, tickets: Tickets, staffing: Staffing, parts: Parts) -> None:
        self.world, self.tickets, self.parts = world, tickets, parts
        self.clock = tickets.clock
        self.attended = Attended(world, tickets)
        self._staffing = staffing
        self._signed_on: set[str] = set()
        self._awaited: set[str] = set()  # seats whose first action is still to come
        world.listen(SeatStaffed, self._changed_hands)

    # -- who plays

    def play(self, order: PlaySeat, cause: int) -> str:
        """Hand a seat to a person or to the program; an empty text, or why not."""
        reason = self._may_play(order)
        if reason:
            return reason
        self.attended.switch_on()
        begins = order.player == "person" and not self.world.by_person(order.seat)
        number = self._staffing.play(order.seat, order.player, order.colleagues, cause)
        if begins:
            self._show_inbox(order.seat)
        self.settle(number)
        return ""

    def _may_play(self, order: PlaySeat) -> str:
        if order.seat not in self.world.seats:
            return refusal("no_seat", order.seat)
        if order.player not in ("person", "program"):
            return refusal("no_player", repr(order.player))
        if not 0 <= order.colleagues <= COLLEAGUES:
            return refusal("colleagues", COLLEAGUES, order.colleagues)
        same = self.world.desks[order.seat].player == order.player
        unchanged = order.player == "program" or self._staffing.colleagues.get(order.seat) == order.colleagues
        return refusal("played_already", order.seat, order.player) if same and unchanged else ""

    def _show_inbox(self, seat: str) -> None:
        """What waits at the seat by now is told to the person who takes it over."""
        for _, entry, work in sorted(self.world.desks[seat].ready):
            if work.entry == entry:
                self.tell(work)

    def tell(self, work: Work) -> None:
        """Work that waits came to another desk without walking there: a person who plays that seat is told."""
        place, desk = self.attended.place(work) if self.attended.on else None, work.roles[work.role]
        if place is not None and work.entry and desk.player == "person":
            self.attended.arrived(work, desk.seat, place.step)

    def settle(self, cause: int) -> None:
        """Decisions that were a person's are the program's where it holds the seat by now."""
        world = self.world
        if world.by_person(self.supervision):
            return
        for ticket in list(self.attended.redos.values()):
            ticket.last = cause
            self.attended.redo(ticket)
        for ticket in self.clock.asked.values():
            if not ticket.closed and not ticket.ended and world.now <= ticket.due:
                self.clock.grant_extension(ticket, cause)
        self.clock.asked.clear()

    @property
    def supervision(self) -> str:
        """The seat that closes, supervises and grants extensions now."""
        return self.world.leader_of(self.world.practice.steps.close_seat)

    # -- sign-on and first action

    def sign_on(self, seat: str, cause: int) -> None:
        """Somebody opened the seat's page; only the first time counts until the seat changes hands."""
        if seat not in self._signed_on:
            self._signed_on.add(seat)
            self._awaited.add(seat)
            self.world.emit(SeatSignedOn, cause, seat)

    def _changed_hands(self, fact: SeatStaffed) -> None:
        self._signed_on.discard(fact.seat)
        self._awaited.discard(fact.seat)

    def acted(self, seat: str, cause: int) -> None:
        """A seat's order was carried out; the first since sign-on is a fact of its own."""
        if seat in self._awaited:
            self._awaited.remove(seat)
            self.world.emit(FirstActionTaken, cause, seat)

    def refused(self, order: Order) -> str:
        """Why whoever gave this order may not give any such order; empty where they may."""
        if not isinstance(order, SeatOrder):
            other = order.by in self.world.seats or order.by == "evaluator"
            return refusal("director_only", order.by) if other else ""
        if order.by not in self.world.seats:
            return refusal("not_a_seat", order.by)
        return "" if self.world.by_person(order.by) else refusal("not_a_person", order.by)

    # -- the work that an order is about

    def find(self, seat: str, number: int) -> Found | str:
        """The work of this number, where it waits in the seat's inbox or is in hand there; else why not."""
        work = self.world.open.get(number)
        desk = self.world.desks[seat]
        place = None if work is None else self.attended.place(work)
        if work is not None and place is not None and work.roles[place.role] is desk:
            waits = bool(work.entry) and not place.held
            if waits or (place.held and work.held[place.role] == PERSON):
                return Found(work, place.step, place.role, place.held)
        if work is not None and PERSON in work.held and self.world.role_held(work, desk) >= 0:
            return refusal("at_system", name_of(number))
        return refusal("not_here", name_of(number), seat)

    def fitting(self, order: TicketOrder | SeatOrder, number: int) -> Found | str:
        """The work that this order is about, where such an order fits its step."""
        kind = str(order.__struct_config__.tag)
        found = self.find(order.by, number)
        if isinstance(found, str):
            return found
        allowed = ALLOWED_IN_HAND if found.held else ALLOWED_AT
        if kind in allowed[found.step]:
            return found
        if found.held and kind in ALLOWED_AT[found.step]:
            return refusal("in_hand", found.name)
        if kind in ALLOWED_IN_HAND.get(found.step, ()):
            return refusal("begin_first", found.name)
        return refusal("not_at", found.name, found.step, kind)

    def take_up(self, found: Found, cause: int) -> None:
        """A person takes waiting work in hand: it goes on to where an order ends it."""
        self.world.take_out(found.work, found.role, PERSON)
        self._go_on(found.work, cause)

    def end(self, found: Found, order: SeatOrder, cause: int) -> None:
        """A person ends work in hand, or takes it up and ends it: what is to be decided is as the order says."""
        wills, number = self.attended.wills, found.work.number
        wills[number] = order
        if not found.held:
            self.world.take_out(found.work, found.role, PERSON)
        self._go_on(found.work, cause)
        del wills[number]

    def _go_on(self, work: Work, cause: int) -> None:
        if not isinstance(work, Task):
            work.last = cause
        self.world.start(work)

    def task_in_hand(self, seat: str) -> int:
        """The number of the task that the person at a seat has in hand; 0 where there is none."""
        desk = self.world.desks[seat]
        return next((number for number, work in self.world.open.items() if number < 0 and _holds(work, desk)), 0)

    def led(self, seat: str, number: int) -> Ticket | str:
        """The ticket of this number, where the seat leads its handling now; else why not."""
        ticket = self.world.open.get(number)
        if isinstance(ticket, Ticket) and ticket.seat == seat and not ticket.district and ticket.stage in LED:
            return ticket
        return refusal("not_led", number, seat)

    def concerns(self, seat: str, number: int) -> bool:
        """Whether an open ticket lies at the seat now, is led by it, or has its help."""
        ticket = self.world.open.get(number)
        if not isinstance(ticket, Ticket):
            return False
        desk = self.world.desks[seat]
        at_desk = ticket.entry and ticket.roles[ticket.role] is desk
        return bool(at_desk) or self.world.role_held(ticket, desk) >= 0 or seat in (ticket.seat, ticket.supporter)

    def knows(self, seat: str, number: int, like: Ticket) -> Ticket | None:
        """The open ticket of this number, where the seat took it in, has to do with it, or is shown one like it.

        A ticket like one at hand is of the same category and community: what the program itself merges.
        """
        ticket = self.world.open.get(number)
        if not isinstance(ticket, Ticket) or ticket.stage == "intake" or ticket.closed:
            return None
        taken_in = ticket.roles[INTAKE] is self.world.desks[seat]
        return ticket if taken_in or same_matter(ticket, like) or self.concerns(seat, number) else None


def _holds(work: Work, desk: Desk) -> bool:
    return PERSON in work.held and work.roles[0] is desk
