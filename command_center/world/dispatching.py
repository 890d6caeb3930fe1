"""Step 2 转办 and what surrounds it: choosing a seat, signing, returns, reassignment, disputes and rulings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from command_center.facts import (
    Arbitrated,
    ConsultEnded,
    ConsultStarted,
    Dispatched,
    DispatchFixed,
    Disputed,
    Reassigned,
    Returned,
    Signed,
)
from command_center.plan.practice import ReportedStep
from command_center.plan.roster import STEPS, Category
from command_center.plan.spans import Span
from command_center.world import policies
from command_center.world.duties import in_force, version
from command_center.world.engine import World
from command_center.world.limits import Clockwork
from command_center.world.machine import DISPATCH, LEAD
from command_center.world.ticket import (
    DISPUTE,
    DISTRICT,
    FEEDBACK,
    FEEDBACK_SHARE,
    SETTLED,
    SIGN,
    SIGN_SHARE,
    TRAVEL,
    TRAVEL_SHARE,
    UNCLEAR,
    WRONG,
    WRONG_SEAT,
    Ticket,
)  # fmt: skip

_REPORTED: tuple[tuple[ReportedStep, int, int], ...] = (
    ("sign", SIGN, SIGN_SHARE),
    ("travel", TRAVEL, TRAVEL_SHARE),
    ("feedback", FEEDBACK, FEEDBACK_SHARE),
)
"""Steps whose times may be reported: the column of the duration and that of the share it is drawn with."""

HANDLE = STEPS.index("handle")

Draws = Callable[[str, int, int], tuple[float, ...]]
"""The random numbers of a source's ticket in its first or a later turn."""
Means = Callable[[Ticket], tuple[float, ...]]
"""The mean durations of a ticket as things stand now."""


class _Inboxes(Mapping[str, int]):
    """How many pieces of work wait at each seat's desk, for policies that look at it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getitem__(self, seat: str) -> int:
        return len(self._world.desks[seat].ready)

    def __iter__(self) -> Iterator[str]:
        return iter(self._world.desks)

    def __len__(self) -> int:
        return len(self._world.desks)


class Dispatching:
    """The functions of the table's rows from ``transfer`` to ``arbitrate``."""

    def __init__(self, world: World, clock: Clockwork, labels: dict[str, int], draws: Draws, means: Means) -> None:
        self._world, self._clock, self._labels, self._draws, self._means = world, clock, labels, draws, means
        self._around, self._steps = world.practice.around, world.practice.steps
        self._choose = policies.DISPATCH[world.practice.policies.dispatch]
        self._leads = sorted({category.seats[0] for category in world.roster.categories})
        self._inboxes = _Inboxes(world)
        self._able = {category.id: self._able_to_lead(category) for category in world.roster.categories}
        self._duty = {
            duty.when.removeprefix("ticket.dispatched "): duty
            for duty in in_force(world.roster.duties, world.scenario.start)
            if duty.when.startswith("ticket.dispatched ")
        }

    def _able_to_lead(self, category: Category) -> tuple[str, ...]:
        """The category's seats that may lead its handling; the others only support its lead seat."""
        first, *others = category.seats
        seats = self._world.seats
        wanted = set(category.skills)
        leading = (seat for seat in others if seats[seat].part[HANDLE] == "L" and wanted <= set(seats[seat].skills))
        return first, *leading

    # -- send

    def send(self, ticket: Ticket, wish: str | None = None) -> None:
        """Choose a seat, or the district behind the liaison seat, and send the ticket there; ``wish`` is a person's."""
        world = self._world
        ticket.dispatches += 1
        before, by = ticket.seat, self._direct_to(ticket) if wish is None else self.direct_as(ticket, wish)
        if ticket.dispatches > 1 and not ticket.disputed and ticket.seat != before:
            ticket.last = world.emit(Reassigned, ticket.last, ticket.number, before, ticket.seat)
        if ticket.dispatches >= self._around.fixed_after and not ticket.fixed:
            ticket.fixed, by = True, "fixed"
            ticket.last = world.emit(DispatchFixed, ticket.last, ticket.number, ticket.seat)
        # No duty stands behind a dispatch to a seat whose duty it is not.
        duty = None if ticket.wrong else self._duty.get(ticket.category.id)
        ticket.last = world.emit(
            Dispatched, ticket.last, ticket.number, ticket.seat, ticket.district, by, ticket.dispatches,
            version(duty) if duty else "",
        )  # fmt: skip
        if duty:
            world.bind_ticket(duty, ticket.seat, ticket.district, ticket.number, ticket.last)
        ticket.stage, ticket.sent = "sign", world.now
        ticket.roles[LEAD] = world.desks[ticket.seat]
        self._as_reported(ticket)
        due = self._clock.set(ticket, "sign", ticket.seat)
        if ticket.dispatches == 1:
            self._clock.set(ticket, "contact", ticket.seat)
        self._clock.rank(ticket, due)

    def send_to_sign(self, ticket: Ticket) -> int:
        """After an agreement or a ruling there is no dispatcher between: the seat it names signs next."""
        self.send(ticket)
        return self._labels["sign"]

    def _direct_to(self, ticket: Ticket) -> str:
        """Set the ticket's seat and district; returns how the choice was made."""
        if ticket.disputed and ticket.fixed:
            return "fixed"
        self._to_right_seat(ticket)
        if ticket.dispatches > 1:
            return "operator"
        skill = ticket.roles[DISPATCH].skill
        if ticket.draws[WRONG] < policies.wrong_seat_chance(self._around.wrong_seat, skill):
            self._to_wrong_seat(ticket)
        return "rule"

    def direct_as(self, ticket: Ticket, wish: str) -> str:
        """Set seat and district as a person chose (empty = what the table proposes); returns how it was chosen."""
        self._to_right_seat(ticket)
        leader, liaison = self._world.leader_of(wish or ticket.seat), self._world.leader_of(self._steps.liaison_seat)
        district = ticket.place.partition(".")[0] if wish and leader == liaison else ""
        if not wish or (leader, district) == (ticket.seat, ticket.district):
            return "operator" if ticket.dispatches > 1 else "rule"
        right = map(self._world.leader_of, self._able[ticket.category.id])
        ticket.wrong = not ticket.category.district_share if district else leader not in right
        ticket.seat, ticket.district = leader, district
        return "operator"

    def _to_right_seat(self, ticket: Ticket) -> None:
        ticket.wrong, ticket.district = False, ""
        if ticket.birth[DISTRICT] < ticket.category.district_share:
            ticket.district = ticket.place.partition(".")[0]
            ticket.seat = self._world.leader_of(self._steps.liaison_seat)
        else:
            leaders = tuple(map(self._world.leader_of, self._able[ticket.category.id]))
            ticket.seat = self._choose(leaders, self._inboxes)

    def _to_wrong_seat(self, ticket: Ticket) -> None:
        """Any seat that leads another category; not one whose work the right seat does just now."""
        leaders = map(self._world.leader_of, self._leads)
        others = [seat for seat in leaders if seat != ticket.seat]
        if others:
            ticket.wrong, ticket.district = True, ""
            ticket.seat = others[int(ticket.draws[WRONG_SEAT] * len(others))]

    def next_round(self, ticket: Ticket) -> None:
        """After a return or for a redo: further random numbers from the same key."""
        ticket.round += 1
        ticket.draws = self._draws(ticket.source, ticket.key, ticket.round)
        self._as_reported(ticket)

    def _as_reported(self, ticket: Ticket) -> None:
        """How long it takes; a seat whose times are reported (the police) signs, sets out and feeds back by those."""
        ticket.means, ticket.factors = self._means(ticket), ticket.draws
        reported = self._world.practice.reported.get(ticket.seat)
        if reported is None or ticket.district:
            return
        means, factors = list(ticket.means), list(ticket.factors)
        for step, column, share in _REPORTED:
            points = [(done, float(after.ms)) for done, after in reported.get(step, ())]
            if points:
                means[column], factors[column] = policies.by_share(points, ticket.draws[share]), 1.0
        ticket.means, ticket.factors = means, factors

    # -- sign, return, again

    def sign(self, ticket: Ticket) -> int | None:
        """The seat signs, or within the time for returns sends it back with its reason."""
        reason = self._reason_to_return(ticket)
        if reason:
            return self.send_back(ticket, reason)
        self.signed(ticket)
        return None

    def signed(self, ticket: Ticket) -> None:
        """The seat signs."""
        seat, operator = ticket.roles[LEAD].seat, ticket.held[LEAD]
        ticket.last = self._world.emit(Signed, ticket.last, ticket.number, seat, operator)

    def send_back(self, ticket: Ticket, reason: str) -> int:
        """The seat returns the ticket."""
        ticket.last = self._world.emit(Returned, ticket.last, ticket.number, ticket.seat, reason)
        return self._labels["return"]

    def too_late_to_return(self, ticket: Ticket) -> bool:
        """Whether the time in which a seat may return the ticket has passed."""
        span = self._clock.span(ticket, "return") or Span(0)
        return self._world.now > self._world.calendar.due(ticket.sent, span)

    def _reason_to_return(self, ticket: Ticket) -> str:
        if ticket.fixed or self.too_late_to_return(ticket):
            return ""
        if ticket.wrong:
            return "not this seat's duty"
        return "unclear" if ticket.draws[UNCLEAR] < self._around.return_unclear else ""

    def again(self, ticket: Ticket, disputes: bool | None = None) -> int:
        """After a return: consultation if the seat disputes the duty (None = as drawn), else another dispatch."""
        world = self._world
        if disputes is None:
            disputes = not ticket.disputed and ticket.draws[DISPUTE] < self._around.dispute
        self.next_round(ticket)
        ticket.stage = "transfer"
        if disputes:
            ticket.disputed = True
            ticket.last = world.emit(Disputed, ticket.last, ticket.number, ticket.seat)
            ticket.roles[LEAD] = world.desks[world.leader_of(self._steps.consult_seat)]
            return self._labels["consult"]
        ticket.roles[DISPATCH] = world.desks[world.leader_of(self._steps.transfer_seat)]
        due = self._clock.set(ticket, "transfer", ticket.roles[DISPATCH].seat)
        self._clock.rank(ticket, due)
        return self._labels["transfer"]

    # -- disputes

    def consult(self, ticket: Ticket) -> None:
        """Consultation begins at the keeper of the duty list."""
        ticket.last = self._world.emit(ConsultStarted, ticket.last, ticket.number, ticket.roles[LEAD].seat)

    def consulted(self, ticket: Ticket) -> None:
        """It ends: either the seats agree on the handler, or the commanders must rule."""
        settled = ticket.draws[SETTLED] < self._around.consult_settles
        ticket.fixed = settled
        self._to_right_seat(ticket)
        ticket.last = self._world.emit(
            ConsultEnded, ticket.last, ticket.number, ticket.roles[LEAD].seat, settled, ticket.seat if settled else ""
        )

    def settle(self, ticket: Ticket) -> int | None:
        """Agreed: send it there for good. Not agreed: to the commander whose desk is shortest."""
        if ticket.fixed:
            return self.send_to_sign(ticket)
        arbiters = [self._world.leader_of(seat) for seat in self._steps.arbiters]
        seat = min(arbiters, key=lambda name: self._inboxes[name])
        ticket.roles[LEAD] = self._world.desks[seat]
        return self._labels["arbitrate"]

    def arbitrate(self, ticket: Ticket) -> None:
        """The commander's ruling names the handler for good."""
        ticket.fixed = True
        ticket.last = self._world.emit(Arbitrated, ticket.last, ticket.number, ticket.roles[LEAD].seat, ticket.seat)
