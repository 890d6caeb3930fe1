"""Callers who hung up call again 重拨 about the same matter.

The rules of this file:

1. Whether, when and with what patience somebody calls again are numbers of their own, keyed by the caller's source
   and key and the count of their calls: they belong to the caller, whoever is there to answer.
2. Everything else about the matter is as it was on the first call; so the same matter meets every staffing.
3. Each call is a contact of its own and ends once; CalledAgain says which contact it takes up.
"""

from __future__ import annotations

from collections.abc import Callable

from command_center.plan.practice import CallerDuration
from command_center.world.chance import Column, Draws
from command_center.world.engine import World
from command_center.world.ticket import Ticket

CallOnce = Callable[[Ticket, float, int], None]
"""Makes the call: (the contact that hung up, the patience as a factor of its mean, the number of CallerHungUp)."""


class Redials:
    """Decides for everybody who hung up; rule 1 is kept by a table of random numbers beside that of the source."""

    def __init__(self, world: World, call: CallOnce) -> None:
        self._world, self._call = world, call
        self._draws: dict[str, Draws] = {}
        intake = world.practice.intake
        self._columns = (Column("uniform"), _column(intake.again.after), _column(intake.patience))

    def hung_up(self, ticket: Ticket, cause: int) -> None:
        """Somebody hung up: they call again later, or have given up."""
        rule = ticket.again
        if ticket.tries >= rule.times:
            return
        decides, after, patience = self._numbers(ticket)
        if decides < (rule.event_share if ticket.event else rule.share):
            when = self._world.now + round(rule.after.mean.ms * after)
            self._world.at(when, self._call_again, ticket, patience, cause)

    def _numbers(self, ticket: Ticket) -> tuple[float, ...]:
        draws = self._draws.get(ticket.source)
        if draws is None:
            draws = self._draws[ticket.source] = Draws(self._world.seed, f"again/{ticket.source}", self._columns)
        return draws.row(ticket.key, ticket.tries + 1)

    def _call_again(self, ticket: Ticket, patience: float, cause: int) -> None:
        if ticket.still is None or ticket.still():
            self._call(ticket, patience, cause)


def _column(duration: CallerDuration) -> Column:
    return Column("exponential") if duration.exponential else Column("lognormal", duration.cv)
