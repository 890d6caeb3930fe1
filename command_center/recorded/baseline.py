"""The as-recorded baseline: what a real record proves, told as facts. No engine is asked, nothing is made up.

A seat, an operator or a hand-over that the record does not name is left out or empty; a fold over the baseline shows
"none" there. The same folds as for a drill score it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from command_center import facts
from command_center.facts import Fact
from command_center.journal import JournalWriter
from command_center.plan.loading import canonical
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.recorded.rows import Call
from command_center.version import VERSION

SOURCE = "recorded"
ORIGIN = "recorded"
_SLICE = 1_000
_PROGRAM = f"command-center {VERSION}"


class _Case:
    """A ticket whose facts are being told: its number and the facts of it that later ones follow from."""

    __slots__ = ("call", "last", "left", "number", "opened", "sent")

    def __init__(self, number: int, call: Call) -> None:
        self.number, self.call = number, call
        self.last = self.opened = 0
        self.sent: dict[int, int] = {}
        self.left = 0


class _Event(NamedTuple):
    """Something the record proves; events of one moment are told by ticket, then by rank."""

    t: int
    number: int
    rank: int
    unit: int
    tell: Callable[[_Teller, _Case, int], None]


class _Teller:
    """Tells the facts of all calls in the order of time."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.n = 0
        self.now = 0

    def put(self, kind: Callable[..., Fact], cause: int, *fields: object) -> int:
        n = self.n
        self.facts.append(kind(self.now, n, cause, *fields))
        self.n = n + 1
        return n

    def taken(self) -> list[Fact]:
        """The facts since the last time, for the journal."""
        done, self.facts = self.facts, []
        return done


def end_of(calls: Iterable[Call], horizon: int) -> int:
    """The latest moment that the record tells of, at least the horizon; ms since the start. A target is none."""
    latest = horizon
    for ticket, units in calls:
        for moment in (ticket.entered, ticket.closed, *(time for unit in units for time in unit[1:])):
            if moment is not None and moment > latest:
                latest = moment
    return latest


def write_baseline(path: Path, calls: list[Call], scenario: Scenario, roster: Roster) -> str:
    """Write the baseline of ``calls`` (in the order of arrival) as a journal; its root as hex."""
    horizon = scenario.horizon.ms
    end = end_of(calls, horizon)
    teller = _Teller()
    teller.put(
        facts.DrillStarted, -1, scenario.name, _PROGRAM, ORIGIN, 0, "", scenario.start.isoformat(), scenario.zone,
        horizon, end, canonical(scenario), canonical(roster),
    )  # fmt: skip
    with JournalWriter(path) as writer:
        for _ in _told(calls, teller):
            if len(teller.facts) >= _SLICE:
                writer.extend(teller.taken())
        teller.now = end
        teller.put(facts.DrillEnded, 0, "completed")
        writer.extend(teller.taken())
        return writer.close("completed")


def _told(calls: Iterable[Call], teller: _Teller) -> Iterator[None]:
    """Tell event by event: a call's events are queued when it arrives, so that only open calls are kept."""
    queue: list[_Event] = []
    cases: dict[int, _Case] = {}
    for number, call in enumerate(calls, start=1):
        while queue and queue[0].t < call.ticket.t:
            _tell(heapq.heappop(queue), cases, teller)
        case = cases[number] = _Case(number, call)
        for event in _events(number, call):
            case.left += 1
            heapq.heappush(queue, event)
        yield
    while queue:
        _tell(heapq.heappop(queue), cases, teller)
        yield


def _tell(event: _Event, cases: dict[int, _Case], teller: _Teller) -> None:
    case = cases[event.number]
    teller.now = event.t
    event.tell(teller, case, event.unit)
    case.left -= 1
    if not case.left:
        del cases[event.number]


def _events(number: int, call: Call) -> Iterator[_Event]:
    ticket = call.ticket
    yield _Event(ticket.t, number, 0, 0, _arrive)
    if ticket.entered is not None:
        yield _Event(ticket.entered, number, 1, 0, _accept)
    yield _Event(ticket.t if ticket.entered is None else ticket.entered, number, 2, 0, _open)
    for at, unit in enumerate(call.units):
        if unit.dispatched is not None:
            yield _Event(unit.dispatched, number, 3, at, _dispatch)
        if unit.arrived is not None:
            yield _Event(unit.arrived, number, 4, at, _come)
    if ticket.closed is not None:
        yield _Event(ticket.closed, number, 5, 0, _close)


def _arrive(teller: _Teller, case: _Case, _: int) -> None:
    ticket, number = case.call.ticket, case.number
    case.last = case.opened = teller.put(
        facts.ContactArrived, 0, number, SOURCE, number, ticket.channel, ticket.nature, ticket.category,
        ticket.urgency, ticket.place, ticket.event, ticket.reference,
    )  # fmt: skip


def _accept(teller: _Teller, case: _Case, _: int) -> None:
    started = teller.put(facts.AcceptStarted, case.last, case.number, "", 0)
    case.last = teller.put(facts.AcceptEnded, started, case.number, "", 0)


def _open(teller: _Teller, case: _Case, _: int) -> None:
    ticket = case.call.ticket
    case.last = case.opened = teller.put(facts.TicketOpened, case.last, case.number, ticket.category, ticket.urgency)
    if ticket.due is not None:
        teller.put(facts.LimitSet, case.opened, case.number, "handle", "", ticket.due)


def _dispatch(teller: _Teller, case: _Case, at: int) -> None:
    unit = case.call.units[at].unit
    case.last = case.sent[at] = teller.put(facts.UnitDispatched, case.opened, case.number, "", unit)


def _come(teller: _Teller, case: _Case, at: int) -> None:
    unit = case.call.units[at].unit
    case.last = teller.put(facts.UnitArrived, case.sent.get(at, case.opened), case.number, "", unit)


def _close(teller: _Teller, case: _Case, _: int) -> None:
    case.last = teller.put(facts.CloseEnded, case.last, case.number, "", 0)
