"""What the parts of a world may ask of it: the words between the desks and what befalls the city.

The engine's world keeps these; hazards, tiers, playbooks and injects know no more of it than this page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import simpy

from command_center.facts import Fact
from command_center.plan.calendar import WorkCalendar
from command_center.plan.city import Tree
from command_center.plan.practice import Practice
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.world.chance import Stream


class Systems(Protocol):
    """The business systems."""

    def is_up(self, system: str) -> bool:
        """Whether the system's link stands."""

    def take_down(self, system: str, cause: int) -> str:
        """Cut the link; the reason where that cannot be, else empty."""

    def bring_up(self, system: str, cause: int) -> str:
        """Restore the link; the reason where that cannot be, else empty."""

    def set_feed(self, system: str, feed: str, cause: int) -> str:
        """Switch what a read gets: real, mock or missing; the reason where that cannot be, else empty."""


class Sources(Protocol):
    """The streams of contacts."""

    def surge(self, source: str, factor: float, cause: int = 0) -> str:
        """Let a stream run at ``factor`` times its rate from now on; the reason where that cannot be, else empty."""


class Stage(Protocol):
    """The world, as its parts see it."""

    mode: str
    response_level: str

    @property
    def env(self) -> simpy.Environment:
        """The SimPy environment that long stories run on; its time is whole milliseconds."""

    @property
    def now(self) -> int:
        """Milliseconds since the scenario's start."""

    @property
    def horizon(self) -> int:
        """From here on nothing new befalls the city (ms)."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as loaded."""

    @property
    def roster(self) -> Roster:
        """The centre as loaded."""

    @property
    def practice(self) -> Practice:
        """How this centre works: the roster's practice with the scenario's changes."""

    @property
    def tree(self) -> Tree:
        """The five tiers."""

    @property
    def calendar(self) -> WorkCalendar:
        """Working days and local time."""

    @property
    def systems(self) -> Systems:
        """The business systems."""

    @property
    def sources(self) -> Sources:
        """The streams of contacts."""

    def stream(self, name: str) -> Stream:
        """The random numbers of one purpose."""

    def emit(self, kind: type[Fact], cause: int, *fields: Any) -> int:
        """State a fact now; returns its number."""

    def listen(self, kind: str, ear: Callable[[Any], None]) -> None:
        """Call ``ear`` with every fact of a kind, from the start on; it may look and use ``soon``, not state facts."""

    def at(self, when: int, what: Callable[..., None], *about: Any) -> None:
        """Call ``what`` at a time (ms)."""

    def soon(self, what: Callable[..., None], *about: Any) -> None:
        """Call ``what`` after everything that is going on at this moment."""

    def contact(self, **about: Any) -> int:
        """Somebody turns to the centre (see ``world.loop.Tickets.contact``); returns the ticket's number."""

    def task(
        self, seat: str, minutes_mean: float, done: Callable[[int], None], *, cause: int, stream: str, about: str = "",
        cv: float | None = None, action: str = "", concerning: str = "",
    ) -> object:  # fmt: skip
        """The seat's next free operator does something; ``done`` gets the number of the fact behind it.

        ``cv`` is the spread of its time (None = that of an action). A person who plays the seat is told to do
        ``action`` (empty = as ``about``) ``concerning`` something (the same).
        """

    def leader_of(self, seat: str) -> str:
        """Who leads what this seat should lead: itself, or the seat that covers it while it is a responder."""
