"""The table of the six steps for drills in which persons play seats.

The rules of this file:

1. It is the plain table with two changes. Before an operator is taken, whoever would wait at a seat that a person
   plays says so (``WorkArrived``). And where time passes at a seat, work that a person holds is parked until an order
   ends it; for operators of the program as much time passes as ever.
2. What the draws decide for the program, the order decides for the person: the order is the ticket's ``will`` while
   it is carried out, and whatever is to be decided on the way asks for it. Without a will everything is as drawn.
3. A drill walks the plain table until somebody plays a seat; then every ticket changes over at its place. The labels
   are those of the table that is walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from command_center.facts import (
    PERSON,
    AnsweredDirectly,
    HandedOver,
    Merged,
    NotAccepted,
    RedoWaived,
    TaskArrived,
    WorkArrived,
    WorkTakenUp,
)
from command_center.orders import AcceptTicket, Arbitrate, MergeTicket, Order, ReturnTicket, TransferTicket
from command_center.world.engine import TASK, Task, World
from command_center.world.loop import REMIT, Row, Tickets, assemble
from command_center.world.machine import DISPATCH, DO, INTAKE, LEAD, PARK, QUALITY, TAKE, WAIT, Program, Work
from command_center.world.ticket import Ticket

STAFFED = (INTAKE, DISPATCH, LEAD, QUALITY)
"""The roles of seats; the others are systems, crews and citizens."""

STEPS = ("accept", "transfer", "sign", "consult", "arbitrate", "handle", "feedback", "close", "evaluate")
"""The steps at which the table takes an operator of a seat, in its order."""


UNSAID = ("sign", "arbitrate")
"""Steps whose beginning no fact of their own states."""


class Place(NamedTuple):
    """Where in a table work is when it waits in an inbox (``held`` False) or is in hand: which step, which role."""

    step: str
    role: int
    held: bool


class Table(NamedTuple):
    """A table for persons; ``places`` are by position, ``moved`` gives the position of each one of the plain table."""

    program: Program
    places: Mapping[int, Place]
    moved: list[int]
    labels: dict[str, int]


def attended(
    rows: Iterable[Row | str], steps: Iterable[str], arrive: Callable[[int, str], Callable[[Any], None]],
    wait: Callable[[int, int, str], Callable[[Any], int | None]], instead: Mapping[Any, Any],
) -> Table:  # fmt: skip
    """The table for persons out of the plain one; ``instead`` says which decisions ask for a will."""
    remaining, step, found = iter(steps), "", list[Row | str]()
    places: dict[int, Place] = {}
    moved: list[int] = []
    length = 0
    for row in rows:
        new: list[Row | str] = [row]
        if not isinstance(row, str):
            op, role, what = row
            moved.append(length)
            if op == TAKE and role in STAFFED:
                step = next(remaining)
                new = [(DO, role, arrive(role, step)), row]
                places[length + 2] = Place(step, role, False)
            elif op == WAIT and role in STAFFED:
                new = [(DO, role, wait(role, what, step))]
                places[length + 1] = Place(step, role, True)
            elif op == DO:
                new = [(DO, role, instead.get(what, what))]
            length += len(new)
        found.extend(new)
    labels: dict[str, int] = {}
    return Table(assemble(found, labels), places, [*moved, length], labels)


class Attended:
    """Both tables for persons, the orders being carried out, and what waits for a person's decision."""

    def __init__(self, world: World, tickets: Tickets) -> None:
        self._world, self._tickets = world, tickets
        self._dispatching, self._handling, self._closing = tickets.dispatching, tickets.handling, tickets.closing
        self.wills: dict[int, Order] = {}
        self.redos: dict[int, Ticket] = {}
        """Tickets by number of which a person is to say whether they are done again."""
        self.on = False

    # -- the tables

    def switch_on(self) -> None:
        """From now on everything walks the tables for persons."""
        if self.on:
            return
        world = self._world
        instead = {
            self._tickets.accepted: self._accepted, self._dispatching.send: self._send,
            self._dispatching.sign: self._sign, self._dispatching.again: self._again,
            self._dispatching.arbitrate: self._arbitrate, self._handling.contact: self._contact,
            self._closing.redo_or_end: self._redo_or_end,
        }  # fmt: skip
        self.tickets = attended(self._tickets.rows, STEPS, self._arrival, self._wait, instead)
        self.tasks = attended(TASK, ("task",), self._arrival, self._wait, {})
        self._tickets.labels.update(self.tickets.labels)
        self.on = True
        self._tickets.program, world.task_table = self.tickets.program, self.tasks.program
        for work in world.open.values():
            table = self.tickets if work.number > 0 else self.tasks
            work.pc, work.program = table.moved[work.pc], table.program

    def place(self, work: Work) -> Place | None:
        """Where the work waits or is held, if it does."""
        table = self.tickets if work.number > 0 else self.tasks
        return table.places.get(work.pc)

    def _arrival(self, role: int, step: str) -> Callable[[Work], None]:
        def arrive(work: Work) -> None:
            desk = work.roles[role]
            if desk.player == "person" and not desk.idle:
                self.arrived(work, desk.seat, step)

        return arrive

    def arrived(self, work: Work, seat: str, step: str) -> None:
        """Work waits in the inbox of a seat that a person plays."""
        if isinstance(work, Task):
            about = (work.number, seat, work.action, work.concerning)
            work.last = self._world.emit(TaskArrived, work.last, *about)
        else:
            work.last = self._world.emit(WorkArrived, work.last, work.number, seat, step)

    def _wait(self, role: int, column: int, step: str) -> Callable[[Work], int | None]:
        world, wills, unsaid = self._world, self.wills, step in UNSAID

        def wait(work: Work) -> int | None:
            if work.held[role] == PERSON:
                return None if work.number in wills else PARK
            if unsaid and work.roles[role].player == "person":
                taken = (work.number, work.roles[role].seat, work.held[role])
                work.last = world.emit(WorkTakenUp, work.last, *taken)
            world.pass_time(work, role, column)
            return PARK

        return wait

    # -- decisions: by the order that is being carried out, else as drawn

    def _accepted(self, ticket: Ticket) -> int | None:
        order = self.wills.get(ticket.number)
        if isinstance(order, MergeTicket):
            return self._tickets.dismiss(ticket, Merged, order.into)
        if not isinstance(order, AcceptTicket):
            return self._tickets.accepted(ticket)
        ending = ENDINGS[order.outcome]
        if ending is not None:
            return self._tickets.dismiss(ticket, *ending(order))
        self._tickets.open_as(ticket, order.category, order.urgency)
        return None

    def _send(self, ticket: Ticket) -> None:
        order = self.wills.get(ticket.number)
        self._dispatching.send(ticket, order.seat if isinstance(order, TransferTicket) else None)

    def _sign(self, ticket: Ticket) -> int | None:
        order = self.wills.get(ticket.number)
        if order is None:
            return self._dispatching.sign(ticket)
        if isinstance(order, ReturnTicket):
            return self._dispatching.send_back(ticket, order.reason)
        self._dispatching.signed(ticket)
        return None

    def _again(self, ticket: Ticket) -> int:
        order = self.wills.get(ticket.number)
        return self._dispatching.again(ticket, order.dispute if isinstance(order, ReturnTicket) else None)

    def _arbitrate(self, ticket: Ticket) -> None:
        order = self.wills.get(ticket.number)
        if isinstance(order, Arbitrate):
            self._dispatching.direct_as(ticket, order.seat)
            ticket.wrong = False
        self._dispatching.arbitrate(ticket)

    def _contact(self, ticket: Ticket) -> None:
        """A person uses the systems that they think of; the program those of the category."""
        self._handling.contact(ticket)
        if ticket.held[LEAD] == PERSON:
            ticket.systems_left = ()

    def _redo_or_end(self, ticket: Ticket) -> int:
        if ticket.number not in self.wills or ticket.stage != "redo":
            return self._closing.redo_or_end(ticket)
        self.redos[ticket.number] = ticket
        self.arrived(ticket, ticket.roles[QUALITY].seat, "redo")
        return PARK

    def redo(self, ticket: Ticket) -> None:
        """The ticket is done again."""
        del self.redos[ticket.number]
        ticket.pc = self._closing.redo_or_end(ticket)
        self._world.start(ticket)

    def leave_closed(self, ticket: Ticket) -> None:
        """The ticket stays closed although the citizen is dissatisfied."""
        del self.redos[ticket.number]
        self._world.emit(RedoWaived, ticket.last, ticket.number, ticket.roles[QUALITY].seat)
        self._tickets.end(ticket)


ENDINGS: dict[str, Callable[[AcceptTicket], tuple[Any, ...]] | None] = {
    "ticket": None,
    "answered": lambda _order: (AnsweredDirectly,),
    "not_accepted": lambda _order: (NotAccepted, REMIT),
    "handed_over": lambda order: (HandedOver, order.line),
}
"""What a conversation may end in, and the fact that says so; a ticket goes on."""
