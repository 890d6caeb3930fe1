"""A seat (or a district's pool) as pictures see it: who holds it, what waits there, since when, by when.

The rules of this file:

1. A desk holds numbers and plain values only, so that a copy of the whole fold is a walk over a tree.
2. What changes with facts is kept; what changes with the clock alone (overdue) is reckoned when it is asked for.
3. The state is settled when time moves on, so what lasted no millisecond leaves no trace in "since".
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import Any

from command_center.facts import Fact
from command_center.folds.pictures.alarms import Meter

KEPT_LOG = 50
KEPT_COMMANDS = 20
KEPT_NOTES = 20

STATES = ("empty", "silent", "off", "idle", "busy", "waiting", "person_waiting", "overdue")
"""Of a seat: nobody holds it; it did not answer the roll call and did nothing since; nobody is on shift; nothing to do;
at work; work waits although all are at work (or nobody is there); work waits for a person; a limit there has passed."""


class Agenda:
    """Limits in order of time: (due ms, ticket)."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[tuple[int, int]] = []

    def add(self, due: int, number: int) -> None:
        """A limit runs."""
        insort(self.entries, (due, number))

    def remove(self, due: int, number: int) -> None:
        """A limit is over; one that is not there is let be."""
        place = bisect_left(self.entries, (due, number))
        if place < len(self.entries) and self.entries[place] == (due, number):
            del self.entries[place]

    def overdue(self, now: int) -> int:
        """How many have passed: ``due`` itself is still in time."""
        return bisect_left(self.entries, (now,))

    def first(self) -> int:
        """The nearest one; 0 where there is none."""
        return self.entries[0][0] if self.entries else 0


class Desk:
    """One seat or pool.

    ``inbox`` are tickets that wait there (number -> since), ``busy`` who works on what (operator -> number, what,
    since; a person may hold several, each under its own negative number), ``leads`` the tickets the seat answers for,
    ``arrived`` is what of the inbox waits for a person (the rest a colleague of the program takes at once),
    ``supports`` are those it was asked to help with, ``asked`` those for which more time was asked of it, ``tasks``
    what waits for a person besides tickets (negative number -> action, about, since, number of the fact).
    """

    __slots__ = (
        "agenda", "alarms", "answered", "arrived", "asked", "busy", "cleared", "commands", "done", "duties", "id",
        "inbox", "injects", "later", "leads", "log", "notes", "operators", "player", "profile", "signed_on", "since",
        "staffed", "state", "supports", "tasks", "took_part",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.id = name
        self.profile = ""
        self.player = ""
        self.staffed = -1  # the number of the fact by which it changed hands last
        self.signed_on = False  # somebody has, since then
        self.operators = 0
        self.answered = 0  # at the roll call: 1 yes, -1 no, 0 not yet
        self.took_part = False
        self.busy: dict[int, tuple[int, str, int]] = {}
        self.inbox: dict[int, int] = {}
        self.later: dict[int, int] = {}
        self.agenda = Agenda()
        self.leads: dict[int, int] = {}
        self.supports: dict[int, int] = {}
        self.arrived: set[int] = set()
        self.asked: dict[int, int] = {}
        self.tasks: dict[int, tuple[str, str, int, int]] = {}
        self.duties: dict[str, tuple[str, str, int, int, int]] = {}
        self.injects: dict[str, int] = {}
        self.commands: dict[int, None] = {}
        self.notes: deque[Fact] = deque(maxlen=KEPT_NOTES)
        self.log: deque[Fact] = deque(maxlen=KEPT_LOG)
        self.alarms: Meter | None = None
        self.done = 0
        self.state = "off"
        self.since = 0
        self.cleared = False

    def waiting(self) -> int:
        """How many pieces of work wait here."""
        return len(self.inbox) + len(self.supports) + len(self.asked) + len(self.tasks)

    def base_state(self) -> str:
        """The state without what the clock alone brings."""
        if self.profile == "empty":
            return "empty"
        if self.answered < 0 and not self.took_part and self.operators:
            return "silent"
        waits = self.waiting()
        if self.player == "person" and (self.arrived or self.asked or self.tasks):
            return "person_waiting"
        if waits and self.player != "person" and len(self.busy) >= self.operators:
            return "waiting"
        if self.busy or waits:  # what waits although somebody is free is being signed for just now
            return "busy"
        return "idle" if self.operators or self.player == "person" else "off"

    def settle(self, t: int) -> None:
        """Time moves on from ``t``: what the state is now holds since then."""
        state = self.base_state()
        late = self.agenda.entries and self.agenda.entries[0][0] < t
        if state != self.state or (self.cleared and not late):
            self.state, self.since = state, t
        self.cleared = False

    def shown_state(self, now: int, latest: int) -> tuple[str, int]:
        """State and since when; ``latest`` is the time of the latest fact, which may not be settled yet."""
        due = self.agenda.first()
        if due and due < now and self.profile != "empty":
            return "overdue", due
        state = self.base_state()
        return state, self.since if state == self.state and not self.cleared else latest

    def to_dict(self, now: int, latest: int) -> dict[str, Any]:
        """The desk on the wall."""
        state, since = self.shown_state(now, latest)
        return {
            "state": state,
            "since": since,
            "profile": self.profile,
            "player": self.player,
            "operators": self.operators,
            "busy": len(self.busy),
            "inbox": self.waiting(),
            "deadline": self.agenda.first(),
            "overdue": self.agenda.overdue(now),
            "alarms": self.alarms.at(now).last_10_min if self.alarms else 0,
            "flood": self.alarms.at(now).flood if self.alarms else False,
            "done": self.done,
        }
