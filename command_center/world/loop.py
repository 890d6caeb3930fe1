"""The six steps 受理、转办、办理、反馈、办结、评价 as one table that every ticket walks through.

The rules of this file:

1. The table at the foot is the loop; the functions only decide what the table cannot: which desk, which turn, the end.
2. A decision uses the ticket's own random numbers, so another staffing meets the same city.
3. Every ticket ends once: answered directly, closed, merged, not accepted, handed over or hung up; else it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from command_center.facts import (
    AcceptEnded,
    AcceptStarted,
    AnsweredDirectly,
    CalledAgain,
    CallerHungUp,
    CloseEnded,
    CloseStarted,
    ContactArrived,
    EvaluateEnded,
    EvaluateStarted,
    Fact,
    FeedbackEnded,
    FeedbackStarted,
    HandedOver,
    HandleEnded,
    HandleStarted,
    Merged,
    NotAccepted,
    TicketOpened,
    TransferEnded,
    TransferStarted,
)
from command_center.plan.practice import CallAgain
from command_center.plan.roster import Category
from command_center.world import direct_line, policies
from command_center.world.again import Redials
from command_center.world.chance import Draws
from command_center.world.closing import Closing
from command_center.world.dispatching import Dispatching
from command_center.world.engine import World
from command_center.world.handling import Handling
from command_center.world.limits import Clockwork
from command_center.world.machine import (
    CREW,
    DISPATCH,
    DO,
    FACT,
    FREE,
    INTAKE,
    LEAD,
    NOBODY,
    PARK,
    QUALITY,
    SYSTEM,
    TAKE,
    WAIT,
    Program,
)  # fmt: skip
from command_center.world.systems import Systems
from command_center.world.ticket import (
    ARBITRATE,
    CATEGORY,
    CLOSE,
    CONSULT,
    CONVERSATION,
    DESK_WORK,
    EVALUATE,
    FATE,
    FEEDBACK,
    FIELD_WORK,
    NATURE,
    PATIENCE,
    PLACE,
    SIGN,
    SYSTEM_USE,
    TRANSFER,
    TRAVEL,
    Ticket,
    columns,
)  # fmt: skip

CITIZEN = ("call", "app", "web", "terminal")
"""Channels of people, who may ask for what the centre answers at once or may not take on."""

SAME_MATTER = (
    "source", "key", "nature", "urgency", "place", "event", "direct", "sure", "again", "still", "called",
)  # fmt: skip
"""What a call again has in common with the call before, besides category and channel."""

COMMUNITY_DOTS = 2
"""Dots in the path of a community, ``D2.05.011``; a grid has one more."""


def _community(place: str) -> str:
    """The community a place lies in (the place itself where it is wider)."""
    while place.count(".") > COMMUNITY_DOTS:
        place = place.rpartition(".")[0]
    return place


REMIT = "outside the hotline's remit"
"""Why a contact is not accepted."""

CALLS_FIRST = 1 << 45
"""Messages stand behind callers in the intake's inbox."""


class Tickets:
    """The way in, and the table."""

    def __init__(self, world: World, systems: Systems) -> None:
        self._world, self._systems = world, systems
        self._numbers = 0
        self._intake = world.practice.intake
        self.clock = Clockwork(world)
        self._draws: dict[str, Draws] = {}
        self._columns = columns(world.practice)
        self._means = {category.id: self._means_of(category) for category in world.roster.categories}
        self._event_means = {category.id: self._event_means_of(category) for category in world.roster.categories}
        self._redials = Redials(world, self._call_again)
        self._weights = policies.Shares({category.id: category.share for category in world.roster.categories})
        self._natures = policies.Shares(self._intake.natures)
        self._latest: dict[tuple[str, str], Ticket] = {}
        self.labels: dict[str, int] = {}
        labels, clock = self.labels, self.clock
        self.dispatching = Dispatching(world, clock, labels, self.draws, self.means)
        self.handling = Handling(world, systems, clock, labels)
        self.closing = Closing(world, clock, labels, self.dispatching.next_round, self.end)
        self.rows = _table(self, self.dispatching, self.handling, self.closing)
        self.program = assemble(self.rows, labels)

    def _means_of(self, category: Category) -> tuple[float, ...]:
        """Mean durations (ms) by column; a use of a system is scaled by the system's desk."""
        practice, intake = self._world.practice, self._intake
        steps = practice.steps
        talk = practice.direct_line.talk if category.direct_line else intake.conversation.mean
        means = (
            talk.ms, steps.transfer.mean.ms, steps.sign.mean.ms, 1, category.desk.ms,
            steps.travel.mean.ms, category.field.ms, steps.feedback.mean.ms, steps.close.mean.ms,
            steps.evaluate_call.mean.ms, intake.patience.mean.ms, steps.consult.mean.ms, steps.arbitrate.mean.ms,
            steps.support.mean.ms,
        )  # fmt: skip
        return tuple(map(float, means))

    def _event_means_of(self, category: Category) -> tuple[float, ...]:
        """Those of tickets of the event in wartime: they are sent by plan; crews make safe, and repair later."""
        means, steps = list(self._means[category.id]), self._world.practice.steps
        if steps.transfer_event is not None:
            means[TRANSFER] = float(steps.transfer_event.ms)
        if category.event_field is not None:
            means[FIELD_WORK] = float(category.event_field.ms)
        return tuple(means)

    def means(self, ticket: Ticket) -> tuple[float, ...]:
        """The mean durations of a ticket as things stand now."""
        wartime = ticket.event and self._world.mode == "wartime"
        return (self._event_means if wartime else self._means)[ticket.category.id]

    def draws(self, source: str, key: int, turn: int) -> tuple[float, ...]:
        """The random numbers of a source's ticket in its first or a later turn."""
        draws = self._draws.get(source)
        if draws is None:
            draws = self._draws[source] = Draws(self._world.seed, f"tickets/{source}", self._columns)
        return draws.row(key, turn)

    # -- the way in

    def contact(
        self, *, source: str, key: int, channel: str, nature: str = "", category: str = "", urgency: str = "",
        place: str = "", event: str = "", cause: int = 0, reference: str = "", weights: policies.Shares | None = None,
        direct: float | None = None, again: CallAgain | None = None, still: Callable[[], bool] | None = None,
    ) -> int:  # fmt: skip
        """A contact turns to the centre and enters the six steps; returns the number it keeps.

        Empty fields are drawn from its own random numbers: nature and category by share, place by population.
        ``direct`` is the share answered on the spot (None = the centre's usual one for people, none for the rest); a
        stream with 0 is known to bring tickets only. Who hangs up calls again by the rule ``again`` (None = the
        centre's usual one) while ``still`` says that there is a reason to.
        """
        world = self._world
        draws = self.draws(source, key, 0)
        kind = world.categories[category or (weights or self._weights).pick(draws[CATEGORY])]
        ticket = self._ticket(kind, channel, draws)
        ticket.source, ticket.key = source, key
        ticket.nature = nature or self._natures.pick(draws[NATURE])
        ticket.urgency = urgency or kind.urgency
        ticket.place = place or world.tree.grid_for(draws[PLACE])
        ticket.event = event
        ticket.direct = (self._intake.direct if channel in CITIZEN else 0.0) if direct is None else direct
        ticket.sure = channel not in CITIZEN or bool(event) or direct == 0
        ticket.again, ticket.still, ticket.called = again or self._intake.again, still, world.now
        self._arrive(ticket, source, cause, reference)
        self._enter(ticket)
        return ticket.number

    def _ticket(self, kind: Category, channel: str, draws: tuple[float, ...]) -> Ticket:
        """The next number, at the desk that takes in this channel."""
        world = self._world
        self._numbers += 1
        roles = [world.nobody] * 7
        roles[INTAKE] = world.desks[world.leader_of(self._intake.other_seats.get(channel, self._intake.seat))]
        ticket = Ticket(self._numbers, self.program, roles, self._means[kind.id], draws)
        ticket.channel, ticket.category = channel, kind
        return ticket

    def _arrive(self, ticket: Ticket, source: str, cause: int, reference: str) -> None:
        world = self._world
        ticket.arrived, ticket.stage = world.now, "intake"
        world.open[ticket.number] = ticket
        ticket.last = world.emit(
            ContactArrived, cause, ticket.number, source, ticket.key, ticket.channel, ticket.nature,
            ticket.category.id, ticket.urgency, ticket.place, ticket.event, reference,
        )  # fmt: skip

    def _call_again(self, before: Ticket, patience: float, cause: int) -> None:
        """The same matter once more: its numbers are those of the first call, but for the patience."""
        draws = (*before.birth[:PATIENCE], patience, *before.birth[PATIENCE + 1 :])
        ticket = self._ticket(before.category, before.channel, draws)
        for name in SAME_MATTER:
            setattr(ticket, name, getattr(before, name))
        ticket.tries = before.tries + 1
        self._arrive(ticket, f"{before.source}/again", cause, "")
        self._world.emit(CalledAgain, ticket.last, ticket.number, before.number, ticket.tries + 1)
        self._enter(ticket)

    def _enter(self, ticket: Ticket) -> None:
        """Callers wait first come, first served, and not for ever; messages wait behind them."""
        world, desk = self._world, ticket.roles[INTAKE]
        if ticket.channel == "call":
            self.clock.set(ticket, "accept", desk.seat)
        else:
            ticket.means = (float(self._intake.message.mean.ms), *ticket.means[1:])
            due = self.clock.set(ticket, "accept", desk.seat, "accept_message")
            self.clock.rank(ticket, due)
            if desk.seat == self._intake.seat:
                ticket.order += CALLS_FIRST
        world.start(ticket)
        self._begin_to_wait(ticket)

    def _begin_to_wait(self, ticket: Ticket) -> None:
        """A caller whom nobody answers waits as long as they are patient, at whatever seat."""
        if ticket.entry and ticket.stage == "intake" and ticket.channel == "call":
            ticket.patient_until = self._world.now + round(ticket.means[PATIENCE] * ticket.draws[PATIENCE])
            self._world.at(ticket.patient_until, self._lose_patience, ticket)

    def _lose_patience(self, ticket: Ticket) -> None:
        if ticket.entry and ticket.stage == "intake" and self._world.now >= ticket.patient_until:
            self._world.withdraw(ticket)
            hung_up = self._world.emit(CallerHungUp, ticket.last, ticket.number)
            self.end(ticket)
            self._redials.hung_up(ticket, hung_up)

    def give_back(self, ticket: Ticket, role: int) -> None:
        """The seat of this role changes hands: its work goes back to the inbox, and a caller waits once more."""
        self._systems.break_off(ticket)
        self._world.give_back(ticket, role)
        self._begin_to_wait(ticket)

    def end(self, ticket: Ticket) -> int:
        """The ticket is over; nothing more will happen to it."""
        ticket.ended = True
        ticket.watch += 1
        del self._world.open[ticket.number]
        where = (_community(ticket.place), ticket.category.id)
        if self._latest.get(where) is ticket:
            del self._latest[where]
        return PARK

    # -- after the conversation

    def accepted(self, ticket: Ticket) -> int | None:
        """What becomes of a contact once the centre has heard it."""
        ending = self._fate(ticket) or self._duplicate(ticket)
        if ending is not None:
            return self.dismiss(ticket, *ending)
        self._open(ticket)
        return None

    def dismiss(self, ticket: Ticket, kind: type[Fact], *more: Any) -> int:
        """The contact ends here: answered, not accepted, handed over or merged."""
        ticket.last = self._world.emit(kind, ticket.last, ticket.number, *more)
        return self.end(ticket)

    def open_as(self, ticket: Ticket, category: str, urgency: str) -> None:
        """The contact becomes a ticket as a person put it down; nobody but a person merges it then."""
        kind = self._world.categories[category] if category else ticket.category
        ticket.urgency = urgency or (kind.urgency if category else ticket.urgency)
        ticket.category = kind
        self._duplicate(ticket)
        self._open(ticket)

    def _fate(self, ticket: Ticket) -> tuple[Any, ...] | None:
        left = ticket.draws[FATE] - ticket.direct
        if left < 0:
            return (AnsweredDirectly,)
        if ticket.sure:
            return None
        left -= self._intake.not_accepted
        if left < 0:
            return NotAccepted, REMIT
        for line, share in self._intake.handed_over.items():
            left -= share
            if left < 0:
                return HandedOver, line
        return None

    def _duplicate(self, ticket: Ticket) -> tuple[Any, ...] | None:
        """An open ticket of the same community and category, young and urgent enough, takes this one in.

        A place no closer than a street (recorded tickets often name just the district) is too wide for that.
        """
        if ticket.place.count(".") < COMMUNITY_DOTS:
            return None
        where = (_community(ticket.place), ticket.category.id)
        before = self._latest.get(where)
        window = self._world.practice.around.duplicate_window.ms
        gone = before is None or before.closed or before.direct_unit == "done" or _less_urgent(before, ticket)
        if before is None or gone or self._world.now - before.opened >= window:
            self._latest[where] = ticket
            return None
        return Merged, before.number

    def _open(self, ticket: Ticket) -> None:
        world = self._world
        ticket.last = world.emit(TicketOpened, ticket.last, ticket.number, ticket.category.id, ticket.urgency)
        ticket.stage, ticket.opened = "transfer", world.now
        ticket.seat = world.leader_of(ticket.category.seats[0])
        ticket.roles[DISPATCH] = world.desks[world.leader_of(world.practice.steps.transfer_seat)]
        due = self.clock.set(ticket, "transfer", ticket.roles[DISPATCH].seat)
        self.clock.set_closing(ticket)
        self.clock.rank(ticket, due)
        ticket.means = self.means(ticket)
        direct_line.send(world, ticket)


def same_matter(one: Ticket, other: Ticket) -> bool:
    """Whether two tickets are of the same category and community: then one may be merged into the other."""
    near = one.place.count(".") >= COMMUNITY_DOTS and _community(one.place) == _community(other.place)
    return near and one.category is other.category


def _less_urgent(one: Ticket, other: Ticket) -> bool:
    return policies.RANK[one.urgency] > policies.RANK[other.urgency]


Row = tuple[Any, ...]


def assemble(rows: Iterable[Row | str], labels: dict[str, int]) -> Program:
    """The table without its labels, whose positions are written into ``labels``."""
    program: list[Any] = []
    for row in rows:
        if isinstance(row, str):
            labels[row] = len(program)
        else:
            program.append(row)
    return tuple(program)


def _table(tickets: Tickets, dispatching: Dispatching, handling: Handling, closing: Closing) -> list[Row | str]:
    def step(role: int, started: type, column: int, ended: type) -> list[Row]:
        return [(TAKE, role, 0), (FACT, role, started), (WAIT, role, column), (FACT, role, ended), (FREE, role, 0)]

    return [
        *step(INTAKE, AcceptStarted, CONVERSATION, AcceptEnded), (DO, 0, tickets.accepted),
        "transfer", *step(DISPATCH, TransferStarted, TRANSFER, TransferEnded), (DO, 0, dispatching.send),
        "sign", (TAKE, LEAD, 0), (WAIT, LEAD, SIGN), (DO, 0, dispatching.sign), (FREE, LEAD, 0),
        (DO, 0, handling.begin),
        "return", (FREE, LEAD, 0), (DO, 0, dispatching.again),
        "consult", (TAKE, LEAD, 0), (DO, 0, dispatching.consult), (WAIT, LEAD, CONSULT), (DO, 0, dispatching.consulted),
        (FREE, LEAD, 0), (DO, 0, dispatching.settle),
        "arbitrate", (TAKE, LEAD, 0), (WAIT, LEAD, ARBITRATE), (DO, 0, dispatching.arbitrate), (FREE, LEAD, 0),
        (DO, 0, dispatching.send_to_sign),
        "handle", (TAKE, LEAD, 0), (FACT, LEAD, HandleStarted), (DO, 0, handling.contact),
        "system", (DO, 0, handling.next_system), (TAKE, SYSTEM, 0), (DO, 0, handling.use), (WAIT, SYSTEM, SYSTEM_USE),
        (DO, 0, handling.used), "used", (FREE, SYSTEM, 0), (DO, 0, handling.more_systems),
        "desk", (WAIT, LEAD, DESK_WORK), (FACT, LEAD, HandleEnded), (FREE, LEAD, 0), (DO, 0, handling.desk_done),
        "field", (TAKE, CREW, 0), (DO, 0, handling.leave), (WAIT, CREW, TRAVEL), (DO, 0, handling.arrive),
        (WAIT, CREW, FIELD_WORK), (DO, 0, handling.field_done), (FREE, CREW, 0), (DO, 0, handling.await_support),
        "unit", (DO, 0, handling.await_support),
        "contractor", (WAIT, NOBODY, FIELD_WORK), (DO, 0, handling.await_support),
        "feedback", (DO, 0, closing.due_feedback), *step(LEAD, FeedbackStarted, FEEDBACK, FeedbackEnded),
        (DO, 0, closing.fed_back), *step(QUALITY, CloseStarted, CLOSE, CloseEnded), (DO, 0, closing.closed),
        "call", (DO, 0, closing.find_seat), (TAKE, QUALITY, 0), (FACT, QUALITY, EvaluateStarted),
        (WAIT, QUALITY, EVALUATE), (DO, 0, closing.called), (FACT, QUALITY, EvaluateEnded), (FREE, QUALITY, 0),
        (DO, 0, closing.redo_or_end),
        "message", (FACT, NOBODY, EvaluateStarted), (DO, 0, closing.send_message),
        "answered", (DO, 0, closing.answered), (FACT, NOBODY, EvaluateEnded), (DO, 0, tickets.end),
    ]  # fmt: skip
