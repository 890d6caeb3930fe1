"""Steps 4 to 6 反馈、办结、评价: feeding back, closing, asking the citizen, and one redo."""

from __future__ import annotations

from collections.abc import Callable

from command_center.facts import Evaluated, EvaluationLapsed, RedoOrdered
from command_center.world import policies
from command_center.world.engine import World
from command_center.world.limits import Clockwork
from command_center.world.machine import LEAD, PARK, QUALITY
from command_center.world.ticket import ANSWER, ANSWER_AFTER, CALL_BACK, SATISFIED, SOLVED, Ticket

UNSATISFIED = 2
"""Satisfaction up to this (of 5) in a call-back brings one redo."""


class Closing:
    """The functions of the table's rows from ``feedback`` to the end."""

    def __init__(
        self, world: World, clock: Clockwork, labels: dict[str, int],
        next_round: Callable[[Ticket], None], end: Callable[[Ticket], int],
    ) -> None:  # fmt: skip
        self._world, self._clock, self._labels, self._next_round, self._end = world, clock, labels, next_round, end
        self._around = world.practice.around
        self._satisfied = {
            True: policies.Shares(self._around.satisfied_if_solved),
            False: policies.Shares(self._around.satisfied_if_not),
        }
        self._satisfaction = 0

    def due_feedback(self, ticket: Ticket) -> None:
        """Writing back joins the inbox of whoever handled it, or covers that seat by now."""
        ticket.stage = "feedback"
        self._find_lead(ticket)
        due = self._clock.set(ticket, "feedback", ticket.roles[LEAD].seat)
        self._clock.rank(ticket, due)

    def _find_lead(self, ticket: Ticket) -> None:
        """A seat that leads nothing by now has what it led done by the seat that covers it."""
        world = self._world
        seat = world.leader_of(ticket.seat)
        if not ticket.district and seat != ticket.seat:
            ticket.led_by(world.desks[seat], world.crews[seat])

    def fed_back(self, ticket: Ticket) -> None:
        """The closing check joins the inbox of the supervision seat."""
        ticket.stage = "close"
        self.find_seat(ticket)
        self._clock.rank(ticket, ticket.due)

    def find_seat(self, ticket: Ticket) -> None:
        """Checks and call-backs join the inbox of whoever leads them by then."""
        world = self._world
        ticket.roles[QUALITY] = world.desks[world.leader_of(world.practice.steps.close_seat)]

    def closed(self, ticket: Ticket) -> int:
        """Closed: lights go out; U, E and a sample are called back, the rest get a message."""
        world = self._world
        ticket.closed, ticket.stage = True, "evaluate"
        ticket.watch += 1
        self._clock.set(ticket, "evaluate", ticket.roles[QUALITY].seat)
        if ticket.urgency in ("U", "E") or ticket.draws[CALL_BACK] < self._around.call_back_share:
            ticket.pc = self._labels["call"]
            world.at(world.calendar.due(world.now, self._around.call_back_after), world.start, ticket)
            return PARK
        return self._labels["message"]

    def _answer(self, ticket: Ticket, by: str) -> None:
        """The citizen says how satisfied they are, by whether the matter is solved."""
        base = policies.solved_chance(self._around.solved, ticket.skill)
        solved = ticket.draws[SOLVED] < base
        self._satisfaction = int(self._satisfied[solved].pick(ticket.draws[SATISFIED]))
        ticket.last = self._world.emit(Evaluated, ticket.last, ticket.number, by, self._satisfaction, solved)

    def called(self, ticket: Ticket) -> None:
        """The call-back's answer."""
        self._answer(ticket, "call")
        ticket.stage = "redo" if self._satisfaction <= UNSATISFIED and not ticket.redone else "evaluated"

    def redo_or_end(self, ticket: Ticket) -> int:
        """An unsatisfied citizen sends the ticket back once, with part of the limit; otherwise it is over."""
        if ticket.stage != "redo":
            return self._end(ticket)
        ticket.redone, ticket.closed, ticket.stage = True, False, "handle"
        self._next_round(ticket)
        self._find_lead(ticket)
        ticket.last = self._world.emit(RedoOrdered, ticket.last, ticket.number, ticket.seat)
        self._clock.set_closing(ticket, self._around.redo_limit_share)
        self._clock.rank(ticket, ticket.due)
        return self._labels["handle"]

    def send_message(self, ticket: Ticket) -> int:
        """A message asks the citizen; the answer comes some time before it lapses, or never."""
        world, lapses = self._world, self._around.message_lapses.ms
        answers = ticket.draws[ANSWER] < self._around.message_answered
        sent = world.now + world.practice.steps.evaluate_message.ms
        ticket.pc = self._labels["answered"]
        ticket.stage = "answers" if answers else "lapses"
        world.at(sent + (round(ticket.draws[ANSWER_AFTER] * lapses) if answers else lapses), world.start, ticket)
        return PARK

    def answered(self, ticket: Ticket) -> None:
        """The message was answered, or has lapsed."""
        if ticket.stage == "answers":
            self._answer(ticket, "message")
        else:
            ticket.last = self._world.emit(EvaluationLapsed, ticket.last, ticket.number)
