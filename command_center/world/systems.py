"""The 29 business systems: capacity, delay, outages, rights, and who answers a read.

The rules of this file:

1. Every use is a fact, and says what was read and who answered: the simulated world (``real``), a labelled mock
   (``mock``), or nobody (``missing``: link down, no right, slot empty).
2. The world does no I/O. A system with an adapter is asked by a fact; the answer comes back as an order. Who waited
   ``TIMEOUT`` for it (simulated time) goes on without: the read is missing, and a later answer is refused.
3. A district uses the systems under its own account and holds the rights to what its duty needs.
4. Links fail and are repaired by chance, but an outage somebody ordered lasts until somebody ends it.
"""

from __future__ import annotations

from command_center.facts import (
    DataAnswered,
    DataRequested,
    DataTimedOut,
    FeedSet,
    MockRecordShown,
    OutageHeld,
    SystemCallBrokenOff,
    SystemCallEnded,
    SystemCallStarted,
    SystemCameUp,
    SystemWentDown,
)
from command_center.plan.roster import Resource, System
from command_center.plan.spans import MINUTE
from command_center.refusals import refusal
from command_center.world.engine import World
from command_center.world.machine import LEAD, PARK, SYSTEM, Desk
from command_center.world.mock import mock_record
from command_center.world.ticket import GOOD, RESOURCE, UNMASKED, Ticket

TIMEOUT = MINUTE
"""How long a use is waited for before it is given up: of a system without link, and of an adapter that does not answer
(domain figure: loss detected after 60 s)."""


class Line:
    """The state of one system: its slots, its feed, its link, its adapter.

    ``held`` says that somebody wants it down; ``outages`` changes whenever what chance had planned no longer matters.
    """

    __slots__ = ("system", "desk", "feed", "up", "held", "adapter", "resources", "outages")

    def __init__(self, system: System, resources: list[Resource]) -> None:
        self.system = system
        self.desk = Desk(system.id, system.capacity)
        self.desk.pace = float(system.delay.ms)
        self.feed: str = system.feed
        self.up = True
        self.held = False
        self.adapter = ""
        self.resources = resources
        self.outages = 0


class Systems:
    """All business systems of the centre."""

    def __init__(self, world: World) -> None:
        self._world = world
        by_provider: dict[str, list[Resource]] = {}
        for resource in world.roster.catalogue:
            by_provider.setdefault(resource.provider, []).append(resource)
        self.lines = {system.id: Line(system, by_provider.get(system.id, [])) for system in world.roster.systems}
        self._rights = {(right.seat, right.resource) for right in world.roster.rights}
        self._asked: dict[int, tuple[Ticket, Line]] = {}
        self._requests = 0

    def open(self, cause: int) -> None:
        """Let links fail and be repaired from now on."""
        for line in self.lines.values():
            if line.system.up.ms:
                self._world.at(self._up_time(line), self._fail, line, line.outages, cause)

    def _up_time(self, line: Line) -> int:
        return self._world.now + round(self._world.stream(f"outages/{line.system.id}").exponential(line.system.up.ms))

    def _fail(self, line: Line, outages: int, cause: int) -> None:
        """The link fails by itself, unless somebody took it down or up since this was planned."""
        if line.outages != outages or self._world.now > self._world.horizon:
            return
        down = self._down(line, cause)
        repair = self._world.stream(f"repairs/{line.system.id}").exponential(line.system.down.ms)
        self._world.at(self._world.now + round(repair), self._mend, line, line.outages, down)

    def _mend(self, line: Line, outages: int, cause: int) -> None:
        if line.outages == outages:
            up = self._up(line, cause)
            self._world.at(self._up_time(line), self._fail, line, line.outages, up)

    def _down(self, line: Line, cause: int) -> int:
        line.up, line.outages = False, line.outages + 1
        line.desk.pace = float(TIMEOUT)
        return self._world.emit(SystemWentDown, cause, line.system.id)

    def _up(self, line: Line, cause: int) -> int:
        line.up, line.held, line.outages = True, False, line.outages + 1
        line.desk.pace = float(line.system.delay.ms)
        return self._world.emit(SystemCameUp, cause, line.system.id)

    # -- what others may ask

    def is_up(self, system: str) -> bool:
        """Whether the link of a system is up."""
        return self.lines[system].up

    def take_down(self, system: str, cause: int) -> str:
        """Cut a link until somebody brings it up, also where it failed by itself; an empty text, or why not."""
        line = self.lines.get(system)
        if line is None or line.held:
            return refusal("no_system" if line is None else "down_already", system)
        line.held = True
        if line.up:
            self._down(line, cause)
        else:
            line.outages += 1  # the repair that chance had planned
            self._world.emit(OutageHeld, cause, system)
        return ""

    def bring_up(self, system: str, cause: int) -> str:
        """Restore a link; an empty text, or why not."""
        line = self.lines.get(system)
        if line is None or line.up:
            return refusal("no_system" if line is None else "up_already", system)
        up = self._up(line, cause)
        if line.system.up.ms:
            self._world.at(self._up_time(line), self._fail, line, line.outages, up)
        return ""

    def set_feed(self, system: str, feed: str, cause: int) -> str:
        """Switch what reads of a system get; an empty text, or why not."""
        line = self.lines.get(system)
        if line is None:
            return refusal("no_system", system)
        if line.system.data == "link":
            return refusal("no_data", system)
        if feed not in ("real", "mock", "missing"):
            return refusal("no_feed", repr(feed))
        line.feed, line.adapter = feed, ""
        self._world.emit(FeedSet, cause, system, feed)
        return ""

    def attach(self, system: str, adapter: str, cause: int) -> str:
        """Have reads of a system answered by an adapter outside; an empty text, or why not."""
        if not adapter:
            return refusal("no_adapter")
        refused = self.set_feed(system, "real", cause)
        if not refused:
            self.lines[system].adapter = adapter
        return refused

    # -- a ticket's use of a system (called by the machine)

    def begin(self, ticket: Ticket) -> None:
        """A use starts: the slot is held, and what an earlier, interrupted use asked for is no longer waited for."""
        ticket.request = -1
        line = self.lines[ticket.systems_left[0]]
        seat = ticket.roles[LEAD].seat
        ticket.last = self._world.emit(SystemCallStarted, ticket.last, ticket.number, line.system.id, seat)

    def finish(self, ticket: Ticket) -> int | None:
        """A use ends with whatever answered; with an adapter it is parked until the answer is ordered in."""
        line = self.lines[ticket.systems_left[0]]
        resource = self._resource(line, ticket)
        if line.adapter and line.up and self._may(ticket, line, resource):
            return self._ask(line, ticket, resource)
        self._state(ticket, line, resource, *self._answer(line, ticket, resource))
        return None

    def break_off(self, ticket: Ticket) -> None:
        """The seat changes hands: a use it was in the middle of ends here; whoever goes on begins it anew."""
        if ticket.held[SYSTEM]:
            system, seat = ticket.systems_left[0], ticket.roles[LEAD].seat
            ticket.last = self._world.emit(SystemCallBrokenOff, ticket.last, ticket.number, system, seat)

    def _resource(self, line: Line, ticket: Ticket) -> Resource | None:
        if not line.resources:
            return None
        return line.resources[int(ticket.draws[RESOURCE] * len(line.resources))]

    def _may(self, ticket: Ticket, line: Line, resource: Resource | None) -> bool:
        if ticket.district or resource is None:
            return True
        seat = ticket.roles[LEAD].seat
        return (seat, f"{line.system.id}/*") in self._rights or (seat, resource.id) in self._rights

    def _answer(self, line: Line, ticket: Ticket, resource: Resource | None) -> tuple[str, str, bool, bool]:
        """(feed, origin, good, right) of a read that needs no adapter."""
        if line.system.data == "link":
            return ("link", "simulated", True, True) if line.up else ("missing", "", False, True)
        right = self._may(ticket, line, resource)
        if not right or not line.up or line.feed == "missing":
            return "missing", "", False, right
        if line.feed == "mock":
            record = mock_record(line.system.id, self._world.stream(f"mock/{line.system.id}"))
            ticket.last = self._world.emit(MockRecordShown, ticket.last, ticket.number, line.system.id, record)
            return "mock", "mock", True, True
        if line.system.data == "feed" and resource is not None and not resource.mounted:
            return "missing", "", False, True
        return "real", "simulated", ticket.draws[GOOD] < line.system.quality, True

    def _state(
        self, ticket: Ticket, line: Line, resource: Resource | None, feed: str, origin: str, good: bool, right: bool
    ) -> None:
        unmasked = ticket.draws[UNMASKED] < self._world.practice.around.unmasked
        masked = resource is None or not resource.personal or not unmasked
        decisive = ticket.category.systems[:1] == (line.system.id,)
        ticket.last = self._world.emit(
            SystemCallEnded, ticket.last, ticket.number, line.system.id, ticket.roles[LEAD].seat,
            "" if resource is None else resource.id, feed, origin, good, right, masked, decisive,
        )  # fmt: skip
        ticket.systems_left = ticket.systems_left[1:]

    def _ask(self, line: Line, ticket: Ticket, resource: Resource | None) -> int:
        self._requests += 1
        ticket.request = self._requests
        self._asked[self._requests] = ticket, line
        ticket.last = self._world.emit(
            DataRequested, ticket.last, self._requests, ticket.number, line.system.id,
            "" if resource is None else resource.id, ticket.roles[LEAD].seat,
        )  # fmt: skip
        self._world.at(self._world.now + TIMEOUT, self._time_out, self._requests, ticket.last)
        return PARK

    def answer(self, request: int, origin: str, record: str, cause: int) -> str:
        """The answer of an adapter to a request; an empty text, or why it is refused."""
        if not origin:
            return refusal("no_origin")
        asked = self._asked.pop(request, None)
        if asked is None:
            return refusal("no_request", request)
        self._world.emit(DataAnswered, cause, request, asked[1].system.id, origin, record)
        self._go_on(request, *asked, origin if record else "")
        return ""

    def _time_out(self, request: int, cause: int) -> None:
        """Nobody answered: whoever waited for it goes on without."""
        asked = self._asked.pop(request, None)
        if asked is not None:
            self._world.emit(DataTimedOut, cause, request, asked[1].system.id)
            self._go_on(request, *asked, "")

    def _go_on(self, request: int, ticket: Ticket, line: Line, origin: str) -> None:
        """The use ends, if the ticket still waits for this request; an empty origin means that it got nothing."""
        if ticket.request != request or not ticket.held[SYSTEM]:
            return
        ticket.request = -1
        feed = "real" if origin else "missing"
        self._state(ticket, line, self._resource(line, ticket), feed, origin, bool(origin), True)
        self._world.start(ticket)

    def slots(self, system: str) -> Desk:
        """The desk whose operators are the system's slots."""
        return self.lines[system].desk
