"""Limits of steps, supervision lights, extensions, progress notes: what time does to an open ticket."""

from __future__ import annotations

from command_center.facts import (
    CircularIssued,
    ExtensionAsked,
    ExtensionGranted,
    LightTurnedRed,
    LightTurnedYellow,
    LimitSet,
    PaperSigned,
    ProgressNoted,
    SupervisionOrdered,
    WorkArrived,
)
from command_center.plan.practice import Limits
from command_center.plan.spans import HOUR, Span
from command_center.world import policies
from command_center.world.engine import World
from command_center.world.ticket import EXTENSION, PAPER, Ticket

EMERGENCY = Span(2 * HOUR)
"""An emergency ticket never gets more than this, whatever its category says."""


class Clockwork:
    """Sets limits and lets lights turn; old timers know by ``ticket.watch`` that they no longer matter."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._limits = world.practice.limits
        self._around = world.practice.around
        self._from_first_call = world.practice.emergency_clock == "first_call"
        self._escalate = policies.ESCALATION[world.practice.policies.escalation]
        self._ready = policies.READY[world.practice.policies.ready]
        self.asked: dict[int, Ticket] = {}
        """Tickets by number whose extension a person is to grant or refuse."""

    def span(self, ticket: Ticket, step: str) -> Span | None:
        """The limit of a step for this ticket, or None where there is none."""
        limits = self._limits.get(step, _NONE)
        span: Span | None = getattr(limits, ticket.urgency)
        if ticket.event and self._world.mode == "wartime" and limits.wartime is not None:
            span = limits.wartime
        elif step == "contact":
            span = ticket.category.first_contact or span
        elif step == "handle":
            span = ticket.category.limit or span
        too_long = span is None or span.workdays or span.ms > EMERGENCY.ms
        return EMERGENCY if step == "handle" and ticket.urgency == "E" and too_long else span

    def _is_emergency(self, ticket: Ticket) -> bool:
        """An E ticket, or one of the event in wartime."""
        return ticket.urgency == "E" or (bool(ticket.event) and self._world.mode == "wartime")

    def set(self, ticket: Ticket, step: str, seat: str, name: str = "") -> int:
        """Let the limit of a step run from now; returns when it is due (0 = no limit). ``name``: another row."""
        span = self.span(ticket, name or step)
        if span is None:
            return 0
        due = self._world.calendar.due(self._world.now, span)
        self._world.emit(LimitSet, ticket.last, ticket.number, step, seat, due)
        return due

    def rank(self, ticket: Ticket, due: int) -> None:
        """Give the ticket its place in the inbox it will join, by the policy of the centre."""
        ticket.order = self._ready(ticket.urgency, due, ticket.arrived)

    # -- the closing limit and its lights

    def set_closing(self, ticket: Ticket, share: float = 1.0) -> None:
        """The ticket is to be closed by a limit from now on; ``share`` shortens it, in working time, for a redo."""
        span = self.span(ticket, "handle")
        if span is None:
            return
        now = self._world.now
        since = ticket.called if self._from_first_call and self._is_emergency(ticket) and not ticket.redone else now
        self._watch_over(ticket, max(now, self._world.calendar.due(since, span, share)), ticket.last)
        self._note_progress_from(ticket)

    def _watch_over(self, ticket: Ticket, due: int, cause: int) -> None:
        now = self._world.now
        ticket.due, ticket.given = due, due - now
        ticket.watch += 1
        self._world.emit(LimitSet, cause, ticket.number, "handle", ticket.seat, due)
        share = self._around.yellow_at.get(ticket.urgency, 1.0)
        self._world.at(now + round((due - now) * share), self._yellow, ticket, ticket.watch)
        self._world.at(due + 1, self._red, ticket, ticket.watch)

    def _yellow(self, ticket: Ticket, watch: int) -> None:
        if ticket.watch != watch:
            return
        self._world.emit(LightTurnedYellow, ticket.last, ticket.number, ticket.seat)
        may = not ticket.extended and ticket.urgency != "E" and ticket.stage in ("handle", "field")
        if may and ticket.draws[EXTENSION] < self._around.extension and not self._by_hand(ticket):
            self.ask_extension(ticket, ticket.last)

    def _by_hand(self, ticket: Ticket) -> bool:
        """Whether a person plays the seat that handles the ticket: then nothing is asked or noted by itself."""
        return self._world.by_person(ticket.district or ticket.seat)

    def ask_extension(self, ticket: Ticket, cause: int) -> None:
        """Once, before the limit, and at most as long again; the supervision seat grants it on line.

        Where a person supervises, it waits for that person.
        """
        world = self._world
        ticket.extended = True
        asked = world.emit(ExtensionAsked, cause, ticket.number, ticket.seat)
        supervision = world.leader_of(world.practice.steps.close_seat)
        if world.by_person(supervision):
            self.asked[ticket.number] = ticket
            world.emit(WorkArrived, asked, ticket.number, supervision, "extension")
        else:
            self.grant_extension(ticket, asked)

    def grant_extension(self, ticket: Ticket, cause: int) -> None:
        """The supervision seat grants what was asked for."""
        world = self._world
        by = world.leader_of(world.practice.steps.close_seat)
        granted = world.emit(ExtensionGranted, cause, ticket.number, by)
        if ticket.draws[PAPER] < self._around.paper_signed:
            world.emit(PaperSigned, granted, ticket.number, ticket.seat)
        self._watch_over(ticket, ticket.due + policies.extended_limit(ticket.given), granted)

    def _red(self, ticket: Ticket, watch: int) -> None:
        if ticket.watch != watch:
            return
        world = self._world
        red = world.emit(LightTurnedRed, ticket.last, ticket.number, ticket.seat)
        world.at(world.now + self._escalate(ticket.urgency), self._supervise, ticket, watch, red)
        circular = world.calendar.due(world.now, self._around.circular_after)
        world.at(circular, self._circulate, ticket, watch, red)

    def _supervise(self, ticket: Ticket, watch: int, cause: int) -> None:
        world = self._world
        if ticket.watch == watch and not world.by_person(world.leader_of(world.practice.steps.close_seat)):
            world.emit(SupervisionOrdered, cause, ticket.number, ticket.seat)

    def _circulate(self, ticket: Ticket, watch: int, cause: int) -> None:
        if ticket.watch == watch:
            self._world.emit(CircularIssued, cause, ticket.number, ticket.seat)

    def _note_progress_from(self, ticket: Ticket) -> None:
        every = self._around.progress_every.get(ticket.urgency)
        if every is not None:
            due = self._world.calendar.due(self._world.now, every)
            self._world.at(due, self._note_progress, ticket, ticket.redone)

    def _note_progress(self, ticket: Ticket, redone: bool) -> None:
        """Whoever handles it notes how far it is; a redo begins to count anew, a return does not."""
        if ticket.closed or ticket.ended or ticket.redone != redone:
            return
        if ticket.stage in ("handle", "field", "unit", "support") and not self._by_hand(ticket):
            self._world.emit(ProgressNoted, ticket.last, ticket.number, ticket.seat)
        self._note_progress_from(ticket)


_NONE = Limits()
