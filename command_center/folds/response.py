"""The 1315 rescue standard: answered in 1 minute, a unit on its way in 3, on scene in 15.

The standard gives the numbers, not where the clocks start. Answer and arrival run from the contact's arrival here;
dispatch runs from ``base``: ``arrival`` (the default, the stricter reading) or ``answer`` (the end of accepting).
Every clock ends at the first fact of its kind, so a second unit changes nothing. Who hung up and called again is one
contact, whose clocks run from the first call. A share is over the contacts that have both ends of the clock; the
contacts without any unit on scene are counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.figures import share
from command_center.folds.percentiles import Samples

ANSWER_MS, DISPATCH_MS, ARRIVAL_MS = 60_000, 180_000, 900_000
Base = Literal["arrival", "answer"]


class ClockFigures(msgspec.Struct, frozen=True):
    """One clock: contacts that have it, those within the limit (ms, inclusive), their share, median in ms."""

    limit_ms: int
    count: int
    within: int
    share: float | None
    median_ms: int | None


class _Clock:
    """The times of one of the three clocks."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.within = 0
        self.times = Samples()

    def add(self, ms: int) -> None:
        self.times.add(ms)
        self.within += ms <= self.limit

    def merged(self, other: _Clock) -> _Clock:
        both = _Clock(self.limit)
        both.within = self.within + other.within
        both.times = self.times.merged(other.times)
        return both

    def figures(self) -> ClockFigures:
        count = len(self.times)
        return ClockFigures(self.limit, count, self.within, share(self.within, count), self.times.percentiles(50)[0])


class _Call:
    """What is known of one contact so far; -1 is not yet."""

    __slots__ = ("answered", "arrived", "sent", "there")

    def __init__(self, arrived: int) -> None:
        self.arrived = arrived
        self.answered = -1
        self.sent = False
        self.there = False


class Response1315(Fold):
    """The three clocks over all contacts, or over those of some categories and urgencies (empty = all).

    It keeps about 0.2 kB a contact until the drill's end, so narrow it to the categories it is asked for.
    """

    def __init__(
        self, base: Base = "arrival", categories: Collection[str] = (), urgencies: Collection[str] = ()
    ) -> None:
        super().__init__()
        self.base: Base = base
        self.categories = frozenset(categories)
        self.urgencies = frozenset(urgencies)
        self.contacts = 0
        self.on_scene = 0
        self.answer, self.dispatch, self.arrival = _Clock(ANSWER_MS), _Clock(DISPATCH_MS), _Clock(ARRIVAL_MS)
        self._calls: dict[int, _Call] = {}

    @property
    def without_arrival(self) -> int:
        """Contacts for which no unit was ever on scene."""
        return self.contacts - self.on_scene

    def merge(self, other: Response1315) -> Response1315:
        """A new fold over the drills of both; bases, categories and urgencies must agree (ValueError)."""
        if (self.base, self.categories, self.urgencies) != (other.base, other.categories, other.urgencies):
            raise ValueError("only folds of the same base, categories and urgencies merge")
        both = Response1315(self.base, self.categories, self.urgencies)
        both.contacts = self.contacts + other.contacts
        both.on_scene = self.on_scene + other.on_scene
        both.answer = self.answer.merged(other.answer)
        both.dispatch = self.dispatch.merged(other.dispatch)
        both.arrival = self.arrival.merged(other.arrival)
        return both

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        clocks = {"answer": self.answer, "dispatch": self.dispatch, "arrival": self.arrival}
        figures = {name: msgspec.to_builtins(clock.figures()) for name, clock in clocks.items()}
        return {"base": self.base, "contacts": self.contacts, "without_arrival": self.without_arrival, **figures}

    def _started(self, _fact: facts.DrillStarted) -> None:
        self._calls = {}

    def _arrived(self, fact: facts.ContactArrived) -> None:
        if self.urgencies and fact.urgency not in self.urgencies:
            return
        if not self.categories or fact.category in self.categories:
            self.contacts += 1
            self._calls[fact.ticket] = _Call(fact.t)

    def _called_again(self, fact: facts.CalledAgain) -> None:
        earlier, call = self._calls.get(fact.earlier), self._calls.get(fact.ticket)
        if earlier is not None and call is not None:
            self.contacts -= 1
            call.arrived = earlier.arrived

    def _answered(self, fact: facts.AcceptEnded) -> None:
        call = self._calls.get(fact.ticket)
        if call is not None and call.answered < 0:
            call.answered = fact.t
            self.answer.add(fact.t - call.arrived)

    def _dispatched(self, fact: facts.UnitDispatched) -> None:
        call = self._calls.get(fact.ticket)
        if call is None or call.sent:
            return
        begun = call.arrived if self.base == "arrival" else call.answered
        if begun >= 0:
            self.dispatch.add(fact.t - begun)
        call.sent = True

    def _on_scene(self, fact: facts.UnitArrived) -> None:
        call = self._calls.get(fact.ticket)
        if call is not None and not call.there:
            call.there = True
            self.on_scene += 1
            self.arrival.add(fact.t - call.arrived)

    def _table(self) -> Mapping[type[Fact], Handler]:
        return {
            facts.DrillStarted: self._started,
            facts.ContactArrived: self._arrived,
            facts.CalledAgain: self._called_again,
            facts.AcceptEnded: self._answered,
            facts.UnitDispatched: self._dispatched,
            facts.UnitArrived: self._on_scene,
        }
