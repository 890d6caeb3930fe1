"""A ticket that is not over, and the limits of all such tickets, as pictures need them."""

from __future__ import annotations

from bisect import bisect_left, insort


class Ticket:
    """What pictures need of a ticket that is not over. ``seat`` is the desk it is at, ``due`` its limit there."""

    __slots__ = (
        "answers", "arrived", "asking", "busy", "by_person", "category", "channel", "district", "due", "event",
        "extended", "fixed", "lead", "light", "limit", "limits", "merged", "nature", "number", "opened", "place",
        "returns", "seat", "since", "stage", "supporter", "unit", "urgency", "when",
    )  # fmt: skip

    def __init__(self, number: int, t: int) -> None:
        self.number = number
        self.channel = self.nature = self.category = self.urgency = self.place = self.event = ""
        self.arrived = t
        self.opened = -1
        self.stage = "accept"
        self.when = "waiting"  # or in_hand, away
        self.seat = ""
        self.busy = 0  # under which number it is in hand at its desk
        self.by_person = False
        self.due = 0
        self.since = t
        self.lead = self.district = ""
        self.limit = 0
        self.limits: dict[str, int] = {}
        self.light = ""
        self.supporter = ""
        self.asking = ""  # the system that is being asked just now
        self.unit = ""
        self.merged = 0
        self.returns = 0
        self.fixed = self.extended = False
        self.answers: dict[str, tuple[int, str, str, str, bool, bool, str]] = {}


class Limits:
    """Limits of all tickets by step: how many fell due, how many were met in time, and those that still run."""

    __slots__ = ("due", "on_time", "running")

    def __init__(self) -> None:
        self.running: dict[str, list[tuple[int, int]]] = {}
        self.due: dict[str, int] = {}
        self.on_time: dict[str, int] = {}

    def set(self, ticket: Ticket, step: str, due: int) -> None:
        """A limit runs; it replaces the one before."""
        before = ticket.limits.get(step)
        running = self.running.get(step)
        if running is None:
            running = self.running[step] = []
        if before is not None:
            _remove(running, (before, ticket.number))
        ticket.limits[step] = due
        insort(running, (due, ticket.number))

    def met(self, ticket: Ticket, names: tuple[str, ...], t: int) -> None:
        """The steps were done at ``t``."""
        limits = ticket.limits
        for name in names:
            due = limits.pop(name, None)
            if due is not None:
                _remove(self.running[name], (due, ticket.number))
                self._count(name, t <= due)

    def withdraw(self, ticket: Ticket, t: int, keep: str) -> None:
        """All limits but one lost their object: late if they had passed, else held against nobody."""
        for name, due in list(ticket.limits.items()):
            if name != keep:
                del ticket.limits[name]
                _remove(self.running[name], (due, ticket.number))
                if due < t:
                    self._count(name, False)

    def _count(self, name: str, on_time: bool) -> None:
        self.due[name] = self.due.get(name, 0) + 1
        self.on_time[name] = self.on_time.get(name, 0) + on_time

    def passed(self, name: str, now: int) -> int:
        """How many open limits of a step have passed at ``now``."""
        return bisect_left(self.running.get(name, ()), (now,))

    def shown(self, name: str, now: int) -> tuple[int, int]:
        """(due, on time) of a step at ``now``, with what has passed and is still open."""
        return self.due.get(name, 0) + self.passed(name, now), self.on_time.get(name, 0)


def _remove(entries: list[tuple[int, int]], entry: tuple[int, int]) -> None:
    place = bisect_left(entries, entry)
    if place < len(entries) and entries[place] == entry:
        del entries[place]
